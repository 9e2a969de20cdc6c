"""Targets from modules in Python: what the trace follows, and what it refuses."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils import parametrizations

from lottery_verify.errors import InvalidArgument, UnsupportedNetwork
from lottery_verify.networks.loading import load_target
from tests.networks.models import forward


class Written(nn.Module):
    """An ordinary hand-written classifier; its layers are declared against their order."""

    def __init__(self):
        super().__init__()
        self.last = nn.Linear(3, 2)
        self.first = nn.Linear(6, 3, bias=False)

    def forward(self, x):
        x = F.relu(self.first(torch.flatten(x, 1)))
        return self.last(x.view(-1, 3))


def nested():
    inner = nn.Sequential(nn.Flatten(), nn.Linear(6, 4), nn.Dropout(0.5), nn.ReLU(inplace=True))
    return nn.Sequential(inner, nn.Identity(), nn.Linear(4, 4), nn.Linear(4, 3), nn.ReLU())


@pytest.mark.parametrize("make", [Written, nested, lambda: nn.Linear(6, 2)])
def test_module_is_what_torch_runs(make):
    """The network computes what the module does in float64. Catches declared order in place of the order of
    use,
    a lost or added ReLU, and a last layer's ReLU dropped."""
    torch.manual_seed(3)
    module = make().double().eval()
    network = load_target(module)
    for _ in range(5):
        x = torch.randn(1, 6, dtype=torch.float64)
        expected, bound = forward(network, x.numpy().ravel(), 2.0**-53)
        with torch.no_grad():
            actual = module(x).numpy().ravel()
        assert bound.max() < 1e-13
        assert (np.abs(actual - expected) <= bound).all()


class Branch(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(3, 3)

    def forward(self, x):
        return x + self.a(x)


class Choice(Branch):
    def forward(self, x):
        return self.a(x) if x.sum() > 0 else x


class AsBits(Branch):
    def forward(self, x):
        return self.a(x.view(torch.float32))


class Two(Branch):
    def forward(self, x, y):
        return self.a(y)


class Pair(Branch):
    def forward(self, x):
        return (self.a(x), 1)


class Doubled(nn.Linear):
    def forward(self, x):
        return 2 * super().forward(x)


def hooked():
    layer = nn.Linear(3, 3)
    layer.register_forward_hook(lambda module, inputs, output: 2 * output)
    return nn.Sequential(layer)


REFUSED = {
    "tanh": (lambda: nn.Sequential(nn.Linear(3, 3), nn.Tanh()), "step '1': layer Tanh is not one of"),
    "batch norm": (
        lambda: nn.Sequential(nn.Linear(3, 3), nn.BatchNorm1d(3)),
        "layer BatchNorm1d is not one of",
    ),
    "branch": (Branch, "is not a step of one chain"),
    "choice": (Choice, "can't be traced"),
    "view as bits": (AsBits, "step 'view' has options other than integers"),
    "two inputs": (Two, "can.t be traced"),
    "pair": (Pair, "gives more than one tensor"),
    "subclass": (lambda: nn.Sequential(Doubled(3, 3)), "is not a step of"),
    "hook": (hooked, r"'0' \(Linear\) has a forward hook"),
    "parametrized": (lambda: nn.Sequential(parametrizations.weight_norm(nn.Linear(3, 3))), "is not"),
    "ReLU first": (lambda: nn.Sequential(nn.ReLU(), nn.Linear(3, 3)), "is a ReLU of the input itself"),
    "shapes": (
        lambda: nn.Sequential(nn.Linear(3, 3), nn.Linear(4, 2)),
        "takes 4 inputs but the layer before it gives 3",
    ),
    "complex": (lambda: nn.Linear(3, 3, dtype=torch.complex64), "'weight' has type complex64"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_other_modules_are_refused_by_name(case):
    """Each message names module, step and reason.

    Catches a loader that lists layers and ignores the forward pass.
    """
    make, message = REFUSED[case]
    with pytest.raises(UnsupportedNetwork, match=message):
        load_target(make().eval())


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_is_read_exactly(dtype):
    """The weights are those that torch widens. Catches a rounding on the way."""
    module = nn.Linear(3, 3).to(dtype)
    assert np.array_equal(load_target(module).layers[0].weight, module.weight.detach().double().numpy())


def test_dropout_in_training_mode_is_refused():
    """Catches a random network taken for a fixed one."""
    with pytest.raises(UnsupportedNetwork, match=r"'1' is random in training mode; call .eval\(\) first"):
        load_target(nn.Sequential(nn.Linear(3, 3), nn.Dropout(0.5)).train())


def test_nan_is_named_with_its_layer():
    """Catches a NaN that passes, and one whose layer is not told."""
    module = nn.Sequential(nn.Linear(3, 3), nn.ReLU(), nn.Linear(3, 2))
    module[2].weight.data[1, 2] = float("nan")
    with pytest.raises(UnsupportedNetwork, match=r"layer 2, weight: entry \(1, 2\) is nan"):
        load_target(module)


def test_what_is_no_module_is_refused():
    """Catches an AttributeError in place of a message."""
    with pytest.raises(InvalidArgument, match=r"a int; expected a file's name or a torch\.nn\.Module"):
        load_target(3)
