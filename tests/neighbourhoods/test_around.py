"""Rows of neighbourhoods, against what theory says of linear networks and of networks of one input."""

import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest

from lottery_verify import Box, Network, check, prove_around
from lottery_verify.checker.rules.paired import PairLayer
from lottery_verify.errors import InvalidArgument, UnsupportedNetwork
from tests.checker.pairs import largest_along_line, random_pair

NEAR = Fraction(1, 1 << 40)  # of the rule's rounding: ends are taken over 2^-48


def networks(pair: Sequence[PairLayer]) -> tuple[Network, Network]:
    """F and Ĝ of a pair without sign-dependent weights."""
    unit = 256.0
    f = [np.array(y.f) / unit for y in pair], [np.array(y.bias) / unit for y in pair]
    g = [np.array(y.g) / unit for y in pair], [(np.array(y.bias) + np.array(y.gap_bias)) / unit for y in pair]
    relu = [y.relu for y in pair]
    return Network.from_arrays(*f, relu), Network.from_arrays(*g, relu)


def linear(seed: int) -> tuple[Network, Network]:
    """Two affine networks of three inputs and two outputs."""
    return networks(random_pair(random.Random(seed), (3, 2), near=60))


def images(seed: int, count: int, width: int) -> Any:
    """Points with coordinates over 16, in [0, 1]."""
    return np.random.default_rng(seed).integers(0, 17, (count, width)) / 16.0


@pytest.mark.parametrize("seed", range(6))
def test_linear_networks(seed: int) -> None:
    """sup |Ĝ_j − F_j| around x is |ΔW_j·x + Δb_j| + radius·‖ΔW_j‖₁, and it is found exactly."""
    target, ticket = linear(seed)
    points, radius = images(seed, 4, 3), Fraction(1, 10)
    made = prove_around(ticket, target, points, radii=["0.1", "0.3"])
    assert [(row.image, row.radius) for row in made.rows] == [(i, r) for i in range(4) for r in (radius, 3 * radius)]
    (f,), (g,) = target.layers, ticket.layers
    assert f.bias is not None
    assert g.bias is not None
    weight = [[Fraction(v) for v in row] for row in (g.weight - f.weight).tolist()]
    bias = [Fraction(v) for v in (g.bias - f.bias).tolist()]
    for row in made.rows:
        x = [Fraction(v) for v in points[row.image].tolist()]
        each = [
            abs(sum((w * v for w, v in zip(line, x, strict=True)), b)) + row.radius * sum(map(abs, line))
            for line, b in zip(weight, bias, strict=True)
        ]
        assert row.found == max(each)
        assert row.proved is not None
        assert 0 <= row.proved - row.found <= NEAR


@pytest.mark.parametrize("seed", range(4))
def test_clip(seed: int) -> None:
    """The largest difference of linear networks over the corners of the box that is left, and the box itself."""
    target, ticket = linear(seed)
    points = images(seed, 3, 3)
    made = prove_around(ticket, target, points, radii=["1/4"], clip=(0, 1))
    for row in made.rows:
        x = [Fraction(v) for v in points[row.image].tolist()]
        ends = [(max(v - Fraction(1, 4), Fraction(0)), min(v + Fraction(1, 4), Fraction(1))) for v in x]
        assert row.box == Box([a for a, _ in ends], [b for _, b in ends])
        differences = [
            abs(
                sum(
                    (Fraction(float(w)) * v for w, v in zip(g - f, corner, strict=True)),
                    Fraction(float(b - a)),
                )
            )
            for corner in product(*ends)
            for f, g, a, b in zip(
                target.layers[0].weight, ticket.layers[0].weight, target.layers[0].bias, ticket.layers[0].bias,
                strict=True,
            )
        ]  # fmt: skip
        assert row.found == max(differences)
        assert row.proved is not None
        assert 0 <= row.proved - row.found <= NEAR


@pytest.mark.parametrize("seed", range(8))
def test_one_input_whose_supremum_is_known(seed: int) -> None:
    """found ≤ sup ≤ proved, where the kinks are solved for; each certificate is accepted for its region."""
    pair = random_pair(random.Random(seed), (1, 5, 4, 2), near=20)
    target, ticket = networks(pair)
    points = images(seed, 3, 1)
    made = prove_around(ticket, target, points, radii=["1/8"], timeout=0)
    for row in made.rows:
        (low,), (high,) = row.box.lower, row.box.upper
        exact = max(max(-least, most) for least, most in largest_along_line(pair, low, high))
        assert row.proved is not None
        assert row.found <= exact <= row.proved
        assert low <= row.witness[0] <= high
        proof = made.certificate(row)
        assert proof is not None
        verdict = check(proof, ticket=ticket, target=target, region=row.box, epsilon=proof.epsilon)
        assert verdict.status == "accepted", verdict


def test_more_time_only_narrows() -> None:
    """A second look never loses: found rises, proved falls, and the bounds are near at last."""
    pair = random_pair(random.Random(5), (2, 8, 8, 2), near=60)
    target, ticket = networks(pair)
    first, second = (prove_around(ticket, target, images(1, 3, 2), radii=["1/2"], timeout=t) for t in (0, 20))
    for a, b in zip(first.rows, second.rows, strict=True):
        assert a.proved is not None
        assert b.proved is not None
        assert a.found <= b.found <= b.proved <= a.proved
        assert b.proved <= b.found * Fraction(106, 100)
        proof = second.certificate(b)
        assert proof is not None
        assert check(proof, ticket=ticket, target=target, region=b.box, epsilon=proof.epsilon).status == "accepted"


