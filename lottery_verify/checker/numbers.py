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
MOST_SPELT = 13_000  # bits; Python refuses to spell integers of more than 4300 digits, 14,284 bits


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
    """Nine places of a number, for a message; some digits of a very large one."""
    if abs(value) >= 10**MOST_EXACT:
        return told(value, upward)
    n = ceil(value * 10**9) if upward else floor(value * 10**9)
    sign = "-" if n < 0 else ""
    return f"{sign}{abs(n) // 10**9}.{abs(n) % 10**9:09d}"


def told(value: Fraction, upward: bool) -> str:
    """A number for a message: as it is where that is short, else eight digits, rounded as it says."""
    exact = exactly(value)
    if exact is not None and len(exact) <= MOST_EXACT:
        return exact
    return f"{digits(value, upward, 8)} (rounded {'up' if upward else 'down'})"


def exactly(value: Fraction) -> str | None:
    """A number as an integer or a ratio, or None where that is longer than Python spells an integer."""
    longest = max(abs(value.numerator), value.denominator)
    return str(value) if longest.bit_length() <= MOST_SPELT else None


def digits(value: Fraction, upward: bool, count: int) -> str:
    """A number as a decimal of so many significant digits, without the zeros at its end, rounded as it says."""
    if not value:
        return "0"
    power = (value.numerator.bit_length() - value.denominator.bit_length()) * 30103 // 100000  # log₁₀2, about
    while abs(value) >= Fraction(10) ** (power + 1):
        power += 1
    while abs(value) < Fraction(10) ** power:
        power -= 1
    last = power - count + 1
    scaled = value * Fraction(10) ** -last
    whole = ceil(scaled) if upward else floor(scaled)
    text = str(abs(whole))
    power = last + len(text) - 1  # rounded to the next power of ten, it has a digit more
    sign, text = "-" if whole < 0 else "", text.rstrip("0")
    if not -5 <= power < count + 8:
        return f"{sign}{text[0]}.{text[1:] or '0'}e{power}"
    if power < 0:
        return f"{sign}0.{'0' * (-power - 1)}{text}"
    text = text.ljust(power + 1, "0")
    return f"{sign}{text[: power + 1]}.{text[power + 1 :]}".rstrip(".")
