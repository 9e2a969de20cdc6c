"""Rule `splits`: where it settles every part of a box, no input of the box changes the class."""

import random
from collections.abc import Sequence
from fractions import Fraction
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lottery_verify.certificates.splitting import split
from lottery_verify.checker.clock import Clock
from lottery_verify.checker.graph import Affine, Row, chain
from lottery_verify.checker.regions import Box
from lottery_verify.checker.rules import top1
from lottery_verify.checker.rules.known import Known, Pair, Step
from lottery_verify.checker.rules.paired import PairLayer
from lottery_verify.checker.rules.part import Empty, Part, Signs
from lottery_verify.checker.rules.splits import apply, parts, read_tree
from lottery_verify.errors import MalformedFile
from tests.checker.pairs import PRECISION
from tests.checker.rules.test_top1 import case, changes, decisive

Ends = tuple[list[int], list[int]]


def rounded(low: Fraction, high: Fraction) -> Ends:
    """An interval's ends, rounded outward."""
    unit = 1 << PRECISION
    return [low.numerator * unit // low.denominator], [-(-high.numerator * unit // high.denominator)]


def random_tree(generator: random.Random, layers: Sequence[PairLayer], above: Signs, depth: int) -> list[object]:
    """A tree of signs that are not known above it."""
    gates = [(i, j, part) for i, one in enumerate(layers) if one.relu for j in range(len(one.bias)) for part in "xy"]
    left = [gate for gate in gates if gate not in above]
    if not left or depth == 0 or generator.random() < 0.1:
        return [0]
    by = generator.choice(left)
    halves = (random_tree(generator, layers, {**above, by: sign}, depth - 1) for sign in (False, True))
    return [list(by), *(node for half in halves for node in half)]


def settles(layers: Sequence[PairLayer], ends: Ends, margin: Fraction, tree: object) -> bool:
    """What the rule says of a tree as a file states it."""
    found = parts(read_tree(tree, layers, "here"), "here")
    return not any(Part(layers, *ends, PRECISION, signs).unsettled(margin) for signs in found)


def falsely_settled(seed: int) -> bool:
    """Whether the rule settles, by a random tree, an interval in which some point changes the class."""
    pair, low, high, margin = case(seed)
    layers = top1.comparable(pair)
    tree = random_tree(random.Random(seed), layers, {}, 3)
    settled = settles(layers, rounded(low, high), margin, tree)
    return settled and any(changes(pair, t, margin) for t in decisive(pair, low, high, margin))


@given(st.integers(0, 1 << 32))
def test_settled_parts_change_no_class(seed: int) -> None:
    """The decisive points of a line are known exactly; where every part is settled, none of them changes the class."""
    assert not falsely_settled(seed)


WRONG = {
    "the other side of 0": ("cut", lambda part, ends, split: (ends[0], min(ends[1], 0))),
    "every part is empty": ("narrowed", lambda part, j, gates: (_ for _ in ()).throw(Empty)),
    "the upper end of the leads": ("stays", lambda part, a: part.least("y", a, -1) < 0),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_rules_are_found(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same search notices each wrong program."""
    monkeypatch.setattr(Part, *WRONG[name])
    assert any(falsely_settled(seed) for seed in range(400))


def test_what_is_proposed_is_settled_and_splits_settle_more() -> None:
    """Every proposed tree is one that the checker settles; some of them settle what the whole box leaves open."""
    sizes = []
    for seed in range(150):
        pair, low, high, margin = case(seed)
        layers, ends = top1.comparable(pair), rounded(low, high)
        tree = split(layers, *ends, PRECISION, margin, seconds=20).tree
        if tree is not None:
            assert settles(layers, ends, margin, tree)
            sizes.append(len(tree))
            assert (len(tree) == 1) == settles(layers, ends, margin, [0])
    assert max(sizes) > 1


def test_a_part_without_inputs_is_settled() -> None:
    """max(x, 0) over [1, 2] has no input with x ≤ 0, and there nothing is to be shown."""
    pair, *_ = case(3)
    layers = [pair[-1]._replace(f=[[256], [0]], g=[[256], [0]], gap=[[0], [0]], bias=[0, 0], gap_bias=[0, 0],
                                kinks=[], kink=[[], []], size=1024, relu=relu, scale=8) for relu in (True, False)]
    layers[1] = layers[1]._replace(f=[[256, 0], [0, 256]], g=[[256, 0], [0, 256]], gap=[[0, 0], [0, 0]])
    ends = rounded(Fraction(1), Fraction(2))
    assert not Part(layers, *ends, PRECISION, {(0, 0, "x"): False}).unsettled(Fraction(0))


class Counting(Clock):
    """A clock that says how often it was asked."""

    asked: ClassVar[list[None]] = []

    def demand(self) -> None:
        """Counts."""
        self.asked.append(None)


def test_the_clock_is_asked_for_each_part() -> None:
    """max(x, 0) over [1, 2]: splitting a part without inputs makes one part more, and one more question.

    Catches a part whose emptiness is found before the time is looked at: 16,384 took ten seconds of one allowed.
    """
    first = Affine(1, [Row(0, [0], [1], [0], 0), Row(0, [0], [0], [0], 0)])
    last = Affine(2, [Row(0, [0], [1], [0], 0), Row(0, [1], [1], [0], 0)])
    network = chain("f", None, [Fraction(0)], [first, last], [True, False])
    region = Box((Fraction(1),), (Fraction(2),))
    counts = []
    for tree in ([[0, 0, "x"], 0, 0], [[0, 0, "x"], [0, 0, "y"], 0, 0, 0]):
        Counting.asked.clear()
        given = {"rule": "splits", "margin": "0", "tree": tree}
        step = Step("splits", node=len(network.nodes), where="here", given=given)
        apply(step, Pair(network, network), region, Known(PRECISION, Counting()))
        counts.append(len(Counting.asked))
    assert counts[1] == counts[0] + 1


def test_a_deep_tree_is_refused_before_its_first_part() -> None:
    """Each gate has two signs, one in F and one in Ĝ; a path that asks one twice is refused by the node's number."""
    pair, *_ = next(found for found in map(case, range(100)) if found[0][0].relu)
    tree = [[0, 0, "x"]] * 2000 + [0] * 2001
    with pytest.raises(MalformedFile, match=r"known above|at most that many"):
        list(parts(read_tree(tree, top1.comparable(pair), "here"), "here"))
