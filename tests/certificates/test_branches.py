"""Trees of ReLU signs for each end: with all signs known they prove the supremum, and the checker agrees."""

import random
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from lottery_verify import Box, Network, check
from lottery_verify.certificates import branches
from lottery_verify.certificates.branches import branch
from lottery_verify.certificates.deadline import Deadline
from lottery_verify.certificates.tight import whole
from lottery_verify.hunting.cells import supremum


def networks(seed, widths=(2, 5, 4, 2)):
    """F and a Ĝ near it, of weights over 2^8, the last layer without ReLU."""
    generator = np.random.default_rng(seed)
    pair = []
    f = [generator.integers(-256, 257, (b, a)) / 256 for a, b in pairwise(widths)]
    bias = [generator.integers(-128, 129, len(w)) / 256 for w in f]
    for moved in (0, 8):
        weights, biases = (
            [(w + generator.integers(-moved, moved + 1, w.shape) / 256) for w in part] for part in (f, bias)
        )
        pair.append(Network.from_arrays(weights, biases))
    return pair


BOX = Box.cube(-1, 1, 2)


@pytest.mark.parametrize("seed", range(4))
def test_with_all_signs_known_the_supremum_is_proved(seed):
    """In a part that knows all signs both networks are affine, so that splitting on and on ends at the exact supremum.

    Catches: slopes of the wrong sign or side, parts without inputs that are left open, an end that has no tree.
    """
    f, g = networks(seed)
    truth = supremum(f, g, BOX, "linf")
    proof = branch(g, f, region=BOX, enough=truth)
    assert truth <= proof.proved <= truth * Fraction(1000001, 1000000)
    assert proof.proved < whole(g, f, region=BOX, norm="linf").proof.proved * Fraction(99, 100)
    assert check(proof, ticket=g, target=f, region=BOX, epsilon=proof.epsilon).status == "accepted"


def test_without_splits_the_whole_box_is_one_part(monkeypatch):
    """Where nothing may be split, the linear program's slopes prove no more than the usual ones, and enough."""
    f, g = networks(1)
    monkeypatch.setattr(branches.Tree, "lower", lambda tree, *_: tree.open.clear())
    proof = branch(g, f, region=BOX, enough=Fraction(0))
    (step,) = proof.steps
    assert [end["tree"] for end in step["ends"]] == [[0]] * 4
    assert supremum(f, g, BOX, "linf") <= proof.proved <= whole(g, f, region=BOX, norm="linf").proof.proved
    assert check(proof, ticket=g, target=f, region=BOX, epsilon=proof.epsilon).status == "accepted"


def test_enough_is_enough():
    """No end is split further once it is below what is enough. Catches: a search that goes on for the whole time."""
    f, g = networks(2)
    truth = supremum(f, g, BOX, "linf")
    sizes = []
    for share in (1, 2, 100):
        proof = branch(g, f, region=BOX, enough=share * truth)
        assert proof.proved <= share * truth * Fraction(1000001, 1000000)
        sizes.append(sum(len(end["tree"]) for end in proof.steps[0]["ends"]))
    assert sizes[0] > sizes[1] >= sizes[2] == 4


def test_the_only_output_that_is_meant():
    """The certificate is about this output, names it in its ends, and proves its own supremum."""
    f, g = networks(3)
    alone = [
        Network.from_arrays(
            [*(z.weight for z in one.layers[:-1]), one.layers[-1].weight[1:]],
            [*(z.bias for z in one.layers[:-1]), one.layers[-1].bias[1:]],
        )
        for one in (f, g)
    ]
    truth = supremum(*alone, BOX, "linf")
    proof = branch(g, f, region=BOX, only=1, enough=truth)
    assert truth <= proof.proved <= truth * Fraction(1000001, 1000000)
    verdict = check(proof, ticket=g, target=f, region=BOX, epsilon=proof.epsilon, only=1)
    assert verdict.status == "accepted"


def test_in_l2_the_norm_of_all_ends_is_proved():
    """The bound in l2 is no less than the supremum, whose square is known, and the checker accepts it."""
    f, g = networks(0)
    proof = branch(g, f, region=BOX, norm="l2", deadline=Deadline.after(4))
    assert proof.proved**2 >= supremum(f, g, BOX, "l2")
    assert check(proof, ticket=g, target=f, region=BOX, epsilon=proof.epsilon, norm="l2").status == "accepted"


def test_what_it_is_not_for_is_left_alone(monkeypatch):
    """Nothing is proved behind a last ReLU, or where more gates are open than a program is to have."""
    generator = random.Random(0)
    rows = [[[generator.uniform(-1, 1) for _ in range(2)] for _ in range(2)] for _ in range(2)]
    gated = Network.from_arrays(rows, relu=[True, True])
    assert branch(gated, gated, region=BOX) is None
    f, g = networks(0)
    monkeypatch.setattr(branches, "MOST_OPEN", 3)
    assert branch(g, f, region=BOX) is None
