"""What names say of order and activations; what is assumed beyond them is said, and the rest refused."""

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from lottery_verify.errors import InvalidArgument, UnsupportedNetwork
from lottery_verify.networks.layouts import ALONE, BETWEEN, FILE_ORDER, FLATTEN, arrange, natural_order
from lottery_verify.networks.loading import load_target
from tests.networks.models import forward

CASES = Path(__file__).resolve().parents[3] / "shared" / "cases"


def square(*names):
    return dict.fromkeys(names, (3, 3))


def saved(folder, module, order=None):
    """A module's state_dict, its names in `order`."""
    state = module.state_dict()
    torch.save({key: state[key] for key in order or state}, folder / "net.pt")
    return folder / "net.pt"


def agrees(network, module):
    """Whether a network computes what torch's forward pass does, within the rounding of float64."""
    module = module.double().eval()
    for x in np.random.default_rng(4).uniform(-2, 2, (20, network.widths[0])):
        expected, bound = forward(network, x, 2.0**-53)
        with torch.no_grad():
            actual = module(torch.from_numpy(x)).numpy()
        if not (np.abs(actual - expected) <= bound).all():
            return False
    return True


@given(st.randoms(use_true_random=False))
def test_numbers_order_the_layers_whatever_the_file_does(tmp_path_factory, random):
    """A state_dict in any order is read as what torch runs with it. Catches the file's order, and 10 before 2."""
    torch.manual_seed(7)
    layers = [layer for _ in range(6) for layer in (nn.Linear(3, 3), nn.ReLU())]
    module = nn.Sequential(*layers, nn.Linear(3, 3))
    keys = list(module.state_dict())
    random.shuffle(keys)
    assert agrees(load_target(saved(tmp_path_factory.getbasetemp(), module, keys)), module)


def test_linear_on_linear_is_not_read_as_relu_between(tmp_path):
    """Sequential(Linear, Linear) is refused, and read as torch runs it where the user says so.

    Catches: the reading of Sequential(Linear, ReLU, Linear), whose weights are the same.
    """
    torch.manual_seed(2)
    first, second = nn.Linear(4, 4), nn.Linear(4, 4)
    path = saved(tmp_path, nn.Sequential(first, second))
    with pytest.raises(UnsupportedNetwork, match="its numbers leave no layer between '0' and '1'"):
        load_target(path)
    linear = load_target(path, activations="none")
    assert agrees(linear, nn.Sequential(first, second))
    between = load_target(saved(tmp_path, nn.Sequential(first, nn.ReLU(), second)))
    assert agrees(between, nn.Sequential(first, nn.ReLU(), second))
    assert linear.digest != between.digest


def test_the_assumption_is_said():
    """Each thing that names do not say is in `assumed`, and nothing is where the user said it."""
    assert arrange(square("0", "2"), "f", None, ordered=True).assumed == (BETWEEN,)
    assert arrange(square("a"), "f", None, ordered=True).assumed == (ALONE,)
    assert arrange(square("1", "3"), "f", None, ordered=True).assumed == (FLATTEN, BETWEEN)
    assert arrange(square("a", "b"), "f", None, ordered=True).assumed == (FILE_ORDER, BETWEEN)
    assert arrange(square("0", "2"), "f", "relu", ordered=True).assumed == ()
    assert arrange(square("a", "b"), "f", "relu", ordered=True).assumed == (FILE_ORDER,)


@pytest.mark.parametrize(
    ("words", "relu"),
    [("relu", (True, True, False)), ("none", (False,) * 3), ("none, RELU,relu", (False, True, True))],
)
def test_stated_activations(words, relu):
    """One word for all, or one for each layer, whatever the numbers. Catches a word at another layer."""
    for names in (("0", "1", "2"), ("0", "3", "9"), ("fc1", "fc2", "fc3")):
        assert arrange(square(*names), "f", words, ordered=True).relu == relu


@pytest.mark.parametrize(
    ("words", "message"),
    [("tanh", "'tanh' is neither relu nor none"), ("relu,none", "2 words, but f has 3 layers"), ("", "'' is neither")],
)
def test_other_activations_are_refused(words, message):
    """Catches a word that is ignored."""
    with pytest.raises(InvalidArgument, match=message):
        arrange(square("0", "2", "4"), "f", words, ordered=True)
    with pytest.raises(InvalidArgument, match="relu alone stands between layers"):
        arrange(square("0"), "f", "relu", ordered=True)


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (("0", "3"), "2 layers without weights between '0' and '3'"),
        (("net.0", "net.2", "net.5"), "2 layers without weights between 'net.2' and 'net.5'"),
        (("0", "1"), "no layer between '0' and '1'"),
        (("6", "8"), "what the 6 layers before it do"),
        (("fc2", "fc1", "out"), "'fc2' stands before 'fc1' in the file, against their numbers"),
    ],
)
def test_what_numbers_leave_open_is_refused(names, message):
    """Catches a guess at what stands between two layers."""
    with pytest.raises(UnsupportedNetwork, match=message):
        arrange(square(*names), "f", None, ordered=True)


def test_attributes_are_not_positions():
    """fc1, fc2 count layers, not places in a Sequential. Catches a refusal of every hand-written module."""
    assert arrange(square("fc1", "fc2", "fc3"), "f", None, ordered=True).relu == (True, True, False)
    assert arrange(square("block.0.fc", "block.1.fc"), "f", None, ordered=True).relu == (True, False)


@given(st.lists(st.integers(0, 10**30), min_size=1, unique=True))
def test_natural_order(numbers):
    """Numbers of any length order as numbers."""
    assert natural_order([f"fc{n}" for n in numbers]) == [f"fc{n}" for n in sorted(numbers)]


@pytest.mark.skipif(not CASES.is_dir(), reason="the shared cases are not there")
def test_shared_cases():
    """The files that showed the faults: read as torch runs them, by number, or refused."""
    target, pruned = (load_target(CASES / "hostile" / f"reversed_{n}.pt") for n in ("target", "pruned"))
    for network, name in ((target, "target"), (pruned, "pruned")):
        module = nn.Sequential(nn.Linear(4, 4), nn.ReLU(), nn.Linear(4, 4), nn.ReLU(), nn.Linear(4, 4))
        module.load_state_dict(torch.load(CASES / "hostile" / f"reversed_{name}.pt", weights_only=True))
        assert agrees(network, module)
    assert target.digest != pruned.digest
    assert load_target(CASES / "inputs/reversed_order.pt").digest == load_target(CASES / "inputs/original.pt").digest
    with pytest.raises(UnsupportedNetwork, match="no layer between '0' and '1'"):
        load_target(CASES / "hostile/linear_linear.pt")
