"""Exact numbers: rationals that shrink to short ones, bases, and floats with the values where code goes wrong."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from math import ceil, floor

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from lottery_verify.errors import InvalidArgument
from lottery_verify.strategies.kept import integers

SPECIAL_FLOATS = (
    0.0,
    1.0,
    -1.0,
    0.5,
    -0.5,
    2.0,
    -2.0,
    5e-324,
    2.0**-130,
    -(2.0**-20),
    0.1,
    1 / 3,
    1 - 2.0**-24,
    1 + 2.0**-23,
)
MOST_BASE = Fraction(4)


def check_range(low_name: str, low: object, high_name: str, high: object) -> None:
    """Raises InvalidArgument unless low ≤ high, naming both arguments with their values."""
    if low > high:  # type: ignore[operator]
        raise InvalidArgument(f"{low_name}={low!r} must be at most {high_name}={high!r}")


@cache
def rationals(
    *, min_value: Fraction | int = 0, max_value: Fraction | int = 1, max_denominator: int = 64
) -> SearchStrategy[Fraction]:
    """Fractions of short denominator, both ends included; they shrink to whole numbers near 0.

    Args:
        min_value, max_value: the ends.
        max_denominator: at least 1; the ends themselves must have denominators as short.
    """
    check_range("min_value", min_value, "max_value", max_value)
    return _ratios(Fraction(min_value), Fraction(max_value), max_denominator)


@st.composite
def _ratios(draw: DrawFn, low: Fraction, high: Fraction, most: int) -> Fraction:
    """Denominator, then numerator: several times quicker than st.fractions, and shrinks to short ratios as well."""
    denominator = draw(integers(1, most))
    least, largest = ceil(low * denominator), floor(high * denominator)
    if least > largest:
        return low
    return Fraction(draw(integers(least, largest)), denominator)


def probabilities(*, max_denominator: int = 64) -> SearchStrategy[Fraction]:
    """Fractions above 0 and below 1; they shrink to 1/2."""
    return st.integers(2, max_denominator).flatmap(lambda d: integers(1, d - 1).map(lambda n: Fraction(n, d)))


def bases(*, above_phi: bool = False, max_denominator: int = 34) -> SearchStrategy[Fraction]:
    """Rational bases γ of golden decomposition: in (1, φ], or with `above_phi` in (φ, 4].

    They include convergents of φ from below (13/8 and 34/21 are above φ, 8/5 and 21/13 below it).
    """

    def fits(base: Fraction) -> bool:
        return base > 1 and (base * base > base + 1) == above_phi

    near = [
        Fraction(a, b) for a, b in ((3, 2), (8, 5), (21, 13), (2, 1), (5, 3), (13, 8), (34, 21)) if fits(Fraction(a, b))
    ]
    wide = st.fractions(1, MOST_BASE if above_phi else 2, max_denominator=max_denominator).filter(fits)
    return st.one_of(wide, st.sampled_from(near)) if above_phi else st.one_of(st.sampled_from(near), wide)


@cache
def special_floats(*, min_value: float = -2.0, max_value: float = 2.0, width: int = 64) -> SearchStrategy[float]:
    """Finite float64 numbers, often one of 0, ±1, a half, a subnormal, 2^-130, a number next to 1, 0.1 or 1/3.

    Args:
        min_value, max_value: the ends, both included.
        width: 64 or 32; with 32 every number is exact in float32.
    """
    check_range("min_value", min_value, "max_value", max_value)
    known = [v for v in SPECIAL_FLOATS if min_value <= v <= max_value]
    if width == 32:
        known = [v for v in known if v not in (5e-324, 0.1, 1 / 3)]
    wide = st.floats(min_value, max_value, width=width)  # type: ignore[arg-type]
    return st.sampled_from(known) | wide if known else wide
