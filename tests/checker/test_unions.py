"""Claims about a union of boxes: a part for each box, in order, and the worst verdict counts."""

import json
from fractions import Fraction

import numpy as np
import pytest

from lottery_verify.certificates.certificate import certify
from lottery_verify.certificates.parts import Parts, read_certificate
from lottery_verify.certificates.proving import prove
from lottery_verify.certificates.repeat import check
from lottery_verify.checker import judge
from lottery_verify.checker.regions import Ball, Box
from lottery_verify.checker.unions import MOST_BOXES, Boxes, parse_any, parts_of
from lottery_verify.checker.verdict import Verdict, worst
from lottery_verify.errors import InvalidArgument, MalformedFile
from lottery_verify.networks.network import Network
from lottery_verify.networks.regions import bounds_text

# f(x) = relu(x) and g(x) = 2·relu(x): over [a, b] with a ≥ 0 the largest difference is b.
F = Network.from_arrays([[[1.0]], [[1.0]]], [np.zeros(1), None])
G = Network.from_arrays([[[1.0]], [[2.0]]], [np.zeros(1), None])
NEAR, FAR = Box((0,), ("1/8",)), Box((1,), (2,))
BOTH = Boxes((NEAR, FAR))


def verdict(made, region=BOTH, epsilon=Fraction(3)):
    return check(made, ticket=G, target=F, region=region, epsilon=epsilon)


def made_of(region, *boxes):
    return Parts.of(region, [certify(G, F, region=box) for box in boxes])


def changed(tmp_path, made, change):
    """The certificate's file after a change of its JSON."""
    whole = json.loads(made.to_json())
    change(whole)
    path = tmp_path / "changed.json"
    path.write_text(json.dumps(whole))
    return path


def test_the_largest_counts(tmp_path):
    """Each box is proved; the claim's bound is that of the farthest. Catches the first box's bound, or a sum."""
    both = prove(G, F, region=BOTH, samples=100)
    assert both.found.found == 2
    assert both.proved == 2
    assert verdict(both.certificate, epsilon=Fraction(2)).status == "accepted"
    assert verdict(both.certificate, epsilon=Fraction(2)).proved == 2
    assert verdict(both.certificate, epsilon=Fraction(199, 100)).status == "undecided"
    both.certificate.save(tmp_path / "c.json")
    read = read_certificate(tmp_path / "c.json")
    assert (read.region, read.epsilon, len(read.proofs)) == (BOTH, 2, 2)


def test_a_box_between_is_not_claimed():
    """Where a union leaves out an interval, nothing of it counts. Catches the hull of the boxes."""
    sides = Boxes((Box((-3,), (-2,)), NEAR))  # both networks are 0 on the first
    assert prove(G, F, region=sides, samples=100).proved == Fraction(1, 8)


def test_each_box_needs_its_own_part(tmp_path):
    """A part left out, one too many, and a claim about one box. Catches a box of which nothing is proved."""
    made = made_of(BOTH, NEAR, FAR)
    for change in (lambda whole: whole["parts"].pop(), lambda whole: whole["parts"].append(whole["parts"][0])):
        with pytest.raises(MalformedFile, match="parts, but its claim is about 2 regions"):
            verdict(changed(tmp_path, made, change))
    alone = certify(G, F, region=FAR)
    with pytest.raises(MalformedFile, match="it proves 1 parts, but its claim is about 2 regions"):
        verdict(changed(tmp_path, alone, lambda whole: whole["claim"].update(region=BOTH.describe())))


def test_a_part_proves_its_own_box_only(tmp_path):
    """Parts that change places, or the near box's part for both, are rejected: their bounds don't hold there.

    Catches parts that are judged over the whole union, or over the first box.
    """
    made = made_of(BOTH, NEAR, FAR)
    assert verdict(made).status == "accepted"
    assert verdict(changed(tmp_path, made, lambda whole: whole["parts"].reverse())).status == "rejected"
    assert verdict(made_of(BOTH, NEAR, NEAR)).status == "rejected"


