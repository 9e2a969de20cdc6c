"""The study `categories`: how likely a neuron serves a golden category, exactly, by the finite law of its weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import product

import mpmath
import numpy as np
import numpy.typing as npt

from lottery_verify.checker.source import mantissas
from lottery_verify.counts.base import PHI
from lottery_verify.counts.base import categories as count_of
from lottery_verify.counts.smallest import smallest_draws_for_hit
from lottery_verify.laws.choice import category_probability
from lottery_verify.studies.draws import magnitudes
from lottery_verify.studies.grid import Cell
from lottery_verify.studies.law_draws import law_of, scale_of
from lottery_verify.studies.law_grid import EXPONENTS, LAWS, TARGET
from lottery_verify.studies.rows import Row, made_here
from lottery_verify.studies.study import Study

NAME = "categories"
METHOD = "golden"
DELTA = Fraction(1, 100)
UNIFORM_BITS = 24
SLACK = 2.0**-40
"""Relative; a product of floats this far from an edge is on its own side of it, whatever was rounded."""
Edges = Sequence[mpmath.mpf]
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Likelihood(Row):
    """The least probability over the golden categories of ε_w; a row of categories.json.

    Attributes:
        k: categories [γ^-(i+1), γ^-i], i = 1..k, γ = φ.
        low, high: between which the least probability lies that a neuron has u > 0, the sign of v that is wanted, and a
            product whose size is in the category; equal where it was counted exactly.
        neurons: the least M with k·(1 − low)^M ≤ 1/100, with which every category is filled, and so a weight of at
            most 1 met, with probability 0.99; 0 where low is 0.
    """

    k: int
    low: Fraction
    high: Fraction
    neurons: int


@dataclass(frozen=True)
class CategoryGrid:
    """Every law at every ε_w; no seed takes part."""

    def cells(self, study: str) -> tuple[Cell, ...]:
        """The points of the grid."""
        return tuple(
            Cell(study, TARGET, "", "", "", "", "linf", Fraction(1, 10**exponent), METHOD, law, "dedicated", 0)
            for exponent, law in product(EXPONENTS, LAWS)
        )


def measure(cell: Cell, command: str) -> Likelihood:
    """Counts pairs of draws.

    Args:
        cell: of CategoryGrid.
        command: what the row says made it.

    Source: golden-decomposition for the categories, shared-log-pruning for the count of neurons.
    """
    k = count_of(PHI, 1 / cell.epsilon)
    with mpmath.workdps(40):
        gamma = PHI.rounded()
        edges = [gamma ** (-i) for i in range(1, k + 2)]
        low, high = least(cell.law, cell.epsilon, k, edges)
    neurons = smallest_draws_for_hit(low, DELTA / k) if low else 0
    return Likelihood(**cell.run, **made_here(command), k=k, low=low, high=high, neurons=neurons)


def least(kind: str, epsilon: Fraction, k: int, edges: Edges) -> tuple[Fraction, Fraction]:
    """Bounds of the least probability over the categories.

    Args:
        kind: hyperbolic, uniform, normal or constant, with the parameters that the study `laws` gives them.
        epsilon: ε_w.
        k, edges: the categories, and their k + 1 ends, the largest first.
    """
    if kind == "uniform":
        counts = [uniform_pairs(low, high) for low, high in zip(edges[1:], edges, strict=False)]
        return (Fraction(min(counts), 1 << (2 * UNIFORM_BITS)),) * 2  # 2^23 magnitudes each, and 1/4 for two signs
    bounds = list(zip(edges[1:], edges, strict=False))
    values, chances = magnitudes_of(kind, epsilon)
    whole = 4 * int(chances.sum()) ** 2
    if kind == "hyperbolic":
        low = category_probability(law_of(METHOD, kind, epsilon), Fraction(1), k, PHI)
        return low, Fraction(min(pairs(values, chances, *bounds[i], -SLACK) for i in (0, -1)), whole)
    inner, outer = (min(pairs(values, chances, *ends, side) for ends in bounds) for side in (SLACK, -SLACK))
    return Fraction(inner, whole), Fraction(outer, whole)


def magnitudes_of(kind: str, epsilon: Fraction) -> tuple[Floats, Integers]:
    """The magnitudes of a finite law, ascending, and in how many of equally likely draws each comes."""
    if kind == "hyperbolic":
        law = law_of(METHOD, kind, epsilon)
        cells = np.arange(law.lower, law.upper)
        first = np.array([-((-(c << 31)) // len(cells)) for c in range(len(cells) + 1)], dtype=np.int64)
        sizes = np.array(mantissas(), dtype=np.float64)[cells & 0xFFFF]
        return np.ldexp(sizes, (cells >> 16).astype(np.int32) - 23), np.diff(first)
    sizes = magnitudes(kind) * scale_of(METHOD, kind, epsilon)
    values = np.sort(sizes.astype(np.float32).astype(np.float64))
    return values, np.ones(len(values), dtype=np.int64)


def pairs(values: Floats, chances: Integers, low: mpmath.mpf, high: mpmath.mpf, inward: float) -> int:
    """How many pairs of draws have a product from low to high, both ends moved inward by this share of them."""
    ends = np.concatenate([[0], np.cumsum(chances)])
    first = ends[np.searchsorted(values, float(low) * (1 + inward) / values, side="left")]
    last = ends[np.searchsorted(values, float(high) * (1 - inward) / values, side="right")]
    return int((chances * np.maximum(last - first, 0)).sum())


def uniform_pairs(low: mpmath.mpf, high: mpmath.mpf) -> int:
    """How many pairs of odd a, b below 2^24 have low ≤ a·b/2^48 ≤ high, exactly: the edges are irrational."""
    a = np.arange(1, 1 << UNIFORM_BITS, 2, dtype=np.int64)
    at_most = [int(mpmath.floor(edge * (1 << (2 * UNIFORM_BITS)))) for edge in (low, high)]
    odd = [(np.minimum(most // a, (1 << UNIFORM_BITS) - 1) + 1) // 2 for most in at_most]  # odd b with a·b ≤ most
    return int((odd[1] - odd[0]).sum())


def likely(row: Likelihood) -> str:
    """The least probability, or its two bounds, in digits."""
    return f"{float(row.low):.4g}" + ("" if row.low == row.high else f" to {float(row.high):.4g}")


def shown(rows: Sequence[Likelihood]) -> str:
    """The rows as Markdown."""
    lines = ["| ε_w | law | categories | least probability | neurons by it |", "| --- " * 5 + "|"]
    for row in rows:
        neurons = f"{row.neurons:,}" if row.neurons else "none"
        lines.append(f"| {float(row.epsilon):g} | {row.law} | {row.k} | {likely(row)} | {neurons} |")
    return "\n".join(lines)


CATEGORIES = Study(
    name=NAME,
    table=f"{NAME}.json",
    grids=(CategoryGrid(),),
    measure=lambda command: partial(measure, command=command),
    row=Likelihood,
    shown=shown,
)
