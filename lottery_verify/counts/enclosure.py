"""Closed intervals with mpmath's directed rounding: every result contains the exact value.

Additions, multiplications, divisions and square roots are rounded outward by libmp itself. Logarithm and exponential
are computed with 32 spare bits and then widened by 2^16 units of their last place, so that the enclosure does not
rest on libmp rounding them correctly. There are no comparison operators: `below` answers True, False or None.
"""

from dataclasses import dataclass
from fractions import Fraction

from mpmath import libmp

DOWN, UP, NEAREST = libmp.round_floor, libmp.round_ceiling, libmp.round_nearest
_SPARE = 32

Raw = tuple[int, int, int, int]


@dataclass(frozen=True)
class Interval:
    """All reals from `lower` to `upper` (libmp numbers), computed with `precision` bits."""

    lower: Raw
    upper: Raw
    precision: int

    def __add__(self, other: "Interval") -> "Interval":
        bits = max(self.precision, other.precision)
        low = libmp.mpf_add(self.lower, other.lower, bits, DOWN)
        return Interval(low, libmp.mpf_add(self.upper, other.upper, bits, UP), bits)

    def __neg__(self) -> "Interval":
        return Interval(libmp.mpf_neg(self.upper), libmp.mpf_neg(self.lower), self.precision)

    def __sub__(self, other: "Interval") -> "Interval":
        return self + (-other)

    def __mul__(self, other: "Interval") -> "Interval":
        bits = max(self.precision, other.precision)
        if libmp.mpf_sign(other.lower) >= 0 and libmp.mpf_sign(self.lower) >= 0:
            low = libmp.mpf_mul(self.lower, other.lower, bits, DOWN)
            return Interval(low, libmp.mpf_mul(self.upper, other.upper, bits, UP), bits)
        pairs = [(a, b) for a in (self.lower, self.upper) for b in (other.lower, other.upper)]
        return Interval(
            _least([libmp.mpf_mul(a, b, bits, DOWN) for a, b in pairs]),
            _greatest([libmp.mpf_mul(a, b, bits, UP) for a, b in pairs]),
            bits,
        )

    def __truediv__(self, other: "Interval") -> "Interval":
        if other.sign() is None:
            raise ZeroDivisionError("the divisor's enclosure contains 0")
        bits = max(self.precision, other.precision)
        pairs = [(a, b) for a in (self.lower, self.upper) for b in (other.lower, other.upper)]
        return Interval(
            _least([libmp.mpf_div(a, b, bits, DOWN) for a, b in pairs]),
            _greatest([libmp.mpf_div(a, b, bits, UP) for a, b in pairs]),
            bits,
        )

    def sqrt(self) -> "Interval":
        """The square roots; the interval has no negative number."""
        low = libmp.mpf_sqrt(self.lower, self.precision, DOWN)
        return Interval(low, libmp.mpf_sqrt(self.upper, self.precision, UP), self.precision)

    def log(self) -> "Interval":
        """The natural logarithms; every number of the interval is positive."""
        if libmp.mpf_sign(self.lower) <= 0:
            raise ZeroDivisionError("the logarithm's enclosure reaches 0")
        wide = self.precision + _SPARE
        low = libmp.mpf_log(self.lower, wide, NEAREST)
        return _widened(low, libmp.mpf_log(self.upper, wide, NEAREST), self.precision)

    def exp(self) -> "Interval":
        """The exponentials."""
        wide = self.precision + _SPARE
        low = libmp.mpf_exp(self.lower, wide, NEAREST)
        return _widened(low, libmp.mpf_exp(self.upper, wide, NEAREST), self.precision)

    def log_of_rest(self) -> "Interval":
        """ln(1 - p) for every p of the interval, which lies in [0, 1), accurate for tiny p as well.

        For 0 <= p <= 1/2: p + p^2/2 <= -ln(1 - p) <= p + p^2/2 + p^3.
        """
        one = whole(1, self.precision)
        if libmp.mpf_cmp(self.upper, libmp.from_man_exp(1, -self.precision)) >= 0:
            fine = Interval(self.lower, self.upper, 3 * self.precision)
            return (whole(1, fine.precision) - fine).log()
        square = self * self * (one / whole(2, self.precision))
        series = self + square
        above = series + self * self * self
        return -Interval(series.lower, above.upper, self.precision)

    def sign(self) -> int | None:
        """1 or -1 when every number has that sign, 0 when the interval is {0}, None when it is not decided."""
        low, high = libmp.mpf_sign(self.lower), libmp.mpf_sign(self.upper)
        if low > 0 or high < 0 or low == high == 0:
            return int(low)
        return None

    def below(self, other: "Interval") -> bool | None:
        """True when self <= other for all pairs, False when self > other for all pairs, else None."""
        if libmp.mpf_cmp(self.upper, other.lower) <= 0:
            return True
        if libmp.mpf_cmp(self.lower, other.upper) > 0:
            return False
        return None

    def ends(self) -> tuple[Fraction, Fraction]:
        """Both ends as exact rationals."""
        return fraction_of(self.lower), fraction_of(self.upper)


def _least(numbers: list[Raw]) -> Raw:
    best = numbers[0]
    for one in numbers[1:]:
        if libmp.mpf_cmp(one, best) < 0:
            best = one
    return best


def _greatest(numbers: list[Raw]) -> Raw:
    best = numbers[0]
    for one in numbers[1:]:
        if libmp.mpf_cmp(one, best) > 0:
            best = one
    return best


def _widened(low: Raw, high: Raw, bits: int) -> Interval:
    margin = -(bits + _SPARE // 2)
    below = libmp.mpf_shift(libmp.mpf_abs(low), margin)
    above = libmp.mpf_shift(libmp.mpf_abs(high), margin)
    return Interval(libmp.mpf_sub(low, below, bits, DOWN), libmp.mpf_add(high, above, bits, UP), bits)


def whole(number: int, precision: int) -> Interval:
    """The integer, rounded outward to `precision` bits."""
    low = libmp.from_int(number, precision, DOWN)
    return Interval(low, libmp.from_int(number, precision, UP), precision)


def ratio(above: int, below: int, precision: int) -> Interval:
    """above/below (below positive), rounded outward to `precision` bits."""
    low = libmp.from_rational(above, below, precision, DOWN)
    return Interval(low, libmp.from_rational(above, below, precision, UP), precision)


def rational(number: Fraction | int, precision: int) -> Interval:
    """The rational number, rounded outward to `precision` bits."""
    return ratio(number.numerator, number.denominator, precision)


def euler(precision: int) -> Interval:
    """e, enclosed."""
    return whole(1, precision).exp()


def fraction_of(number: Raw) -> Fraction:
    """A libmp number as an exact rational."""
    sign, mantissa, exponent, _ = number
    signed = -int(mantissa) if sign else int(mantissa)
    return Fraction(signed << exponent) if exponent >= 0 else Fraction(signed, 1 << -exponent)
