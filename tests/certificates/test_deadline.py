"""One deadline for all that `prove` does: the clock jumps past it in the middle of each kind of work, which then ends.

The clock stands still but for the jump, so that nothing here depends on how fast the machine is.
"""

import itertools
import time
from fractions import Fraction

import numpy as np
import pytest

from lottery_verify import Box, check, prove
from lottery_verify.certificates import ascent, attack, backward, branches, branching, certificate, gated, settling
from lottery_verify.certificates.deadline import NEVER, Deadline
from lottery_verify.certificates.tight import read_pair
from lottery_verify.checker.rules import backward as exact_rows
from lottery_verify.checker.rules import boxes
from lottery_verify.checker.unions import Boxes
from lottery_verify.networks.network import Network

SECONDS = 100
FAR = 10**15  # nanoseconds, far past the deadline and all that is granted after it


class FakeClock:
    """A clock that stands still until it jumps; `after` counts what is called once it has jumped, or always."""

    def __init__(self, monkeypatch):
        self.monkeypatch, self.now, self.after, self.always = monkeypatch, 0, {}, False
        monkeypatch.setattr(time, "monotonic_ns", lambda: self.now)

    def jumping_in(self, owner, name, by=FAR):
        """The first call of this function makes the clock jump before it goes on; later ones are counted."""
        work = getattr(owner, name)
        key = f"{owner.__name__}.{name}"

        def jumping(*arguments, **options):
            if self.now or self.always:
                self.after[key] = self.after.get(key, 0) + 1
            self.now = self.now or by
            return work(*arguments, **options)

        self.monkeypatch.setattr(owner, name, jumping)

    def counting(self, owner, name):
        """Calls of this function are counted once the clock has jumped."""
        work = getattr(owner, name)
        key = f"{owner.__name__}.{name}"

        def counted(*arguments, **options):
            if self.now or self.always:
                self.after[key] = self.after.get(key, 0) + 1
            return work(*arguments, **options)

        self.monkeypatch.setattr(owner, name, counted)


@pytest.fixture
def clock(monkeypatch):
    """A clock to jump."""
    return FakeClock(monkeypatch)


def pair(inputs):
    """Two networks of so many inputs and two layers of gates, which differ a little."""
    generator = np.random.default_rng(5)
    shapes = [(6, inputs), (5, 6), (2, 5)]
    weights = [generator.uniform(-1, 1, shape) for shape in shapes]
    moved = [w + generator.uniform(-0.05, 0.05, w.shape) for w in weights]
    return tuple(Network.from_arrays(w, None, [True, True, False]) for w in (weights, moved))


def proved(inputs=12, region=None, **options):
    """What `prove` brackets, whose certificate the checker accepts and whose difference is below the bound."""
    target, pruned = pair(inputs)
    region = Box.cube(-1, 1, inputs) if region is None else region
    both = prove(pruned, target, region=region, timeout=SECONDS, **{"samples": 50, **options})
    norm = options.get("norm", "linf")
    asked = {"ticket": pruned, "target": target, "region": region, "norm": norm}
    assert check(both.certificate, epsilon=both.proved, **asked).status == "accepted"
    assert both.found is None or both.found.found <= both.proved
    return both


def rules(both):
    """The rules that a certificate's steps name; none for one by the layers alone."""
    return [step["rule"] for step in getattr(both.certificate, "steps", ())]


def test_a_deadline_is_one_moment(clock):
    """Seconds are counted from its making, to 0 and not below; `within` ends no later, and never has no end."""
    end = Deadline.after(2.5)
    clock.now += 10**9
    assert (end.left, end.passed) == (1.5, False)
    assert (end.within(1).left, end.within(9).left, end.later(2).left) == (1, 1.5, 3.5)
    clock.now += 10**10
    assert (end.left, end.passed, end.within(1).left) == (0, True, 0)
    assert (NEVER.left, NEVER.passed, NEVER.later(1)) == (float("inf"), False, NEVER)
    assert (NEVER.within(float("inf")), NEVER.within(3).left) == (NEVER, 3)


def test_without_a_jump_all_rules_have_their_turn(clock, monkeypatch):
    """What the other tests interrupt does take place: else they would show nothing."""
    names = [(certificate, "spectral_witness"), (attack.Search, "ascend"), (exact_rows.Walk, "substituted"),
             (backward.Backward, "lowest"), (gated, "sweep"), (boxes, "bounded")]  # fmt: skip
    for owner, name in names:
        clock.counting(owner, name)
    monkeypatch.setattr(branches, "MOST_OPEN", -1)  # signs are split until the time is over, which here never is
    clock.always = True
    clock.jumping_in(branching, "joint_bounds", by=SECONDS * 10**9 + 1)
    proved(norm="l2", gap="1.000001", gates=True)
    names.append((branching, "joint_bounds"))
    assert set(clock.after) == {f"{owner.__name__}.{name}" for owner, name in names}


def test_past_the_bound_by_intervals_nothing_is_begun(clock):
    """The clock jumps while the layers are bounded: no norm is bounded by a witness, no ascent is made, no other rule
    is asked. Catches a deadline that starts after the layers' rules, as the time for halving did."""
    clock.jumping_in(certificate, "_prove")
    clock.counting(certificate, "spectral_witness")
    clock.counting(ascent.Search, "values")
    assert rules(proved(norm="l2")) == []
    assert "lottery_verify.certificates.certificate.spectral_witness" not in clock.after
    assert clock.after["Search.values"] <= 5  # the points of one batch, and which of them are largest


