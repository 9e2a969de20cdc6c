"""Small integers for the lemmas under the rules of format 2: ends of one neuron, planes, bilinear forms."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

MOST = 9


@dataclass(frozen=True)
class GateCase:
    """A neuron's pre-activations and what is known of them.

    Attributes:
        x, y: the pre-activations in F and Ĝ.
        around: how far below and above x, y and y − x the known ends lie, in turn; 0 or more each.
        plane: u, v, a and b of a bound u·f + v·e ≥ a·x + b·d + a constant.
    """

    x: int
    y: int
    around: tuple[int, int, int, int, int, int]
    plane: tuple[int, int, int, int]

    def ends(self) -> list[tuple[int, int]]:
        """Ends of x, of y and of d = y − x."""
        found = []
        for k, value in enumerate((self.x, self.y, self.y - self.x)):
            found.append((value - self.around[2 * k], value + self.around[2 * k + 1]))
        return found


@dataclass(frozen=True)
class FormCase:
    """zᵀK·t + c·s with z = (1, s), and hints for its bound: q and p."""

    matrix: tuple[tuple[int, ...], ...]
    column: tuple[int, ...]
    q: tuple[int, ...]
    p: tuple[int, ...]


@dataclass(frozen=True)
class RoundingCase:
    """Two affine forms over two symbols, a row of weights, and a number to be rounded.

    Attributes:
        forms: centre, two coefficients and what rounding took, of each form.
        row: a weight for each.
        scale: weights are over 2^scale.
        slope: from 0 to 2^30, a slope over it.
        step: how far a new symbol reaches.
        place: an end of a box.
    """

    forms: tuple[tuple[int, int, int, int], tuple[int, int, int, int]]
    row: tuple[int, int]
    scale: int
    slope: int
    step: int
    place: Fraction


@st.composite
def rounding_cases(draw: DrawFn) -> RoundingCase:
    """Numbers of which most lie between two integers once they are scaled."""
    number, lack = st.integers(-MOST, MOST), st.integers(0, MOST)
    first, second = ((draw(number), draw(number), draw(number), draw(lack)) for _ in range(2))
    slope = draw(st.sampled_from([0, 1, 1 << 29, 1 << 30]) | st.integers(0, 1 << 30))
    place = Fraction(draw(number), draw(st.integers(1, 8)))
    row = draw(number), draw(number)
    return RoundingCase((first, second), row, draw(st.integers(0, 4)), slope, draw(lack), place)


@st.composite
def gate_cases(draw: DrawFn) -> GateCase:
    """Neurons near 0 and away from it; ends that touch the value, and wide ones."""
    number, gap = st.integers(-MOST, MOST), st.integers(0, MOST)
    low, high, down, up, least, most = (draw(gap) for _ in range(6))
    return GateCase(
        draw(number),
        draw(number),
        (low, high, down, up, least, most),
        (draw(number), draw(number), draw(number), draw(number)),
    )


@st.composite
def form_cases(draw: DrawFn) -> FormCase:
    """Up to four shares and four symbols."""
    shares, symbols = draw(st.integers(0, 4)), draw(st.integers(1, 4))
    number = st.integers(-MOST, MOST)
    matrix = tuple(tuple(draw(number) for _ in range(symbols)) for _ in range(shares + 1))
    q = tuple(draw(st.integers(1, 3 * MOST)) for _ in range(symbols))
    p = tuple(draw(st.integers(-MOST, 9 * MOST)) for _ in range(shares + 1))
    return FormCase(matrix, tuple(draw(number) for _ in range(shares)), q, p)
