"""Witnesses of spectral norms, right and wrong."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn


@dataclass(frozen=True)
class WitnessCase:
    """A matrix of integers and what a certificate may say of its norm: any square and any lower triangular factor."""

    rows: tuple[tuple[int, ...], ...]
    square: int
    factor: tuple[tuple[int, ...], ...]
    scale: int


@st.composite
def witness_cases(draw: DrawFn, *, max_side: int = 3) -> WitnessCase:
    """Matrices up to max_side × max_side; the factor is arbitrary, so most witnesses prove little, and some nothing."""
    height, width = draw(st.integers(1, max_side)), draw(st.integers(1, max_side))
    numbers = st.integers(-4, 4)
    rows = tuple(tuple(draw(st.lists(numbers, min_size=width, max_size=width))) for _ in range(height))
    factor = tuple(tuple(draw(st.lists(numbers, min_size=i + 1, max_size=i + 1))) for i in range(min(height, width)))
    return WitnessCase(rows, draw(st.integers(0, 100)), factor, draw(st.integers(0, 2)))
