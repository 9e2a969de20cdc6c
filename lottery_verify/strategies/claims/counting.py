"""Inputs of the theorems' counts: malach-pruning, log-pruning, log-pruning-malach, shared-log-pruning."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from lottery_verify.strategies.numbers import bases, probabilities, rationals


@dataclass(frozen=True)
class MalachCase:
    """A weight to be met within epsilon_w by a product of weights uniform on [-side, side]; one of half_links."""

    w: Fraction
    epsilon_w: Fraction
    half_links: int
    delta: Fraction
    side: Fraction


@dataclass(frozen=True)
class TurnsCase:
    """Links of one layer, each with 2k categories of `chance` times the claimed probability; `depth` layers."""

    k: int
    links: int
    depth: int
    delta: Fraction
    chance: Fraction


@dataclass(frozen=True)
class BudgetCase:
    """Layers (half links, categories, a category's probability) that share a failure probability as in `prune`."""

    layers: tuple[tuple[int, int, Fraction], ...]
    delta: Fraction


@dataclass(frozen=True)
class CategoriesCase:
    """Weights up to w_max, to be met within epsilon_w by categories of this base; `width` is n for Malach."""

    base: Fraction
    w_max: Fraction
    epsilon_w: Fraction
    width: int


def _deltas(dropping: frozenset[str]) -> SearchStrategy[Fraction]:
    """δ; where it may be 1 and more, no integer, for which a count could be exactly 0, which no enclosure decides."""
    above = rationals(min_value=1, max_value=20).filter(lambda d: d.denominator > 1)
    return above if "delta<1" in dropping else probabilities(max_denominator=20)


@st.composite
def _malach_cases(draw: DrawFn, dropping: frozenset[str]) -> MalachCase:
    w = draw(rationals(max_value=2 if "w_max<=1/sqrt(n)" in dropping else 1))
    side = (
        draw(rationals(min_value=Fraction(1, 2), max_value=4, max_denominator=4))
        if "law=uniform" in dropping
        else Fraction(1)
    )
    epsilon_w = draw(rationals(min_value=Fraction(1, 1024), max_value=1, max_denominator=1024))
    return MalachCase(w, epsilon_w, draw(st.integers(1, 10_000)), draw(_deltas(dropping)), side)


def malach_cases(dropping: frozenset[str] = frozenset()) -> SearchStrategy[MalachCase]:
    """Weights in [0, 1] and precisions down to 1/1024; can produce w = 1, the hardest."""
    return _malach_cases(dropping)


@st.composite
def _turns_cases(draw: DrawFn, dropping: frozenset[str], most_k: int, most_links: int) -> TurnsCase:
    chance = draw(rationals(max_denominator=8)) if "law=hyperbolic" in dropping else Fraction(1)
    return TurnsCase(
        draw(st.integers(1, most_k)),
        draw(st.integers(1, most_links)),
        draw(st.integers(1, 4)),
        draw(_deltas(dropping)),
        chance,
    )


def turns_cases(dropping: frozenset[str] = frozenset()) -> SearchStrategy[TurnsCase]:
    """Up to 3 categories and 6 links that are served in turn."""
    return _turns_cases(dropping, 3, 6)


def shared_cases(dropping: frozenset[str] = frozenset()) -> SearchStrategy[TurnsCase]:
    """Up to 6 categories and 1,000 links, each with a block of its own."""
    return _turns_cases(dropping, 6, 1000)


def universal_cases(dropping: frozenset[str] = frozenset()) -> SearchStrategy[TurnsCase]:
    """Up to 4 categories, both signs of both weights, and up to 1,000 links."""
    return _turns_cases(dropping, 4, 1000)


def budget_cases(dropping: frozenset[str] = frozenset()) -> SearchStrategy[BudgetCase]:
    """Up to 4 layers of up to 10,000 half links; can produce categories of probability 1/(8k)."""
    chance = st.integers(1, 6).flatmap(
        lambda k: st.tuples(
            st.integers(1, 10_000), st.just(k), st.just(Fraction(1, 8 * k)) | st.just(Fraction(3, 16 * k))
        )
    )
    layers = st.lists(chance, min_size=1, max_size=4).map(tuple)
    return st.builds(BudgetCase, layers, _deltas(dropping))


@st.composite
def _categories_cases(draw: DrawFn, dropping: frozenset[str], malach: bool) -> CategoriesCase:
    base = draw(bases())
    root = draw(st.integers(1, 8)) if malach else 1
    w_max = draw(rationals(min_value=Fraction(1, 64), max_value=1)) / root
    if "w_max<=1/sqrt(n)" in dropping:
        w_max = Fraction(1)
    if draw(st.booleans()):  # next to an edge
        k, bits = draw(st.integers(0, 12)), draw(st.integers(1, 300))
        top = Fraction(1, root) if malach else w_max
        epsilon_w = top * base**-k * (1 + draw(st.sampled_from([0, 1, -1])) * Fraction(1, 1 << bits))
    else:
        epsilon_w = draw(rationals(min_value=Fraction(1, 1024), max_value=2, max_denominator=1024)) / root
    return CategoriesCase(base, w_max, epsilon_w, root * root)


def categories_cases(dropping: frozenset[str] = frozenset()) -> SearchStrategy[CategoriesCase]:
    """Any w_max and epsilon_w; can produce w_max/epsilon_w at γ^k, and within 2^-300 of it on either side."""
    return _categories_cases(dropping, False)


def malach_categories_cases(dropping: frozenset[str] = frozenset()) -> SearchStrategy[CategoriesCase]:
    """The same with w_max ≤ 1/√n, n a square up to 64."""
    return _categories_cases(dropping, True)
