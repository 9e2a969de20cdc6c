"""Bounds as decimals, rounded to the side on which they stay true: what is proved up, what is found down."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction


def decimal_up(value: Fraction, digits: int = 4) -> str:
    """`value` ≥ 0 as a decimal of so many significant digits, rounded up."""
    return _decimal(value, digits, ROUND_CEILING)


def decimal_down(value: Fraction, digits: int = 6) -> str:
    """`value` ≥ 0 as a decimal of so many significant digits, rounded down."""
    return _decimal(value, digits, ROUND_FLOOR)


def _decimal(value: Fraction, digits: int, rounding: str) -> str:
    shown = Context(digits, rounding).divide(Decimal(value.numerator), Decimal(value.denominator))
    if shown and not -5 <= shown.adjusted() < digits + 8:
        return f"{shown:.{digits - 1}e}"
    text = f"{shown:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
