"""The bounds again, from THEORY.md's text by python-flint's balls and Fractions: shares no code with `bounds`."""

from collections.abc import Callable
from fractions import Fraction
from math import comb

from flint import arb, ctx, fmpq

Number = Callable[[], arb]


def ball(number: Fraction | int) -> arb:
    """A rational as a ball at the current precision."""
    return arb(fmpq(number.numerator, number.denominator))


def ceiling(value: Number, bits: int = 256) -> int:
    """The ceiling of a number, at whatever precision makes it unique."""
    while bits < 1 << 16:
        ctx.prec = bits
        found = value().ceil().unique_fmpz()
        if found is not None:
            return int(found)
        bits *= 2
    raise AssertionError("the oracle could not decide a ceiling")


def phi() -> arb:
    """The golden ratio."""
    return (1 + arb(5).sqrt()) / 2


def epsilon_w(epsilon: Fraction, depth: int, n: int, f_max: Fraction, growth: Fraction) -> arb:
    """epsilon/(e*l*n^(3/2)*F_max*prod max{1, norm})."""
    return ball(epsilon) / (arb(1).exp() * depth * arb(n).sqrt() ** 3 * ball(f_max) * ball(growth))


def golden_k(base: Number, ratio: Number) -> int:
    """ceil(log_base(ratio)), at least 0."""
    return max(0, ceiling(lambda: ratio().log() / base().log()))


def shared(k: int, depth: int, links: int, delta: Fraction) -> int:
    """ceil(8 k ln(2 k l n_i n_(i-1)/delta))."""
    return ceiling(lambda: 8 * k * ball(2 * k * depth * links / delta).log())


def filling(c: Fraction, m: int, k: int, delta: Fraction) -> int:
    """ceil((2/c)(m + ln(k/delta)))."""
    return ceiling(lambda: ball(2 / c) * (m + ball(k / delta).log()))


def filling_ln2(c: Fraction, m: int, k: int, delta: Fraction) -> int:
    """ceil((2/c)(m ln 2 + ln(k/delta)))."""
    return ceiling(lambda: ball(2 / c) * (m * arb(2).log() + ball(k / delta).log()))


def in_turn(k: int, depth: int, links: int, delta: Fraction) -> int:
    """ceil(16k(N/2 ln(8k) + ln(l/delta)))."""
    return ceiling(lambda: 16 * k * (ball(Fraction(links, 2)) * arb(8 * k).log() + ball(depth / delta).log()))


def malach(small: Number, half_links: int, delta: Fraction) -> int:
    """ceil(16/epsilon_w^2 ln(2N/delta))."""
    return ceiling(lambda: 16 / small() ** 2 * ball(2 * half_links / delta).log())


def subset_sum(epsilon: Fraction, delta: Fraction, first: Number, second: Number) -> int:
    """ceil(ln(1/(2 eps delta))/ln(first)) + ceil(ln(1/(eps delta))/ln(second)); 8/7 and 4/3 for p = 1."""
    return ceiling(lambda: ball(1 / (2 * epsilon * delta)).log() / first().log()) + ceiling(
        lambda: ball(1 / (epsilon * delta)).log() / second().log()
    )


def binomial_tail(draws: int, chance: Fraction, below: int) -> Fraction:
    """P(Bin(draws, chance) <= below), term by term."""
    terms = (comb(draws, j) * chance**j * (1 - chance) ** (draws - j) for j in range(below + 1))
    return sum(terms, Fraction(0))


def least(enough: Callable[[int], bool], start: int = 0) -> int:
    """The first number from `start` on for which `enough` holds, one by one."""
    while not enough(start):
        start += 1
    return start


def triangle_mass(k: int, i: int) -> Fraction:
    """P(ln|uv| in category i), in units of ln(base): the exact integral of (k - |t|)/k^2, piece by piece."""

    def piece(low: Fraction, high: Fraction) -> Fraction:
        middle = abs(low + high) / 2
        return (high - low) * (k - middle) / Fraction(k) ** 2

    low, high = Fraction(k, 2) - i, Fraction(k, 2) - i + 1
    return piece(low, Fraction(0)) + piece(Fraction(0), high) if low < 0 < high else piece(low, high)
