"""Back-substitution in floats says what the checker's rule says in integers, for each box of a batch."""

import random
from fractions import Fraction

import pytest
import torch

from lottery_verify.certificates.backward import Backward
from lottery_verify.certificates.tensors import TensorLayer
from lottery_verify.checker.rules.backward import apply
from lottery_verify.checker.rules.paired import PairLayer
from tests.checker.pairs import PRECISION, SCALE, gap_at, random_pair

UNIT = 1 << PRECISION


def in_floats(layer: PairLayer) -> TensorLayer:
    """The same layer."""
    f, g, gap, bias, gap_bias = (
        torch.tensor(entry, dtype=torch.float64) / (1 << layer.scale)
        for entry in (layer.f, layer.g, layer.gap, layer.bias, layer.gap_bias)
    )
    kink = torch.tensor(layer.kink, dtype=torch.float64).reshape(len(layer.bias), -1) / (1 << layer.scale)
    return TensorLayer(f, g, gap, bias, gap_bias, tuple(layer.kinks), kink, layer.relu)


@pytest.mark.parametrize("seed", range(24))
def test_floats_and_integers_agree(seed: int) -> None:
    """Three boxes at once, open gates in different places: each box's ends are the integers' but for rounding.

    Two planes that are equally high in a polygon's middle could lead apart; for these seeds there are none.
    """
    generator = random.Random(seed)
    kinks = (None, 0, 1)[seed % 3]
    pair = random_pair(generator, (3, 5, 4, 2), near=generator.choice((2, 100)), kinks=kinks)
    starts = [[generator.randint(-256, 160) for _ in range(3)] for _ in "abc"]
    boxes = [[(a, a + generator.randint(1, 90)) for a in start] for start in starts]
    low, high = (torch.tensor([[ends[k] for ends in box] for box in boxes], dtype=torch.float64) / 256 for k in (0, 1))
    least, most = Backward([in_floats(layer) for layer in pair], low, high).outputs()
    for i, box in enumerate(boxes):
        shifted = [[ends[k] << PRECISION - SCALE for ends in box] for k in (0, 1)]
        expected = apply(pair, *shifted, PRECISION, {})
        for j, (a, b) in enumerate(expected):
            assert float(least[i, j]) == pytest.approx(a / UNIT, abs=1e-6)
            assert float(most[i, j]) == pytest.approx(b / UNIT, abs=1e-6)


@pytest.mark.parametrize("seed", range(6))
def test_ascent_never_loses_and_stays_sound(seed: int) -> None:
    """Moved slopes give bounds at least as tight, and every point's difference still lies within them."""
    generator = random.Random(seed)
    pair = random_pair(generator, (3, 6, 6, 2), near=30)
    layers = [in_floats(layer) for layer in pair]
    low, high = -torch.ones(1, 3, dtype=torch.float64), torch.ones(1, 3, dtype=torch.float64)
    usual, moved = Backward(layers, low, high).outputs(), Backward(layers, low, high, steps=8).outputs(steps=8)
    assert bool((moved[0] >= usual[0] - 1e-9).all())
    assert bool((moved[1] <= usual[1] + 1e-9).all())
    assert float((moved[1] - moved[0]).sum()) < float((usual[1] - usual[0]).sum())
    for _ in range(40):
        point = [generator.choice((-1.0, 1.0, generator.uniform(-1, 1))) for _ in range(3)]
        for j, gap in enumerate(gap_at(pair, [Fraction(v) for v in point])):
            assert float(moved[0][0, j]) - 1e-9 <= float(gap) <= float(moved[1][0, j]) + 1e-9
