"""The target: its checks, its digest, its canonical file."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given

from lottery_verify.checker.graph import Affine, Relu
from lottery_verify.checker.networks import read_network
from lottery_verify.errors import UnsupportedNetwork
from lottery_verify.networks.loading import load_target
from lottery_verify.networks.network import Network
from lottery_verify.networks.saving import save_network
from tests.checker.cases import dense
from tests.networks.models import networks

ONE = np.ones((2, 3))


@given(networks(all_relu_but_last=False))
def test_canonical_file(tmp_path_factory, network):
    """What is saved is read as the same network by the loader, and by the checker as the same numbers under the same
    digest.

    Catches: a flag or bias lost, a weight rounded to float32, digests that depend on the reader.
    """
    path = tmp_path_factory.mktemp("n") / "n.safetensors"
    save_network(network, path)
    read, trusted = load_target(path), read_network(str(path))
    assert read.digest == trusted.digest == network.digest
    assert read.canonical() == network.canonical() == path.read_bytes()
    kinds = [kind for layer in network.layers for kind in (Affine, *([Relu] if layer.relu else []))]
    assert [type(node.operation) for node in trusted.nodes] == kinds
    for layer, plain in zip(network.layers, trusted.layers, strict=True):
        rows, biases = dense(plain)
        assert [[(Fraction(v),) * 2 for v in row] for row in layer.weight.tolist()] == rows
        bias = np.zeros(layer.n_out) if layer.bias is None else layer.bias
        assert [Fraction(v) for v in bias.tolist()] == biases


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_the_file_of_transposed_and_strided_arrays(tmp_path, dtype):
    """The file holds the network whose digest it names, however its arrays lie in memory.

    Catches safetensors' copy of memory without its strides: `convert` then wrote another network, without a word.
    """
    whole = np.arange(12, dtype=dtype).reshape(4, 3)
    network = Network.from_arrays([whole.T, whole[::-1, ::-1]], [whole[0, ::-1], whole[:, 0]], shift=whole[::-1, 1])
    save_network(network, tmp_path / "n.safetensors")
    again = load_target(tmp_path / "n.safetensors")
    assert again.digest == read_network(str(tmp_path / "n.safetensors")).digest == network.digest
    assert np.array_equal(again.layers[0].weight, whole.T)


def test_digest_is_of_the_meaning():
    """Equal weights have equal digests whatever their type and the sign of zero; any other change changes it.

    Catches: −0.0 against 0.0, float32 against float64, a flag or the shift left out of the digest.
    """
    base = Network.from_arrays([ONE, np.ones((1, 2))], name="a")
    same = Network.from_arrays([ONE.astype(np.float32), np.ones((1, 2), int)], name="b")
    assert base.digest == same.digest
    assert Network.from_arrays([ONE * 0.0]).digest == Network.from_arrays([ONE * -0.0]).digest
    others = [
        Network.from_arrays([ONE, np.ones((1, 2)) * (1 + 2**-52)]),
        Network.from_arrays([ONE, np.ones((1, 2))], [np.zeros(2), None]),
        Network.from_arrays([ONE, np.ones((1, 2))], relu=[True, True]),
        Network.from_arrays([ONE, np.ones((1, 2))], relu=[False, False]),
        Network.from_arrays([ONE, np.ones((1, 2))], shift=np.zeros(3)),
        Network.from_arrays([ONE]),
    ]
    assert len({base.digest, *(n.digest for n in others)}) == 7


def test_weights_cannot_be_changed():
    """A network is a value: its arrays are read-only copies. Catches a digest that outlives its weights."""
    weight = np.ones((1, 1))
    network = Network.from_arrays([weight])
    weight[0, 0] = 2
    assert network.layers[0].weight[0, 0] == 1
    with pytest.raises(ValueError, match="read-only"):
        network.layers[0].weight[0, 0] = 3


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        ({"weights": []}, "no layers"),
        ({"weights": [ONE, ONE]}, "layer 2 takes 3 inputs but layer 1 gives 2"),
        ({"weights": [np.ones(3)]}, r"layer 1: weight has shape \(3,\)"),
        ({"weights": [np.ones((0, 3))]}, r"weight has shape \(0, 3\)"),
        ({"weights": [ONE], "biases": [np.ones(3)]}, r"layer 1: bias has shape \(3,\); expected \(2,\)"),
        ({"weights": [ONE], "biases": [None, None]}, "1 weights, 2 biases"),
        ({"weights": [ONE], "relu": []}, "0 activations"),
        ({"weights": [ONE], "shift": np.ones(2)}, r"shift has shape \(2,\); expected \(3,\)"),
        ({"weights": [ONE * np.nan]}, r"layer 1, weight: entry \(0, 0\) is nan"),
        ({"weights": [ONE], "biases": [np.array([1, np.inf])]}, r"layer 1, bias: entry \(1,\) is inf"),
        ({"weights": [ONE.astype(complex)]}, "element type complex128 has no exact float64 value"),
        ({"weights": [ONE.astype(np.longdouble)]}, "element type float128"),
        ({"weights": [np.full((1, 1), 2**53 + 1)]}, "an integer is too large"),
        ({"weights": [np.array([["1"]])]}, "element type <U1"),
    ],
)
def test_refusals(arrays, words):
    """What does not fit, or is not finite, is named with its layer. Catches broadcasting, NaN, silent rounding."""
    with pytest.raises(UnsupportedNetwork, match=words):
        Network.from_arrays(**arrays)


def test_properties():
    """Widths, depth and counts, and how it prints. Catches biases that are not counted."""
    network = Network.from_arrays([ONE, np.ones((1, 2))], [np.ones(2), None], name="n.pt")
    assert (network.widths, network.depth, network.n_weights) == ((3, 2, 1), 2, 10)
    assert str(network).startswith("Network(n.pt: 3-2-1, 10 weights, network:sha256:")
