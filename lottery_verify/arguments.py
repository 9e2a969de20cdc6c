"""Reads numbers and checks arguments, in one place; each message names the argument, its value and its range."""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Context, Decimal
from fractions import Fraction

from lottery_verify.checker.regions import parse_number
from lottery_verify.errors import InvalidArgument, did_you_mean

Number = Fraction | int | float | str
"""A number as a user gives it; a float stands for its shortest decimal, so 0.01 and "0.01" are both 1/100."""


def as_fraction(
    name: str, value: Number, *, above: int | None = None, at_least: int | None = None, below: int | None = None
) -> Fraction:
    """The number that `value` states, without rounding, so that a claim made in Python is the one made in a shell.

    Args:
        name: the argument's name, for the error.
        value: an integer, a Fraction, a decimal or a ratio in text ("0.01", "1e-300", "1/28"), or a finite float.
        above, at_least, below: the range, where it has such an end.
    Returns:
        The number.
    Raises:
        InvalidArgument: not a finite number, or outside the range.
    """
    if isinstance(value, str):
        number = parse_number(value, name)
    elif (
        isinstance(value, bool)
        or not isinstance(value, int | float | Fraction)
        or (isinstance(value, float) and not math.isfinite(value))
    ):
        raise InvalidArgument(f"{name} {value!r} must be a finite number, or text that states one")
    else:
        number = Fraction(float.__repr__(value)) if isinstance(value, float) else Fraction(value)
    too_small = (above is not None and number <= above) or (at_least is not None and number < at_least)
    if too_small or (below is not None and number >= below):
        ends = (("above", above), ("at least", at_least), ("below", below))
        limits = " and ".join(f"{word} {limit}" for word, limit in ends if limit is not None)
        raise InvalidArgument(f"{name} {readable(number)} must be {limits}")
    return number


def readable(number: Fraction) -> str:
    """A number as a message shows it: exactly where that is short ("0.02", "1/3"), otherwise six digits after a ≈."""
    near = Context(6).divide(Decimal(number.numerator), Decimal(number.denominator)).normalize()
    decimal = f"{near:f}" if -7 < near.adjusted() < 15 else str(near).lower()
    if Fraction(near) == number:
        return decimal
    ratio = str(number)
    return ratio if len(ratio) <= 9 else f"≈{decimal}"


def check_choice(name: str, value: object, choices: Iterable[str]) -> str:
    """`value`, which must be one of `choices`."""
    known = list(choices)
    if value not in known:
        raise InvalidArgument(f"{name} {value!r} must be one of {', '.join(known)}{did_you_mean(str(value), known)}")
    return str(value)
