"""Small strategies that others draw from, built once: building a strategy takes longer than drawing from it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

T = TypeVar("T")


@cache
def integers(low: int, high: int) -> SearchStrategy[int]:
    """Integers from `low` to `high`."""
    return st.integers(low, high)


@cache
def integer_lists(low: int, high: int, size: int) -> SearchStrategy[list[int]]:
    """Lists of so many integers from `low` to `high`."""
    return st.lists(integers(low, high), min_size=size, max_size=size)


def one_of(choices: Iterable[T]) -> SearchStrategy[T]:
    """One of the choices, strings or numbers; the first is the simplest."""
    return _one_of(*choices)


@lru_cache(maxsize=None, typed=True)  # 1, 1.0 and True are equal, and not the same choice
def _one_of(*choices: T) -> SearchStrategy[T]:
    return st.sampled_from(choices)
