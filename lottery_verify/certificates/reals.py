"""Raw mpmath values and integers over a power of two: from the one to the other, without rounding."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

Real = Any  # libmp's raw value: (sign, mantissa, exponent, bit count)


def numerators(values: Sequence[Real]) -> tuple[list[int], int]:
    """Integers n and the least k ≥ 0 with values n/2^k."""
    places = [int(-exponent) for _, mantissa, exponent, _ in values if mantissa]
    most = max([0, *places])
    return [numerator(value, most) for value in values], most


def numerator(value: Real, places: int) -> int:
    """value·2^places, for a value of no more places."""
    sign, mantissa, exponent, _ = value
    whole: int = int(mantissa) << (exponent + places) if mantissa else 0
    return -whole if sign else whole


def fraction(value: Real) -> Fraction:
    """The same number."""
    (whole,), places = numerators([value])
    return Fraction(whole, 1 << places)
