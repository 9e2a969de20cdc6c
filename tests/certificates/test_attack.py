"""The other side of the sandwich: found ≤ true supremum, at a witness that anyone can evaluate."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lottery_verify import attack, certify, prune
from lottery_verify.certificates.evaluate import evaluate
from lottery_verify.certificates.exact import exact_network
from lottery_verify.checker.regions import Ball, Box
from lottery_verify.errors import InvalidArgument
from lottery_verify.hunting import oracle
from lottery_verify.networks.network import Network
from tests.certificates.test_certificate import pairs
from tests.pruning.cases import cases

QUICK = {"samples": 100, "starts": 4, "steps": 8}


@settings(max_examples=50, suppress_health_check=list(HealthCheck))
@given(pairs(), st.integers(0, 3))
def test_witness(case, seed):
    """The witness lies in the region exactly; Fractions evaluate the difference there to what is said to be found; it
    is at most what is proved; the same seed finds the same.

    Catches: a witness outside by a rounding, a float reported as exact, an l2 norm rounded up.
    """
    f, g, region, norm, _, _ = case
    found = attack(g, f, region=region, norm=norm, seed=seed, **QUICK)
    assert oracle.inside(region, found.witness)
    values = [oracle.run(n, oracle.layers(n), list(found.witness)) for n in (f, g)]
    gaps = [b - a for a, b in zip(*values, strict=True)]
    assert abs(gaps[found.output]) == max(map(abs, gaps))
    if norm == "linf":
        assert found.found == max(map(abs, gaps))
    else:
        square = sum(v * v for v in gaps)
        assert found.found**2 <= square < (found.found + Fraction(1, 2**64)) ** 2
    assert found.found <= certify(g, f, region=region, norm=norm).proved
    assert attack(g, f, region=region, norm=norm, seed=seed, **QUICK) == found


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(cases(), st.data())
def test_exact_evaluation(case, data):
    """`evaluate` of targets and tickets at rational points equals the Fractions oracle, with shifts and negative
    inputs.

    Catches: W⁺ read for negative inputs, a common denominator that is lost.
    """
    target = case.pop("target")
    ticket = prune(target, **case)
    x = oracle.point(
        case["region"], data.draw(st.lists(st.integers(-8, 8), min_size=target.widths[0], max_size=target.widths[0]))
    )
    for network in (target, ticket):
        assert evaluate(exact_network(network), tuple(x)) == oracle.run(network, oracle.layers(network), x)


@pytest.mark.parametrize("rows", [[[1.0, -2.0, 0.25]], [[0.5, 0.5, 3.0], [-4.0, 1.0, 0.0]]])
def test_corner_of_a_linear_difference(rows):
    """Where the difference is linear the supremum is at a corner, and is found exactly.

    Catches corners that are not tried.
    """
    f, g = Network.from_arrays([np.array(rows)]), Network.from_arrays([np.zeros_like(rows)])
    region = Box((-1, 0, Fraction(-1, 2)), (2, 1, 4))
    found = attack(g, f, region=region, **QUICK)
    corners = list(product(*zip(region.lower, region.upper, strict=True)))
    best = max(abs(v) for x in corners for v in oracle.run(f, oracle.layers(f), list(x)))
    assert found.found == best
    assert found.witness in corners


def test_corner_of_a_relu_network():
    """A monotone network against zero: the upper corner, exactly.

    Catches ascent that stops before the end of the box.
    """
    f = Network.from_arrays([np.full((5, 12), 0.25), np.ones((1, 5))], [np.full(5, -0.5), None])
    g = Network.from_arrays([np.zeros((5, 12)), np.zeros((1, 5))])
    found = attack(g, f, region=Box.cube(0, 1, 12), samples=32, starts=4, steps=60)
    assert (found.found, found.witness) == (Fraction(25, 2), (1,) * 12)


def test_sphere():
    """On a ball a linear difference is largest in one direction; the witness is inside and nearly there.

    Catches: a projection that leaves the ball or shrinks towards the centre.
    """
    f, g = Network.from_arrays([[[3.0, 4.0]]]), Network.from_arrays([[[0.0, 0.0]]])
    found = attack(g, f, region=Ball(2, 2), samples=200, starts=8, steps=60)
    assert Fraction(999, 100) < found.found <= 10


@pytest.mark.parametrize(
    "ball",
    [Ball("1/7", 2, ("1e9", "-1/3")), Ball(Fraction(1, 10**30), 2, (3, "1e-40")), Ball("1e-200", 2)],
    ids=["far away", "smaller than the rounding there", "tiny"],
)
def test_witness_lies_in_the_ball(ball):
    """Exactly, and in bounded time. Catches a search around 0, and a shrinking that never ends far from 0."""
    f, g = Network.from_arrays([[[3.0, 4.0]]]), Network.from_arrays([[[3.0, 4.5]]])
    x = attack(g, f, region=ball, **QUICK).witness
    assert sum((v - c) ** 2 for v, c in zip(x, ball.centre, strict=True)) <= ball.radius**2


@pytest.mark.parametrize("region", [Box.cube(-1, 1, 2), Ball(1, 2)], ids=["box", "ball"])
def test_weights_at_the_ends_of_float64(region):
    """Networks that overflow in floats are searched and evaluated exactly all the same.

    Catches NaN points, OverflowError.
    """
    f, g = (Network.from_arrays([np.full((2, 2), 1e200), np.full((2, 2), s * 1e200)]) for s in (1, -1))
    found = attack(g, f, region=region, **QUICK)
    assert found.found > 10**390
    assert "e+40" in str(found)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"norm": "l7"}, "norm 'l7' must be one of"),
        ({"samples": 0}, "samples 0"),
        ({"samples": "10"}, "samples '10' must be an integer of at least 1"),
        ({"starts": 0}, "starts 0"),
        ({"seed": None}, "seed None must be an integer from 0"),
        ({"steps": -1}, "steps -1"),
        ({"region": Box.cube(0, 1, 3)}, "they do not fit"),
        ({"region": Box.cube(0, 10**301, 2)}, "above 1e300"),
    ],
)
def test_bad_arguments(more, words):
    """Arguments out of range are named. Catches an empty search that finds 0."""
    net = Network.from_arrays([[[1.0, 1.0]]])
    with pytest.raises(InvalidArgument, match=words):
        attack(net, net, **{"region": Box.cube(0, 1, 2)} | more)
