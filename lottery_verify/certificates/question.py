"""What `prove` is asked of one region, and what is known of it so far."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from fractions import Fraction

from lottery_verify.certificates.anytime import Progress
from lottery_verify.certificates.certificate import Certificate
from lottery_verify.certificates.deadline import Deadline
from lottery_verify.certificates.proof import Proof
from lottery_verify.certificates.reached import Attack
from lottery_verify.certificates.state import State
from lottery_verify.certificates.tight import Whole
from lottery_verify.checker.regions import Box, Region
from lottery_verify.networks.network import Network
from lottery_verify.tickets.ticket import Ticket

MOST_MOVING = 100  # inputs that move: with more, halving them one by one does not help
FEW_MOVING = 10  # with no more, halving them proves what bounding the whole box would, and more, in less time


@dataclass(frozen=True)
class Question:
    """What is to be proved of networks whose outputs are not divided, over one region; the fields are those of `prove`.

    Attributes:
        gap: without epsilon a bound of gap times what is found is enough.
        epsilon: enough to be proved; None for the least that can be.
        deadline: when all ends.
        layers_alone: whether to leave out all but the rules that go layer by layer, and the attack.
        state: what keeps the tree of halves while it is worked on.
        only: the only output that is meant; None for all.
    """

    ticket: Ticket | Network
    target: Network
    region: Region
    norm: str
    gap: Fraction
    epsilon: Fraction | None
    deadline: Deadline
    layers_alone: bool
    gates: bool
    seed: int
    samples: int
    workers: Executor | None
    processes: int
    progress: Callable[[Progress], None] | None
    state: State | None
    only: int | None

    @property
    def comparable(self) -> bool:
        """Whether both networks can be bounded together over the region: a box, and networks of the same widths."""
        return not self.layers_alone and isinstance(self.region, Box) and self.ticket.widths == self.target.widths

    @property
    def few(self) -> bool:
        """Whether halving takes the place of all that bounds the whole box."""
        return self.comparable and moving(self.region) <= FEW_MOVING


class Known:
    """What the producers that were asked so far found.

    Attributes:
        found: the largest difference that is reached.
        proofs: certificates by their bounds and their producers' places in the table.
        whole: what back-substitution over the whole box came to, once it was asked for.
        gated: the proof by the last gates alone, once it was asked for.
        unsupported: whether a rule about both networks at once refused them.
    """

    def __init__(self) -> None:
        self.found: Attack | None = None
        self.proofs: dict[tuple[Fraction, int], Certificate | Proof] = {}
        self.whole: Whole | None = None
        self.gated: Proof | None = None
        self.unsupported = False

    @property
    def best(self) -> Certificate | Proof:
        """The certificate of the least bound; of two that are alike, that of the earlier producer in the table."""
        return self.proofs[min(self.proofs)]

    @property
    def reached(self) -> Fraction:
        """The largest difference that is reached, 0 where none is known."""
        return Fraction(0) if self.found is None else self.found.found

    def open(self, question: Question) -> bool:
        """Whether the question is not decided: too little is proved, and no difference above epsilon is reached."""
        exceeded = question.epsilon is not None and self.reached > question.epsilon
        return not exceeded and all(bound > self.enough(question) for bound, _ in self.proofs)

    def enough(self, question: Question) -> Fraction:
        """The bound that decides the question."""
        return question.gap * self.reached if question.epsilon is None else question.epsilon


def moving(region: Region) -> int:
    """How many inputs of a box move."""
    if not isinstance(region, Box):
        return region.width
    return sum(low < high for low, high in zip(region.lower, region.upper, strict=True))
