"""Inputs of the lemmas of certificates, and of the package's own law: integers, as the checker computes with them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from lottery_verify.strategies.numbers import rationals

_UNITS = rationals(min_value=-1, max_value=1, max_denominator=8)
_SHARES = rationals(max_denominator=8)


@dataclass(frozen=True)
class LawCase:
    """A table of `len(values)` positive magnitudes for `draws` draws, and a window (low, high] of products."""

    draws: int
    values: tuple[Fraction, ...]
    low: Fraction
    high: Fraction


@dataclass(frozen=True)
class PlaneCase:
    """Ends of x, y and y - x, a point by its shares of what they leave, and u·f + v·e − a·x − b·d."""

    x: tuple[int, int]
    y: tuple[int, int]
    d: tuple[int, int]
    shares: tuple[Fraction, Fraction]
    plane: tuple[int, int, int, int]


@dataclass(frozen=True)
class PairOfLayersCase:
    """Networks 1-k-1 over 2^6: for each hidden neuron its weight, bias and outer weight, and how far Ĝ's are off."""

    target: tuple[tuple[int, int, int], ...]
    off: tuple[tuple[int, int, int], ...]
    bias: int
    bias_off: int


@dataclass(frozen=True)
class TreeCase:
    """A tree of halves of the box [0, 1] × [−1, 3], in the order of a certificate, and a point by its shares."""

    tree: tuple[int, ...]
    shares: tuple[Fraction, Fraction]


@dataclass(frozen=True)
class ShareCase:
    """A gate's input x, the difference d before it, and a bound of |d|."""

    x: Fraction
    d: Fraction
    bound: Fraction


@dataclass(frozen=True)
class QuadraticCase:
    """K (a row for each entry of z), c, hints q and p, and a point s, t."""

    matrix: tuple[tuple[int, ...], ...]
    column: tuple[int, ...]
    q: tuple[int, ...]
    p: tuple[int, ...]
    s: tuple[Fraction, ...]
    t: tuple[Fraction, ...]


def law_cases(dropping: frozenset[str] = frozenset()) -> SearchStrategy[LawCase]:
    """Tables of 1 to 12 magnitudes for 1 to 60 draws; can produce more cells than draws, and empty windows."""
    values = st.lists(rationals(min_value=Fraction(1, 8), max_value=4, max_denominator=8), min_size=1, max_size=12)
    ends = st.tuples(rationals(max_value=8), rationals(max_value=16)).map(sorted)
    return st.builds(
        lambda draws, table, window: LawCase(draws, tuple(sorted(table)), *window), st.integers(1, 60), values, ends
    )


def _ends(most: int) -> SearchStrategy[tuple[int, int]]:
    return st.tuples(st.integers(-most, most), st.integers(-most, most)).map(lambda pair: (min(pair), max(pair)))


def plane_cases(dropping: frozenset[str] = frozenset()) -> SearchStrategy[PlaneCase]:
    """Strips with ends up to 8; can produce those that x = 0 or y = 0 cuts, single points, and empty ones."""
    slope = st.integers(-8, 8)
    return st.builds(
        PlaneCase, _ends(8), _ends(8), _ends(4), st.tuples(_SHARES, _SHARES), st.tuples(slope, slope, slope, slope)
    )


@st.composite
def _layers(draw: DrawFn) -> PairOfLayersCase:
    neurons, near = draw(st.integers(1, 4)), draw(st.sampled_from([1, 9, 200]))
    weight, off = st.integers(-200, 200), st.integers(-near, near)
    rows = st.lists(st.tuples(weight, weight, weight), min_size=neurons, max_size=neurons)
    gaps = st.lists(st.tuples(off, off, off), min_size=neurons, max_size=neurons)
    return PairOfLayersCase(tuple(draw(rows)), tuple(draw(gaps)), draw(weight), draw(off))


def pair_of_layers_cases(dropping: frozenset[str] = frozenset()) -> SearchStrategy[PairOfLayersCase]:
    """Two networks of one input, near each other or far apart; can produce gates of every kind."""
    return _layers()


@st.composite
def _tree(draw: DrawFn, depth: int = 4) -> tuple[int, ...]:
    if depth == 0 or draw(st.integers(0, 3)) == 0:
        return (0,)
    return (draw(st.integers(1, 2)), *draw(_tree(depth - 1)), *draw(_tree(depth - 1)))


def tree_cases(dropping: frozenset[str] = frozenset()) -> SearchStrategy[TreeCase]:
    """Trees of up to 16 leaves; can produce a root alone, and points on the edges of halves."""
    return st.builds(TreeCase, _tree(), st.tuples(_SHARES, _SHARES))


def gate_cases(dropping: frozenset[str] = frozenset()) -> SearchStrategy[ShareCase]:
    """Gates of either sign; can produce d = 0, |x| = |d|/2 where the share's bound is attained, and |d| = D."""
    number = rationals(min_value=-4, max_value=4, max_denominator=8)
    more = st.just(Fraction(0)) | rationals(max_value=1, max_denominator=8)
    edge = st.builds(lambda d, extra: ShareCase(-d / 2, d, abs(d) + extra), number, more)
    return edge | st.builds(lambda x, d, extra: ShareCase(x, d, abs(d) + extra), number, number, more)


@st.composite
def _quadratic(draw: DrawFn) -> QuadraticCase:
    rows, columns = draw(st.integers(1, 4)), draw(st.integers(0, 3))
    entry = st.integers(-300, 300)

    def many(of: SearchStrategy[int], count: int) -> tuple[int, ...]:
        return tuple(draw(of) for _ in range(count))

    matrix = tuple(many(entry, columns) for _ in range(rows))
    corner = st.sampled_from([Fraction(-1), Fraction(1)]) | _UNITS
    s, t = (tuple(draw(corner) for _ in range(count)) for count in (rows - 1, columns))
    hints = many(st.integers(1, 2000), columns), many(st.integers(-2000, 2000), rows)
    return QuadraticCase(matrix, many(entry, rows - 1), *hints, s, t)


def quadratic_cases(dropping: frozenset[str] = frozenset()) -> SearchStrategy[QuadraticCase]:
    """Forms in up to three shares and three symbols with any hints; can produce corners of the cube."""
    return _quadratic()
