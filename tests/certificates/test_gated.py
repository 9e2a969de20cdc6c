"""Certificates by the rule `gated`, from networks to the checker's verdict."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from lottery_verify.certificates.gated import few_gates, gate
from lottery_verify.checker.judge import check
from lottery_verify.checker.regions import Ball, Box
from lottery_verify.errors import UnsupportedNetwork
from lottery_verify.networks.network import Array, Layer, Network
from lottery_verify.networks.saving import save_network


def networks(depth: int) -> tuple[Network, Network]:
    """A network of six inputs and another near it, of integers over 2^10."""
    random = np.random.default_rng(7)
    sizes = [6, *[8] * (depth - 1), 2]
    near, far = [], []
    for k, (n, m) in enumerate(pairwise(sizes)):
        weight, off = random.integers(-900, 900, (m, n)) / 1024, random.integers(-3, 4, (m, n)) / 1024
        bias = random.integers(-300, 300, m) / 1024
        near.append(Layer(weight, bias, k + 1 < depth))
        far.append(Layer(weight + off, bias, k + 1 < depth))
    return Network(tuple(near)), Network(tuple(far))


def largest(f: Network, g: Network, points: Array) -> float:
    """The largest difference of an output at some points, of floats that are exact enough for a comparison."""

    def values(network: Network) -> Array:
        y = points
        for layer in network.layers:
            y = y @ layer.weight.T + (0 if layer.bias is None else layer.bias)
            y = np.maximum(y, 0) if layer.relu else y
        return y

    return float(np.abs(values(f) - values(g)).max())


@pytest.mark.parametrize("depth", [2, 3])
def test_the_checker_accepts_what_is_proved_and_nothing_less(depth: int, tmp_path: Path) -> None:
    """The proof is accepted at what it proves; a claim of less is rejected, whatever the hints; samples stay below."""
    f, g = networks(depth)
    files = [str(tmp_path / name) for name in ("f.safetensors", "g.safetensors", "c.json")]
    save_network(f, files[0])
    save_network(g, files[1])
    region = Box.cube(0, 1, 6)
    proof = gate(g, f, region=region, steps=30)
    assert proof.proved is not None
    proof.save(files[2])
    asked = {"ticket": files[1], "target": files[0], "region": region}
    assert check(files[2], epsilon=proof.proved, **asked).status == "accepted"  # type: ignore[arg-type]
    replace(proof, epsilon=proof.proved * Fraction(999, 1000)).save(files[2])
    assert check(files[2], epsilon=proof.proved, **asked).status == "rejected"  # type: ignore[arg-type]
    points = np.random.default_rng(1).integers(0, 2, (2000, 6)).astype(np.float64)
    assert largest(f, g, points) <= proof.proved


def test_the_same_bytes_again() -> None:
    """Nothing depends on what ran before."""
    f, g = networks(2)
    region = Box.cube(0, 1, 6)
    assert gate(g, f, region=region, steps=5).to_json() == gate(g, f, region=region, steps=5).to_json()


def test_what_it_is_not_for_is_refused() -> None:
    """One layer has no gates, and a ball no ends."""
    f, g = networks(1)
    with pytest.raises(UnsupportedNetwork, match="ReLU before the last layer"):
        gate(g, f, region=Box.cube(0, 1, 6))
    f, g = networks(2)
    with pytest.raises(UnsupportedNetwork, match="box"):
        gate(g, f, region=Ball(1, 6))


@pytest.mark.parametrize("size", [0.0, 1.0, 2.0**60, 2.0**500, 2.0**900])
@pytest.mark.parametrize("point", [True, False])
def test_numbers_at_the_ends_of_floats(size: float, point: bool, tmp_path: Path) -> None:
    """Weights whose squares overflow, a bias that hides the input, and a region of one point still get a bound that is
    no less than the difference at its end, and that the checker accepts. Catches a search that ends in a warning, or in
    the maximum of nothing, and hints of more than 64 bits, which the checker refuses."""
    bias: list[Array | None] = [np.array([size, size]), None]
    f, g = (
        Network.from_arrays([np.array([[size], [-size]]), np.array([[last, size]])], bias, [True, False])
        for last in (1.0, 1.25)
    )
    region = Box((1,), (1,)) if point else Box((-1,), (1,))
    proof = gate(g, f, region=region, steps=5)
    assert proof.proved is not None
    assert proof.proved >= Fraction(size) / 2
    files = [str(tmp_path / name) for name in ("f.safetensors", "g.safetensors", "c.json")]
    save_network(f, files[0])
    save_network(g, files[1])
    proof.save(files[2])
    verdict = check(files[2], ticket=files[1], target=files[0], region=region, epsilon=proof.proved)
    assert verdict.status == "accepted"


def test_gates_are_few_where_their_ends_share_scales() -> None:
    """500 open gates behind 784 inputs are few for ten outputs, whose ends share scales, and many for one of them.

    Catches: one threshold for both; outputs counted where only one is meant; no threshold where scales are shared.
    """
    weights = [np.zeros((500, 784)), np.zeros((10, 500))]
    target = Network.from_arrays(weights, [None, None], [True, False])
    assert few_gates(target, 500)
    assert few_gates(target, 0)
    assert not few_gates(target, 500, only=3)
    assert few_gates(target, 300, only=3)
    assert not few_gates(target, 800)
