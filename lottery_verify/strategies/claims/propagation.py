"""Inputs of error-propagation, and of the error parts of the theorems that rest on it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import isqrt

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from lottery_verify.strategies.numbers import rationals

Matrix = tuple[tuple[Fraction, ...], ...]
E_BELOW = Fraction(2718281828459045, 10**15)  # below e
ZERO, ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class PropagationCase:
    """A target, entries of the ticket within `errors`·ε_w of it, and one input x, which is the whole region.

    `plus` and `minus` are the errors of the two halves in units of ε_w. ReLU, times `slope`, follows each layer.
    `norms` and `f_max` are what is stated of the target, ε what is asked.
    """

    weights: tuple[Matrix, ...]
    plus: tuple[Matrix, ...]
    minus: tuple[Matrix, ...]
    x: tuple[Fraction, ...]
    slope: Fraction
    norms: tuple[Fraction, ...]
    f_max: Fraction
    epsilon: Fraction

    @property
    def widths(self) -> tuple[int, ...]:
        """n_0, …, n_ℓ."""
        return (len(self.x), *(len(w) for w in self.weights))


def root_above(square: Fraction, bits: int = 20) -> Fraction:
    """√square rounded up to a multiple of 2^-bits; exact where that is one."""
    scaled = -(-(square.numerator << 2 * bits) // square.denominator)
    return Fraction(isqrt(scaled - 1) + 1 if scaled else 0, 1 << bits)


def spectral_above(w: Matrix) -> Fraction:
    """An upper bound of ‖W‖₂: the smaller of its Frobenius norm and √(‖W‖₁·‖W‖_∞)."""
    rows = max(sum(map(abs, row), ZERO) for row in w)
    columns = max(sum((abs(row[b]) for row in w), ZERO) for b in range(len(w[0])))
    frobenius = sum((v * v for row in w for v in row), ZERO)
    return root_above(min(frobenius, rows * columns))


def apply(plus: Matrix, minus: Matrix, x: list[Fraction]) -> list[Fraction]:
    """W⁺·max(x, 0) + W⁻·min(x, 0)."""
    return [
        sum(((p if v > 0 else n) * v for p, n, v in zip(ps, ns, x, strict=True)), ZERO)
        for ps, ns in zip(plus, minus, strict=True)
    ]


def activations(weights: tuple[Matrix, ...], x: tuple[Fraction, ...], slope: Fraction) -> list[list[Fraction]]:
    """f_0 = x, f_1(x), …, f_ℓ(x)."""
    values = [list(x)]
    for w in weights:
        values.append([slope * max(z, ZERO) for z in apply(w, w, values[-1])])
    return values


def _full(n_out: int, n_in: int, value: Fraction) -> Matrix:
    return ((value,) * n_in,) * n_out


@st.composite
def _even_networks(
    draw: DrawFn, norm: Fraction, widest: int, deepest: int
) -> tuple[tuple[Matrix, ...], tuple[Matrix, ...]]:
    """Every entry of a layer is the same and every error is +1: the worst case of each inequality at once."""
    n, depth = draw(st.integers(1, widest)), draw(st.integers(1, deepest))
    scales = draw(st.lists(st.sampled_from([ONE, ZERO, ONE / 4, norm]), min_size=depth, max_size=depth))
    return tuple(_full(n, n, s / n) for s in scales), tuple(_full(n, n, ONE) for _ in range(depth))


@st.composite
def _any_networks(draw: DrawFn, norm: Fraction) -> tuple[tuple[Matrix, ...], tuple[Matrix, ...]]:
    widths = draw(st.lists(st.integers(1, 3), min_size=2, max_size=4))
    numbers = rationals(min_value=-2, max_value=2, max_denominator=4)
    signs = st.sampled_from([ONE, -ONE, ZERO, ONE / 2])

    def matrices(entries: SearchStrategy[Fraction]) -> tuple[Matrix, ...]:
        return tuple(
            tuple(tuple(draw(st.lists(entries, min_size=a, max_size=a))) for _ in range(b)) for a, b in pairwise(widths)
        )

    weights = []
    for w in matrices(numbers):
        size = max(spectral_above(w), ONE) if norm <= 1 else ONE
        weights.append(tuple(tuple(v / size for v in row) for row in w))
    return tuple(weights), matrices(signs)


@st.composite
def _propagation_cases(draw: DrawFn, dropping: frozenset[str], unit: bool, most_epsilon: int | None) -> PropagationCase:
    larger = {"spectral-norms", "spectral-norms<=1"} & dropping
    norm = Fraction(8) if larger or not unit else ONE
    deep = {"n^(3/2)", "depth", "epsilon<=2"} & dropping
    even = draw(st.booleans())
    weights, plus = draw(_even_networks(norm, 4, 6 if deep else 4) if even else _any_networks(norm))
    minus = plus if even else tuple(tuple(row[::-1] for row in w) for w in plus)
    if "entries-within-epsilon_w" in dropping:
        plus, minus = (tuple(tuple(tuple(4 * e for e in row) for row in w) for w in half) for half in (plus, minus))
    width = len(weights[0][0])
    numbers = rationals(min_value=-4, max_value=4, max_denominator=4)
    if even:
        x = (draw(st.sampled_from([ONE, Fraction(4), ONE / 2])),) * width
    else:
        x = tuple(draw(st.lists(numbers, min_size=width, max_size=width)))
    if unit and "input-norm<=1" not in dropping:
        size = max(ONE, root_above(sum((v * v for v in x), ZERO)))
        x = tuple(v / size for v in x)
    slope = draw(st.sampled_from([ONE, Fraction(4)])) if "activation-1-lipschitz" in dropping else ONE
    values = activations(weights, x, slope)
    f_max = ONE if unit else max(max(abs(v) for row in values[:-1] for v in row), ONE / 64)
    norms = tuple(ONE for _ in weights) if unit else tuple(spectral_above(w) for w in weights)
    if "spectral-norms" in dropping:
        norms = tuple(min(s, ONE) for s in norms)
    if "activations<=f_max" in dropping:
        f_max = min(f_max, draw(st.sampled_from([ONE, ONE / 8])))
    n = max(width, *(len(w) for w in weights))
    epsilon = f_max * draw(rationals(min_value=Fraction(1, 16), max_value=2, max_denominator=16))
    if {"epsilon<=e*sqrt(n)*f_max", "epsilon<=2"} & dropping:
        epsilon = f_max * draw(st.integers(1, 64))
    elif most_epsilon is None and draw(st.booleans()):  # at the edge of the side condition
        epsilon = f_max * E_BELOW * Fraction(isqrt(n << 40), 1 << 20)
    return PropagationCase(weights, plus, minus, x, slope, norms, f_max, epsilon)


def propagation_cases(dropping: frozenset[str] = frozenset()) -> SearchStrategy[PropagationCase]:
    """Networks of 1–4 layers and widths 1–4 with errors of the full ε_w.

    They can be the even network of the worst case, have zero layers, both halves wrong in opposite ways, and ε at the
    edge of the side condition.
    """
    return _propagation_cases(dropping, False, None)


def unit_propagation_cases(dropping: frozenset[str] = frozenset()) -> SearchStrategy[PropagationCase]:
    """The same under Malach's assumptions: spectral norms and the input's norm at most 1, F_max = 1."""
    return _propagation_cases(dropping, True, None)


def subset_propagation_cases(dropping: frozenset[str] = frozenset()) -> SearchStrategy[PropagationCase]:
    """The same with ε at most 2, as subset-sum-pruning asks."""
    return _propagation_cases(dropping, True, 2)
