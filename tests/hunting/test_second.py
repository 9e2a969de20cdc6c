"""The second implementation's judgement, case by case, beside what the checker says of the same."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from mpmath.libmp import from_man_exp, mpf_neg

from lottery_verify import check
from lottery_verify.certificates.certificate import certify
from lottery_verify.certificates.exact import exact_network
from lottery_verify.certificates.rules import Reach, Rules
from lottery_verify.certificates.spectral import Witness
from lottery_verify.checker.networks import read_network
from lottery_verify.checker.regions import Ball, Box
from lottery_verify.checker.source import Law
from lottery_verify.errors import MalformedFile
from lottery_verify.hunting.second import judge
from lottery_verify.hunting.second_gain import largest_gain
from lottery_verify.laws.source import Source
from lottery_verify.networks.network import Network
from lottery_verify.strategies import MaskCase, NetworkSpec
from tests.checker.cases import propagate
from tests.corpus.parts import target_of

F = Network.from_arrays([np.eye(2), np.eye(2)])
G = Network.from_arrays([np.eye(2) * 1.25, np.eye(2)])
BOX = Box.cube(-1, 1, 2)


@pytest.mark.parametrize("norm", ["linf", "l2"])
@pytest.mark.parametrize(
    ("stated", "asked", "status"),
    [("0", "0", "accepted"), ("0", "1", "accepted"), ("1", "0", "undecided"), ("-1", "0", "rejected")],
)
def test_epsilon(norm, stated, asked, status):
    """What is proved, that and a little more, and a little less: as the checker judges it.

    Catches `<=` where `<` is meant, and one norm's bound taken for the other's.
    """
    made = certify(G, F, region=BOX, norm=norm)
    little = Fraction(1, 1 << made.precision)
    claim = replace(made, epsilon=made.proved + little * int(stated))
    epsilon = made.proved + little * int(asked)
    assert judge(claim, F, G, BOX, epsilon, norm) == status
    assert check(claim, ticket=G, target=F, region=BOX, epsilon=epsilon, norm=norm).status == status


def test_two_reaches_apart():
    """Norms are added, and the farthest corner's is taken only where it is less. Catches the sum left out."""
    one, far = (from_man_exp(v, 0) for v in (1, 9))
    x = Reach([mpf_neg(far)] * 2, [far] * 2, one)  # within a ball of radius 1, whatever its box says
    assert Rules(4).apart(x, x).norm == from_man_exp(2, 0)


def test_a_known_norm_is_rounded_up(tmp_path):
    """‖W‖₂ ≤ 5/8 on multiples of 1/4 is 3/4, as in the checker. Catches a bound of the spectral norm rounded down."""
    f, g = (Network.from_arrays([np.eye(2) * size, np.eye(2) * 0.625]) for size in (1, 2))
    rules, known = Rules(2), [(1, 0), (5, 3)]
    found = rules.propagate(exact_network(f), exact_network(g), Ball(1, 2), known)
    for name, network in (("f", f), ("g", g)):
        (tmp_path / name).write_bytes(network.canonical())
    checked = propagate(*(read_network(str(tmp_path / name)) for name in "fg"), Ball(1, 2), 2, known)
    integer = rules.grid.integer
    assert [(integer(r.farthest()), integer(r.norm)) for r in found] == [(r.largest, r.norm) for r in checked]


def test_the_norms_differ():
    """The two norms' bounds are not the same here, so that the test above can tell them apart."""
    assert certify(G, F, region=BOX, norm="l2").proved > certify(G, F, region=BOX).proved


@pytest.mark.parametrize(("layer", "part"), [(0, 0), (0, 1), (1, 0), (1, 1)])
@pytest.mark.parametrize(("more", "status"), [(-1, "rejected"), (0, "accepted"), (1, "accepted")])
def test_each_bound_is_held_against_what_follows(layer, part, more, status):
    """One unit below is rejected; the bound itself and more is not. The norm is linf unless said."""
    made = certify(G, F, region=BOX)
    bounds = [list(entry) for entry in made.layers]
    bounds[layer][part] += more
    claim = replace(made, layers=tuple(map(tuple, bounds)))
    assert judge(claim, F, G, BOX, made.epsilon) == status
    assert check(claim, ticket=G, target=F, region=BOX, epsilon=made.epsilon).status == status


