"""Networks that divide their outputs, as averages over nine entries need it: bounds of them are exact, and divided."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from lottery_verify.bounds.measure import inputs_from_target
from lottery_verify.certificates.agreement import prove_top1
from lottery_verify.certificates.attack import attack
from lottery_verify.certificates.certificate import certify
from lottery_verify.certificates.proof import Proof
from lottery_verify.certificates.proving import prove
from lottery_verify.certificates.repeat import check
from lottery_verify.checker.regions import Box
from lottery_verify.checker.unions import Boxes
from lottery_verify.errors import UnsupportedNetwork
from lottery_verify.hunting import second, second_top1
from lottery_verify.neighbourhoods.around import prove_around
from lottery_verify.networks.network import Network
from lottery_verify.pruning.pruner import prune

CUBE = Box.cube(0, 1, 9)
NINTH = Fraction(1, 9)


def average(*missing, divisor=9):
    """The average of nine inputs, of which those that are missing count as 0."""
    row = [0.0 if i in missing else 1.0 for i in range(9)]
    return Network.from_arrays([[row]], divisor=divisor)


def through_gates(*missing):
    """max(average − 1/2, 0) and its half, for inputs from 0 to 1; the bias of 1/2 is 9/2 before the division."""
    row = [0.0 if i in missing else 1.0 for i in range(9)]
    return Network.from_arrays([[row], [[1.0], [0.5]]], [[-4.5], None], [True, False], divisor=9)


@pytest.mark.parametrize("norm", ["linf", "l2"])
def test_the_proved_bound_is_the_supremum_where_one_of_nine_is_left_out(norm):
    made = prove(average(4), average(), region=CUBE, norm=norm)
    assert made.found.found == NINTH
    assert NINTH <= made.proved <= NINTH * (1 + Fraction(1, 1 << 30))
    assert made.certificate.outputs[0] >= NINTH


@pytest.mark.parametrize(("epsilon", "status"), [("1/8", "accepted"), ("1/9", "accepted"), ("1/10", "rejected")])
def test_the_checker_divides_what_its_rules_prove(epsilon, status):
    """A checker that forgot to divide would refuse 1/9; one that divided twice would accept 1/10."""
    made = prove(average(4), average(), region=CUBE).certificate
    stated = replace(made, epsilon=Fraction(epsilon), proved=None)
    verdict = check(stated, ticket=average(4), target=average(), region=CUBE, epsilon=epsilon)
    assert verdict.status == status
    assert second.judge(stated, average(), average(4), CUBE, Fraction(epsilon)) == status


def test_a_proof_of_a_weaker_claim_leaves_the_asked_one_undecided():
    made = prove(average(4), average(), region=CUBE).certificate
    asked = {"ticket": average(4), "target": average(), "region": CUBE}
    assert check(replace(made, epsilon=Fraction(1)), epsilon="1/8", **asked).status == "undecided"


@pytest.mark.parametrize("rule", ["layers", "whole", "boxes", "gated"])
def test_every_rule_about_the_output_bounds_the_divided_difference(rule):
    """sup |max(s/9 − 1/2, 0) − max((s − x)/9 − 1/2, 0)| = 1/9, at s = 9 and x = 1."""
    none = {"hints": []}
    zeros = {"layers": {"spectral": [None, None]}, "whole": none, "boxes": {"tree": [0]}, "gated": none}
    f, g = through_gates(), through_gates(4)
    step = {"rule": rule, **zeros[rule]}
    for epsilon, wanted in ((Fraction(1), "accepted"), (NINTH * Fraction(999, 1000), "rejected")):
        proof = Proof(f.digest, g.digest, CUBE.describe(), "linf", epsilon, None, 64, (step,))
        assert check(proof, ticket=g, target=f, region=CUBE, epsilon=epsilon).status == wanted
        assert second.judge(proof, f, g, CUBE, epsilon) == wanted


def test_of_several_boxes_each_bound_is_divided():
    halves = Boxes((Box.cube(0, "1/2", 9), CUBE))
    made = prove(through_gates(4), through_gates(), region=halves)
    assert NINTH == made.found.found <= made.proved < NINTH * Fraction(106, 100)
    verdict = check(made.certificate, ticket=through_gates(4), target=through_gates(), region=halves, epsilon="3/25")
    assert verdict.status == "accepted"


def test_goals_are_in_the_units_of_the_outputs():
    """Progress, a wanted epsilon and a single output all speak of the divided difference."""
    told = []
    made = prove(
        through_gates(4), through_gates(), region=CUBE, epsilon="1/8", only=1, samples=1000, progress=told.append
    )
    assert made.proved <= Fraction(1, 8)
    assert made.proved >= NINTH / 2
    assert all(one.proved < 1 for one in told)


def classes(third):
    """Two outputs, the average of nine inputs and a constant: the class is 0 where the average is above `third`/9."""
    return Network.from_arrays([[[1.0] * 9, [0.0] * 9]], [[0.0, float(third)]], divisor=9)


@pytest.mark.parametrize(("margin", "status"), [("1/9", "agreed"), ("1/10", "differs"), ("0", "differs")])
def test_a_margin_of_top1_is_of_the_divided_outputs(margin, status):
    """F leads by |s − 3|/9 and Ĝ by |s − 4|/9 with classes that change at 3 and at 4: at the latter F leads by 1/9.

    At s = 4 itself Ĝ ties, which is a change; so a margin of 1/9 exactly is not enough, and a little more is.
    """
    more = Fraction(margin) + (Fraction(1, 1000) if status == "agreed" else 0)
    made = prove_top1(classes(4), classes(3), region=CUBE, margin=more)
    assert made.status == status
    if made.certificate is not None:
        asked = {"ticket": classes(4), "target": classes(3), "region": CUBE, "claim": "top1"}
        assert check(made.certificate, margin=more, **asked).status == "accepted"
        assert second_top1.status_of(made.certificate, classes(3), classes(4), CUBE, more) == "accepted"
        least = Fraction(1, 20)
        assert check(replace(made.certificate, margin=least), margin=least, **asked).status == "rejected"


def test_networks_that_divide_by_different_numbers_are_not_compared():
    """Their last layers are equal, so that a checker that looked at these alone would accept any epsilon."""
    other = average(divisor=3)
    made = prove(average(), average(), region=CUBE, epsilon="1/100").certificate
    swapped = replace(made, ticket=other.digest, epsilon=Fraction(1, 100))
    with pytest.raises(UnsupportedNetwork, match="only networks of the same averages are compared"):
        check(swapped, ticket=other, target=average(), region=CUBE, epsilon="1/100")
    with pytest.raises(UnsupportedNetwork, match="divides its outputs by 9, the other network by 3"):
        prove(other, average(), region=CUBE)


def test_format_1_is_refused_by_who_makes_it_and_by_the_checker():
    f, g = average(), average(4)
    made = certify(g.undivided, f.undivided, region=CUBE)
    stated = replace(made, target=f.digest, ticket=g.digest)
    with pytest.raises(UnsupportedNetwork, match="format 1"):
        certify(g, f, region=CUBE)
    with pytest.raises(UnsupportedNetwork, match="format 1"):
        check(stated, ticket=g, target=f, region=CUBE, epsilon="1")
    with pytest.raises(UnsupportedNetwork, match="format 1"):
        second.judge(stated, f, g, CUBE, Fraction(1))


REFUSING = {
    "prune": lambda: prune(average(), region=CUBE, epsilon="0.1", seed=0),
    "bounds": lambda: inputs_from_target(average(), CUBE, "0.1", "0.1"),
    "around": lambda: prove_around(average(4), average(), np.zeros((1, 9)), radii=["0.1"]),
}


@pytest.mark.parametrize("name", REFUSING)
def test_what_works_on_float_weights_alone_refuses_by_name(name):
    with pytest.raises(UnsupportedNetwork, match="its averages divide by 9"):
        REFUSING[name]()


def test_an_attack_reaches_the_exact_divided_difference():
    assert attack(average(4), average(), region=CUBE, samples=100).found == NINTH
