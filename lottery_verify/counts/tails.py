"""Binomial tails, enclosed, and the exact smallest M of category-filling that follows from them."""

from fractions import Fraction
from math import comb

from mpmath import libmp

from lottery_verify.counts.enclosure import Interval, ratio, rational, whole
from lottery_verify.counts.explicit import category_filling_draws_ln2
from lottery_verify.counts.smallest import least, smallest_draws_for_hit

MOST_WANTED = 10_000_000


def smallest_draws_for_filling(c: Fraction, wanted: int, categories: int, delta: Fraction) -> int | None:
    """The least M with categories*P(Bin(M, c) < wanted) <= delta.

    Args:
        c: each category's probability, in (0, 1).
        wanted: samples wanted in each, at least 1.
        categories: how many there are.
        delta: failure probability, in (0, 1).
    Returns: M, or None when `wanted` is above 10,000,000.
    Raises: Undecided when no precision decides it.
    Source: category-filling.
    """
    if wanted > MOST_WANTED:
        return None
    target = delta / categories
    if wanted == 1:
        return smallest_draws_for_hit(c, target)
    half = 2 * target < 1  # a binomial's median is at most the ceiling of its mean
    too_few = int((wanted - 1) / c) if half else wanted - 1
    enough = category_filling_draws_ln2(c, wanted, categories, delta)
    return least(lambda draws, bits: binomial_tail(draws, c, wanted - 1, bits), target, too_few, enough)


def binomial_tail(draws: int, chance: Fraction, below: int, bits: int) -> Interval:
    """P(Bin(draws, chance) <= below), enclosed.

    Going down from j = below, each term is the one above times j(1-p)/((M-j+1)p), a factor that falls as j falls; once
    it is under 1 a geometric series bounds what is left.

    Args:
        draws: M, at least 0.
        chance: p, in (0, 1).
        below: at least 0.
        bits: precision.
    Returns: the enclosure.
    """
    if below >= draws:
        return whole(1, bits)
    return _binomial_term(draws, chance, below, bits) * _relative_sum(draws, chance, below, bits)


def _relative_sum(draws: int, chance: Fraction, below: int, bits: int) -> Interval:
    """The tail in units of its top term, by integers scaled by 2^scale: one rounded down, one up at every step."""
    rest, hit = (1 - chance).numerator, chance.numerator
    scale = bits + 32
    low = high = total_low = total_high = 1 << scale
    for j in range(below, 0, -1):
        above, under = j * rest, (draws - j + 1) * hit
        low, high = low * above // under, -(-high * above // under)
        total_low, total_high = total_low + low, total_high + high
        if above < under and high << (bits - 16) < total_high:
            total_high += -(-high * above // (under - above))
            break
    return Interval(ratio(total_low, 1 << scale, bits).lower, ratio(total_high, 1 << scale, bits).upper, bits)


def _binomial_term(draws: int, chance: Fraction, count: int, bits: int) -> Interval:
    """P(Bin(draws, chance) = count); the logarithms get as many spare bits as the draws have."""
    fine = bits + 2 * draws.bit_length() + 16
    power = rational(chance, fine).log() * whole(count, fine)
    power = power + rational(1 - chance, fine).log() * whole(draws - count, fine)
    if count <= 500:
        choose = whole(comb(draws, count), fine).log()
    else:
        choose = log_factorial(draws, fine) - log_factorial(count, fine) - log_factorial(draws - count, fine)
    value = (choose + power).exp()
    return Interval(value.lower, value.upper, bits)


def log_factorial(number: int, bits: int) -> Interval:
    """ln(number!), enclosed: Stirling's series, whose error has the sign and at most the size of its next term.

    Args:
        number: at least 0.
        bits: precision.
    Returns: the enclosure.
    """
    top, product = number, 1
    while top < bits:
        top += 1
        product *= top
    n, two = whole(top, bits), whole(2, bits)
    value = n * n.log() - n + (n * _two_pi(bits)).log() / two
    j, tiny = 1, ratio(1, 1 << bits, bits)
    while True:
        above, under = libmp.bernfrac(2 * j)
        term = ratio(above, under * 2 * j * (2 * j - 1) * top ** (2 * j - 1), bits)
        between_none_and_all = _hull_with_zero(term)
        if between_none_and_all.below(tiny) and (-between_none_and_all).below(tiny):
            return value + between_none_and_all - whole(product, bits).log()
        value, j = value + term, j + 1


def _hull_with_zero(term: Interval) -> Interval:
    zero = libmp.fzero
    if libmp.mpf_sign(term.lower) < 0:
        return Interval(term.lower, zero, term.precision)
    return Interval(zero, term.upper, term.precision)


def _two_pi(bits: int) -> Interval:
    pi = libmp.mpf_pi(bits + 32, libmp.round_nearest)
    error = libmp.from_man_exp(1, -bits - 16)
    low = libmp.mpf_sub(pi, error, bits, libmp.round_floor)
    high = libmp.mpf_add(pi, error, bits, libmp.round_ceiling)
    return Interval(libmp.mpf_shift(low, 1), libmp.mpf_shift(high, 1), bits)
