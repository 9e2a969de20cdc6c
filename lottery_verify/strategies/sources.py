"""Laws, seeds and source networks."""

from __future__ import annotations

from functools import cache

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lottery_verify.checker.source import MAX_OCTAVE, Law
from lottery_verify.laws.source import SHAPES, Source


def laws(*, names: tuple[str, ...] = ("uniform", "hyperbolic"), max_octave: int = MAX_OCTAVE) -> SearchStrategy[Law]:
    """Laws within 2^±max_octave; can be the widest, and hyperbolic ones of one cell; shrinks to uniform on [-1, 1]."""
    uniform = st.integers(-max_octave, max_octave).map(lambda s: Law("uniform", s, 0))
    most = max_octave << 16
    hyperbolic = st.tuples(st.integers(-most, most - 1), st.integers(1, 1 << 18)).map(
        lambda ends: Law("hyperbolic", ends[0], min(most, ends[0] + ends[1]))
    )
    return st.one_of(*(s for name, s in (("uniform", uniform), ("hyperbolic", hyperbolic)) if name in names))


@cache
def seeds() -> SearchStrategy[int]:
    """Seeds of a source: 0, 1, 2^64 - 1 and all between."""
    return st.sampled_from([0, 1, (1 << 64) - 1]) | st.integers(0, (1 << 64) - 1)


def source_networks(*, shapes: tuple[str, ...] = SHAPES) -> SearchStrategy[Source]:
    """Random networks G of any shape."""
    return st.builds(Source, seeds(), st.sampled_from(shapes))
