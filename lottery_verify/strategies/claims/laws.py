"""Inputs of the claims about laws: hyperbolic-product, category-filling, product-weight, uniform-product-tail."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from lottery_verify.strategies.numbers import probabilities, rationals


@dataclass(frozen=True)
class HyperbolicCase:
    """A category of the hyperbolic law; α and β are moved by γ^alpha and γ^beta.

    `positive` is P(u > 0) = P(v > 0); where `same`, v is u itself.
    """

    k: int
    category: int
    alpha: Fraction
    beta: Fraction
    positive: Fraction
    same: bool


@dataclass(frozen=True)
class FiniteLawCase:
    """A hyperbolic law of the package: for weights up to w_max, k categories of this base."""

    w_max: Fraction
    k: int
    base: str


@dataclass(frozen=True)
class FillingCase:
    """k categories claimed to have probability c, each in truth true_c; M draws by the claim must put m in each.

    Where `overlapping` the categories are independent events and not disjoint; `links` pools are judged by the same
    draws, independently; where `copies` all draws are copies of the first.
    """

    c: Fraction
    true_c: Fraction
    k: int
    m: int
    delta: Fraction
    links: int
    overlapping: bool
    copies: bool


@dataclass(frozen=True)
class ProductCase:
    """A weight w ≤ omega to be met within epsilon_w by one product of weights uniform on [-side, side]."""

    w: Fraction
    omega: Fraction
    epsilon_w: Fraction
    delta: Fraction
    side: Fraction


@dataclass(frozen=True)
class TailCase:
    """P(|uv| ≤ z) for u, v uniform on [-side, side], bracketed on a lattice of `cells` cells."""

    z: Fraction
    side: Fraction
    cells: int


@st.composite
def _hyperbolic_cases(draw: DrawFn, dropping: frozenset[str]) -> HyperbolicCase:
    k = draw(st.integers(1, 40))
    category = draw(st.integers(0, 2 * k) if "category<=k" in dropping else st.integers(1, k))
    shift = st.just(Fraction(0))
    if "law=hyperbolic[alpha,beta]" in dropping:
        shift = rationals(min_value=0, max_value=4, max_denominator=4)
    same = "u,v-independent" in dropping
    positive = draw(rationals(max_denominator=8)) if "fair-signs" in dropping else Fraction(1, 2)
    return HyperbolicCase(k, category, draw(shift), draw(shift), positive, same)


def hyperbolic_cases(dropping: frozenset[str] = frozenset()) -> SearchStrategy[HyperbolicCase]:
    """Every category of up to 40; can produce k = 1 and both edge categories."""
    return _hyperbolic_cases(dropping)


def finite_law_cases(dropping: frozenset[str] = frozenset()) -> SearchStrategy[FiniteLawCase]:
    """Laws for up to 3 categories (each pair of cells is counted), w_max from 2^-20 to 2^20, bases 3/2, 8/5 and φ."""
    w_max = st.builds(lambda a, e: a * Fraction(2) ** e, rationals(min_value=1, max_value=2), st.integers(-20, 20))
    return st.builds(FiniteLawCase, w_max, st.integers(1, 3), st.sampled_from(["phi", "3/2", "8/5"]))


@st.composite
def _filling_cases(draw: DrawFn, dropping: frozenset[str]) -> FillingCase:
    c = Fraction(1, draw(st.integers(1, 40)))
    most = min(40, int(1 / c))
    k = draw(st.integers(1, most) | st.just(most))
    m = draw(st.integers(1, 12 if k <= 3 else 2))
    delta = draw(probabilities(max_denominator=20))
    if "delta<1" in dropping:
        delta = draw(rationals(min_value=1, max_value=20))
    links = draw(st.integers(1, 20_000)) if "one-pool" in dropping else 1
    true_c = c * draw(rationals(max_denominator=4)) if "probability>=c" in dropping else c
    return FillingCase(c, true_c, k, m, delta, links, "categories-disjoint" in dropping, "draws-iid" in dropping)


def filling_cases(dropping: frozenset[str] = frozenset()) -> SearchStrategy[FillingCase]:
    """Up to 40 categories that leave no draw unused (k·c = 1) or fewer, up to 12 samples each; δ down to 1/20."""
    return _filling_cases(dropping)


def commensurable(a: Fraction, b: Fraction) -> bool:
    """Whether a^m = b^±n for some small m, n ≥ 1: then the quotient of their logarithms is rational, and a count by the
    claim may be a whole number that no precision decides."""
    return any(a**m == b**n or a**m * b**n == 1 for m in range(1, 9) for n in range(1, 9))


@st.composite
def _product_cases(draw: DrawFn, dropping: frozenset[str]) -> ProductCase:
    w = draw(rationals(max_value=Fraction(63, 64)))
    omega = draw(
        st.just(max(w, Fraction(1, 64))) | rationals(min_value=max(w, Fraction(1, 64)), max_value=Fraction(63, 64))
    )
    if "|w|<1" in dropping:
        w, omega = Fraction(1) - draw(rationals(max_value=Fraction(1, 4))), Fraction(1, 2)
    most = Fraction(1)
    if not {"|w|<1", "epsilon_w<=1-|w|"} & dropping:
        most = min(most, 1 - w)
    if "epsilon_w<=omega" not in dropping:
        most = min(most, omega)
    epsilon_w = most * draw(rationals(min_value=Fraction(1, 256), max_denominator=256))
    deltas = rationals(min_value=1, max_value=8) if "delta<1" in dropping else probabilities()
    delta = draw(deltas.filter(lambda d: d != 1 and not commensurable(d, omega)))
    side = Fraction(1)
    if "law=uniform[-1,1]" in dropping:
        side = draw(rationals(min_value=Fraction(1, 4), max_value=4, max_denominator=4))
    return ProductCase(w, omega, epsilon_w, delta, side)


def product_cases(dropping: frozenset[str] = frozenset()) -> SearchStrategy[ProductCase]:
    """Weights in [0, 63/64] and windows down to 2^-14; can produce w = 0, windows that reach 1, δ near 0 and 1."""
    return _product_cases(dropping)


@st.composite
def _tail_cases(draw: DrawFn, dropping: frozenset[str]) -> TailCase:
    z = draw(rationals(min_value=Fraction(1, 64), max_value=4 if "z<=1" in dropping else 1))
    side = Fraction(1)
    if "law=uniform[-1,1]" in dropping:
        side = draw(rationals(min_value=Fraction(1, 2), max_value=4, max_denominator=4))
    return TailCase(z, side, draw(st.sampled_from([64, 256, 1024])))


def tail_cases(dropping: frozenset[str] = frozenset()) -> SearchStrategy[TailCase]:
    """Levels from 1/64 to 1, lattices of 64 to 1,024 cells."""
    return _tail_cases(dropping)
