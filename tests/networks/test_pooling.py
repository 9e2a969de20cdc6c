"""Average pooling from torch modules and ONNX files: one exact layer for each, or refused by name."""

import itertools
import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from lottery_verify.certificates.certificate import certify
from lottery_verify.certificates.repeat import check
from lottery_verify.errors import UnsupportedNetwork
from lottery_verify.networks import pooling
from lottery_verify.networks.chain import Chain
from lottery_verify.networks.loading import load_target
from lottery_verify.networks.network import Network
from tests.networks.models import model, run_onnx, write

RNG = np.random.default_rng(11)


def small(*shape):
    """Multiples of 1/8: their sums and averages over a few are exact in float32."""
    return (RNG.integers(-16, 17, shape) / 8).astype(np.float32)


def values(network, x):
    """The network's outputs in float64, exact where all numbers are few-digit dyadic ones."""
    y = x if network.shift is None else x - network.shift
    for layer in network.layers:
        y = layer.weight @ y + (0 if layer.bias is None else layer.bias)
        y = np.maximum(y, 0) if layer.relu else y
    return y / network.divisor


def pixels(channels, height, width, *layers):
    """Layers on images of this shape, given as vectors."""
    return nn.Sequential(nn.Unflatten(1, (channels, height, width)), *layers)


class Viewed(nn.Module):
    """A forward pass that says the shape by view."""

    def __init__(self):
        super().__init__()
        self.pool, self.last = nn.AvgPool2d((1, 2)), nn.Linear(8, 2)

    def forward(self, x):
        return self.last(torch.flatten(self.pool(x.view(-1, 2, 2, 4)), start_dim=1).relu())


MODULES = {
    "AvgPool2d": (16, lambda: pixels(1, 4, 4, nn.AvgPool2d(2), nn.Flatten(), nn.Linear(4, 3))),
    "AvgPool2d of two channels": (32, lambda: pixels(2, 4, 4, nn.AvgPool2d(2), nn.Flatten(), nn.Linear(8, 3))),
    "AvgPool2d, uneven, with a stride": (30, lambda: pixels(1, 5, 6, nn.AvgPool2d((2, 4), (3, 1)), nn.Flatten())),
    "AvgPool2d, ceil_mode without a rest": (16, lambda: pixels(1, 4, 4, nn.AvgPool2d(2, ceil_mode=True))),
    "AvgPool2d, its own divisor": (16, lambda: pixels(1, 4, 4, nn.AvgPool2d(2, divisor_override=4))),
    "AdaptiveAvgPool2d(1)": (32, lambda: pixels(2, 4, 4, nn.AdaptiveAvgPool2d(1), nn.ReLU())),
    "AdaptiveAvgPool2d, one side kept": (32, lambda: pixels(2, 4, 4, nn.AdaptiveAvgPool2d((None, 2)), nn.Flatten())),
    "AvgPool1d of features": (6, lambda: nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.AvgPool1d(4, 2))),
    "AdaptiveAvgPool1d": (8, lambda: nn.Sequential(nn.Unflatten(1, (2, 4)), nn.AdaptiveAvgPool1d(2), nn.Flatten())),
    "view": (16, Viewed),
}


@pytest.mark.parametrize("case", MODULES)
def test_a_module_is_what_torch_runs(case):
    """Exactly. Catches windows along another axis, across channels or rows, a wrong stride or divisor."""
    width, make = MODULES[case]
    module = make().double().eval()
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(torch.from_numpy(small(*parameter.shape)))
    network = load_target(module)
    assert network.widths[0] == width
    for _ in range(3):
        x = small(width).astype(np.float64)
        assert values(network, x).tolist() == module(torch.from_numpy(x)[None]).detach().flatten().tolist()


FILES = {
    "AveragePool": ([1, 2, 4, 4], "AveragePool", {"kernel_shape": [2, 2], "strides": [2, 2]}),
    "steps of one": ([1, 1, 4, 5], "AveragePool", {"kernel_shape": [2, 2]}),
    "along one dimension": ([1, 3, 8], "AveragePool", {"kernel_shape": [4], "strides": [3]}),
    "in three": ([1, 1, 2, 4, 2], "AveragePool", {"kernel_shape": [2, 2, 1], "strides": [1, 2, 1]}),
    "VALID": ([1, 1, 5, 4], "AveragePool", {"kernel_shape": [2, 1], "strides": [2, 1], "auto_pad": "VALID"}),
    "pads of 0": ([1, 1, 4, 4], "AveragePool", {"kernel_shape": [4, 4], "pads": [0] * 4, "count_include_pad": 1}),
    "ceil_mode without a rest": ([1, 1, 4, 4], "AveragePool", {"kernel_shape": [2, 2], "ceil_mode": 1}),
    "GlobalAveragePool": ([1, 3, 4, 2], "GlobalAveragePool", {}),
}


