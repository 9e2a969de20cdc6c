"""Certified figures of targets, against independent computation; never below the truth."""

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lottery_verify.bounds.measure import inputs_from_target, measure
from lottery_verify.bounds.spectral import root_above, spectral_norm_bound
from lottery_verify.checker.regions import Ball, Box, parse_region
from lottery_verify.errors import InvalidArgument
from lottery_verify.networks.loading import load_target
from lottery_verify.networks.network import Network

SEEDS = st.integers(0, 2**32 - 1)


def largest_singular_square(weight: np.ndarray) -> Fraction:
    """A rational number certainly not above the squared spectral norm: a Rayleigh quotient in exact arithmetic."""
    vector = [Fraction(float(one)) for one in np.linalg.svd(weight)[2][0]]
    image = [sum((Fraction(float(a)) * b for a, b in zip(row, vector, strict=True)), Fraction(0)) for row in weight]
    return sum((one * one for one in image), Fraction(0)) / sum((one * one for one in vector), Fraction(0))


@settings(max_examples=60, derandomize=True)
@given(seed=SEEDS, rows=st.integers(1, 9), columns=st.integers(1, 9), scale=st.integers(-40, 40), rank=st.booleans())
def test_spectral_norm_bound_is_above_the_norm_and_near(
    seed: int, rows: int, columns: int, scale: int, rank: bool
) -> None:
    """At least an exact Rayleigh quotient, at most 0.01 % more, whatever the scale and the rank."""
    generator = np.random.default_rng(seed)
    weight = generator.standard_normal((rows, columns)) * 2.0**scale
    if rank:
        weight = np.outer(weight[:, 0], weight[0])
    bound, least = spectral_norm_bound(weight), largest_singular_square(weight)
    assert bound * bound >= least
    assert bound * bound <= least * Fraction(10002, 10000)


@pytest.mark.parametrize(
    ("weight", "norm"),
    [
        (np.eye(7), 1),
        (np.zeros((3, 4)), 0),
        (np.full((4, 9), 0.5), 3),
        (np.array([[3.0, 0.0], [4.0, 0.0]]), 5),
        (np.array([[5e-324]]), Fraction(5e-324)),
        (np.array([[1.7e308, 0.0]]), Fraction(1.7e308)),
        (np.diag([1.0, 1e-200]), 1),
    ],
)
def test_known_spectral_norms(weight: np.ndarray, norm: Fraction | int) -> None:
    """Identity, zero, constant, rank one, smallest and largest doubles: never below, at most 0.01 % above."""
    bound = spectral_norm_bound(weight)
    assert norm <= bound <= norm * Fraction(10001, 10000)


def test_root_above() -> None:
    """Squares have their roots, others a number just above."""
    assert root_above(Fraction(9, 4)) == Fraction(3, 2)
    assert 2 <= root_above(Fraction(2)) ** 2 <= 2 + Fraction(1, 2**60)


def random_target(seed: int, biases: bool, shift: bool) -> Network:
    """A small network of random shape."""
    generator = np.random.default_rng(seed)
    widths = generator.integers(1, 6, generator.integers(2, 5))
    weights = [generator.standard_normal((b, a)) for a, b in pairwise(widths)]
    return Network.from_arrays(
        weights,
        [generator.standard_normal(len(w)) for w in weights] if biases else None,
        shift=generator.standard_normal(widths[0]) if shift else None,
    )


