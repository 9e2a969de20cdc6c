"""What is exact about neighbourhoods: points evaluated, and the checker's own rules on each box; for any executor.

Nothing here loads torch or numpy, so that a new process begins at once.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import isqrt

from lottery_verify.checker.reach import Reach
from lottery_verify.checker.rules import boxes, whole
from lottery_verify.checker.rules.boxes import Corner
from lottery_verify.checker.rules.paired import PairLayer
from lottery_verify.errors import UnsupportedNetwork
from lottery_verify.neighbourhoods.outputs import evaluated, margins

FORMS, WHOLE = "boxes", "whole"
STEPS: dict[str, dict[str, object]] = {
    FORMS: {"rule": FORMS, "tree": [boxes.LEAF]},
    WHOLE: {"rule": WHOLE, "hints": []},
}  # as a certificate has them


@dataclass(frozen=True)
class Pairing:
    """Two networks as the checker reads them.

    Attributes:
        layers: of both.
        moved: how far the pruned one's inputs lie from the target's.
        precision: the checker's integers are over 2^precision.
    """

    layers: list[PairLayer]
    moved: list[Fraction]
    precision: int


@dataclass(frozen=True)
class Question:
    """One box to be decided.

    Attributes:
        low, high: its ends less the target's shift.
        points: inputs to evaluate, likewise, inside the box.
        rules: of the checker, whose bounds are met with each other.
        top: the class that F has to keep and Ĝ to share for agreement, or None where that is not asked.
    """

    low: Corner
    high: Corner
    points: tuple[Corner, ...]
    rules: tuple[str, ...]
    top: int | None


@dataclass(frozen=True)
class Point:
    """An input, less the target's shift, and all outputs there; exact."""

    x: Corner
    target: tuple[Fraction, ...]
    ticket: tuple[Fraction, ...]

    def gap(self, norm: str) -> Fraction:
        """‖F(x) − Ĝ(x)‖, exact for linf, for l2 rounded down to 2^-64."""
        gaps = [b - a for a, b in zip(self.target, self.ticket, strict=True)]
        if norm == "linf":
            return max(map(abs, gaps))
        return Fraction(isqrt(int(sum(v * v for v in gaps) * (1 << 128))), 1 << 64)

    @property
    def change(self) -> tuple[int, int] | None:
        """(j, k) where F's one largest output is j, and Ĝ's output k ≠ j is at least as large as its output j."""
        top = max(self.target)
        j = self.target.index(top)
        if len(self.target) == 1 or self.target.count(top) > 1:
            return None
        k = max((k for k in range(len(self.ticket)) if k != j), key=lambda k: self.ticket[k])
        return (j, k) if self.ticket[k] >= self.ticket[j] else None


@dataclass(frozen=True)
class Answer:
    """What is proved of one box.

    Attributes:
        proved: a bound of ‖F − Ĝ‖ over the box, exact; None where the rules gave none.
        reason: why not, in a sentence, or empty.
        agreed: whether all margins of the class asked for are above 0.
        points: those of the question, evaluated.
        seconds: of this process's clock.
    """

    proved: Fraction | None
    reason: str
    agreed: bool
    points: tuple[Point, ...]
    seconds: float


def decided_all(pairing: Pairing, norm: str, questions: Sequence[Question]) -> list[Answer]:
    """Decides some boxes in "linf" or "l2", for a producer that shares them out."""
    return [decided(pairing, norm, question) for question in questions]


def decided(pairing: Pairing, norm: str, question: Question) -> Answer:
    """Evaluates the points, then bounds the box; the margins beside, unless a point shows another class."""
    start = time.process_time()
    points = tuple(point_at(pairing, x) for x in question.points)
    top = None if any(point.change for point in points) else question.top
    proved, reason, agreed = None, "", False
    try:
        proved, agreed = bounded(pairing, norm, question, top)
    except UnsupportedNetwork as error:
        reason = str(error)
    return Answer(proved, reason, agreed, points, time.process_time() - start)


def point_at(pairing: Pairing, x: Corner) -> Point:
    """A point and all outputs there."""
    target, ticket = evaluated(pairing.layers, x, pairing.moved)
    return Point(x, tuple(target), tuple(ticket))


def bounded(pairing: Pairing, norm: str, question: Question, top: int | None) -> tuple[Fraction, bool]:
    """The bound of a box by all rules of the question, and whether every margin of a class is above 0."""
    *before, last = pairing.layers
    outputs = len(last.bias)
    wide = replace(pairing, layers=[*before, last if top is None else margins(last, top)])
    ends = [rule_ends(rule, wide, question) for rule in question.rules]
    met = [(max(low for low, _ in each), min(high for _, high in each)) for each in zip(*ends, strict=True)]
    reach = Reach(met[:outputs])
    agreed = top is not None and all(low > 0 for low, _ in met[outputs:])
    return Fraction(reach.largest if norm == "linf" else reach.norm, 1 << pairing.precision), agreed


def rule_ends(rule: str, pairing: Pairing, question: Question) -> list[tuple[int, int]]:
    """Ends of every output over the question's box by one rule."""
    if rule == FORMS:
        return boxes.bounded(pairing.layers, question.low, question.high, pairing.moved, pairing.precision)
    return whole.bounded(pairing.layers, (question.low, question.high), pairing.precision, {})
