"""The loaders against torch and onnxruntime on networks that nobody here made."""

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, numpy_helper

from lottery_verify.networks.loading import load_target
from tests.networks.models import forward, run_onnx

UNIT64 = 2.0**-53
PAIRS = {"1_1": (5, 30), "1_5": (5,), "2_2": (30,), "2_6": (5,), "3_4": (5,), "4_1": (5,), "5_2": (30,)}
ACAS = [
    f"acasxu_pairs/ACASXU_run2a_{controller}_batch_2000{pruned}.onnx"
    for controller, percents in PAIRS.items()
    for pruned in ("", *(f"_pruned{percent}" for percent in percents))
]
MNIST = "mnistfc/mnist-net_256x2.onnx"


def in_double(model: onnx.ModelProto) -> bytes:
    """The same graph with the same numbers, computed in float64."""
    for value in [*model.graph.input, *model.graph.output]:
        value.type.tensor_type.elem_type = TensorProto.DOUBLE
    for tensor in model.graph.initializer:
        tensor.CopyFrom(
            numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float64), tensor.name)
        )
    return model.SerializeToString()


@pytest.mark.parametrize("name", [*ACAS, MNIST])
def test_onnx_file_is_what_onnxruntime_runs(shared_data, name):
    """The loaded network computes what onnxruntime computes with the same numbers in float64, within the
    rounding bound.

    Catches a transposed square weight, a layer out of order, a bias of another layer, a ReLU too many or too
    few.
    """
    path = shared_data / name
    network = load_target(path)
    double = in_double(onnx.load(path))
    rng = np.random.default_rng(1)
    for _ in range(3):
        x = rng.uniform(-0.5, 1, network.widths[0])
        expected, bound = forward(network, x, UNIT64)
        actual = run_onnx(double, x)
        assert bound.max() < 1e-5 * np.abs(expected).max(), (bound, expected)
        assert (np.abs(actual - expected) <= bound).all(), (actual, expected, bound)


@pytest.mark.parametrize("name", [*ACAS, MNIST])
def test_onnx_weights_are_the_files(shared_data, name):
    """Every float32 of the file is in the network, bit for bit.

    Catches rounding, dropped entries and a lost bias.
    """
    path = shared_data / name
    stored = {t.name: numpy_helper.to_array(t).astype(np.float64) for t in onnx.load(path).graph.initializer}
    network = load_target(path)
    for i, layer in enumerate(network.layers):
        keys = (f"layers.{2 * i}.weight", f"layers.{2 * i}.bias") if name == MNIST else (f"W{i}", f"B{i}")
        assert np.array_equal(layer.weight, stored[keys[0]])
        assert np.array_equal(layer.bias, stored[keys[1]])
    assert network.n_weights == sum(array.size for array in stored.values())
    assert [layer.relu for layer in network.layers] == [True] * (network.depth - 1) + [False]


def test_fc2_is_what_torch_runs(shared_data):
    """fc2.pt computes what torch computes with ReLU between its layers.

    Catches a lost or an added activation.
    """
    path = shared_data / "fc2.pt"
    network = load_target(path)
    assert network.widths == (784, 500, 10)
    model = torch.nn.Sequential(
        torch.nn.Linear(784, 500, bias=False), torch.nn.ReLU(), torch.nn.Linear(500, 10, bias=False)
    )
    state = torch.load(path, weights_only=True, map_location="cpu")
    model[0].weight.data, model[2].weight.data = state["fc1.weight"], state["fc2.weight"]
    x = np.random.default_rng(2).uniform(0, 1, 784)
    expected, bound = forward(network, x, UNIT64)
    with torch.no_grad():
        actual = model.double()(torch.from_numpy(x)).numpy()
    assert bound.max() < 1e-9 * np.abs(expected).max()
    assert (np.abs(actual - expected) <= bound).all()
    assert np.array_equal(network.layers[0].weight, state["fc1.weight"].double().numpy())
    assert load_target(model.float()).digest == network.digest
