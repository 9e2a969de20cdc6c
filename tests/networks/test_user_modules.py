"""A module of the user's own: its file is run, the weights loaded strictly, its forward pass followed."""

import numpy as np
import pytest
import torch
from torch import nn

from lottery_verify.errors import InvalidArgument, UnsupportedNetwork
from lottery_verify.networks.loading import load_target
from lottery_verify.networks.network import Network
from tests.networks.models import forward

SOURCE = """
import torch.nn as nn
class Backwards(nn.Module):
    def __init__(self):
        super().__init__()
        self.last, self.first = nn.Linear(3, 3), nn.Linear(3, 3)
    def forward(self, x):
        return self.last(self.first(x)).relu()
def tanh():
    return nn.Sequential(nn.Linear(3, 3), nn.Tanh(), nn.Linear(3, 3))
made = Backwards()
number = 3
def fails():
    raise KeyError("no such\\nmodel")
"""


@pytest.fixture
def place(tmp_path):
    (tmp_path / "model.py").write_text(SOURCE)
    return f"{tmp_path / 'model.py'}:"


class Backwards(nn.Module):
    def __init__(self):
        super().__init__()
        self.last, self.first = nn.Linear(3, 3), nn.Linear(3, 3)

    def forward(self, x):
        return self.last(self.first(x)).relu()


@pytest.mark.parametrize("prefix", ["", "module.", "_orig_mod.module."])
@pytest.mark.parametrize("name", ["Backwards", "made"])
def test_the_forward_pass_decides(tmp_path, place, prefix, name):
    """Layers in the order of use, no ReLU between them, one at the end: as torch runs it; nothing is assumed.

    Catches: the order in which layers are declared; ReLU between them; a weight rounded to the module's float32.
    """
    torch.manual_seed(5)
    module = Backwards().double()
    torch.save({prefix + key: value for key, value in module.state_dict().items()}, tmp_path / "n.pt")
    network = load_target(tmp_path / "n.pt", module=place + name)
    assert network.assumed == ()
    assert [layer.relu for layer in network.layers] == [False, True]
    assert np.array_equal(network.layers[0].weight, module.first.weight.detach().numpy())
    for x in np.random.default_rng(3).uniform(-1, 1, (10, 3)):
        expected, bound = forward(network, x, 2.0**-53)
        with torch.no_grad():
            assert (np.abs(module(torch.from_numpy(x)).numpy() - expected) <= bound).all()


def test_a_module_in_python_is_left_alone(tmp_path):
    """A copy is filled. Catches the user's own weights overwritten."""
    module, other = Backwards(), Backwards()
    before = {key: value.clone() for key, value in module.state_dict().items()}
    torch.save(other.state_dict(), tmp_path / "n.pt")
    assert load_target(tmp_path / "n.pt", module=module).digest == load_target(other).digest
    assert all(torch.equal(value, before[key]) for key, value in module.state_dict().items())


def test_masks_are_multiplied(tmp_path):
    """weight_orig and weight_mask fill a module without masks. Catches a mask that is dropped."""
    module = nn.Sequential(nn.Linear(2, 2, bias=False))
    weight, mask = torch.tensor([[1.0, 2], [3, 4]]), torch.tensor([[1, 0], [0, 1]])
    torch.save({"0.weight_orig": weight, "0.weight_mask": mask}, tmp_path / "n.pt")
    assert load_target(tmp_path / "n.pt", module=module).layers[0].weight.tolist() == [[1, 0], [0, 4]]


@pytest.mark.parametrize(
    ("name", "error", "message"),
    [
        ("tanh", UnsupportedNetwork, "its tensors are not those of Sequential"),
        ("number", InvalidArgument, r"running it failed: \"TypeError: 'int'"),
        ("missing", InvalidArgument, "running it failed: .AttributeError"),
        ("fails", InvalidArgument, r"KeyError: 'no such\\{2}nmodel'"),
        ("a b", InvalidArgument, r"expected FILE\.py:CLASS"),
    ],
)
def test_other_modules_are_refused(tmp_path, place, name, error, message):
    """Each with its reason. Catches a traceback of the user's code, and strict=False."""
    torch.save(Backwards().state_dict(), tmp_path / "n.pt")
    with pytest.raises(error, match=message):
        load_target(tmp_path / "n.pt", module=place + name)


def test_options_that_do_not_fit(tmp_path, place):
    """A file that states its activations, a module, and both kinds of statement. Catches an option ignored."""
    network = Network.from_arrays([np.ones((1, 2))])
    (tmp_path / "c.safetensors").write_bytes(network.canonical())
    torch.save(Backwards().state_dict(), tmp_path / "n.pt")
    for source, options in (
        (tmp_path / "c.safetensors", {"module": place + "made"}),
        (tmp_path / "n.pt", {"module": place + "made", "activations": "relu"}),
        (tmp_path / "x.onnx", {"activations": "relu"}),
        (Backwards(), {"activations": "relu"}),
    ):
        with pytest.raises(InvalidArgument, match="activations"):
            load_target(source, **options)
    with pytest.raises(InvalidArgument, match="no such file"):
        load_target(tmp_path / "n.pt", module=str(tmp_path / "none.py:Net"))
