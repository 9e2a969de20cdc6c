"""Inputs of golden-decomposition and golden-threshold."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from lottery_verify.strategies.numbers import bases, rationals
from lottery_verify.strategies.samples import samples_in_categories

MOST_CATEGORIES = 8
GRID, PLACE_BITS = 1 << 40, 20
_PLACES = st.integers(0, 1 << PLACE_BITS)  # of so few bits that Hypothesis draws large ones as often as small ones


@dataclass(frozen=True)
class GoldenCase:
    """A weight w, and samples of categories 1, 2, …; the claim is made for k categories."""

    base: Fraction
    k: int
    w: Fraction
    samples: tuple[Fraction, ...]


@dataclass(frozen=True)
class ThresholdCase:
    """w = 1 and the bottoms of the windows 1..k of this base."""

    base: Fraction
    k: int


@st.composite
def _golden_cases(draw: DrawFn, dropping: frozenset[str]) -> GoldenCase:
    if "base>1" in dropping:
        base = draw(rationals(min_value=Fraction(1, 16), max_value=1, max_denominator=16))
    else:
        base = draw(bases(above_phi="base<=phi" in dropping))
    k = draw(st.integers(0, MOST_CATEGORIES))
    w = draw(
        rationals(
            min_value=-2 if "w>=0" in dropping else 0, max_value=3 if "w<=1" in dropping else 1, max_denominator=64
        )
    )
    if base < 1:  # an empty window: its ends change places
        samples = tuple(base ** -(i + 1) for i in range(1, k + 1))
    else:
        given = k - 1 if "k-categories" in dropping and k else k
        samples = draw(
            samples_in_categories(
                base,
                given,
                min_place=-2 if "sample>=window-bottom" in dropping else 0,
                max_place=3 if "sample<=window-top" in dropping else 1,
            )
        )
    return GoldenCase(base, k, w, samples)


def golden_cases(dropping: frozenset[str] = frozenset()) -> SearchStrategy[GoldenCase]:
    """Weights in [0, 1] and one sample for each category; can produce w = 0 and 1, k = 0, samples at both ends."""
    return _golden_cases(dropping)


@st.composite
def _dyadic_cases(draw: DrawFn) -> GoldenCase:
    base = draw(bases())
    k = draw(st.integers(1, MOST_CATEGORIES))
    samples = []
    for i in range(1, k + 1):
        low, high = int(-(-GRID * base ** -(i + 1) // 1)), int(GRID * base**-i // 1)
        for place in draw(st.lists(_PLACES, min_size=1, max_size=2)):
            samples.append(Fraction(low + ((high - low) * place >> PLACE_BITS), GRID))
    decoys = [Fraction(-place, 1 << PLACE_BITS) for place in draw(st.lists(_PLACES, max_size=3))]
    w = Fraction(draw(st.integers(0, 1 << 10)), 1 << 10)
    order = draw(st.permutations(samples + decoys))
    sign = draw(st.sampled_from([1, -1]))
    return GoldenCase(base, k, sign * w, tuple(sign * x for x in order))


def dyadic_golden_cases(dropping: frozenset[str] = frozenset()) -> SearchStrategy[GoldenCase]:
    """The same on a grid of 2^-40, where float64 adds without rounding.

    Weights of either sign, one or two samples of that sign for each category, some of the other sign too, in any order.
    """
    return _dyadic_cases()


def threshold_cases(dropping: frozenset[str] = frozenset()) -> SearchStrategy[ThresholdCase]:
    """Bases above φ (or, dropped, at most φ) and k from 1 (or, dropped, 0) to 10; can produce 34/21, next to φ."""
    return st.builds(
        ThresholdCase,
        base=bases(above_phi="base>phi" not in dropping),
        k=st.integers(0 if "k>=1" in dropping else 1, 10),
    )