def test_who_asks_states_the_boxes(tmp_path):
    """A certificate of other boxes, or of the same in another order, is about another claim."""
    made = made_of(BOTH, NEAR, FAR)
    for region in (NEAR, Boxes((FAR, NEAR)), Boxes((NEAR, Box((1,), (3,))))):
        found = verdict(made, region)
        assert found.status == "rejected"
        assert "it is about region 2 boxes of 1 inputs" in found.reason
    found = verdict(certify(G, F, region=FAR))
    assert found.status == "rejected"
    assert "but asked is 2 boxes of 1 inputs" in found.reason


@pytest.mark.parametrize(
    ("statuses", "status"),
    [
        (["accepted", "accepted"], "accepted"),
        (["accepted", "undecided", "accepted"], "undecided"),
        (["undecided", "rejected", "accepted"], "rejected"),
    ],
)
def test_the_worst_verdict_counts(statuses, status):
    """Catches the last verdict, or the first."""
    found = worst([Verdict(one, one, Fraction(k)) for k, one in enumerate(statuses)])
    assert (found.status, found.reason, found.proved) == (status, status, len(statuses) - 1)


def test_work_of_all_parts_is_bounded(monkeypatch):
    """Catches a bound for each part, however many there are."""
    made = made_of(BOTH, NEAR, FAR)
    with monkeypatch.context() as patch:
        patch.setattr(judge, "MAX_COST", 1)
        assert verdict(made).status == "undecided"
        assert "at most 0 are" in verdict(made).reason


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda whole: whole.update(parts=[]), "parts: expected one for each box"),
        (lambda whole: whole.update(parts={}), "parts: expected one for each box"),
        (lambda whole: whole.update(steps=[]), "steps"),
        (lambda whole: whole["parts"][1].update(extra=1), "part 2"),
        (lambda whole: whole["parts"].__setitem__(0, [1]), "part 1"),
        (lambda whole: whole["parts"][0].pop("precision"), "part 1"),
    ],
)
def test_malformed_parts_are_named(tmp_path, change, words):
    """Catches a raw KeyError or TypeError, and a member that nobody reads."""
    path = changed(tmp_path, made_of(BOTH, NEAR, FAR), change)
    with pytest.raises(MalformedFile, match=words):
        verdict(path)


def test_several_boxes_in_a_file(tmp_path):
    """A line `or` between boxes; what is written is what is read. Catches lines that are counted anew in each box."""
    path = tmp_path / "r.txt"
    path.write_text(bounds_text(BOTH))
    assert parse_any(str(path), 1) == BOTH
    assert parts_of(BOTH) == (NEAR, FAR)
    path.write_text("0 1\nor # the same again\n0 1\n")
    assert parse_any(str(path), 1) == Box((0,), (1,))
    path.write_text("0 1\nor\n0 one\n")
    with pytest.raises(InvalidArgument, match=r"r.txt, line 3: 'one' is not a decimal"):
        parse_any(str(path), 1)
    path.write_text("0 1\nor\n")
    with pytest.raises(InvalidArgument, match="bounds for 0 inputs"):
        parse_any(str(path), 1)
    path.write_text("or\n" * MOST_BOXES)
    with pytest.raises(InvalidArgument, match=f"{MOST_BOXES + 1} boxes; at most"):
        parse_any(str(path), 1)
    assert parse_any("ball:2", 3) == Ball(2, 3)


def test_what_is_no_union():
    """One box, boxes of different inputs, and too many are refused."""
    with pytest.raises(InvalidArgument, match="1 boxes; expected 2"):
        Boxes((NEAR, NEAR))
    with pytest.raises(InvalidArgument, match="boxes of 1 and 2 inputs"):
        Boxes((NEAR, Box((0, 0), (1, 1))))
