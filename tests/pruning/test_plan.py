"""The plan against networks that err just as it allows, in the directions that cost most."""

from fractions import Fraction

import numpy as np

from lottery_verify import certify
from lottery_verify.checker.regions import Box
from lottery_verify.hunting.paths import largest_along
from lottery_verify.networks.network import Network
from lottery_verify.pruning.plan import CARRY, _steps, plan, proved


def erring(target, errors):
    """The target with these errors added to its weights; its biases as they are."""
    weights = [layer.weight + np.array(e) for layer, e in zip(target.layers, errors, strict=True)]
    return Network.from_arrays(weights, [layer.bias for layer in target.layers], [one.relu for one in target.layers])


def test_a_carried_error_meets_the_largest_difference():
    """A neuron whose values are small and whose error is large meets the one link of 64 that errs by 8 epsilon_w.

    The row's errors have a mean weighted by reach and a root mean square of at most epsilon_w, as the plan allows, and
    the difference that is reached stays below what the plan expects to be proved. Catches a plan that multiplies
    differences by |W| + epsilon_w.
    """
    steep = np.full((64, 1), 2.0**-6)
    steep[0] = 64.0
    bias = np.zeros(64)
    bias[0] = -64.0 + 2.0**-10  # so that it reaches 2^-10
    target = Network.from_arrays([np.ones((1, 1)), steep, np.zeros((1, 64))], [None, bias, None], [True, True, False])
    region, first, last = Box.cube(0, 1, 1), 1.0, 0.25
    steps = _steps(target, region)
    reach, carried = steps[2].reach, np.zeros(64)
    carried[0] = CARRY * last
    assert (carried * reach).sum() <= last * reach.sum()
    assert np.square(carried).mean() <= last**2
    other = erring(target, [[[first]], np.zeros((64, 1)), carried[None]])
    found = largest_along(target, other, [region.lower, region.upper], "linf")
    assert found == Fraction(2**-10 + 64) * 2  # at x = 1 the steep neuron has 2^-10 + 64·1, and its link errs by 2
    assert found <= proved(steps, [first, 0.0, last], "linf")


def test_rounding_is_allowed_for():
    """On [0, 1/3 + 2^-60], 3/16 of error is above 1/16 by less than floats see; the plan asks for less than 3/16.

    Catches a plan without room for its own rounding.
    """
    target, epsilon = Network.from_arrays([[[1.0]]]), Fraction(1, 16)
    region = Box((0,), (Fraction(1, 3) + Fraction(1, 2**60),))
    (allowed,) = plan(target, region, epsilon, "linf").epsilon_w
    assert Fraction(3, 16) * (1 - Fraction(1, 2**16)) < allowed
    other = erring(target, [[[float(allowed)]]])
    assert certify(other, target, region=region, precision=80).proved <= epsilon
