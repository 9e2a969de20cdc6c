"""Effects of the law in the study `supermasks`: paired differences of accuracy, with bootstrap intervals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from lottery_verify.studies.supermasks import MASK, PERCEPTRON, RATE, Supermasked

RESAMPLES = 20000
Pair = tuple[object, ...]


@dataclass(frozen=True)
class Effect:
    """By how many percentage points of test accuracy one law is better than another.

    Attributes:
        first, other: the laws.
        mean: of the differences, first less other.
        low, high: the ends of the bootstrap interval.
        pairs: how many differences.
    """

    first: str
    other: str
    mean: float
    low: float
    high: float
    pairs: int

    def __str__(self) -> str:
        return f"{self.mean:+.1f} [{self.low:+.1f}, {self.high:+.1f}]"


def effect(rows: Iterable[Supermasked], first: str, other: str, level: float) -> Effect:
    """The mean difference over pairs of one width, seed and data set, each averaged over the sparsities.

    Sparsities of one pair share their random weights and are no independent trials; pairs are resampled as a whole.

    Args:
        rows: of edge-popup at one rate.
        first, other: laws; a run that has no partner is an error.
        level: of the interval, in (0, 1).
    Raises:
        ValueError: a run has no partner, or there are fewer than two pairs.
    """
    from scipy.stats import bootstrap

    found: dict[str, dict[Pair, float]] = {first: {}, other: {}}
    for row in rows:
        if row.law in found:
            found[row.law][row.target, row.width, row.seed, row.sparsity] = row.accuracy
    if found[first].keys() != found[other].keys():
        raise ValueError(f"{first} and {other} have not the same runs")
    pairs: dict[Pair, list[float]] = defaultdict(list)
    for key, accuracy in found[first].items():
        pairs[key[:3]].append(accuracy - found[other][key])
    means = np.array([np.mean(differences) for differences in pairs.values()])
    if len(means) < 2:
        raise ValueError(f"{first} and {other}: {len(means)} pairs, and an interval takes two")
    if np.ptp(means) == 0:
        low = high = float(means[0])
    else:
        made = bootstrap(
            (means,), np.mean, confidence_level=level, n_resamples=RESAMPLES, method="percentile",
            rng=np.random.default_rng(17),
        )  # fmt: skip
        low, high = map(float, made.confidence_interval)
    return Effect(first, other, float(means.mean()), low, high, len(means))


def compared(rows: Sequence[Supermasked], network: str = PERCEPTRON) -> list[Supermasked]:
    """The runs of a network that decide: edge-popup at the rate that was chosen beforehand."""
    return [row for row in rows if (row.method, row.rate, row.network) == (MASK, RATE, network)]


def groups(rows: Iterable[Supermasked], key: Callable[[Supermasked], object]) -> dict[object, list[Supermasked]]:
    """The rows by a key, in the order of its first occurrence."""
    found: dict[object, list[Supermasked]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found
