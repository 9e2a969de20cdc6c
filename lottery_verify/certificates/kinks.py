"""Sums of the least, and of the largest, that functions with a kink at 0 are over intervals: exactly, row by row.

An entry stands for t ↦ p·max(t, 0) + n·min(t, 0), whose least over an interval is at one of its ends or at 0.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from lottery_verify.certificates.dyadic import Floats, Integers, blocks
from lottery_verify.certificates.limbs import product

Mask = npt.NDArray[np.bool_]
Sums = tuple[list[int], list[int]]
CLEAR = 1 + 2.0**-48  # a product of floats that is larger by so much is larger: each errs by less than 2^-50 of it
SEEN = 2.0**-900  # above it, what the smallest floats lose does not count


def kinked(positive: Integers, negative: Integers, low: Sequence[int], high: Sequence[int]) -> Sums:
    """Σ min and Σ max of p·max(t, 0) + n·min(t, 0) over low ≤ t ≤ high, where each column has a t of its own.

    Args:
        positive, negative: p and n, shape (rows, columns); the same array where they do not differ.
        low, high: of the columns.
    Raises:
        ValueError: sizes do not fit.
    """
    _demand_fit(positive, negative, low, high)
    found: Sums = [], []
    for rows in blocks(positive.shape):
        p, n = positive[rows], negative[rows]
        if positive is negative:
            _extend(found, *_plain(p, low, high))
        else:
            _extend(found, _least(p, n, low, high), [-v for v in _least(-p, -n, low, high)])
    return found


def sloped(positive: Integers, negative: Integers, low: Sequence[int], high: Sequence[int]) -> Sums:
    """The same of s·t for any slope s from p to n, or from n to p."""
    _demand_fit(positive, negative, low, high)
    if positive is negative:
        return kinked(positive, positive, low, high)
    found: Sums = [], []
    for rows in blocks(positive.shape):
        flat, steep = (choose(positive[rows], negative[rows]) for choose in (np.minimum, np.maximum))
        _extend(found, _least(flat, steep, low, high), [-v for v in _least(-steep, -flat, low, high)])
    return found


def _demand_fit(positive: Integers, negative: Integers, low: Sequence[int], high: Sequence[int]) -> None:
    if positive.shape != negative.shape or not len(low) == len(high) == positive.shape[1]:
        raise ValueError(
            f"matrices of shapes {positive.shape} and {negative.shape} meet {len(low)} and {len(high)} ends"
        )


def _extend(found: Sums, least: Sequence[int], most: Sequence[int]) -> None:
    found[0].extend(least)
    found[1].extend(most)


def _plain(p: Integers, low: Sequence[int], high: Sequence[int]) -> Sums:
    """Where p = n: what rises is least at the low end."""
    (up_low, up_high), (down_low, down_high) = (product(clip(p, 0), [low, high]) for clip in (np.maximum, np.minimum))
    return (
        [a + b for a, b in zip(up_low, down_high, strict=True)],
        [a + b for a, b in zip(up_high, down_low, strict=True)],
    )


def _least(p: Integers, n: Integers, low: Sequence[int], high: Sequence[int]) -> list[int]:
    """Σ min, for each row."""
    at_low = np.where([v < 0 for v in low], n, p)  # the coefficients that the two ends meet
    at_high = np.where([v < 0 for v in high], n, p)
    take_low, take_high = at_low >= 0, at_high < 0  # where neither holds, 0 lies between the ends and is the least
    both = take_low & take_high
    if both.any():
        left = _left_is_less(both, at_low, at_high, low, high)
        take_low, take_high = take_low & (left | ~both), take_high & ~left
    (left_sums,), (right_sums,) = product(at_low * take_low, [low]), product(at_high * take_high, [high])
    return [a + b for a, b in zip(left_sums, right_sums, strict=True)]


def _left_is_less(both: Mask, n: Integers, p: Integers, low: Sequence[int], high: Sequence[int]) -> Mask:
    """Where n·low ≤ p·high, of the entries in `both`, at which low < 0 ≤ high and n ≥ 0 > p.

    Floats decide where they are far enough apart; the others are compared as they are.
    """
    unit = 1 << max(v.bit_length() for v in (*low, *high))
    left, right = _sizes(n, low, unit), _sizes(p, high, unit)
    less = both & (left > right * CLEAR) & (left > SEEN)
    more = both & (right > left * CLEAR) & (right > SEEN)
    for i, j in np.argwhere(both & ~less & ~more).tolist():
        less[i, j] = int(n[i, j]) * low[j] <= int(p[i, j]) * high[j]
    return np.asarray(less)


def _sizes(coefficients: Integers, values: Sequence[int], unit: int) -> Floats:
    """|coefficient·value/unit| in floats; 0, which decides nothing, where coefficients are no int64."""
    if coefficients.dtype == object:
        return np.zeros(coefficients.shape)
    return np.asarray(np.abs(coefficients.astype(np.float64) * np.array([v / unit for v in values])))
