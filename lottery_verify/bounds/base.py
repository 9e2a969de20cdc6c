"""The base of a golden decomposition: the golden ratio itself, exactly, or a rational number in (1, phi]."""

from dataclasses import dataclass
from fractions import Fraction

from lottery_verify.arguments import readable
from lottery_verify.bounds.decide import Enclose, at_most, ceiling
from lottery_verify.bounds.enclosure import Interval, rational, whole
from lottery_verify.bounds.numbers import Exact, exact
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

    def __str__(self) -> str:
        return "phi" if self.value is None else str(self.value)


PHI = Base()


def base_of(value: "Exact | Base", name: str = "base") -> Base:
    """Reads a base and checks exactly that it lies in (1, phi].

    Args:
        value: "phi", a Base, or a rational number in (1, phi].
        name: the argument's name, for the error.
    Returns: the base.
    Raises: InvalidArgument when it is outside (1, phi]; base^2 <= base + 1 is checked in exact arithmetic.
    """
    if isinstance(value, Base):
        number = value.value
    elif isinstance(value, str) and value.strip().lower() in ("phi", "φ"):
        number = None
    else:
        number = exact(value, name)
    if number is not None and not (number > 1 and number * number <= number + 1):
        gap = readable(number * number - number - 1)
        relation = "is not above 1" if number <= 1 else f"has base^2 > base + 1: base^2 - base - 1 = {gap}"
        raise InvalidArgument(f"{name}: {readable(number)} {relation}; the base lies in (1, phi], phi = (1+sqrt 5)/2")
    return Base(number)


def categories(base: Base, ratio: Enclose | Fraction) -> int:
    """The least k >= 0 with base^k >= ratio: how many golden categories reach w_max/epsilon_w.

    Args:
        base: the base.
        ratio: w_max/epsilon_w, at least 0; a rational one may be an exact power of the base, an enclosed one may not.
    Returns: k.
    Raises: Undecided when no precision decides it.
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