@settings(max_examples=40, derandomize=True)
@given(seed=SEEDS, biases=st.booleans(), shift=st.booleans(), ball=st.booleans())
def test_activations_stay_below_f_max(seed: int, biases: bool, shift: bool, ball: bool) -> None:
    """Activations at sampled points, in exact arithmetic, never exceed F_max, nor inputs the input norm."""
    target = random_target(seed, biases, shift)
    generator = np.random.default_rng(seed + 1)
    width = target.widths[0]
    centre = np.linspace(-2.5, 1.0, width) if seed % 2 else np.zeros(width)
    region = Ball(Fraction(3, 2), width, tuple(centre)) if ball else Box.cube("-1/3", 2, width)
    found = measure(target, region)
    for _ in range(12):
        if ball:
            direction = generator.standard_normal(width)
            point = centre + direction / (np.linalg.norm(direction) * 1.0000001) * 1.5
        else:
            point = np.where(generator.integers(0, 2, width) == 1, 2.0, -0.333333)
        values = [Fraction(float(one)) for one in point]
        if target.shift is not None:
            values = [a - Fraction(float(s)) for a, s in zip(values, target.shift, strict=True)]
        assert sum((one * one for one in values), Fraction(0)) <= found.input_norm**2
        for place, layer in enumerate(target.layers):
            assert max(abs(one) for one in values) <= found.f_max, place
            bias = np.zeros(layer.n_out) if layer.bias is None else layer.bias
            values = [
                sum((Fraction(float(w)) * y for w, y in zip(row, values, strict=True)), Fraction(float(b)))
                for row, b in zip(layer.weight, bias, strict=True)
            ]
            values = [max(one, Fraction(0)) for one in values] if layer.relu else values


def test_figures_of_a_network_by_hand() -> None:
    """w_max, F_max, norms and counts of a network small enough to do on paper."""
    target = Network.from_arrays([[[1.0, -2.0], [0.5, 0.0]], [[3.0, 4.0]]], [[0.25, -5.0], None])
    found = measure(target, Box.cube(0, 1, 2))
    assert found.w_max == 5  # the bias counts
    assert found.f_max == Fraction(5, 4)  # max(1*1 + 1/4, ...), the second neuron is never on
    assert found.nonzeros == (5, 2)
    assert 5 <= found.spectral_norms[1] <= Fraction(50001, 10000)
    assert found.input_norm**2 >= 2
    made = inputs_from_target(target, Box.cube(0, 1, 2), "0.1", "0.1")
    assert [(one.outputs, one.inputs) for one in made.layers] == [(2, 3), (1, 2)]  # a bias is one more input
    assert made.width == 3


def test_a_ball_is_not_its_box() -> None:
    """On the unit ball of R^4 a row of ones reaches 2, not 4."""
    target = Network.from_arrays([[[1.0] * 4], [[1.0]]])
    assert 2 <= measure(target, Ball(Fraction(1), 4)).f_max <= 2 + Fraction(1, 2**50)
    assert measure(target, Box.cube(-1, 1, 4)).f_max == 4


def test_a_region_that_does_not_fit_is_refused() -> None:
    """The error names the region's width and the target's; a region where all is 0 gives no bound."""
    target = Network.from_arrays([[[1.0, 2.0]]], name="pair")
    with pytest.raises(InvalidArgument, match=r"region: it has 3 inputs, but pair takes 2"):
        measure(target, Box.cube(0, 1, 3))
    with pytest.raises(InvalidArgument, match="every activation"):
        inputs_from_target(target, Box.cube(0, 0, 2), "0.1", "0.1")


def test_figures_of_fc2(shared_data: Path) -> None:
    """The published figures of fc2: largest weight 0.5407, norms about 3.57 and 3.11, largest row sum 31.0."""
    target = load_target(str(shared_data / "fc2.pt"))
    found = measure(target, parse_region("box:0,1", 784))
    assert found.w_max == Fraction(float(max(np.max(np.abs(layer.weight)) for layer in target.layers)))
    assert round(float(found.w_max), 4) == 0.5407
    assert [round(float(one), 2) for one in found.spectral_norms] == [3.57, 3.11]
    for bound, layer in zip(found.spectral_norms, target.layers, strict=True):
        vector = np.linalg.svd(layer.weight, full_matrices=False)[2][0]
        assert float(bound) >= np.linalg.norm(layer.weight @ vector) * (1 - 1e-12)
    largest = np.max(np.maximum(layer_sums(target.layers[0].weight), 0))
    assert abs(float(found.f_max) - largest) < 1e-9
    assert found.f_max < 31
    assert found.input_norm == 28


def layer_sums(weight: np.ndarray) -> np.ndarray:
    """The largest value of each row over [0, 1]^n: the sum of its positive weights."""
    return np.where(weight > 0, weight, 0).sum(axis=1)
