"""The checker's bound of an end that shares the symbols' scales, in doubles: the same integer, six times as fast.

Sums of integers below 2^53 are exact in doubles, in whatever order they are added. Where something does not fit, the
checker's own rule does the work.
"""

from __future__ import annotations

from functools import cached_property
from math import isqrt

import numpy as np
import numpy.typing as npt

from lottery_verify.checker.rules.ends import Weighted, bounded, columns, top
from lottery_verify.checker.rules.factor import residual
from lottery_verify.checker.rules.multiples import SharedSide
from lottery_verify.checker.rules.shared import Four, Shared, multiplied

Integers = npt.NDArray[np.int64]
LIMIT = 1 << 52  # of what is added
BLOCK = 64  # columns whose sums are one product of matrices
MOST_SHIFT = 63


class Doubles:
    """All products of two rows of the shared forms, as `multiplied` has them."""

    def __init__(self, common: Shared) -> None:
        self.common = common
        self.fit = common.largest < LIMIT
        if self.fit:
            d, x = (np.array(one.rows, dtype=np.float64) for one in (common.d, common.x))
            self.dd, self.dx, self.xx = (self.rounded(a @ b.T) for a, b in ((d, d), (d, x), (x, x)))

    def rounded(self, products: npt.NDArray[np.float64]) -> Integers:
        """To multiples of the unit, halves upwards."""
        return products.astype(np.int64) + (1 << self.common.unit >> 1) >> self.common.unit

    @cached_property
    def listed(self) -> list[Four]:
        """The products as the checker takes them."""
        return multiplied(self.common)


class End:
    """One end of an output; everything but p is fixed."""

    def __init__(self, doubles: Doubles, weighted: Weighted, side: SharedSide) -> None:
        self.doubles, self.weighted, self.side = doubles, weighted, side._replace(p=[0] * (len(side.nu) + 1))
        self.gap = self.without_p() if doubles.fit else None

    def without_p(self) -> Integers | None:
        """−S/2^f − g·C/2^(u+f), rounded down, in the lower triangle; None where an entry does not fit."""
        first, doubles = top(self.weighted, self.side, self.doubles.common), self.doubles
        if max(map(abs, first)) >= LIMIT:
            return None
        w, n = np.array(self.weighted.w), np.array(self.weighted.n)
        mixed = w[:, None] * doubles.dx * n
        square = w[:, None] * doubles.dd * w + mixed + mixed.T + n[:, None] * doubles.xx * n
        found = np.zeros((len(first), len(first)), dtype=np.int64)
        found[1:, 1:] = -square >> min(self.side.shift, MOST_SHIFT)
        found[:, 0] = first
        return found

    def bound(self, p: list[int]) -> tuple[int, int]:
        """What the factor leaves, and what `shared_bound` says with this p."""
        side, common, left = self.side._replace(p=p), self.doubles.common, None
        if self.gap is not None and max(map(abs, p)) < LIMIT:
            left = residue(self.gap + np.diag(np.array(p)))
        if left is None:
            left = residual(columns(self.weighted, side, common, self.doubles.listed), len(p))
        return left, bounded(self.weighted, side, common, left)


def residue(gap: Integers) -> int | None:
    """What `residual` says of the lower triangle of a matrix; None where a sum could leave the doubles."""
    if int(np.abs(gap).max(initial=0)) >= LIMIT:
        return None
    left, squares, n = 0, 0, len(gap)
    factor = np.zeros((n, n))
    for start in range(0, n, BLOCK):
        stop = min(start + BLOCK, n)
        panel = gap[start:, start:stop] - factor[start:, :start] @ factor[start:stop, :start].T
        for j in range(start, stop):
            values = panel[j - start :, j - start] - factor[j:, start:j] @ factor[j, start:j]
            first, rest = int(values[0]), values[1:].astype(np.int64)
            pivot = isqrt(first) if first > 0 else 0
            own = (rest + (pivot >> 1)) // pivot if pivot else np.zeros_like(rest)
            left += abs(first - pivot * pivot) + 2 * int(np.abs(rest - own * pivot).sum())
            squares += int(np.abs(own).max(initial=0)) ** 2
            if squares >= LIMIT:
                return None
            factor[j + 1 :, j] = own
    return left
