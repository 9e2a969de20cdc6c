"""What is predicted of tickets that are not made yet."""

from fractions import Fraction
from math import log

import numpy as np
import pytest

from lottery_verify import prune
from lottery_verify.certificates.foreseen import erring, foreseen, saved, searched, shares
from lottery_verify.certificates.proving import prove
from lottery_verify.checker.regions import Box
from lottery_verify.networks.network import Network
from lottery_verify.pruning.plan import plan

RANDOM = np.random.default_rng(4)
TARGET = Network.from_arrays(
    [RANDOM.normal(0, 0.3, (24, 12)), RANDOM.normal(0, 0.3, (2, 24))], [RANDOM.normal(0, 1, 24), None]
)
REGION = Box.cube(0, 1, 12)
PLANNED = plan(TARGET, REGION, Fraction(1, 100), "linf")


def errors(**options):
    """Each layer's errors."""
    moved = erring(TARGET, PLANNED, **options)
    return [new.weight - old.weight for new, old in zip(moved.layers, TARGET.layers, strict=True)]


def test_erring():
    """Errors have the planned root mean square, within what so few draws allow, in the layer that is to err alone."""
    for i, epsilon_w in enumerate(PLANNED.epsilon_w):
        assert 0.7 < np.sqrt((errors()[i] ** 2).mean()) / float(epsilon_w) < 1.3
        assert np.array_equal(errors(only=i)[i], errors()[i])
        assert not errors(only=i)[1 - i].any()


def test_steered_errors_cancel():
    """Steered errors add up to nearly nothing at the outputs where all gates are open; others do not."""
    after = TARGET.layers[1].weight
    plain, steered = (np.abs(after @ errors(steered=one)[0]).max() for one in (False, True))
    assert steered < plain / 1000


@pytest.mark.parametrize("shape", ["shared", "dedicated", "free"])
def test_saved(shape):
    """One neuron more for each block, or each half of an input, is so many source weights more, and so are three for
    each of few outputs. Catches a layer's cost of another shape or side, and one without the constant 1."""
    n = 600 if shape == "free" else 100
    options = {"region": REGION, "epsilon": "0.01", "method": "subset-sum", "seed": 2, "shape": shape, "errors": "mean"}
    few, many = (prune(TARGET, **options, loosen=50, neurons=n + more).layers for more in (0, 1))
    for one, more, signs in zip(few, many, PLANNED.signs, strict=True):
        outputs = shape == "free" and one.n_out == 2  # of 25 inputs
        assert one.serves_outputs == outputs
        halves = len(signs) if shape == "free" else 1  # all inputs are at least 0: each is one half
        times = 3 * one.n_out if outputs else halves
        found = saved(one.n_out, signs, shape, outputs=outputs)
        assert found == times * (more.source_weights - one.source_weights)


def test_shares_are_the_cheapest():
    """No other factors with which the errors' squares sum up alike save more source weights. Catches shares by the
    layers' numbers of weights, and a_i for its inverse."""
    factors = [float(f) for f in shares(TARGET, PLANNED, region=REGION, norm="linf", shape="free", steered=False)]
    parts = [float(searched(erring(TARGET, PLANNED, only=i), TARGET, REGION, "linf").found) for i in range(2)]
    costs = [13 * (13 + 24), 24 * (24 + 2)]  # of other methods, by which neurons serve inputs
    assert sum((part * f) ** 2 for part, f in zip(parts, factors, strict=True)) == pytest.approx(1)

    def gain(first):
        """Of a factor of layer 1, and the other that it leaves."""
        second = (1 - (parts[0] * first) ** 2) ** 0.5 / parts[1]
        return costs[0] * log(first) + costs[1] * log(second)

    assert all(gain(factors[0]) > gain(factors[0] * off) for off in (0.95, 0.99, 1.01, 1.05))


def test_foreseen_is_about_what_is_proved():
    """The ticket's certificate proves within a factor of two of what was foreseen, by both sides. Catches a prediction
    of other errors than the plan's."""
    planned = PLANNED.loosened((Fraction(4), Fraction(4)))
    about = {"region": REGION, "norm": "linf", "timeout": 0, "gates": False}
    expected = foreseen(TARGET, planned, **about, steered=True)
    ticket = prune(
        TARGET, region=REGION, epsilon="0.01", seed=2, method="subset-sum", shape="free", errors="mean", loosen=4
    )
    assert expected / 2 < prove(ticket, TARGET, **about, samples=0).proved < 2 * expected
