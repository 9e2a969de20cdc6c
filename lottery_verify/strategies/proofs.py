"""Two networks of the same layers over a box, and what a certificate of format 2 might state of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from lottery_verify.checker.regions import Box
from lottery_verify.networks.network import Network
from lottery_verify.strategies.masks import MaskCase, mask_cases
from lottery_verify.strategies.pairs import near_specs
from lottery_verify.strategies.regions import boxes
from lottery_verify.strategies.targets import NetworkSpec, network_specs
from lottery_verify.tickets.ticket import Ticket

PRECISIONS = (0, 1, 3, 8, 20, 64)
MOST_INPUTS = 2  # so that the exact range of the difference is known
MOST_HALVINGS = 3
KINDS = ("any", "repeated", "always-on", "huge")
LARGE = (2.0**24, 2.0**53, 2.0**60)  # where float32, float64, and both lose what is added to them


@dataclass(frozen=True)
class ProofCase:
    """Two networks, a box, and material for steps.

    Attributes:
        target: the network F.
        pruned: the other one, of the same layers; or masks over a source whose target is not looked at.
        box: of one or two inputs.
        precision: of the checker's integers.
        tree: of splits of the box, as the rule `boxes` reads it.
        numbers: what hints are made of, in turn; any integers.
    """

    target: NetworkSpec
    pruned: NetworkSpec | MaskCase
    box: Box
    precision: int
    tree: tuple[int, ...]
    numbers: tuple[int, ...]

    def networks(self) -> tuple[Network, Network | Ticket]:
        """F and Ĝ."""
        other = self.pruned
        return self.target.network(), other.ticket() if isinstance(other, MaskCase) else other.network()


def narrowed(spec: NetworkSpec) -> NetworkSpec:
    """The network with its first inputs alone."""
    first = tuple(row[:MOST_INPUTS] for row in spec.weights[0])
    shift = None if spec.shift is None else spec.shift[:MOST_INPUTS]
    return NetworkSpec((first, *spec.weights[1:]), spec.biases, spec.relu, shift)


@st.composite
def moved(draw: DrawFn, spec: NetworkSpec) -> NetworkSpec:
    """The same weights, other biases and shift, so that gates open in one network may be closed in the other."""
    numbers = st.sampled_from([0.0, 1.0, -1.0, 2.0, -0.5])
    biases = tuple(tuple(draw(numbers) for _ in rows) for rows in spec.weights)
    shift = draw(st.none() | st.tuples(*[numbers] * spec.widths[0]))
    return replace(spec, biases=biases, shift=shift)


@st.composite
def absorbing(draw: DrawFn) -> NetworkSpec:
    """x ↦ v·relu(w·x + M) − v·M for numbers M that floats would lose x in, over one or two inputs."""
    width, large = draw(st.integers(1, MOST_INPUTS)), draw(st.sampled_from(LARGE))
    small = st.sampled_from([1.0, -1.0, 0.5, 0.75])
    row, v = tuple(draw(small) for _ in range(width)), draw(small)
    return NetworkSpec(((row,), ((v,),)), ((large,), (-v * large,)), (True, False))


@st.composite
def trees(draw: DrawFn, width: int, deepest: int = MOST_HALVINGS) -> tuple[int, ...]:
    """Trees of halvings of a box of so many inputs; they shrink to no halving."""
    if deepest == 0 or draw(st.booleans()):
        return (0,)
    by = draw(st.integers(1, width))
    return (by, *draw(trees(width, deepest - 1)), *draw(trees(width, deepest - 1)))


@st.composite
def proof_cases(draw: DrawFn, *, gates: bool = False) -> ProofCase:
    """Pairs near each other, far apart, of masks over a source, and such as floats get wrong; any tree, any hints.

    Args:
        gates: whether a ReLU is to come before the outputs, and none after them.
    """
    kind = draw(st.sampled_from(["near", "moved", "far", "absorbing"] + ([] if gates else ["masks"])))
    pruned: NetworkSpec | MaskCase
    if kind == "masks":
        masks = draw(mask_cases())
        target, pruned = masks.target, masks
    elif kind == "absorbing":
        target = draw(absorbing())
        pruned = draw(near_specs(target))
    else:
        depth = 2 if gates else 1
        drawn = draw(network_specs(max_width=3, min_depth=depth, kinds=KINDS))
        relu = (True,) * (len(drawn.relu) - 1) + (False,) if gates else drawn.relu
        target = narrowed(replace(drawn, relu=relu))
        pruned = draw(moved(target) if kind == "moved" else near_specs(target))
        if kind == "far":
            for _ in range(3):
                pruned = draw(near_specs(pruned))
    width = target.widths[0]
    numbers = st.sampled_from([0, 1 << 20, -(1 << 20), 1 << 39]) | st.integers(-(1 << 62), 1 << 62)
    return ProofCase(
        target,
        pruned,
        draw(boxes(width=width)),
        draw(st.sampled_from(PRECISIONS)),
        draw(trees(width)),
        tuple(draw(st.lists(numbers, min_size=1, max_size=12))),
    )


PLACES = ("nothing", "tree-entry", "tree-cut", "tree-grown", "numbers", "precision", "region", "rule", "byte")


@dataclass(frozen=True)
class CorruptProof:
    """A certificate of one step, changed, for a claim that is false.

    Attributes:
        case: what it is about.
        rule: of its step.
        norm: of the claim.
        place: what is changed, one of PLACES.
        where, by: which entry, number or byte, and what it becomes.
        share: what is claimed, in 256ths of the true supremum.
    """

    case: ProofCase
    rule: str
    norm: str
    place: str
    where: int
    by: int
    share: int


def corrupt_proofs() -> SearchStrategy[CorruptProof]:
    """Claims below the truth, with a certificate that was changed in one place."""
    return st.builds(
        CorruptProof,
        proof_cases(),
        st.sampled_from(["boxes", "whole", "gated", "branches"]),
        st.sampled_from(["linf", "l2"]),
        st.sampled_from(PLACES),
        st.integers(0, 1 << 12),
        st.integers(-(1 << 62), 1 << 62) | st.integers(0, 255),
        st.integers(1, 255),
    )
