"""The plan against networks that err just as it allows, in the directions that cost most."""

from fractions import Fraction

import numpy as np

from lottery_verify import certify
from lottery_verify.checker.regions import Box
from lottery_verify.hunting.paths import largest_along
from lottery_verify.networks.network import Network
from lottery_verify.pruning.plan import CARRY, SAFETY, _largest, _short, _steps, plan, proved


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


def test_layers_share_epsilon_by_their_weights():
    """What each layer's errors prove alone is its share of epsilon: a fifth in equal parts, the rest by weights.

    The shares are those that the plan's docstring names; 64·3 and 3·1 weights. Catches layers that exchange theirs.
    """
    random = np.random.default_rng(0)
    target = Network.from_arrays([random.normal(0, 1, (3, 64)), random.normal(0, 1, (1, 3))])
    region = Box.cube(0, 1, 64)
    planned, steps = plan(target, region, Fraction(1, 2**20), "linf"), _steps(target, region)
    first, second = (float(e) for e in planned.epsilon_w)
    parts = proved(steps, [first, 0.0], "linf"), proved(steps, [0.0, second], "linf")
    assert abs(parts[0] / sum(parts) - (0.8 * 192 / 195 + 0.1)) < 1e-3


def test_each_layer_has_its_factor():
    """A layer's epsilon_w is multiplied by the factor in the layer's place. Catches factors in another order."""
    target = Network.from_arrays([np.ones((3, 2)), np.ones((1, 3))])
    planned = plan(target, Box.cube(0, 1, 2), Fraction(1, 10), "linf")
    first, second = planned.epsilon_w
    assert planned.loosened((Fraction(2), Fraction(5))).epsilon_w == (2 * first, 5 * second)


def test_the_largest_that_suffices():
    """The scale suffices, and is the largest of its digits that does; the plan proves at most epsilon, and nearly it.

    Catches the end of the halving that does not suffice.
    """
    edge = 1 / 3
    found = _largest(lambda scale: scale <= edge, lambda low, high: _short(low) == _short(high))
    assert edge * (1 - 2.0**-18) < found <= edge
    target, region = Network.from_arrays([np.ones((3, 2)), np.ones((1, 3))]), Box.cube(0, 1, 2)
    planned = plan(target, region, Fraction(1, 10), "linf")
    expected = proved(_steps(target, region), [*map(float, planned.epsilon_w)], "linf")
    assert 0.1 * (1 - 2.0**-16) < expected <= 0.1 * SAFETY
