"""Inputs of free-assignment: halves of inputs, quotas, and sources whose neurons serve them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from lottery_verify.strategies.numbers import probabilities
from lottery_verify.strategies.sources import seeds

Half = tuple[int, int]  # an input and a sign


@dataclass(frozen=True)
class ServedCase:
    """Halves that want `quota` neurons each; a neuron suits each with probability `stated`, as the count is told.

    `chance` is the true probability; `copies` says that all neurons are copies of one.
    """

    halves: tuple[Half, ...]
    quota: int
    stated: Fraction
    chance: Fraction
    delta: Fraction
    copies: bool


@dataclass(frozen=True)
class ManyCase:
    """So many halves that k·H neurons are claimed to be enough, at the least δ for which that is claimed."""

    halves: int
    quota: int


@dataclass(frozen=True)
class RoundsCase:
    """Halves that want so many neurons of a source, of such sizes, in one round and then in another."""

    halves: tuple[Half, ...]
    counts: tuple[tuple[int, int], ...]
    sizes: tuple[Fraction, ...]
    seed: int


@st.composite
def _halves(draw: DrawFn, most: int) -> tuple[Half, ...]:
    found: list[Half] = []
    while not found or (len(found) < most and draw(st.booleans())):
        b = len({b for b, _ in found})
        signs = draw(st.sampled_from([(1,), (-1,), (1, -1)])) if len(found) < most - 1 else (1,)
        found += [(b, sign) for sign in signs]
    return tuple(found)


@st.composite
def _served_cases(draw: DrawFn, dropping: frozenset[str]) -> ServedCase:
    stated = draw(probabilities(max_denominator=8).map(lambda p: min(p, 1 - p)))
    chance = stated / 4 if "probability>=p" in dropping else stated
    delta = draw(probabilities(max_denominator=20))
    if "delta<1" in dropping:
        delta += draw(st.integers(1, 20))
    halves, quota = draw(_halves(3)), draw(st.integers(1, 2))
    return ServedCase(halves, quota, stated, chance, delta, "neurons-iid" in dropping)


def served_cases(dropping: frozenset[str] = frozenset()) -> SearchStrategy[ServedCase]:
    """Up to 3 halves of up to 3 inputs that want 1 or 2 neurons each; suiting probabilities from 1/8 to 1/2."""
    return _served_cases(dropping)


def many_cases(dropping: frozenset[str] = frozenset()) -> SearchStrategy[ManyCase]:
    """From 12 halves, where 4·N·H·(1-p)^(H/2) at p = 1/2 may exceed 1, up to 40."""
    return st.builds(ManyCase, st.integers(6, 20).map(lambda h: 2 * h), st.integers(1, 3))


@st.composite
def _rounds_cases(draw: DrawFn) -> RoundsCase:
    halves = draw(_halves(5))
    each = [(draw(st.integers(0, 3)), draw(st.integers(0, 2))) for _ in halves]
    sizes = [draw(st.sampled_from([Fraction(0), Fraction(1, 8), Fraction(1, 2), Fraction(2)])) for _ in halves]
    return RoundsCase(halves, tuple(each), tuple(sizes), draw(seeds()))


def rounds_cases(dropping: frozenset[str] = frozenset()) -> SearchStrategy[RoundsCase]:
    """Up to 5 halves that want up to 3 neurons, then up to 2 more, of any size or of one; any seed."""
    return _rounds_cases()