@pytest.mark.parametrize("case", FILES)
def test_a_file_is_what_onnxruntime_runs(case, tmp_path):
    """Exactly, a linear layer behind it included. Catches a shape that does not fit what follows."""
    shape, operator, options = FILES[case]
    nodes = [(operator, "x", "h", options), ("Flatten", "h", "f", {}), ("Relu", "f", "r", {})]
    flat = run_onnx(model(nodes, {}, shape, "r").SerializeToString(), np.zeros(shape, np.float32)).size
    weight = small(flat, 2)
    made = model([*nodes, ("MatMul", "rw", "y", {})], {"w": weight}, shape)
    network = load_target(write(tmp_path, made))
    for _ in range(3):
        x = small(*shape)
        assert values(network, x.ravel().astype(np.float64)).tolist() == run_onnx(made.SerializeToString(), x).tolist()


@given(st.data())
def test_every_average_is_that_of_its_window(data):
    """By the definition, entry by entry, for any shape, window and step."""
    rank = data.draw(st.integers(1, 3))
    kernel = tuple(data.draw(st.sampled_from([1, 2, 4])) for _ in range(rank))
    leading = tuple(data.draw(st.lists(st.integers(1, 3), max_size=2)))
    spatial = tuple(k + data.draw(st.integers(0, 3)) for k in kernel)
    strides = tuple(data.draw(st.integers(1, 3)) for _ in range(rank))
    chain = Chain("n")
    found = pooling.average(chain, (*leading, *spatial), kernel, strides, "p")
    x = RNG.integers(-99, 99, (*leading, *spatial)).astype(np.float64)
    places = [range(0, n - k + 1, s) for n, k, s in zip(spatial, kernel, strides, strict=True)]
    assert found == (*leading, *map(len, places))
    expected = [
        x[(*channel, *(slice(p, p + k) for p, k in zip(corner, kernel, strict=True)))].sum() / math.prod(kernel)
        for channel in itertools.product(*map(range, leading))
        for corner in itertools.product(*places)
    ]
    assert values(chain.network(), x.ravel()).tolist() == expected


DIVIDED = {
    "nine": (pixels(1, 3, 3, nn.AvgPool2d(3), nn.Flatten(), nn.Linear(1, 2), nn.ReLU(), nn.Linear(2, 1)), 9, 9),
    "six": (pixels(1, 2, 3, nn.AvgPool2d((2, 3)), nn.Flatten(), nn.Linear(1, 2)), 6, 3),
    "forty-nine": (pixels(1, 7, 7, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(1, 2)), 49, 49),
    "nine, and nine of these": (pixels(1, 9, 9, nn.AvgPool2d(3), nn.ReLU(), nn.AvgPool2d(3), nn.Flatten()), 81, 81),
}


@pytest.mark.parametrize("case", DIVIDED)
def test_an_average_that_is_no_float_divides_at_the_end(case):
    """Equal to torch in float64 at multiples of the count, whose averages are integers; a bias counts once."""
    module, count, divisor = DIVIDED[case]
    for part in module:
        if isinstance(part, nn.Linear):
            part.weight.data, part.bias.data = (torch.from_numpy(small(*p.shape)) for p in (part.weight, part.bias))
    network = load_target(module.eval())
    assert network.divisor == divisor
    for x in RNG.integers(-9, 9, (20, network.widths[0])) * count:
        expected = module.double()(torch.from_numpy(x.astype(np.float64))[None]).detach().numpy().ravel()
        assert values(network, x).tolist() == expected.tolist()


def test_the_same_in_onnx(tmp_path):
    """GlobalAveragePool over 3x3: the sum of the nine, divided by nine."""
    network = load_target(write(tmp_path, model([("GlobalAveragePool", "x", "y", {})], {}, [1, 1, 3, 3])))
    assert (network.divisor, network.layers[0].weight.tolist()) == (9, [[1.0] * 9])


def test_a_network_that_divides_is_its_file_again(tmp_path):
    """Its format is a new version with the divisor; a network that divides by nothing keeps format 1."""
    network = load_target(DIVIDED["nine"][0].eval())
    path = tmp_path / "net.safetensors"
    path.write_bytes(network.canonical())
    again = load_target(path)
    assert (again.divisor, again.digest) == (9, network.digest)
    assert network.digest != network.undivided.digest
    assert b"lottery_verify.network/2" in network.canonical()
    assert b"lottery_verify.network/1" in network.undivided.canonical()
    assert b"divisor" not in network.undivided.canonical()


