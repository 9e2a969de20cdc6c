"""What a strategy can make, and what it shrinks to."""

from collections.abc import Callable
from typing import TypeVar

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis.strategies import SearchStrategy

T = TypeVar("T")
COMMON = {"database": None, "deadline": None, "derandomize": True, "suppress_health_check": list(HealthCheck)}


def find_any(strategy: SearchStrategy[T], condition: Callable[[T], bool]) -> T:
    """Some example that meets the condition; an error where the strategy makes none."""
    return find(strategy, condition, settings=settings(max_examples=2000, phases=[Phase.generate], **COMMON))  # type: ignore[arg-type]


def minimal(strategy: SearchStrategy[T], condition: Callable[[T], bool]) -> T:
    """The smallest example that meets the condition."""
    return find(strategy, condition, settings=settings(max_examples=2000, **COMMON))  # type: ignore[arg-type]
