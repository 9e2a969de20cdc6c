"""The criteria of the closing questions, applied to rows: yes, no, or undecided; nothing where the final runs miss."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

from lottery_verify.studies.effects import Effect
from lottery_verify.studies.law_grid import EXPONENTS, FINAL_SEEDS
from lottery_verify.studies.law_rows import Needed
from lottery_verify.studies.performance import Performance

MARGIN = 0.5
"""Percentage points of test accuracy below which a difference is not worth a change."""
Best = Callable[[Fraction, int], float]


def spoken(yes: bool, no: bool) -> str:
    """The verdict of two conditions that exclude each other."""
    return "yes" if yes else "no" if no else "undecided"


def fewest(rows: Iterable[Needed], law: str = "") -> Best:
    """For ε_w and seed the fewest neurons for one target weight, over methods, and over laws where none is named."""
    found: dict[tuple[Fraction, int], float] = {}
    for row in rows:
        if row.shape == "dedicated" and row.reached and law in ("", row.law):
            key = row.epsilon, row.seed
            found[key] = min(row.neurons, found.get(key, math.inf))
    return lambda epsilon, seed: found.get((epsilon, seed), math.inf)


def _final(rows: Sequence[Needed], coarsest: Fraction) -> tuple[list[Fraction], list[int]]:
    """The ε_w and the seeds that decide, where they were all run."""
    epsilons = [Fraction(1, 10**n) for n in EXPONENTS if Fraction(1, 10**n) <= coarsest]
    there = {(row.epsilon, row.seed) for row in rows}
    seeds = list(FINAL_SEEDS)
    return (epsilons, seeds) if all((e, s) in there for e in epsilons for s in seeds) else ([], [])


def uniform(rows: Sequence[Needed]) -> str:
    """Whether uniform sampling does as well as hyperbolic sampling."""
    epsilons, seeds = _final(rows, Fraction(1, 100))
    if not epsilons:
        return ""
    one, other = fewest(rows, "uniform"), fewest(rows, "hyperbolic")
    return spoken(
        all(one(e, s) <= other(e, s) < math.inf for e in epsilons for s in seeds),
        any(all(one(e, s) > 2 * other(e, s) for s in seeds) for e in epsilons),
    )


def lower_bound(rows: Sequence[Needed]) -> str:
    """Whether the best method and law are near the lower bound."""
    epsilons, seeds = _final(rows, Fraction(1, 10**4))
    if not epsilons:
        return ""
    best = fewest(rows)
    ratio = {e: [best(e, s) / math.log2(1 / e) for s in seeds] for e in epsilons}
    return spoken(
        all(max(one) <= 4 for one in ratio.values()),
        any(min(one) > 10 for one in ratio.values()),
    )


def performance(rows: Sequence[Performance]) -> str:
    """Whether tickets of the MNIST networks name the classes that their targets name."""
    final = [row for row in rows if row.target in ("fc2.pt", "mnist-net_256x2.onnx")]
    if len({row.target for row in final}) < 2:
        return ""
    return spoken(
        all(row.agree == row.total and 10 * row.certain >= 9 * row.total for row in final),
        any(100 * (row.target_right - row.ticket_right) > row.total for row in final),
    )


def supermasks(effects: Sequence[tuple[str, Effect]]) -> str:
    """Whether some hyperbolic law is better by the margin.

    Args:
        effects: for each data set and each hyperbolic law its differences from all the other laws.
    """
    pairs = {(data, one.first) for data, one in effects}
    clear = {pair for pair in pairs if all(e.low > MARGIN for d, e in effects if (d, e.first) == pair)}
    beaten = {pair for pair in pairs if any(e.high < MARGIN for d, e in effects if (d, e.first) == pair)}
    laws = [law for _, law in clear]
    return spoken(any(laws.count(law) >= 2 for law in laws), bool(pairs) and beaten == pairs)
