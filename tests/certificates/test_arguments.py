"""What prune, certify, attack and check take for a network, a ticket and a region."""

from pathlib import Path

import numpy as np
import pytest
import torch

from lottery_verify.certificates.attack import attack
from lottery_verify.certificates.certificate import certify
from lottery_verify.certificates.repeat import check
from lottery_verify.checker.regions import Ball, Box
from lottery_verify.errors import InvalidArgument
from lottery_verify.networks.network import Network
from lottery_verify.networks.saving import save_network
from lottery_verify.pruning.pruner import prune
from tests.networks.models import network_model, write

WEIGHTS = [np.array([[0.5, -0.25], [1.0, 0.5], [0.0, 0.75]]), np.array([[1.0, -1.0, 0.5]])]
TARGET = Network.from_arrays(WEIGHTS)
PRUNED = Network.from_arrays([np.where(abs(WEIGHTS[0]) < 0.3, 0.0, WEIGHTS[0]), WEIGHTS[1]])


def module(network):
    """A torch module of the same weights."""
    first, last = (torch.nn.Linear(layer.n_in, layer.n_out, bias=False) for layer in network.layers)
    for linear, layer in zip((first, last), network.layers, strict=True):
        linear.weight.data = torch.tensor(layer.weight, dtype=torch.float32)
    return torch.nn.Sequential(first, torch.nn.ReLU(), last).eval()


@pytest.fixture(params=["network", "module", "safetensors", "onnx as text"])
def spell(request, tmp_path):
    """One way to give a network."""

    def made(network, name):
        if request.param == "safetensors":
            save_network(network, tmp_path / f"{name}.safetensors")
            return tmp_path / f"{name}.safetensors"
        if request.param == "onnx as text":
            return str(write(tmp_path, network_model(network), f"{name}.onnx"))
        return module(network) if request.param == "module" else network

    return made


def test_every_spelling_of_a_network(spell):
    """Networks, modules and files give the same certificate, attack, ticket and verdict. Catches AttributeError."""
    target, pruned = spell(TARGET, "target"), spell(PRUNED, "pruned")
    made = certify(pruned, target, region="box:0,1")
    assert made == certify(PRUNED, TARGET, region=Box.cube(0, 1, 2))
    assert attack(pruned, target, region="box:0,1", samples=50, steps=2).found <= made.proved
    assert check(made, ticket=pruned, target=target, region="box:0,1", epsilon=made.epsilon).status == "accepted"
    ticket = prune(target, region="box:0,1", epsilon="0.1", seed=1)
    assert ticket.target == TARGET.digest


def test_every_spelling_of_a_region(tmp_path):
    """Arrays, text and files name the same box and the same ball. Catches a float32 that is rounded on its way."""
    (tmp_path / "b.txt").write_text("0 1\n0 0.5\n")
    (tmp_path / "c.txt").write_text("1/2\n0.25\n")
    form = "(declare-const X_{0} Real)(assert (>= X_{0} 0))(assert (<= X_{0} {1}))"
    words = form.format(0, 1) + form.format(1, 0.5)
    (tmp_path / "r.VNNLIB").write_text(words)
    arrays = Box(np.zeros(2), np.array([1, 0.5], np.float32))
    assert arrays == Box(torch.zeros(2), [1, "1/2"])
    made = certify(PRUNED, TARGET, region=arrays)
    for region in (tmp_path / "b.txt", str(tmp_path / "b.txt"), tmp_path / "r.VNNLIB"):
        assert certify(PRUNED, TARGET, region=region) == made
        assert check(made, ticket=PRUNED, target=TARGET, region=region, epsilon=made.epsilon).status == "accepted"
    around = certify(PRUNED, TARGET, region=f"ball:1/8@{tmp_path / 'c.txt'}")
    assert around == certify(PRUNED, TARGET, region=Ball(0.125, 2, np.array([0.5, 0.25], np.float32)))
    assert around != certify(PRUNED, TARGET, region="ball:1/8")


@pytest.mark.parametrize("wrong", [None, 3, [[1.0]], np.eye(2), b"x.pt", Path])
def test_what_is_none_of_these(wrong):
    """Is refused with the argument's name, by each function. Catches an AttributeError deep inside."""
    region = Box.cube(0, 1, 2)
    calls = {
        "target": [
            lambda: certify(PRUNED, wrong, region=region),
            lambda: attack(PRUNED, wrong, region=region),
            lambda: prune(wrong, region=region, epsilon=1, seed=1),
            lambda: check("c", ticket=PRUNED, target=wrong, region=region, epsilon=1),
        ],
        "ticket": [
            lambda: certify(wrong, TARGET, region=region),
            lambda: attack(wrong, TARGET, region=region),
            lambda: check("c", ticket=wrong, target=TARGET, region=region, epsilon=1),
        ],
        "region": [
            lambda: certify(PRUNED, TARGET, region=wrong),
            lambda: attack(PRUNED, TARGET, region=wrong),
            lambda: prune(TARGET, region=wrong, epsilon=1, seed=1),
            lambda: check("c", ticket=PRUNED, target=TARGET, region=wrong, epsilon=1),
        ],
        "certificate": [lambda: check(wrong, ticket=PRUNED, target=TARGET, region=region, epsilon=1)],
    }
    for name, wrongs in calls.items():
        for call in wrongs:
            with pytest.raises(InvalidArgument, match=rf"^{name}: a \w+; expected a"):
                call()
