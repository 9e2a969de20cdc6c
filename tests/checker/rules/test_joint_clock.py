"""Inside one leaf the time is looked at again and again."""

from dataclasses import dataclass
from fractions import Fraction

import pytest

from lottery_verify.checker.clock import Clock
from lottery_verify.checker.graph import Affine, Row, chain
from lottery_verify.checker.regions import Box
from lottery_verify.checker.rules import boxes, gated, top1
from lottery_verify.checker.rules.known import Known, Pair, Rule, Step
from lottery_verify.errors import Undecided

PRECISION = 64


@dataclass(frozen=True)
class Over(Clock):
    """A clock on which the time is over once it was asked so often."""

    questions: int = 1
    asked: tuple[list[None], ...] = ()

    def demand(self) -> None:
        """Counts down."""
        self.asked[0].append(None)
        if len(self.asked[0]) > self.questions:
            raise Undecided("over")


@pytest.mark.parametrize(
    ("rule", "given"),
    [(boxes.RULE, {"tree": [0]}), (gated.RULE, {"hints": []}), (top1.RULE, {"tree": [0], "margin": "0"})],
)
def test_a_leaf_ends_with_the_time(rule: Rule, given: dict[str, object]) -> None:
    """Time that is over after five questions ends the only leaf of 8 + 2 neurons. Catches a clock for leaves alone."""
    first = Affine(1, [Row(0, [0], [k + 1], [0], 0) for k in range(8)])
    last = Affine(8, [Row(0, [k], [1], [0], 0) for k in range(2)])
    network = chain("f", None, [Fraction(0)], [first, last], [True, False])
    step = Step("rule", node=len(network.nodes), where="here", given={"rule": "rule", **given})
    region = Box((Fraction(-1),), (Fraction(1),))
    with pytest.raises(Undecided, match="over"):
        rule.apply(step, Pair(network, network), region, Known(PRECISION, Over(questions=5, asked=([],))))
