"""Free assignment: how many neurons give each of many halves of inputs its quota of neurons of its own.

A neuron suits a half, one sign of one input, where its u has that sign, with probability p or more; H halves want k
neurons each. By Hall's theorem there is no assignment only where some s halves together have fewer than s·k neurons
that suit one of them, and a neuron suits none of s halves with probability (1 − p)^s at most.
"""

from bisect import bisect_left
from fractions import Fraction
from math import comb

from lottery_verify.counts.decide import START_BITS, at_most, ceiling
from lottery_verify.counts.enclosure import Interval, rational, whole
from lottery_verify.counts.explicit import product_share, subset_sum_draws
from lottery_verify.counts.smallest import least
from lottery_verify.counts.tails import binomial_tail

SHORT = 1000  # up to so many halves (1 - p)^H is written out; of more, there is no room for it
EXACTLY = 32  # up to so many neurons wanted the sum is a fraction: it may equal delta, which no enclosure decides


def assigned_draws(epsilon_w: Fraction, w_max: Fraction, half_delta: Fraction) -> int:
    """k for one half of a link: products of U[-B, B], B = 2*sqrt(w_max), with u of the half's sign, reach |w| <= w_max.

    Source: free-assignment: such products contain the uniform law with weight ln(2)/2. In a block, where half of the
    neurons have the wrong sign, the weight is ln(2)/4.
    """
    if epsilon_w >= w_max:
        return 0
    return subset_sum_draws(epsilon_w / (4 * w_max), half_delta, lambda bits: product_share(bits) * whole(2, bits))


def none_is_lost(halves: int, quota: int, chance: Fraction, delta: Fraction) -> bool:
    """Whether 4*N*H*(1-p)^(H/2) <= delta for N = k*H, exactly: then k*H neurons are enough.

    Args:
        halves: H, at least 0.
        quota: k, at least 0.
        chance: p, in (0, 1).
        delta: failure probability, in (0, 1).
    Source: free-assignment.
    """
    spent = Fraction(4 * halves * quota * halves) / delta
    if halves <= SHORT or quota == 0:
        return spent**2 * (1 - chance) ** halves <= 1
    return at_most(
        lambda bits: rational(spent, bits).log() * whole(2, bits),
        lambda bits: rational(1 / (1 - chance), bits).log() * whole(halves, bits),
        "4NH(1-p)^(H/2) <= delta",
    )


def always_enough(halves: int, quota: int, chance: Fraction, delta: Fraction) -> int:
    """The least N for which Hoeffding's inequality shows that N neurons are enough, however few halves there are.

    N*c - n*k >= sqrt(N*L), L = (H*ln 2 + ln(1/delta))/2, for n = 1, c = p and for n = H, c = 1 - (1-p)^H: each a
    quadratic inequality in sqrt(N).

    Args:
        halves: H, at least 1.
        quota: k, at least 1.
        chance: p, in (0, 1).
        delta: failure probability, in (0, 1).
    Source: free-assignment.
    """

    def enough(wanted: int, part: Fraction) -> int:
        def value(bits: int) -> Interval:
            spread = (whole(halves, bits) * whole(2, bits).log() + rational(1 / delta, bits).log()) / whole(2, bits)
            root = spread.sqrt() + (spread + rational(4 * part * wanted, bits)).sqrt()
            return root * root * rational(1 / (2 * part) ** 2, bits)

        return ceiling(value, "((sqrt(L) + sqrt(L + 4cnk))/(2c))^2")

    return max(enough(quota, chance), enough(halves * quota, 1 - (1 - chance) ** halves))


def enough_neurons(halves: int, quota: int, chance: Fraction, delta: Fraction) -> int:
    """k*H where no neuron is lost, and otherwise what Hoeffding's inequality asks for.

    Args:
        halves: H, at least 0.
        quota: k, at least 0.
        chance: p, in (0, 1).
        delta: failure probability, in (0, 1).
    Source: free-assignment.
    """
    every = halves * quota
    if every == 0 or none_is_lost(halves, quota, chance, delta):
        return every
    return always_enough(halves, quota, chance, delta)


def no_assignment(neurons: int, halves: int, quota: int, chance: Fraction, bits: int) -> Interval:
    """The sum over s = 1..H of C(H, s)*P(Bin(N, 1 - (1-p)^s) < s*k), enclosed: at least P(no assignment).

    Source: free-assignment.
    """
    total = whole(0, bits)
    for s in range(1, halves + 1):
        suits = 1 - (1 - chance) ** s
        total = total + whole(comb(halves, s), bits) * binomial_tail(neurons, suits, s * quota - 1, bits)
    return total


def smallest_neurons(halves: int, quota: int, chance: Fraction, delta: Fraction) -> int:
    """The least N, k*H at least, for which the sum of `no_assignment` is at most delta.

    Args:
        halves: H, at least 0.
        quota: k, at least 0.
        chance: p, in (0, 1).
        delta: failure probability, in (0, 1).
    Raises: Undecided when no precision decides it.
    Source: free-assignment.
    """
    every = halves * quota
    if every == 0 or none_is_lost(halves, quota, chance, delta):
        return every
    enough = always_enough(halves, quota, chance, delta)
    if every <= EXACTLY:
        found = range(every, enough)
        return every + bisect_left(found, True, key=lambda n: _sum_exactly(n, halves, quota, chance) <= delta)

    def failure(neurons: int, bits: int) -> Interval:
        return no_assignment(neurons, halves, quota, chance, bits)

    if failure(every, START_BITS).below(rational(delta, START_BITS)):
        return every
    return least(failure, delta, every - 1, enough)


def _sum_exactly(neurons: int, halves: int, quota: int, chance: Fraction) -> Fraction:
    total = Fraction(0)
    for s in range(1, halves + 1):
        none, out_of = (1 - chance).numerator ** s, chance.denominator**s
        few = sum(comb(neurons, j) * (out_of - none) ** j * none ** (neurons - j) for j in range(s * quota))
        total += Fraction(comb(halves, s) * few, out_of**neurons)
    return total