def test_more_time_narrows_where_many_inputs_move() -> None:
    """120 inputs: the second look proves less than four fifths of the first, and the checker accepts its certificate.

    Catches: a row of many inputs that is left as it was, or steps that prove another bound than the row's.
    """
    generator = np.random.default_rng(2)
    weights = [generator.normal(size=(b, a)) / np.sqrt(a) for a, b in ((120, 8), (8, 8), (8, 2))]
    near = [w + generator.uniform(-1e-3, 1e-3, w.shape) for w in weights]
    target, ticket = Network.from_arrays(weights), Network.from_arrays(near)
    first, second = (prove_around(ticket, target, np.zeros((1, 120)), radii=["1/2"], timeout=t) for t in (0, 60))
    (one,), (other,) = first.rows, second.rows
    assert one.proved is not None
    assert other.proved is not None
    assert other.proved < Fraction(4, 5) * one.proved
    assert other.found >= one.found
    made, box = second.certificate(other), other.box
    assert made is not None
    assert made.epsilon == other.proved
    assert check(made, ticket=ticket, target=target, region=box, epsilon=made.epsilon).status == "accepted"


def test_rows_depend_neither_on_batch_nor_on_executor() -> None:
    """Batches of 1, 2 and all; this process and two threads. Catches a row that takes its neighbour's box."""
    pair = random_pair(random.Random(2), (6, 8, 3), near=30)
    target, ticket = networks(pair)
    points = images(3, 5, 6)

    def rows(**options: Any) -> list[Any]:
        made = prove_around(ticket, target, points, radii=["0.01", "0.2"], clip=(0, 1), timeout=0, **options)
        return [replace(row, seconds=0.0) for row in made.rows]

    expected = rows()
    assert rows(batch=1) == expected
    assert rows(batch=3) == expected
    with ThreadPoolExecutor(2) as workers:
        assert rows(workers=workers, processes=2) == expected


CLASSES = Network.from_arrays([np.eye(2)], [[0.0, 0.0]])
LOWER = Network.from_arrays([np.eye(2)], [[-0.125, 0.0]])  # its class is 0 where x₀ − x₁ ≥ 1/8


@pytest.mark.parametrize(
    ("image", "radius", "expected"),
    [
        ((1.0, 0.0), "1/4", "agreed"),  # x₀ − x₁ ≥ 1/2
        ((0.0, 1.0), "1/4", "agreed"),
        ((0.625, 0.375), "1/8", "differs"),  # from 0 to 1/2: between 0 and 1/8 the classes differ
        ((0.5, 0.4375), "1/64", "differs"),  # from 1/32 to 3/32: everywhere
    ],
)
def test_top1(image: tuple[float, float], radius: str, expected: str) -> None:
    """The predicted class of two outputs that are their inputs, less 1/8 in one of them."""
    (row,) = prove_around(LOWER, CLASSES, [image], radii=[radius], timeout=5).rows
    assert row.top1 == expected
    if row.change is not None:
        x, y = row.change.x
        assert 0 < x - y <= Fraction(1, 8)
        assert (row.change.before, row.change.after) == (0, 1)
        assert all(a <= v <= b for v, a, b in zip(row.change.x, row.box.lower, row.box.upper, strict=True))


def test_top1_is_not_asked_of_one_output() -> None:
    """Nor where it is left out."""
    one = Network.from_arrays([[[1.0, 2.0]]])
    assert prove_around(one, one, [[0.5, 0.5]], radii=[1]).rows[0].top1 is None
    assert prove_around(LOWER, CLASSES, [[0.5, 0.5]], radii=[1], top1=False).rows[0].top1 is None


def test_equal_networks_differ_by_nothing() -> None:
    """found is 0, proved next to nothing, and a ratio is not made of them."""
    target, _ = linear(1)
    row = prove_around(target, target, images(1, 1, 3), radii=["0.5"]).rows[0]
    assert row.found == 0
    assert row.proved is not None
    assert row.proved <= NEAR
    assert row.ratio is None


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"radii": []}, "radius: at least one"),
        ({"radii": [0]}, "radius 0 must be above 0"),
        ({"radii": ["0.1", "1/10"]}, "one is given twice"),
        ({"clip": (1, 0)}, "the lower end must be below"),
        ({"clip": (0, 1, 2)}, "3 numbers"),
        ({"clip": ("0.5", 1)}, "image 0, input 0 is 0.25, outside the clip 0.5,1"),
        ({"norm": "l1"}, "norm 'l1' must be one of"),
        ({"gap": 1}, "gap 1 must be above 1"),
        ({"timeout": float("nan")}, "timeout nan"),
        ({"seed": -1}, "seed -1"),
        ({"batch": 0}, "batch 0"),
        ({"scale": 0}, "scale 0 must be above 0"),
    ],
)
def test_arguments(options: dict[str, Any], message: str) -> None:
    """Each wrong one is named."""
    with pytest.raises(InvalidArgument) as caught:
        prove_around(LOWER, CLASSES, [[0.25, 0.75]], **{"radii": [1], **options})
    assert message in str(caught.value)


def test_networks_of_other_widths_are_refused() -> None:
    """The joint rules compare two chains of the same widths."""
    wider = Network.from_arrays([np.ones((3, 2)), np.ones((2, 3))])
    with pytest.raises(UnsupportedNetwork, match="same widths"):
        prove_around(wider, CLASSES, [[0.5, 0.5]], radii=[1])