def test_another_number_of_layers_is_malformed():
    """It is refused with both numbers."""
    made = certify(G, F, region=BOX)
    with pytest.raises(MalformedFile, match=r"^certificate: 1 layers; these networks have 2$"):
        judge(replace(made, layers=made.layers[:1]), F, G, BOX, made.epsilon)


def test_witnesses_of_another_shape_are_malformed():
    """A factor of the wrong size, and one over too small a power of two."""
    (layer, _) = exact_network(Network.from_arrays([np.array([[0.5, 0.25]]), [[1.0]]])).layers
    with pytest.raises(MalformedFile, match=r"^certificate: a factor of 2 rows for 1$"):
        largest_gain(layer, Witness(4, 1, ((1,), (1, 1)), 0))
    with pytest.raises(MalformedFile, match=r"^certificate: a witness over 2\^1 cannot hold the layer's weights$"):
        largest_gain(layer, Witness(1, 1, ((0,),), 0))


@pytest.mark.parametrize("square", range(20))
def test_the_root_is_rounded_up(square):
    """For the zero matrix and R = 0 the bound is ‖W‖² ≤ square + |0 + 0 − square|; exact roots stay, others go up."""
    (layer,) = exact_network(Network.from_arrays([[[0.0]]])).layers
    least = next(n for n in range(99) if n * n >= 2 * square)
    assert largest_gain(layer, Witness(0, square, ((0,),), 0)) == (least, 0)
    assert largest_gain(layer, Witness(0, -square, ((0,),), 0)) == (0, 0)


def test_an_odd_bound():
    """W = (1), R = 0, square = 0: 0 + 1, a number without a factor of two. Catches a refusal of what is whole."""
    (layer,) = exact_network(Network.from_arrays([[[1.0]]])).layers
    assert largest_gain(layer, Witness(0, 0, ((0,),), 0)) == (1, 0)


@pytest.mark.parametrize("shape", [(1, 3), (3, 1), (2, 3), (3, 2)])
def test_wide_and_tall(shape):
    """The factor belongs to the side with fewer rows, as in the checker, which accepts what this accepts."""
    weight = np.arange(1.0, 7.0)[: shape[0] * shape[1]].reshape(shape) / 4
    f, g = Network.from_arrays([weight]), Network.from_arrays([weight * 1.5])
    region = Ball(1, shape[1])
    made = certify(g, f, region=region, norm="l2", spectral=True)
    assert made.layers[0][2] is not None
    assert judge(made, f, g, region, made.epsilon, "l2") == "accepted"
    assert check(made, ticket=g, target=f, region=region, epsilon=made.epsilon, norm="l2").status == "accepted"


@pytest.mark.parametrize("seed", range(12))
def test_a_known_sign_beside_an_unknown_one(seed):
    """A layer without ReLU hands on one value of known sign and one of either; the next layer has other weights for
    negative inputs than for positive ones. certify proves what the checker proves.

    Catches: a sign that is used for one of the two matrices only, or for the wrong one.
    """
    law, box = Law("uniform", 0, 0), Box((0, -1), (1, 1))
    spec = NetworkSpec((((0.0, 0.0), (0.0, 0.0)), ((0.0, 0.0),)), (None, None), (False, False))
    all_, none = (1 << 8) - 1, 0
    case = MaskCase(
        spec, Source(seed, "shared"), (law, law), (8, 8), ((all_, all_), (all_, all_)),
        ((all_, none, none, all_), (all_, all_)), box, "linf", ((0, 0),),
    )  # fmt: skip
    made = case.ticket()
    target = target_of(made, 12)
    known = [min(end) >= 0 or max(end) <= 0 for end in first_outputs(target, box)]
    assert known == [True, False]
    proof = certify(made, target, region=box)
    verdict = check(proof, ticket=made, target=target, region=box, epsilon=proof.epsilon)
    assert (verdict.status, verdict.proved) == ("accepted", proof.proved)


def first_outputs(network, box):
    """The two ends of each output of the first layer, whose rows have one entry that is not 0."""
    found = []
    for row in network.layers[0].weight.tolist():
        (b,) = [b for b, w in enumerate(row) if w]
        found.append([Fraction(row[b]) * end for end in (box.lower[b], box.upper[b])])
    return found
