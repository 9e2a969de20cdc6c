"""Hostile certificates of format 2: a clear verdict without the work that they ask for, and none past the time."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from lottery_verify.checker import judge
from lottery_verify.checker.clock import Clock
from lottery_verify.checker.graph import Affine, Row, chain
from lottery_verify.checker.regions import parse_region
from lottery_verify.checker.rules import boxes, top1
from lottery_verify.checker.rules.known import Known
from lottery_verify.errors import MalformedFile, Undecided
from tests.checker.corpus import CASES, claim

MILLION = 10**6
ASKED = claim(CASES["accepted/boxes"])


def certificate(folder, steps):
    """The claim of the corpus' hat, with these steps."""
    with open(ASKED["certificate"]) as file:
        whole = json.load(file)
    path = folder / "c.json"
    path.write_text(json.dumps(whole | {"steps": steps}))
    return str(path)


def complete(depth):
    """A tree of 2^(depth + 1) − 1 nodes, each of which halves input 1 or is a leaf."""
    return [0] if depth == 0 else [1, *complete(depth - 1) * 2]


@pytest.fixture
def no_leaf(monkeypatch):
    """Fails where a leaf is bounded."""

    def never(*args):
        raise AssertionError("a leaf was bounded")

    monkeypatch.setattr(boxes, "bounded", never)


