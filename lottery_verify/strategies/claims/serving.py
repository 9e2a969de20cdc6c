"""Inputs of gadget-identity where neurons serve outputs: a layer behind a ReLU with few outputs."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from lottery_verify.strategies.sources import seeds


@dataclass(frozen=True)
class ServingCase:
    """A layer in eighths, row by row, to be met within 2^-`bits` by each link or in the mean, and inputs at least 0."""

    weight: tuple[tuple[int, ...], ...]
    bias: bool
    bits: int
    errors: str
    seed: int
    x: tuple[Fraction, ...]


@st.composite
def _serving_cases(draw: DrawFn) -> ServingCase:
    n_out = draw(st.integers(1, 2))
    n_in = draw(st.integers(4 * n_out, 4 * n_out + 4))
    rows = st.lists(st.integers(-8, 8), min_size=n_in, max_size=n_in).map(tuple)
    bias = draw(st.booleans())
    inputs = st.sampled_from([Fraction(0), Fraction(1), Fraction(1, 3), Fraction(5, 2)])
    return ServingCase(
        tuple(draw(rows) for _ in range(n_out)), bias, draw(st.integers(1, 8)), draw(st.sampled_from(["each", "mean"])),
        draw(seeds()), tuple(draw(inputs) for _ in range(n_in)),
    )  # fmt: skip


def serving_cases(dropping: frozenset[str] = frozenset()) -> SearchStrategy[ServingCase]:
    """One or two outputs of four times as many inputs or more, weights within 1, errors from 1/2 to 1/256; any seed."""
    return _serving_cases()
