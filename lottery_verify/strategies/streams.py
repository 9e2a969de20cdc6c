"""Places in a source network."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lottery_verify.checker.source import Law
from lottery_verify.laws.source import Source
from lottery_verify.strategies.sources import laws, source_networks


@dataclass(frozen=True)
class StreamCase:
    """The first neurons of a block of a layer of a source."""

    source: Source
    law: Law
    layer: int
    block: int
    neurons: int


def stream_cases() -> SearchStrategy[StreamCase]:
    """Any law, seed, layer and block, 1 to 40 neurons."""
    return st.builds(
        StreamCase, source_networks(), laws(), st.integers(0, 5), st.integers(0, 1 << 20), st.integers(1, 40)
    )