@pytest.mark.parametrize(
    ("tree", "words"),
    [
        ([1] * (MILLION // 2) + [0] * (MILLION // 2 + 1), "node 1025 lies below 1024 halvings"),
        ([1, 0] * (MILLION // 2) + [0], "node 2049 lies below 1024 halvings"),
        ([*complete(19)[:-1], 1], "ends with 2 boxes open"),
        (complete(19)[:-1], "ends with 1 boxes open"),
        ([*complete(19), 0], "node 1048576 of 1048576 belongs to no box"),
        ([0] * (boxes.MOST_NODES + 1), "expected 1 to 4194304 nodes"),
    ],
    ids=["chain", "comb", "last node open", "one missing", "one too many", "too many"],
)
def test_a_tree_of_a_million_nodes_is_refused_before_its_leaves(tree, words, tmp_path, no_leaf):
    """Depth and coverage are seen from the tree alone. Catches boxes whose ends have half a million bits, kept by the
    hundred thousand, and hours of work before the missing child is noticed.
    """
    with pytest.raises(MalformedFile, match=words):
        judge.check(**ASKED | {"certificate": certificate(tmp_path, [{"rule": "boxes", "tree": tree}])})


@pytest.mark.parametrize("part", [0, 1])
def test_a_million_nodes_of_another_claim(part, tmp_path, monkeypatch):
    """The rule of classes, and the second part of a union behind a proper one, refuse such a tree before its leaves.

    Catches a rule that reads trees by itself, and a part that is read with less care than a whole certificate.
    """
    tree = [1] * (MILLION // 2) + [0] * (MILLION // 2 + 1)
    asked = claim(CASES[("accepted/top1-one-leaf", "accepted/union-by-trees")[part]])
    with open(asked["certificate"]) as file:
        whole = json.load(file)
    (whole["parts"][1] if part else whole)["steps"][0]["tree"] = tree
    (tmp_path / "c.json").write_text(json.dumps(whole))

    def never(*args):
        raise AssertionError("a leaf of it was bounded")

    monkeypatch.setattr(top1, "unsettled", never)
    with pytest.raises(MalformedFile, match="node 1025 lies below 1024 halvings"):
        judge.check(**asked | {"certificate": str(tmp_path / "c.json")})


def test_the_deepest_tree_that_is_read():
    """1024 halvings are, and their leaves make up the box. Catches a limit off by one."""
    tree = [1] * boxes.MOST_HALVINGS + [0] * (boxes.MOST_HALVINGS + 1)
    found = list(boxes.leaves(tree, (Fraction(0),), (Fraction(1),), "x"))
    assert sum(high[0] - low[0] for low, high in found) == 1
    assert found[0][1][0] == Fraction(1, 2**1024)


def test_a_million_leaves_end_with_the_time(tmp_path, monkeypatch):
    """The tree is proper and there is no time: undecided at the first leaf. Catches a clock that is read at the end."""
    monkeypatch.setattr(Clock, "of", lambda seconds: Clock(0))
    path = certificate(tmp_path, [{"rule": "boxes", "tree": complete(19)}])
    with pytest.raises(Undecided, match="time that was allowed for the check is over"):
        judge.check(**ASKED | {"certificate": path}, max_seconds=1)


@pytest.mark.parametrize("name", ["accepted/boxes", "accepted/whole", "accepted/gated-with-absurd-hints"])
def test_each_rule_looks_at_the_clock(name):
    """Inside of the rule too, since one step may be all there is."""
    asked = claim(CASES[name])
    with open(asked["certificate"]) as file:
        (given,) = json.load(file)["steps"]
    f, g = judge.open_file(asked["target"]), judge.open_file(asked["ticket"])
    networks = judge.Pair(judge.weights(f), judge.weights(g))
    step = judge.Step(given["rule"], networks.target.output, given, "x")
    with pytest.raises(Undecided):
        judge.RULES[step.name].apply(step, networks, parse_region(asked["region"], 2), Known(64, Clock(0)))


@pytest.mark.parametrize("name", ["accepted/layers-alone", "accepted/shared", "accepted/several-steps"])
def test_each_step_looks_at_the_clock(name, monkeypatch):
    """Of both formats, whatever the rule."""
    monkeypatch.setattr(Clock, "of", lambda seconds: Clock(0))
    with pytest.raises(Undecided):
        judge.check(**claim(CASES[name]), max_seconds=1)


def test_a_tree_that_would_take_too_long_is_undecided(tmp_path, monkeypatch, no_leaf):
    """Its cost is known from its size. Catches a bound on the cost that leaves the leaves out."""
    monkeypatch.setattr(judge, "MAX_COST", 1 << 20)
    path = certificate(tmp_path, [{"rule": "boxes", "tree": complete(15)}])
    verdict = judge.check(**ASKED | {"certificate": path})
    assert (verdict.status, "multiplications" in verdict.reason) == ("undecided", True)


def test_the_words_of_the_longest_products():
    """A weight of 3/2 takes two bits over 2^1; over 2^1000, beside 2^-1000, it takes 1001. Catches a length that leaves
    the scale or the precision out, and one that is 0."""
    plain, fine = [Fraction(3, 2)], [Fraction(3, 2), Fraction(1, 2**1000)]
    cases = [(plain, 62, 1), (plain, 63, 2), (plain, 1024, 17), (fine, 64, 17), (fine, 0, 16), ([Fraction(0)], 0, 1)]
    for weights, precision, count in cases:
        scales = [w.denominator.bit_length() - 1 for w in weights]
        entries = [[int(w * 2**scale)] for w, scale in zip(weights, scales, strict=True)]
        rows = [Row(scale, [0], entry, entry, 0) for scale, entry in zip(scales, entries, strict=True)]
        graph = chain("x", None, [Fraction(0)], [Affine(1, rows)], [False])
        assert judge.words(precision, judge.Pair(graph, graph)) == count


def test_a_fine_precision_counts_as_work(tmp_path, monkeypatch, no_leaf):
    """The same tree is walked at precision 64 and refused at 1024, whose integers are eight times as long.

    Catches a bound on the cost that counts multiplications, however long the integers are.
    """
    step = {"rule": "boxes", "tree": complete(5)}
    networks = judge.Pair(*(judge.weights(judge.open_file(ASKED[side])) for side in ("target", "ticket")))
    multiplications = boxes.cost(judge.Step("boxes", networks.target.output, step, "x"), networks)
    monkeypatch.setattr(judge, "MAX_COST", 3 * multiplications)
    path = Path(certificate(tmp_path, [step]))
    whole = json.loads(path.read_text())
    path.write_text(json.dumps(whole | {"precision": 64}))
    with pytest.raises(AssertionError, match="a leaf was bounded"):
        judge.check(**ASKED | {"certificate": str(path)})
    path.write_text(json.dumps(whole | {"precision": 1024}))
    assert judge.check(**ASKED | {"certificate": str(path)}).status == "undecided"
