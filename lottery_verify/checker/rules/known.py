"""What a rule is: a step of a proof, what is known before it, and what is known after it; standard library only."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from lottery_verify.checker.clock import Clock
from lottery_verify.checker.graph import Affine, Graph
from lottery_verify.checker.reach import Reach
from lottery_verify.checker.regions import Region

TARGET, TICKET = "target", "ticket"


@dataclass(frozen=True)
class Step:
    """One step of a proof.

    Attributes:
        name: that of the rule that it applies, in the table.
        node: the node that it is about; 0 for the input.
        given: what the certificate says besides, for the rule itself to read strictly; never trusted.
        where: the place in the certificate, for messages.
    """

    name: str
    node: int
    given: Any
    where: str


@dataclass(frozen=True)
class Pair:
    """The target f and the ticket ĝ."""

    target: Graph
    ticket: Graph

    @property
    def alike(self) -> bool:
        """Whether both have the same operations of the same widths, one after the other."""
        return self.target.shape == self.ticket.shape

    def side(self, name: str) -> Graph:
        """The one of this name."""
        return {TARGET: self.target, TICKET: self.ticket}[name]


@dataclass(frozen=True)
class Gains:
    """Bounds of ℓ₂ gains at one affine node, over 2^precision: of target and ticket, and of their difference."""

    target: int
    ticket: int
    gap: int


@dataclass(frozen=True)
class Compared:
    """A bound that the certificate states, and the least that follows; the statement is false where it is smaller."""

    what: str
    stated: Fraction
    follows: Fraction


@dataclass(frozen=True)
class Known:
    """All that the steps so far have proved; integers over 2^precision, each dictionary by node.

    Attributes:
        precision: of every integer.
        clock: when to stop.
        target, ticket: where the values of the two networks lie.
        difference: where ticket − target lies.
        spectral: (s, t) with ‖W‖₂ ≤ s/2^t for the target's affine operation.
        sided: the ticket's affine operation where inputs of one sign meet one matrix only.
        gains: ℓ₂ gains.
        compared: the certificate's bounds beside what follows.
        agreed: the margin from which on the networks' classes are the same; None where nothing is known.
        doubt: why a step did not prove what it is for.
    """

    precision: int
    clock: Clock = field(default_factory=Clock)
    target: dict[int, Reach] = field(default_factory=dict)
    ticket: dict[int, Reach] = field(default_factory=dict)
    difference: dict[int, Reach] = field(default_factory=dict)
    spectral: dict[int, tuple[int, int]] = field(default_factory=dict)
    sided: dict[int, Affine] = field(default_factory=dict)
    gains: dict[int, Gains] = field(default_factory=dict)
    compared: tuple[Compared, ...] = ()
    agreed: Fraction | None = None
    doubt: str | None = None

    def reaches(self, name: str) -> dict[int, Reach]:
        """Where the values of the network of this name lie."""
        return {TARGET: self.target, TICKET: self.ticket}[name]

    def learning(self, kind: str, node: int, value: object) -> "Known":
        """This, and one thing more about a node."""
        more: dict[str, Any] = {kind: {**getattr(self, kind), node: value}}
        return replace(self, **more)

    def meeting(self, kind: str, node: int, reach: Reach) -> "Known":
        """This, and one reach more of a node's value or difference; what was known of it still holds."""
        before: Reach | None = getattr(self, kind).get(node)
        return self.learning(kind, node, reach if before is None else reach.meet(before))

    def agreeing(self, margin: Fraction) -> "Known":
        """This, and that the classes are the same from this margin on."""
        return replace(self, agreed=margin if self.agreed is None else min(self.agreed, margin))

    def doubting(self, why: str) -> "Known":
        """This, where a step proves nothing."""
        return replace(self, doubt=why)


@dataclass(frozen=True)
class Rule:
    """A rule of the checker.

    Attributes:
        apply: (step, networks, region, known) ↦ what is known after the step; malformed steps are refused.
        cost: (step, networks) ↦ a bound on the multiplications that it does, before it does any.
        lemmas: the Coq theorems that justify it.
    """

    apply: Callable[[Step, Pair, Region, Known], Known]
    cost: Callable[[Step, Pair], int]
    lemmas: tuple[str, ...]
