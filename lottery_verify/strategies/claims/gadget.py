"""Inputs of gadget-identity."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lottery_verify.strategies.numbers import rationals


@dataclass(frozen=True)
class GadgetCase:
    """A link: its weight w, an input x, and intermediate neurons with input weights u and output weights v."""

    w: Fraction
    x: Fraction
    u: tuple[Fraction, ...]
    v: tuple[Fraction, ...]


_NUMBERS = rationals(min_value=-3, max_value=3, max_denominator=8)
_NEURONS = st.lists(st.tuples(_NUMBERS, _NUMBERS), max_size=5)


def gadget_cases(dropping: frozenset[str] = frozenset()) -> SearchStrategy[GadgetCase]:
    """Links of up to 5 neurons, inputs of either sign; can produce no neuron, u = 0, w = 0, exact decompositions."""

    def build(w: Fraction, x: Fraction, neurons: list[tuple[Fraction, Fraction]]) -> GadgetCase:
        return GadgetCase(w, x, tuple(u for u, _ in neurons), tuple(v for _, v in neurons))

    def exact(w: Fraction, x: Fraction) -> GadgetCase:
        return GadgetCase(w, x, (Fraction(1), Fraction(-1)), (w, -w))

    return st.builds(exact, _NUMBERS, _NUMBERS) | st.builds(build, _NUMBERS, _NUMBERS, _NEURONS)