@pytest.mark.parametrize("divisor", [0, -9, 2, 1 << 62, 3.0, True])
def test_other_divisors_are_refused(divisor):
    with pytest.raises(UnsupportedNetwork, match="expected an odd integer from 1"):
        Network.from_arrays([[[1.0]]], divisor=divisor)


REFUSED = {
    "padding": (pixels(1, 4, 4, nn.AvgPool2d(2, padding=1)), "it pads its input"),
    "a divisor": (pixels(1, 4, 4, nn.AvgPool2d(2, divisor_override=3)), "divisor_override 3 makes its sums no"),
    "ceil_mode with a rest": (pixels(1, 5, 5, nn.AvgPool2d(2, ceil_mode=True)), "ceil_mode makes windows that reach"),
    "a window too large": (pixels(1, 2, 2, nn.AvgPool2d(4)), "a window 4x4 is larger than 2x2"),
    "uneven parts": (pixels(1, 5, 4, nn.AdaptiveAvgPool2d(2)), "5x4 is not cut into 2x2 windows of one size"),
    "no known shape": (nn.Sequential(nn.AvgPool2d(2)), "the shape of what it averages is not known; put nn.Unflatten"),
    "a vector in two dimensions": (nn.Sequential(nn.Linear(4, 4), nn.AvgPool2d(2)), r"is \[4\] without the batch"),
    "too large": (pixels(1, 2048, 2048, nn.AvgPool2d(2)), "weights; at most 33,554,432 are read"),
    "sizes left open": (nn.Sequential(nn.Unflatten(1, (-1, 4)), nn.AvgPool1d(2)), "with all sizes stated"),
    "sizes that do not fit": (nn.Sequential(nn.Linear(2, 4), nn.Unflatten(1, (3, 2))), r"only Unflatten\(1, sizes\)"),
    "Linear on each row": (pixels(1, 4, 4, nn.Linear(4, 2)), "acts on each of 4 vectors"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_other_modules_are_refused_by_name(case):
    """Each names its step and why, and no memory is taken for it."""
    module, message = REFUSED[case]
    with pytest.raises(UnsupportedNetwork, match=message):
        load_target(module.eval())


@pytest.mark.parametrize(
    ("shape", "options", "message"),
    [
        ([1, 1, 4, 4], {"kernel_shape": [2, 2], "pads": [0, 0, 1, 1]}, "it pads the tensor"),
        ([1, 1, 4, 4], {"kernel_shape": [2, 2], "auto_pad": "SAME_UPPER"}, "it pads the tensor"),
        ([1, 1, 4, 4], {"kernel_shape": [2, 2], "dilations": [2, 1]}, r"gaps \(dilations\)"),
        ([1, 1, 5, 5], {"kernel_shape": [2, 2], "strides": [2, 2], "ceil_mode": 1}, "ceil_mode makes windows"),
        ([1, 1, 4, 4], {"kernel_shape": [2]}, "a window of 1 dimensions"),
        ([1, 1, 4, 4], {"kernel_shape": [2, 2], "strides": [0, 1]}, "at steps of 0x1"),
        ([1, 4], {"kernel_shape": [2]}, "expected a batch of one, channels and more"),
        ([2, 1, 4, 4], {"kernel_shape": [2, 2]}, "expected a batch of one, channels and more"),
        ([1, 1, 4, 4], {"kernel_shape": [2, 2], "storage_order": 1}, "attribute 'storage_order' is not known"),
    ],
)
def test_other_files_are_refused_by_name(shape, options, message, tmp_path):
    """Each names the node and why."""
    path = write(tmp_path, model([("AveragePool", "x", "y", options)], {}, shape))
    with pytest.raises(UnsupportedNetwork, match=message):
        load_target(path)


def test_a_pruned_network_with_the_same_pooling_is_certified_and_checked():
    """The average of 4 inputs in [0, 1], times a weight that lost 1/8: they differ by 1/8 where all inputs are 1."""

    def made(weight):
        module = pixels(1, 2, 2, nn.AvgPool2d(2), nn.Flatten(), nn.Linear(1, 1, bias=False))
        with torch.no_grad():
            module[-1].weight.fill_(weight)
        return load_target(module)

    target, pruned = made(1.125), made(1.0)
    assert isinstance(target, Network)
    certificate = certify(pruned, target, region="box:0,1")
    assert certificate.proved == 0.125
    asked = {"ticket": pruned, "target": target, "region": "box:0,1"}
    assert check(certificate, **asked, epsilon="1/8").status == "accepted"
    assert check(certificate.claiming(certificate.proved), **asked, epsilon="1/9").status == "undecided"
