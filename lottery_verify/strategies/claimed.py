"""Claims of other kinds than all outputs over one box: classes, one output, and unions of boxes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from lottery_verify.checker.regions import Box
from lottery_verify.errors import InvalidArgument
from lottery_verify.networks.network import Network
from lottery_verify.strategies.masks import MaskCase
from lottery_verify.strategies.proofs import ProofCase, proof_cases, trees
from lottery_verify.strategies.regions import boxes
from lottery_verify.strategies.targets import NetworkSpec

SHARES = 256
MOST_SPLITS = 3  # from the box to a part
DIVISORS = (3, 9, 25, (1 << 62) - 1)
Sign = tuple[int, int, str]  # layer, neuron, and "x" for F's pre-activation or "y" for Ĝ's


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
    return ClaimCase(case, draw(st.integers(0, 2)), draw(shares()), draw(boxes(width=width)), draw(trees(width)))


def shares() -> SearchStrategy[int]:
    """From nothing to twice what is true, often next to it."""
    return st.sampled_from([255, 256, 257, 512, 1]) | st.integers(1, 2 * SHARES)


@dataclass(frozen=True)
class SplitCase:
    """Two networks of two outputs or more over a box, and a claim about their classes in the parts of a tree of signs.

    Attributes:
        case: the networks and the box, whose halves are not looked at.
        share: of the largest lead that is lost, in 256ths.
        tree: parents first, the part where a pre-activation is at most 0 before the other one; None for a part.
    """

    case: ProofCase
    share: int
    tree: tuple[Sign | None, ...]


@st.composite
def split_cases(draw: DrawFn) -> SplitCase:
    """Claims of classes near the edge between true and false, about networks that have a gate."""
    case = draw(proof_cases().filter(lambda one: one.target.widths[-1] >= 2 and any(one.target.relu)))
    widths = zip(case.target.widths[1:], case.target.relu, strict=True)
    gates = [(i, j, part) for i, (width, relu) in enumerate(widths) if relu for j in range(width) for part in "xy"]
    return SplitCase(case, draw(shares()), draw(sign_trees(gates)))


@dataclass(frozen=True)
class DividedCase:
    """Two networks that divide their outputs, and a claim about their difference.

    Attributes:
        case: what the last layers give, the box, and a tree of its halves.
        divisors: of F and of Ĝ, odd; seldom they differ.
        rule: of the certificate's step.
        share: what is claimed, in 256ths of what is true.
    """

    case: ProofCase
    divisors: tuple[int, int]
    rule: str
    share: int

    def networks(self) -> tuple[Network, Network]:
        """F and Ĝ."""
        f, g = self.case.target.network(), self.case.pruned
        if isinstance(g, MaskCase):
            raise InvalidArgument("a ticket divides nothing")
        return replace(f, divisor=self.divisors[0]), replace(g.network(), divisor=self.divisors[1])


@st.composite
def divided_cases(draw: DrawFn) -> DividedCase:
    """Claims near the edge between true and false about pairs whose outputs are divided, most of them alike."""
    case = draw(proof_cases().filter(lambda one: isinstance(one.pruned, NetworkSpec)))
    own = draw(st.sampled_from(DIVISORS))
    other = draw(st.sampled_from((own, own, own, *DIVISORS)))
    return DividedCase(case, (own, other), draw(st.sampled_from(("layers", "boxes", "whole"))), draw(shares()))


@st.composite
def sign_trees(draw: DrawFn, gates: Sequence[Sign], deepest: int = MOST_SPLITS) -> tuple[Sign | None, ...]:
    """Trees in which no sign is asked twice on one path; they shrink to no split.

    Args:
        gates: whose sign may be asked.
        deepest: 0 or more.
    """
    if deepest == 0 or not gates or draw(st.booleans()):
        return (None,)
    by = draw(st.sampled_from(gates))
    left = [gate for gate in gates if gate != by]
    return (by, *draw(sign_trees(left, deepest - 1)), *draw(sign_trees(left, deepest - 1)))
