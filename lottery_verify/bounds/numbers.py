"""Reading numbers without rounding: what a user types is the number that is used."""

from fractions import Fraction

from lottery_verify.arguments import readable
from lottery_verify.checker.regions import parse_number
from lottery_verify.errors import InvalidArgument

Exact = int | float | str | Fraction
"""A number as a user gives it; a float stands for its shortest decimal, so 0.01 is one hundredth."""


def exact(value: Exact, name: str) -> Fraction:
    """The number, exactly.

    Args:
        value: an integer, a Fraction, a decimal or a ratio in text ("0.01", "1e-300", "1/28"), or a finite float,
            which is read as its shortest decimal.
        name: the argument's name, for the error.
    Returns: the number as a Fraction.
    Raises: InvalidArgument when it is no number.
    """
    if isinstance(value, Fraction):
        return value
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise InvalidArgument(f"{name}: {value!r} is a {type(value).__name__}; give a number, or a decimal in text")
    if isinstance(value, float):
        if value - value != 0:
            raise InvalidArgument(f"{name}: {value!r} is not a finite number")
        return Fraction(repr(value))
    return Fraction(value) if isinstance(value, int) else parse_number(value, name)


def between(value: Exact, name: str, low: int, high: int | None, *, with_low: bool = False) -> Fraction:
    """The number, checked to be above `low` (or equal, with `with_low`) and below `high`.

    Args:
        value: the number.
        name: the argument's name, for the error.
        low: lower end, excluded unless `with_low`.
        high: upper end, excluded, or None.
        with_low: whether `low` itself is allowed.
    Returns: the number as a Fraction.
    Raises: InvalidArgument when it is outside.
    """
    number = exact(value, name)
    fits = (number >= low if with_low else number > low) and (high is None or number < high)
    if not fits:
        end = "infinity" if high is None else str(high)
        raise InvalidArgument(f"{name}: {readable(number)} is outside {'[' if with_low else '('}{low}, {end})")
    return number