def test_signs_are_split_no_further(clock):
    """The clock jumps in the first split: there is no second. Catches a search among signs that no clock ends."""
    clock.jumping_in(branches.Tree, "divide")
    proved(gap="1.000001")
    assert clock.now == FAR
    assert clock.after.get("Tree.divide", 0) == 0


def test_an_attack_ends_between_two_steps(clock):
    """The clock jumps in the first step of the ascent: there is no second. Catches an attack that no clock ends."""
    clock.jumping_in(ascent.Search, "inside")
    assert rules(proved()) == []
    assert clock.after.get("Search.inside", 0) == 0


def test_back_substitution_ends_between_two_rows(clock):
    """The clock jumps at the first exact row over the whole box: no second one is begun."""
    clock.jumping_in(exact_rows.Walk, "lowest")
    assert rules(proved()) == []
    assert clock.after.get("Walk.lowest", 0) <= 1  # the row's other end


def test_the_ascent_of_slopes_ends_and_the_bound_without_it_stands(clock):
    """The clock jumps in the ascent: what back-substitution proved by then is the certificate."""
    clock.jumping_in(backward.Backward, "lowest")
    assert rules(proved()) == ["whole"]
    assert clock.after.get("Backward.lowest", 0) <= 2  # one step, and what its slopes are


def test_the_search_for_hints_ends_and_the_other_ends_have_none(clock):
    """The clock jumps in the hints of the first end: the others get none, and the certificate still holds."""
    clock.jumping_in(gated, "sweep")
    both = proved(gates=True)
    assert set(rules(both)) <= {"whole", "gated"}
    assert clock.after.get("lottery_verify.certificates.gated.sweep", 0) < gated.SETTLING


def test_a_leaf_is_left_in_its_middle(clock):
    """The clock jumps in the first exact bound of a box, which then ends; the layers' bound is the certificate.

    Catches leaves that are bounded however late it is.
    """
    clock.jumping_in(boxes, "bounded")
    assert rules(proved(inputs=3)) == []
    assert clock.after.get("lottery_verify.checker.rules.boxes.bounded", 0) == 0


@pytest.mark.parametrize("epsilon", [None, "0.3"])
def test_the_halving_ends_and_what_it_has_is_bounded(clock, epsilon):
    """The clock jumps just past the deadline while boxes are bounded in floats: no more are, and the tree so far is
    bounded exactly in the time that is granted for that."""
    clock.jumping_in(branching, "joint_bounds", by=SECONDS * 10**9 + 1)
    assert rules(proved(inputs=3, gap="1.0001", epsilon=epsilon)) == ["boxes"]
    assert clock.after.get("lottery_verify.certificates.branching.joint_bounds", 0) == 0


@pytest.mark.parametrize("slow", [1, 4])
def test_exact_bounds_that_get_slower_than_they_were_still_end_in_a_tree(clock, monkeypatch, slow):
    """Each box takes 0.1 s at first, and `slow` seconds from the fourth on: the tree is cut to what is bounded by then,
    and what is late is no more than is granted and one box. Catches an estimate that is relied on to the end."""
    joint, exact, count = branching.joint_bounds, boxes.bounded, itertools.count()

    def in_floats(*arguments):
        clock.now += 2 * 10**9
        return joint(*arguments)

    def slower(*arguments):
        clock.now += 10**8 if next(count) < 3 else slow * 10**9
        return exact(*arguments)

    target, pruned = pair(3)
    with monkeypatch.context() as patch:
        patch.setattr(time, "monotonic", lambda: clock.now / 10**9)
        patch.setattr(branching, "joint_bounds", in_floats)
        patch.setattr(boxes, "bounded", slower)
        both = prove(pruned, target, region="box:-1,1", gap="1.0001", timeout=SECONDS, samples=50)
    asked = {"ticket": pruned, "target": target, "region": "box:-1,1"}
    assert check(both.certificate, epsilon=both.proved, **asked).status == "accepted"
    assert rules(both) == ["boxes"]
    assert clock.now <= (SECONDS * 1.05 + slow) * 10**9


def test_of_several_boxes_each_gets_a_bound(clock):
    """The clock jumps in the first of three boxes: the others are bounded layer by layer, and nothing of them is
    halved. Catches shares that are counted anew for each box."""
    clock.jumping_in(boxes, "bounded")
    parts = Boxes([Box([k, k, k], [k + 1, k + 1, k + 1]) for k in range(3)])
    both = proved(inputs=3, region=parts)
    assert [getattr(one, "steps", ()) for one in both.certificate.proofs] == [(), (), ()]


def test_a_task_of_an_executor_ends_by_its_own_clock(clock):
    """What a worker is given says how much time is left: of two boxes the second is not bounded once it is over."""
    target, pruned = pair(3)
    region = Box.cube(-1, 1, 3)
    networks = read_pair(target, pruned)
    layers, moved = boxes.problem(networks, region)
    problem = settling.pickle.dumps((layers, moved, 64))
    corner = boxes.corners(networks, region)
    found, _ = settling.timed(problem, [corner, corner], 1.0)
    assert len(found) == 2
    clock.jumping_in(boxes, "bounded")
    found, _ = settling.timed(problem, [corner, corner], 1.0)
    assert found == []


def test_an_epsilon_that_is_exceeded_needs_no_exact_bound_of_a_box(clock):
    """A difference above epsilon ends the question before a leaf is bounded exactly; the layers' bound is left.

    Catches the exact bound of the whole box, which took most of the answer's time and told nothing.
    """
    clock.always = True
    clock.counting(boxes, "bounded")
    both = proved(inputs=3, epsilon="0.001")
    assert both.found.found > Fraction("0.001")
    assert "lottery_verify.checker.rules.boxes.bounded" not in clock.after
    assert rules(both) == []
