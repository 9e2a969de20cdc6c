"""What the strategies can produce (`find_any`) and what they shrink to (`minimal`)."""

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lottery_verify import strategies as lv
from lottery_verify.checker.regions import Ball, Box
from lottery_verify.errors import InvalidArgument
from lottery_verify.laws.source import SHAPES
from lottery_verify.networks.network import Network
from lottery_verify.strategies.numbers import check_range
from tests.strategies.finding import find_any, minimal


def weights_of(network: Network) -> np.ndarray:  # type: ignore[type-arg]
    """All weights, without biases."""
    return np.concatenate([layer.weight.ravel() for layer in network.layers])


def is_rank_one(network: Network) -> bool:
    """Whether a layer of more than one row and column has rank one."""
    return any(
        min(w.shape) > 1 and w.all() and np.linalg.matrix_rank(w) == 1
        for w in (layer.weight for layer in network.layers)
    )


TARGETS: dict[str, Callable[[Network], bool]] = {
    "zero": lambda n: bool((weights_of(n) == 0).any()),
    "subnormal": lambda n: bool((np.abs(weights_of(n)) == 5e-324).any()),
    "next to 1": lambda n: bool((np.abs(weights_of(n)) == 1 - 2.0**-24).any()),
    "float64": lambda n: bool((weights_of(n).astype(np.float32) != weights_of(n)).any()),
    "repeated": lambda n: len(weights_of(n)) > 4 and len(set(weights_of(n).tolist())) == 1,
    "rank one": is_rank_one,
    "dead neuron": lambda n: any(
        la.bias is not None and (la.bias + np.abs(la.weight).sum(1) < 0).any() for la in n.layers
    ),
    "always on": lambda n: any(
        la.bias is not None and (la.bias - np.abs(la.weight).sum(1) > 0).any() for la in n.layers
    ),
    "category edge": lambda n: bool((np.abs(weights_of(n)) == ((1 + 5**0.5) / 2) ** -1).any()),
    "beside an edge": lambda n: bool((np.abs(weights_of(n)) == np.nextafter(((1 + 5**0.5) / 2) ** -1, 0)).any()),
    "huge norm": lambda n: float(np.abs(weights_of(n)).max()) >= 4096,
    "tiny": lambda n: 0 < float(np.abs(weights_of(n)).max()) <= 2.0**-12,
    "bias and none": lambda n: {layer.bias is None for layer in n.layers} == {True, False},
    "shift": lambda n: n.shift is not None and bool(n.shift.any()),
    "relu at the end": lambda n: n.layers[-1].relu,
    "no relu between": lambda n: n.depth > 1 and not n.layers[0].relu,
    "deep": lambda n: n.depth == 3,
    "wide": lambda n: max(n.widths) == 4,
    "widths differ": lambda n: len(set(n.widths)) > 2,
}


@pytest.mark.parametrize("name", TARGETS)
def test_targets_can_be(name: str) -> None:
    """Every special kind occurs."""
    find_any(lv.targets(), TARGETS[name])


def test_targets_shrink_to_one_zero() -> None:
    """One layer, one weight, 0, no bias."""
    smallest = minimal(lv.network_specs(), lambda spec: True)
    assert smallest == lv.NetworkSpec((((0.0,),),), (None,), (False,))


def test_targets_shrink_to_the_fault() -> None:
    """The smallest network with a weight above 1/2 has the one weight 1."""
    smallest = minimal(
        lv.network_specs(), lambda spec: any(v > 0.5 for rows in spec.weights for row in rows for v in row)
    )
    assert smallest.weights == (((1.0,),),)


@given(lv.targets(min_width=2, max_width=3, min_depth=2, max_depth=2, shifted=False))
def test_targets_keep_their_limits(network: Network) -> None:
    """Widths, depth and shift as asked."""
    assert all(2 <= n <= 3 for n in network.widths)
    assert network.depth == 2
    assert network.shift is None


def test_limits_out_of_order_are_named() -> None:
    """Both arguments, with their values."""
    with pytest.raises(InvalidArgument, match=r"min_width=3 must be at most max_width=2"):
        lv.targets(min_width=3, max_width=2)
    with pytest.raises(InvalidArgument, match=r"min_value=2 must be at most max_value=1"):
        lv.rationals(min_value=2, max_value=1)
    with pytest.raises(InvalidArgument, match=r"places"):
        lv.corruptions(places=("sun",))
    with pytest.raises(InvalidArgument, match=r"a=2 must be at most b=1"):
        check_range("a", 2, "b", 1)


