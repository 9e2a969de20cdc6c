"""The base of a golden decomposition: the golden ratio itself, exactly, or a rational number in (1, phi]."""

from dataclasses import dataclass
from fractions import Fraction

import mpmath

from lottery_verify.arguments import Number, as_fraction
from lottery_verify.counts.decide import Enclose, at_most, ceiling
from lottery_verify.counts.enclosure import Interval, rational, whole
from lottery_verify.errors import InvalidArgument


@dataclass(frozen=True)
class Base:
    """The base; `value` is None for the golden ratio, which is irrational, and the exact rational otherwise."""

    value: Fraction | None = None

    def enclose(self, bits: int) -> Interval:
        """The base as an enclosure of that precision."""
        if self.value is not None:
            return rational(self.value, bits)
        return (whole(1, bits) + whole(5, bits).sqrt()) / whole(2, bits)

    def log(self, bits: int) -> Interval:
        """The base's natural logarithm, enclosed."""
        return self.enclose(bits).log()

    def rounded(self) -> mpmath.mpf:
        """The base, rounded to the working precision of mpmath."""
        if self.value is None:
            return +mpmath.phi
        return mpmath.mpf(self.value.numerator) / self.value.denominator

    def __str__(self) -> str:
        return "phi" if self.value is None else str(self.value)


PHI = Base()


def base_of(value: Number | Base, name: str = "base") -> Base:
    """Reads a base and checks exactly that it lies in (1, phi].

    Args:
        value: "phi", a Base, or a rational number in (1, phi].
        name: the argument's name, for the error.
    Returns: the base.
    Raises: InvalidArgument when it is outside (1, phi]; base^2 <= base + 1 is checked in exact arithmetic.
    Source: golden-threshold.
    """
    if isinstance(value, Base):
        number = value.value
    elif isinstance(value, str) and value.strip().lower() in ("phi", "φ"):
        number = None
    else:
        number = _rational(value, name)
    if number is not None and not (number > 1 and number * number <= number + 1):
        given = str(value)[:60]
        raise InvalidArgument(f"{name} {given} must lie in (1, phi], phi = (1 + sqrt 5)/2 = 1.618…")
    return Base(number)


def _rational(value: Number, name: str) -> Fraction:
    try:
        return as_fraction(name, value)
    except InvalidArgument:
        raise InvalidArgument(f"{name} {str(value)[:60]!r} is neither phi nor a number") from None


def categories(base: Base, ratio: Enclose | Fraction) -> int:
    """The least k >= 0 with base^k >= ratio: the golden categories that bring any |w| <= w_max within epsilon_w.

    Args:
        base: the base.
        ratio: w_max/epsilon_w, at least 0; a rational one may be an exact power of the base, an enclosed one may not.
    Returns: k.
    Raises: Undecided when no precision decides it.
    Source: golden-decomposition.
    """
    if isinstance(ratio, Fraction):
        return _categories_of_rational(base, ratio)
    if at_most(ratio, lambda bits: whole(1, bits), "w_max/epsilon_w <= 1"):
        return 0
    return ceiling(lambda bits: ratio(bits).log() / base.log(bits), "log_base(w_max/epsilon_w)")


def _categories_of_rational(base: Base, ratio: Fraction) -> int:
    if ratio <= 1:
        return 0
    if base.value is not None:
        power = (rational(ratio, 96).log() / base.log(96)).ends()
        near = round((power[0] + power[1]) / 2)
        if near * base.value.numerator.bit_length() < 1 << 24 and base.value**near == ratio:
            return near
    return ceiling(lambda bits: rational(ratio, bits).log() / base.log(bits), "log_base(w_max/epsilon_w)")
