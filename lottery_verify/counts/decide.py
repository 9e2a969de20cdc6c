"""Decisions from enclosures: the precision is raised until the answer is decided; an undecided one is an error."""

from collections.abc import Callable
from typing import TypeVar

from mpmath import libmp

from lottery_verify.counts.enclosure import Interval, fraction_of
from lottery_verify.errors import Undecided

START_BITS = 96
MOST_BITS = 1 << 17
_T = TypeVar("_T")

Enclose = Callable[[int], Interval]
"""A real number as a function from a precision in bits to an enclosure of it."""


def ceiling(enclose: Enclose, what: str) -> int:
    """The least integer that is not below the number.

    Args:
        enclose: the number.
        what: its name, for the error.
    Returns: the ceiling, exactly.
    Raises: Undecided when 131,072 bits leave it open.
    """

    def decided(interval: Interval) -> int | None:
        low, high = _ceiling(interval.lower), _ceiling(interval.upper)
        return low if low == high else None

    return _raise_until(enclose, decided, f"the ceiling of {what}")


def at_most(left: Enclose, right: Enclose, what: str) -> bool:
    """Whether left <= right.

    Args:
        left: a number.
        right: another.
        what: the comparison's name, for the error.
    Returns: the answer, exactly.
    Raises: Undecided when 131,072 bits leave it open (so also when they are equal and not exact).
    """
    return _raise_until(lambda bits: right(bits) - left(bits), _not_negative, what)


def decimal(enclose: Enclose, digits: int, upward: bool) -> str:
    """The number as a decimal string, rounded in the direction that is asked.

    Args:
        enclose: the number.
        digits: significant digits.
        upward: towards plus infinity (else towards minus infinity).
    Returns: e.g. `8.379112e-8`.
    """
    bits = 4 * digits + START_BITS
    interval = enclose(bits)
    number = fraction_of(interval.upper if upward else interval.lower)
    return directed_decimal(number.numerator, number.denominator, digits, upward)


def directed_decimal(above: int, below: int, digits: int, upward: bool) -> str:
    """above/below as a decimal string of `digits` significant digits, rounded up or down; exact ones stay exact."""
    if above == 0:
        return "0"
    negative, size = above < 0, abs(above)
    away = upward != negative
    exponent = _decimal_exponent(size, below)
    shift = digits - 1 - exponent
    scaled, rest = divmod(size * 10 ** max(shift, 0), below * 10 ** max(-shift, 0))
    if rest and away:
        scaled += 1
    text = str(scaled)
    exponent += len(text) - digits
    text = text.rstrip("0") or "0"
    return ("-" if negative else "") + _placed(text, exponent)


def _decimal_exponent(above: int, below: int) -> int:
    guess = (above.bit_length() - below.bit_length()) * 30103 // 100000
    while above * 10 ** max(-guess, 0) < below * 10 ** max(guess, 0):
        guess -= 1
    while above * 10 ** max(-guess - 1, 0) >= below * 10 ** max(guess + 1, 0):
        guess += 1
    return guess


def _placed(digits: str, exponent: int) -> str:
    if -5 <= exponent < 0:
        return "0." + "0" * (-exponent - 1) + digits
    if 0 <= exponent < 16:
        padded = digits.ljust(exponent + 1, "0")
        return padded[: exponent + 1] + ("." + padded[exponent + 1 :] if padded[exponent + 1 :] else "")
    return digits[0] + ("." + digits[1:] if digits[1:] else "") + f"e{exponent}"


def _ceiling(number: tuple[int, int, int, int]) -> int:
    return int(libmp.to_int(libmp.mpf_ceil(number)))


def _not_negative(interval: Interval) -> bool | None:
    if libmp.mpf_sign(interval.lower) >= 0:
        return True
    return False if libmp.mpf_sign(interval.upper) < 0 else None


def _raise_until(enclose: Enclose, decided: Callable[[Interval], _T | None], what: str) -> _T:
    bits = START_BITS
    while bits <= MOST_BITS:
        try:
            answer = decided(enclose(bits))
        except ZeroDivisionError:
            answer = None
        if answer is not None:
            return answer
        bits *= 2
    raise Undecided(f"{what}: {MOST_BITS} bits do not decide it")
