"""Checks of arguments, in one place; each message names the argument, its value and its range."""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Context, Decimal
from fractions import Fraction

from lottery_verify.checker.regions import parse_number
from lottery_verify.errors import InvalidArgument, did_you_mean

Number = Fraction | int | float | str


def exact(name: str, value: Number, *, above: int | None = None, below: int | None = None) -> Fraction:
    """The number that `value` states, exactly; text is read as decimal or ratio, a float as the dyadic that it is.

    Raises:
        InvalidArgument: not a finite number, or not above `above` or not below `below`.
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
        number = Fraction(value)
    if (above is not None and number <= above) or (below is not None and number >= below):
        limits = " and ".join(
            f"{word} {limit}" for word, limit in (("above", above), ("below", below)) if limit is not None
        )
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