REGIONS: dict[str, Callable[[Box | Ball], bool]] = {
    "ball around 0": lambda r: isinstance(r, Ball) and not any(r.centre),
    "ball around a point": lambda r: isinstance(r, Ball) and all(r.centre),
    "point": lambda r: isinstance(r, Box) and r.lower == r.upper,
    "unit box": lambda r: r == Box.cube(0, 1, 2),
    "one side flat": lambda r: (
        isinstance(r, Box) and [a == b for a, b in zip(r.lower, r.upper, strict=True)] == [True, False]
    ),
    "never positive": lambda r: isinstance(r, Box) and max(r.upper) <= 0 > min(r.lower),
    "thirds": lambda r: isinstance(r, Box) and any(v.denominator == 3 for v in r.lower),
}


@pytest.mark.parametrize("name", REGIONS)
def test_regions_can_be(name: str) -> None:
    """Every special kind occurs."""
    find_any(lv.regions(width=2), REGIONS[name])


@given(lv.regions(width=3).flatmap(lambda r: st.tuples(st.just(r), lv.points(r))))
def test_points_are_inside(pair: tuple[Box | Ball, tuple[Fraction, ...]]) -> None:
    """Exactly."""
    region, x = pair
    if isinstance(region, Box):
        assert all(a <= v <= b for a, v, b in zip(region.lower, x, region.upper, strict=True))
    else:
        assert sum((v - c) ** 2 for v, c in zip(x, region.centre, strict=True)) <= region.radius**2


def test_points_can_be_corners_and_poles() -> None:
    """The ends of a box and the sphere are reached."""
    box, ball = Box.cube(0, 1, 2), Ball(Fraction(3), 2)
    assert find_any(lv.points(box), lambda x: x == (1, 0)) == (1, 0)
    assert find_any(lv.points(ball), lambda x: x == (3, 0)) == (3, 0)


def test_bases_are_on_their_side_of_phi() -> None:
    """Below: 21/13 is there; above: 34/21 is there, and 2 is the smallest."""
    assert find_any(lv.bases(), lambda b: b == Fraction(21, 13))
    assert find_any(lv.bases(above_phi=True), lambda b: b == Fraction(34, 21))
    assert minimal(lv.bases(above_phi=True), lambda b: True) == 2


@given(lv.bases(), lv.bases(above_phi=True))
def test_bases_meet_their_hypothesis(below: Fraction, above: Fraction) -> None:
    """γ² ≤ γ + 1 and γ² > γ + 1."""
    assert below > 1
    assert below * below <= below + 1
    assert above * above > above + 1


@given(lv.bases().flatmap(lambda b: st.tuples(st.just(b), lv.samples_in_categories(b, 4))))
def test_samples_lie_in_their_windows(pair: tuple[Fraction, tuple[Fraction, ...]]) -> None:
    """One in each, ends included."""
    base, samples = pair
    assert all(base ** -(i + 1) <= x <= base**-i for i, x in enumerate(samples, 1))


def test_samples_shrink_to_the_bottoms() -> None:
    """And can be at the top."""
    base = Fraction(3, 2)
    assert minimal(lv.samples_in_categories(base, 2), lambda s: True) == (base**-2, base**-3)
    assert find_any(lv.samples_in_categories(base, 2), lambda s: s[0] == 1 / base)
    assert find_any(lv.samples_in_categories(base, 1, max_place=3), lambda s: s[0] > 1 / base)


def test_laws_and_sources() -> None:
    """Both laws with their extremes; every shape; all seeds."""
    assert find_any(lv.laws(), lambda law: law.name == "uniform" and law.lower == 60)
    assert find_any(lv.laws(), lambda law: law.name == "hyperbolic" and law.upper == law.lower + 1)
    assert minimal(lv.laws(), lambda law: True).name == "uniform"
    assert find_any(lv.seeds(), lambda s: s == (1 << 64) - 1)
    assert minimal(lv.seeds(), lambda s: True) == 0
    assert {find_any(lv.source_networks(), lambda g, s=s: g.shape == s).shape for s in SHAPES} == {
        *SHAPES
    }


def test_probabilities_shrink_to_a_half() -> None:
    """And stay inside (0, 1)."""
    assert minimal(lv.probabilities(), lambda p: True) == Fraction(1, 2)




























