"""Samples of golden categories: one number from each window [γ^{-i-1}, γ^{-i}], or from beside it."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lottery_verify.strategies.numbers import check_range, rationals


def samples_in_categories(
    base: Fraction, k: int, *, min_place: Fraction | int = 0, max_place: Fraction | int = 1
) -> SearchStrategy[tuple[Fraction, ...]]:
    """One exact sample for each category 1..k, ends of the windows included; shrinks to the bottoms of the windows.

    Args:
        base: γ > 1.
        k: categories, ≥ 0.
        min_place, max_place: where in its window a sample may lie, 0 the bottom and 1 the top; below 0 or above 1 it
            lies outside (never below 0 itself).
    """
    check_range("min_place", min_place, "max_place", max_place)
    places = rationals(min_value=min_place, max_value=max_place, max_denominator=16)

    def build(chosen: list[Fraction]) -> tuple[Fraction, ...]:
        windows = [(base ** -(i + 1), base**-i) for i in range(1, k + 1)]
        return tuple(max(Fraction(0), low + t * (high - low)) for t, (low, high) in zip(chosen, windows, strict=True))

    return st.lists(places, min_size=k, max_size=k).map(build)
