"""Probabilities that properties share, exactly: binomial and multinomial tails, triangles, decided logarithms."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from math import comb

from lottery_verify.counts.decide import at_most
from lottery_verify.counts.enclosure import Interval, fraction_of, rational, whole

Enclose = Callable[[int], Interval]
FALSE_ALARM = Fraction(1, 10**14)  # of one example: 100,000 of them, however chosen, stay below 10⁻⁹


def binomial_above(trials: int, chance: Fraction, least: int) -> Fraction:
    """P(Bin(trials, chance) ≥ least), exactly."""
    rest = 1 - chance
    return sum((comb(trials, j) * chance**j * rest ** (trials - j) for j in range(least, trials + 1)), Fraction(0))


def too_many(failures: int, trials: int, chance: Fraction) -> bool:
    """Whether so many failures have probability below FALSE_ALARM where each has probability at most `chance`."""
    return failures > 0 and binomial_above(trials, chance, failures) < FALSE_ALARM


@lru_cache(maxsize=4096)
def unfilled(draws: int, c: Fraction, k: int, m: int) -> Fraction:
    """P(some of k disjoint categories of probability c holds fewer than m of so many draws), exactly.

    Inclusion and exclusion over the sets of s categories that hold fewer than m each; those of one set hold n draws
    together in (ways to share n) different ways.
    """
    p, q = c.numerator, c.denominator
    one = [Fraction(1)]  # 1/n! for n < m; its s-th power counts how n draws are shared among s categories
    for n in range(1, m):
        one.append(one[-1] / n)
    total, power = Fraction(0), [Fraction(1)]
    for s in range(1, k + 1):
        power = [
            sum((one[i] * power[n - i] for i in range(max(0, n - len(power) + 1), min(n, m - 1) + 1)), Fraction(0))
            for n in range(len(power) + m - 1)
        ]
        rest, falling, together = q - s * p, 1, Fraction(0)
        for n, ways in enumerate(power[: draws + 1]):
            falling *= draws - n + 1 if n else 1
            together += ways * (falling * p**n * rest ** (draws - n))
        total += together * comb(k, s) * (1 if s % 2 else -1)
    return total / Fraction(q) ** draws


def triangle_mass(low: Fraction, high: Fraction, begin: Fraction, end: Fraction) -> Fraction:
    """P(begin ≤ X + Y ≤ end) for X, Y uniform on [low, high], low < high."""

    def below(t: Fraction) -> Fraction:
        side = high - low
        s = min(max(t - 2 * low, Fraction(0)), 2 * side)
        return s * s / (2 * side * side) if s <= side else 1 - (2 * side - s) ** 2 / (2 * side * side)

    return below(end) - below(begin) if end > begin else Fraction(0)


def tail(z: Fraction) -> Enclose:
    """P(|uv| ≤ z) = z(1 − ln z) for u, v uniform on [-1, 1]; 0 below 0 and 1 above 1."""
    if z <= 0:
        return lambda bits: whole(0, bits)
    if z >= 1:
        return lambda bits: whole(1, bits)
    return lambda bits: rational(z, bits) * (whole(1, bits) - rational(z, bits).log())


def window(w: Fraction, epsilon: Fraction, side: Fraction = Fraction(1)) -> Enclose:
    """P(|uv − w| ≤ ε and u > 0) for u, v uniform on [-side, side], w ≥ 0."""
    unit = side * side
    above, below = tail((w + epsilon) / unit), tail(abs(w - epsilon) / unit)
    if w >= epsilon:
        return lambda bits: (above(bits) - below(bits)) * rational(Fraction(1, 4), bits)
    return lambda bits: (above(bits) + below(bits)) * rational(Fraction(1, 4), bits)


def misses(probability: Enclose, draws: int, times: Fraction | int) -> Enclose:
    """times·(1 − p)^draws."""
    return lambda bits: (
        (probability(bits).log_of_rest() * whole(max(draws, 0), bits)).exp() * rational(Fraction(times), bits)
    )


def any_of(chance: Fraction, times: int) -> Enclose:
    """1 − (1 − p)^times: the probability that one of so many independent events happens."""
    if chance >= 1:
        return lambda bits: whole(1, bits)
    return lambda bits: whole(1, bits) - (rational(chance, bits).log_of_rest() * whole(times, bits)).exp()


def decided_at_most(left: Enclose, right: Fraction, what: str) -> tuple[bool, float]:
    """Whether left ≤ right, exactly, and left/right for steering."""
    middle = left(64)
    size = float(fraction_of(middle.upper))
    return at_most(left, lambda bits: rational(right, bits), what), min(size / float(right), 1e6) if right > 0 else 2.0
