"""Lists of sets of neurons, to be written as one code, and a bit of it to change."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

MOST_NEURONS = 100


@dataclass(frozen=True)
class CodeCase:
    """Sets of neurons in the order of a file.

    Attributes:
        neurons: among how many each set is.
        masks: the sets, as integers whose bit m keeps neuron m.
        times: how often the whole list comes.
        flip: which bit of the code is changed, modulo how many there are.
    """

    neurons: tuple[int, ...]
    masks: tuple[int, ...]
    times: int
    flip: int

    def sets(self) -> list[tuple[int, list[int]]]:
        """(n, kept) of each set, ascending."""
        pairs = zip(self.neurons, self.masks, strict=True)
        return [(n, [m for m in range(n) if mask >> m & 1]) for n, mask in pairs] * self.times


@st.composite
def code_cases(draw: DrawFn) -> CodeCase:
    """Up to 12 sets among up to 100 neurons each, empty and whole ones too, up to 60 times over, which is more than one
    integer of a code."""
    neurons = draw(st.lists(st.integers(0, MOST_NEURONS), max_size=12))
    masks = [draw(st.sampled_from([0, (1 << n) - 1]) | st.integers(0, (1 << n) - 1)) for n in neurons]
    return CodeCase(tuple(neurons), tuple(masks), draw(st.sampled_from([1, 2, 60])), draw(st.integers(0, 1 << 16)))
