"""Layers whose neurons serve the input that they suit: who serves whom, and how many are needed."""

import math

import numpy as np
import pytest

from lottery_verify.checker.source import INPUT, OUTPUT
from lottery_verify.studies import law_free, laws
from lottery_verify.studies.law_draws import Blocks, targets
from lottery_verify.studies.law_grid import LawGrid
from lottery_verify.studies.law_rows import INPUTS, MOST


def cell(method, law, exponent=1, shape="free"):
    grid = LawGrid(exponents=(exponent,), methods=(method,), laws=(law,), shapes=(shape,), seeds=(17,))
    return grid.every("laws")[0]


@pytest.mark.parametrize(
    ("method", "law"), [("golden", "hyperbolic"), ("subset-sum", "normal"), ("golden", "constant")]
)
def test_each_neuron_serves_one_input_of_its_sign(method, law):
    """No neuron is handed out twice, each has u > 0 for its input, and none was drawn that the count leaves out.

    Catches a neuron that two inputs share (its products would be kept in both), and one that an input ≥ 0 cannot use.
    """
    one = cell(method, law)
    for i, layer in enumerate(law_free.run(one, 10)):
        served = np.concatenate(layer.given)
        assert len(np.unique(served)) == len(served) <= layer.neurons
        assert served.max() < layer.neurons
        for input_, chosen in enumerate(layer.given):
            u = Blocks(one, 10).one(INPUT, i, input_, layer.neurons)
            assert (u[chosen] > 0).all()
            assert np.array_equal(layer.weights(input_)[0], u[chosen])
            v = Blocks(one, 10).one(OUTPUT, i, 2, layer.neurons)
            assert np.array_equal(layer.weights(input_)[1][2], v[chosen])


def test_equal_products_against_the_binomial():
    """Constant products of size just below ε: a weight w takes m = ⌈(|w| − ε)/ε⌉ of the sign of w, and of an input's n
    neurons a product has it with probability 1/2, so that n is a negative binomial variable, the greatest of four
    outputs. A layer takes the sum over its inputs, whose 99th of 100 is simulated 400 times from the study's own
    weights w; a step of a tenth may add as much. Catches neurons of the wrong sign, one more weight than is there,
    inputs that are met on average only.
    """
    epsilon, blocks = 0.1, 100
    w = np.abs(targets(17, blocks * 16)).reshape(blocks, 4, 4)
    needed = np.ceil((w - epsilon) / epsilon).clip(0).astype(int)
    rng = np.random.default_rng(1)
    found = []
    for _ in range(400):
        n = np.where(needed > 0, needed + rng.negative_binomial(np.maximum(needed, 1), 0.5), 0).max(2)
        found.append(np.sort(np.maximum(n, 4).sum(1))[98])
    low, high = np.quantile(found, [0.001, 0.999])
    row = laws.measure(cell("golden", "constant"), "made")
    assert row.met >= 99
    assert low <= row.neurons <= 1.1 * high + 4
    assert row.source_per_weight == row.neurons * 8 / 16


def test_signs_are_no_loss():
    """Free layers take fewer neurons for an input than shared blocks, half of whose neurons have u < 0, and no fewer
    than log2(1/ε). Catches a count that leaves drawn neurons out, and one that hands out what cannot be used.
    """
    free, shared = (laws.measure(cell("subset-sum", "uniform", 3, shape), "made", 20) for shape in ("free", "shared"))
    assert free.met >= 19
    assert math.log2(1000) < free.per_input < 0.75 * shared.per_input
    assert free.lower_bound_bits == math.log2(1000)
    assert 1 < free.kept_per_weight < 2 * free.per_input


def test_what_is_not_reached_is_said(monkeypatch):
    """A cell that would need more neurons has a row that says so. Catches a layer that goes on without end."""
    monkeypatch.setattr(law_free, "MOST", 16)
    row = laws.measure(cell("product", "hyperbolic", 4), "made", 3)
    assert (row.reached, row.neurons) == (0, 16 * INPUTS["free"])
    assert "> 64 (" in laws.shown([row])


def test_late_layers_do_not_count():
    """The number is the 99th: a layer that needs more is not met, and its weights are not counted as kept.

    Catches the largest of all layers in place of the 99th, and `met` above what the number says.
    """
    one = cell("product", "uniform")
    row, layers = laws.measure(one, "made", 100), law_free.run(one, 100)
    numbers = sorted(layer.neurons if layer.met.all() else 4 * MOST for layer in layers)
    assert row.neurons == numbers[98]
    assert row.met == sum(number <= numbers[98] for number in numbers)
