"""Numbers as users and files state them, exactly; and as messages show them. Standard library only."""

import re
from fractions import Fraction
from math import ceil, floor
from typing import Any

from lottery_verify.checker.files import demand
from lottery_verify.errors import InvalidArgument

_DECIMAL = re.compile(r"[+-]?[0-9]{1,400}(\.[0-9]{0,400})?([eE][+-]?[0-9]{1,3})?")
_RATIO = re.compile(r"[+-]?[0-9]{1,400}/(?=0*[1-9])[0-9]{1,400}")
MOST_EXACT = 24  # characters of a ratio that a message shows as it is


def parse_number(text: str, what: str) -> Fraction:
    """A decimal ("0.01", "1e-3") or a ratio ("1/3"), exactly; InvalidArgument where it is neither."""
    text = text.strip()
    proper = _DECIMAL.fullmatch(text) or _RATIO.fullmatch(text)
    demand(bool(proper), f"{what}: {text[:60]!r} is not a decimal number or a ratio of integers", InvalidArgument)
    return Fraction(text)


def rational(value: Any, what: str) -> Fraction:
    """The rational that a number is, also one of numpy or torch, or that text states; InvalidArgument elsewhere."""
    if isinstance(value, str):
        return parse_number(value, what)
    try:
        number = value.item() if hasattr(value, "item") else value
        return Fraction(*number.as_integer_ratio())
    except (AttributeError, TypeError, ValueError, OverflowError, RuntimeError):
        kind = type(value).__name__
        raise InvalidArgument(f"{what}: {str(value)[:60]} ({kind}) is not a finite number") from None


def near(value: Fraction, upward: bool) -> str:
    """Nine places of a number, for a message."""
    n = ceil(value * 10**9) if upward else floor(value * 10**9)
    sign = "-" if n < 0 else ""
    return f"{sign}{abs(n) // 10**9}.{abs(n) % 10**9:09d}"


def told(value: Fraction, upward: bool) -> str:
    """A number for a message: as it is where that is short, else some seven digits, rounded as it says."""
    exact = str(value)
    if len(exact) <= MOST_EXACT:
        return exact
    exponent = len(str(abs(value.numerator))) - len(str(value.denominator)) - 7
    scaled = value * Fraction(10) ** -exponent
    whole = ceil(scaled) if upward else floor(scaled)
    digits = str(abs(whole))
    sign = "-" if whole < 0 else ""
    power = exponent + len(digits) - 1
    if -4 <= power < 5 and exponent < 0:
        units, parts = divmod(abs(whole), 10**-exponent)
        return f"{sign}{units}.{parts:0{-exponent}d} (rounded {'up' if upward else 'down'})"
    return f"{sign}{digits[0]}.{digits[1:]}e{power} (rounded {'up' if upward else 'down'})"
