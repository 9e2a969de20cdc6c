"""Claims of other kinds than all outputs over one box: classes, one output, and unions of boxes."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from lottery_verify.checker.regions import Box
from lottery_verify.strategies.proofs import ProofCase, proof_cases, trees
from lottery_verify.strategies.regions import boxes

SHARES = 256


@dataclass(frozen=True)
class ClaimCase:
    """Two networks over a box, and a claim about them.

    Attributes:
        case: the networks, the box, and a tree of its halves.
        output: which one is meant, modulo how many there are.
        share: what is claimed, in 256ths of what is true; below it the claim is false, above it true.
        other: a box besides, of the same inputs.
        tree: of halves of the other box.
    """

    case: ProofCase
    output: int
    share: int
    other: Box
    tree: tuple[int, ...]


@st.composite
def claim_cases(draw: DrawFn, *, min_outputs: int = 1) -> ClaimCase:
    """Claims near the edge between true and false, about pairs of at least so many outputs.

    Args:
        min_outputs: 1 to 3.
    """
    case = draw(proof_cases().filter(lambda one: one.target.widths[-1] >= min_outputs))
    width = case.box.width
    return ClaimCase(
        case,
        draw(st.integers(0, 2)),
        draw(st.sampled_from([255, 256, 257, 512, 1]) | st.integers(1, 2 * SHARES)),
        draw(boxes(width=width)),
        draw(trees(width)),
    )
