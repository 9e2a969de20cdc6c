"""Inputs of subset-sum, subset-sum-pruning and parameter-lower-bound."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from lottery_verify.strategies.numbers import probabilities, rationals


@dataclass(frozen=True)
class SubsetCase:
    """40 pools of draws, made from `seed`; every |z| ≤ reach is to be within 2ε of a subset sum of a pool.

    `law` is "uniform" on [-1, 1], "positive" on [0, 1], or "copies" of one uniform draw.
    """

    epsilon: Fraction
    delta: Fraction
    reach: Fraction
    law: str
    seed: int


@dataclass(frozen=True)
class PoolCase:
    """A weight of at most 1 to be met within epsilon_w by products of weights uniform on [-2·scale, 2·scale]."""

    w: Fraction
    epsilon_w: Fraction
    scale: Fraction
    seed: int


@dataclass(frozen=True)
class CountCase:
    """A precision and a failure probability for which the package counts draws."""

    epsilon: Fraction
    delta: Fraction


@dataclass(frozen=True)
class CoverCase:
    """A random network of one layer and width 1: its parameters; every subset of them is a ticket.

    Targets are |w| ≤ norm on |x| ≤ radius; `served` is the part of them that must have a ticket.
    """

    parameters: tuple[Fraction, ...]
    epsilon: Fraction
    norm: Fraction
    radius: Fraction
    served: Fraction


@st.composite
def _subset_cases(draw: DrawFn, dropping: frozenset[str]) -> SubsetCase:
    epsilon = Fraction(1, draw(st.integers(2, 40)))
    if "epsilon<=1/2" in dropping:
        epsilon = draw(rationals(min_value=Fraction(1, 2), max_value=2, max_denominator=8))
    delta = draw(probabilities(max_denominator=20).filter(lambda d: d <= Fraction(1, 2)))
    reach = Fraction(draw(st.integers(1, 40))) if "|z|<=1/2" in dropping else Fraction(1, 2)
    law = "positive" if "law-contains-uniform" in dropping else "copies" if "draws-iid" in dropping else "uniform"
    return SubsetCase(epsilon, delta, reach, law, draw(st.integers(0, 1 << 32)))


def subset_cases(dropping: frozenset[str] = frozenset()) -> SearchStrategy[SubsetCase]:
    """Precisions from 1/2 to 1/40 and δ from 1/20 to 1/2, any seed."""
    return _subset_cases(dropping)


def pool_cases(dropping: frozenset[str] = frozenset()) -> SearchStrategy[PoolCase]:
    """Weights of either sign up to 1, precisions from 1 to 1/64; with the law dropped, a scale down to 1/64."""
    law = "law=uniform[-2*sqrt(w_max),2*sqrt(w_max)]"
    scales = st.sampled_from([Fraction(1, 64), Fraction(1, 16)]) if law in dropping else st.just(Fraction(1))
    return st.builds(
        PoolCase,
        rationals(min_value=-1, max_value=1),
        rationals(min_value=Fraction(1, 64), max_value=1),
        scales,
        st.integers(0, 1 << 32),
    )


def count_cases(dropping: frozenset[str] = frozenset()) -> SearchStrategy[CountCase]:
    """Precisions down to 2^-30 and δ down to 2^-40."""
    return st.builds(
        lambda e, d, i, j: CountCase(e / (1 << i), d / (1 << j)),
        probabilities(),
        probabilities(),
        st.integers(0, 30),
        st.integers(0, 40),
    )


@st.composite
def _cover_cases(draw: DrawFn, dropping: frozenset[str]) -> CoverCase:
    n = draw(st.integers(0, 6))
    epsilon = draw(rationals(min_value=Fraction(1, 128), max_value=Fraction(1, 2), max_denominator=128))
    if draw(st.booleans()):  # 1/2, 1/4, … and an offset: no ticket is wasted
        parameters = tuple(Fraction(2, 1 << i) * draw(st.sampled_from([1, -1])) for i in range(1, n + 1))
    else:
        parameters = tuple(draw(st.lists(rationals(min_value=-1, max_value=1), min_size=n, max_size=n)))
    norm = Fraction(1, 8) if "one-layer" in dropping else Fraction(1)
    radius = Fraction(1, 8) if "unit-ball" in dropping else Fraction(1)
    served = Fraction(1, 16) if "probability>=1/2" in dropping else Fraction(1, 2)
    return CoverCase(parameters, epsilon, norm, radius, served)


def cover_cases(dropping: frozenset[str] = frozenset()) -> SearchStrategy[CoverCase]:
    """Up to 6 parameters, among them ±1, ±1/2, ±1/4, …, whose subset sums are spread evenly."""
    return _cover_cases(dropping)
