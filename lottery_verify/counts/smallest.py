"""The exact smallest numbers of draws: from exact category probabilities, not from the inequality chain."""

from collections.abc import Callable
from fractions import Fraction
from functools import cache

from lottery_verify.counts.decide import MOST_BITS, START_BITS, Enclose, ceiling
from lottery_verify.counts.enclosure import Interval, rational, whole
from lottery_verify.errors import InvalidArgument, Undecided

MOST_CATEGORIES = 5_000


def category_probability(k: int, i: int) -> Fraction:
    """The exact probability that a hyperbolic product falls into category i of k with both signs prescribed.

    ln|u| + ln|v| is triangular of half-width k*ln(base); in units of ln(base) the category is an interval of length 1,
    so the base cancels: (k - 1 + 2 min(i, k+1-i))/(8 k^2), less 1/(16 k^2) for the middle category of an odd k.

    Args:
        k: number of categories, at least 1.
        i: the category, 1..k.
    Returns: the probability.
    Raises: InvalidArgument when there is no such category.
    Source: hyperbolic-product.
    """
    if not 1 <= i <= k:
        raise InvalidArgument(f"i: category {i} is outside 1..{k}")
    inner = Fraction(k - 1 + 2 * min(i, k + 1 - i), 8 * k * k)
    return inner - Fraction(1, 16 * k * k) if 2 * i == k + 1 else inner


def smallest_draws_for_hit(probability: Enclose | Fraction, target: Fraction) -> int:
    """The least M with (1 - p)^M <= target.

    Args:
        probability: p, in (0, 1).
        target: in (0, 1).
    Returns: M.
    Raises: Undecided when no precision decides it.
    Source: category-filling with m = 1.
    """
    if isinstance(probability, Fraction):
        chance = probability
        equal = _draws_of_equality(1 - chance, target)
        return equal if equal is not None else smallest_draws_for_hit(lambda bits: rational(chance, bits), target)
    return ceiling(
        lambda bits: rational(1 / target, bits).log() / -probability(bits).log_of_rest(),
        "ln(1/target)/-ln(1 - p)",
    )


def _draws_of_equality(rest: Fraction, target: Fraction) -> int | None:
    """M with rest^M = target exactly, if there is one: the only case that no precision decides."""
    quotient = rational(target, START_BITS).log() / rational(rest, START_BITS).log()
    low, high = quotient.ends()
    near = round((low + high) / 2)
    if near <= target.denominator.bit_length() and rest**near == target:
        return near
    return None


@cache
def smallest_draws_for_all(k: int, target: Fraction) -> int | None:
    """The least M with sum over the k categories of (1 - p_i)^M <= target, p_i the exact hyperbolic probabilities.

    Args:
        k: number of categories, at least 1.
        target: in (0, 1).
    Returns: M, or None when k is above 5,000.
    Raises: Undecided when no precision decides it.
    Source: hyperbolic-product and the union bound of shared-log-pruning.
    """
    if k > MOST_CATEGORIES:
        return None
    distinct = [(category_probability(k, i), 1 if 2 * i == k + 1 else 2) for i in range(1, (k + 1) // 2 + 1)]
    rarest = min(distinct)[0]
    few = smallest_draws_for_hit(rarest, target)
    if k == 1:
        return few
    many = smallest_draws_for_hit(rarest, target / k)
    return least(lambda draws, bits: _sum_of_misses(distinct, draws, bits), target, few - 1, many)


def _sum_of_misses(distinct: list[tuple[Fraction, int]], draws: int, bits: int) -> Interval:
    """Sum of count*(1 - p)^draws, p growing along the list; what is too small to matter is bounded together."""
    total, times = whole(0, bits), whole(draws, bits)
    for place, (chance, count) in enumerate(distinct[:-1]):
        term = (rational(chance, bits).log_of_rest() * times).exp() * whole(count, bits)
        total = total + term
        rest = whole(len(distinct) - place - 1, bits) * term
        if rest.below(total * rational(Fraction(1, 1 << (bits - 24)), bits)):
            return Interval(total.lower, (total + rest).upper, bits)
    chance, count = distinct[-1]
    return total + (rational(chance, bits).log_of_rest() * times).exp() * whole(count, bits)


def least(failure: Callable[[int, int], Interval], target: Fraction, too_few: int, enough: int) -> int:
    """The least number of draws whose failure probability is at most the target.

    The next number to try is taken from a chord of ln(failure), then its neighbour, then the middle; that choice only
    decides how soon the search ends, never its answer.

    Args:
        failure: (draws, bits) -> enclosure of the failure probability, which falls as draws grow.
        target: the probability allowed.
        too_few: a number of draws known not to be enough.
        enough: a number of draws known to be enough.
    Returns: the number.
    Raises: Undecided when no precision decides a comparison.
    """
    failure = cache(failure)

    def height(draws: int) -> Fraction:
        probability = failure(draws, START_BITS)
        if probability.sign() != 1:
            return Fraction(0)
        return (probability / rational(target, START_BITS)).log().ends()[0]

    low, high, turn = too_few, enough, 0
    above, below = height(low), height(high)
    while high - low > 1:
        middle = (low + high) // 2
        if turn % 3 < 2 and above > below:
            chord = low + above * (high - low) / (above - below)
            middle = min(max(int(chord) + 1 - turn % 3 * 2, low + 1), high - 1)
        if _is_at_most(failure, middle, target):
            high, below = middle, height(middle)
        else:
            low, above = middle, height(middle)
        turn += 1
    return high


def _is_at_most(failure: Callable[[int, int], Interval], draws: int, target: Fraction) -> bool:
    bits = START_BITS
    while bits <= MOST_BITS:
        answer = failure(draws, bits).below(rational(target, bits))
        if answer is not None:
            return answer
        bits *= 2
    raise Undecided(f"the failure probability of {draws} draws against {target}: {MOST_BITS} bits leave it open")
