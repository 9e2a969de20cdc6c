"""Targets from .safetensors files: the canonical one, and plain ones of other tools."""

import json

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save
from safetensors.torch import save_file

from lottery_verify.checker.files import canonical_json
from lottery_verify.checker.networks import read_network
from lottery_verify.errors import InvalidArgument, MalformedFile, UnsupportedNetwork
from lottery_verify.networks.loading import load_target
from lottery_verify.networks.network import Network
from tests.networks.models import networks, refusal, stored


def written(folder, tensors, metadata=None, name="net.safetensors"):
    path = folder / name
    path.write_bytes(save(tensors, metadata=metadata))
    return path


def ones(*shapes, names):
    return {f"{name}.weight": np.ones(shape, np.float32) for name, shape in zip(names, shapes, strict=True)}


@given(networks(all_relu_but_last=False), st.none() | st.floats(allow_nan=False, allow_infinity=False))
def test_canonical_round_trip(tmp_path_factory, network, shift):
    """The canonical file is read back with the same digest, and the checker sees that digest too.

    Catches a lost activation, shift or bias, and a loader and a checker that mean different networks by one
    file.
    """
    moved = None if shift is None else np.full(network.widths[0], shift) + 0.0
    network = Network(network.layers, moved)
    path = tmp_path_factory.getbasetemp() / "round.safetensors"
    path.write_bytes(network.canonical())
    again = load_target(path)
    assert again.digest == network.digest == read_network(str(path)).digest
    assert [layer.relu for layer in again.layers] == [layer.relu for layer in network.layers]
    assert all(np.array_equal(a.weight, b.weight) for a, b in zip(again.layers, network.layers, strict=True))


@given(networks())
def test_plain_round_trip(tmp_path_factory, network):
    """A plain file with numbered layers. Catches any changed bit and the order of the file."""
    tensors = {
        f"net.{int(key.split('.')[0])}.{key.split('.')[1]}": v for key, v in reversed(stored(network).items())
    }
    path = written(tmp_path_factory.getbasetemp(), tensors, name="plain.safetensors")
    assert load_target(path).digest == network.digest


def test_numbers_are_ordered_as_numbers(tmp_path):
    """Layers 2, 10 and 9 of one shape, told apart by their biases. Catches the order 10, 2, 9."""
    tensors = {f"fc{n}.weight": np.ones((2, 2), np.float32) for n in (2, 10, 9)}
    tensors |= {f"fc{n}.bias": np.full(2, n, np.float32) for n in (2, 10, 9)}
    assert [layer.bias[0] for layer in load_target(written(tmp_path, tensors)).layers] == [2, 9, 10]


def test_order_by_shapes_where_names_do_not_say_it(tmp_path):
    """Names without numbers and shapes that fit in one order only. Catches the alphabet's order."""
    path = written(tmp_path, ones((4, 3), (5, 4), (2, 5), names=("input", "hidden", "again")))
    assert load_target(path).widths == (3, 4, 5, 2)


AMBIGUOUS = [[(3, 3), (3, 3)], [(2, 3), (3, 2)], [(2, 3), (5, 4)], [(3, 4), (3, 3), (3, 3), (2, 3)]]


@pytest.mark.parametrize("shapes", AMBIGUOUS)
def test_ambiguous_order_is_refused(tmp_path, shapes):
    """Catches a loader that picks one of two networks, and a walk along the shapes that never ends."""
    path = written(tmp_path, ones(*shapes, names=("first", "second", "third", "fourth")[: len(shapes)]))
    with pytest.raises(UnsupportedNetwork, match="neither the layers' names nor their shapes give one order"):
        load_target(path)


def test_mask_of_truth_values(tmp_path):
    """weight_orig and a boolean weight_mask. Catches an ignored mask."""
    tensors = {"a.weight_orig": np.array([[1, 2]], np.float32), "a.weight_mask": np.array([[True, False]])}
    assert load_target(written(tmp_path, tensors)).layers[0].weight.tolist() == [[1, 0]]


HEADER = {
    "format": "lottery_verify.network/1",
    "widths": [2, 1],
    "relu": [False],
    "bias": [False],
    "shift": False,
}
BAD_HEADERS = {
    "ticket": ({"format": "lottery_verify.ticket/1"}, "missing key 'base'"),
    "version": (
        {"format": "lottery_verify.network/3"},
        "format 'lottery_verify.network/3'; this version reads",
    ),
    "no divisor": ({"format": "lottery_verify.network/2"}, "missing key 'divisor'"),
    "divisor in format 1": ({"divisor": 9}, "unknown key 'divisor'"),
    "divisor 1": ({"format": "lottery_verify.network/2", "divisor": 1}, "divisor: 1 is no integer from 3"),
    "an even divisor": ({"format": "lottery_verify.network/2", "divisor": 6}, "divisor 6 is even"),
    "divisor as text": ({"format": "lottery_verify.network/2", "divisor": "9"}, "divisor: '9' is no integer from 3"),
    "a divisor too large": ({"format": "lottery_verify.network/2", "divisor": 2**62 + 1}, "is no integer from 3"),
    "no format": ({"format": None}, "format not stated"),
    "unknown key": ({"scale": 2}, "unknown key 'scale'"),
    "widths": ({"widths": [2, 2]}, r"tensor 'layers.0.weight': F32 \[1, 2\]; expected F32 or F64 \[2, 2\]"),
    "true as a width": ({"widths": [2, True]}, "widths: True is no integer from 1"),
    "too few": ({"relu": []}, "relu: expected a list of 1, one for each layer"),
    "bias that is not there": ({"bias": [True]}, "tensor 'layers.0.bias': missing"),
    "shift that is not there": ({"shift": True}, "tensor 'shift': missing"),
    "shift as a number": ({"shift": 1}, "shift: expected true or false"),
    "negative": ({"widths": [-2, -1]}, "widths: -2 is no integer from 1"),
}


@pytest.mark.parametrize("case", BAD_HEADERS)
def test_bad_header_is_refused(tmp_path, case):
    """Each message says what the header claims.

    Catches a canonical file that is read less strictly than a checker's.
    """
    changed, message = BAD_HEADERS[case]
    metadata = {"lottery_verify": canonical_json(HEADER | changed)}
    path = written(tmp_path, {"layers.0.weight": np.ones((1, 2), np.float32)}, metadata)
    with pytest.raises(MalformedFile, match=message) as caught:
        load_target(path)
    assert str(caught.value).startswith(str(path))


def test_header_that_is_no_header(tmp_path):
    """Deep nesting, doubled keys and no JSON. Catches a RecursionError and the last of two keys winning."""
    for text, message in (
        ("[" * 10**5, "nested too deeply"),
        ('{"a":1,"a":1}', "twice"),
        ("hello", "not JSON"),
    ):
        path = written(tmp_path, {"layers.0.weight": np.ones((1, 2), np.float32)}, {"lottery_verify": text})
        with pytest.raises(MalformedFile, match=message):
            load_target(path)


def test_tensor_that_is_no_part(tmp_path):
    """Catches a canonical file with data that no digest covers."""
    tensors = {"layers.0.weight": np.ones((1, 2), np.float32), "layers.0.extra": np.ones(1, np.float32)}
    with pytest.raises(MalformedFile, match=r"'layers\.0\.extra' is not part of the format"):
        load_target(written(tmp_path, tensors, {"lottery_verify": canonical_json(HEADER)}))


def test_other_types_and_numbers_are_refused_by_name(tmp_path):
    """Catches an integer read as a weight, and a NaN that passes."""
    with pytest.raises(UnsupportedNetwork, match=r"'a\.weight' has type I32; convert it to F32 or F64"):
        load_target(written(tmp_path, {"a.weight": np.ones((1, 2), np.int32)}))
    with pytest.raises(UnsupportedNetwork, match=r"layer 1, weight: entry \(0, 1\) is nan"):
        load_target(written(tmp_path, {"a.weight": np.array([[1, np.nan]], np.float32)}))
    with pytest.raises(MalformedFile, match="no tensors in it"):
        load_target(written(tmp_path, {}))


def test_half_precision_is_read_exactly(tmp_path):
    """float16 and bfloat16 are the numbers that torch widens them to. Catches the bits of one read as the other."""
    numbers = torch.tensor([[1.5, -0.1], [6e-8, 3e4]])
    for dtype in (torch.float16, torch.bfloat16):
        save_file({"0.weight": numbers.to(dtype)}, tmp_path / "h.safetensors")
        read = load_target(tmp_path / "h.safetensors")
        assert np.array_equal(read.layers[0].weight, numbers.to(dtype).double().numpy())


def test_options_of_a_plain_file(tmp_path):
    """Masks of a second file and stated activations are used; a canonical file refuses them.

    Catches: an option that is ignored.
    """
    path = written(tmp_path, ones((2, 2), (2, 2), names=("0", "1")))
    with pytest.raises(UnsupportedNetwork, match="no layer between '0' and '1'"):
        load_target(path)
    mask = written(tmp_path, {"1.weight": np.eye(2, dtype=np.uint8)}, name="m.safetensors")
    with pytest.raises(UnsupportedNetwork, match=r"'1\.weight' has type U8"):
        load_target(path, activations="relu", mask=mask)
    mask = written(tmp_path, {"1.weight_mask": np.eye(2, dtype=np.uint8)}, name="m.safetensors")
    read = load_target(path, activations="none,relu", mask=mask)
    assert [layer.relu for layer in read.layers] == [False, True]
    assert read.layers[1].weight.tolist() == [[1, 0], [0, 1]]
    with pytest.raises(InvalidArgument, match=r"key: a \.safetensors file has no dicts to choose from"):
        load_target(path, key="model")
    (tmp_path / "c.safetensors").write_bytes(read.canonical())
    for options in ({"activations": "none"}, {"mask": mask}):
        with pytest.raises(InvalidArgument, match="a canonical file, which states its activations and masks"):
            load_target(tmp_path / "c.safetensors", **options)


@pytest.mark.parametrize("canonical", [True, False])
@given(data=st.data())
def test_damage_never_raises_anything_else(tmp_path_factory, canonical, data):
    """Any cut or changed byte gives a network or a named refusal.

    Catches a raw error of safetensors, json or numpy.
    """
    network = Network.from_arrays([np.ones((2, 2)), np.ones((1, 2))], [np.ones(2), None])
    path = tmp_path_factory.getbasetemp() / "damaged.safetensors"
    blob = bytearray(network.canonical() if canonical else save(stored(network)))
    if data.draw(st.booleans()):
        del blob[data.draw(st.integers(0, len(blob) - 1)) :]
    else:
        for _ in range(data.draw(st.integers(1, 3))):
            blob[data.draw(st.integers(0, len(blob) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(blob)
    assert (refusal(load_target, path) or str(path)).startswith(str(path))


def respelt(blob, data):
    """The canonical file with its header spelt otherwise, its tensors in another order, widened, or with −0 for 0."""
    length = int.from_bytes(blob[:8], "little")
    table = json.loads(blob[8 : 8 + length])
    header, body = json.loads(table.pop("__metadata__")["lottery_verify"]), blob[8 + length :]
    tensors = {}
    for name, entry in table.items():
        kind = {"F32": "<f4", "F64": "<f8"}[entry["dtype"]]
        values = np.frombuffer(body[slice(*entry["data_offsets"])], kind).reshape(entry["shape"])
        if data.draw(st.booleans()):
            values = values.astype("<f8")
        if data.draw(st.booleans()):
            values = np.where(values == 0, np.copysign(values, -1.0), values)
        tensors[name] = values
    spaces, ordered = data.draw(st.sampled_from([(",", ":"), (", ", ": ")])), data.draw(st.booleans())
    text = json.dumps(header, separators=spaces, sort_keys=ordered)
    return save(dict(data.draw(st.permutations(list(tensors.items())))), metadata={"lottery_verify": text})


@given(networks(all_relu_but_last=False), st.data())
def test_equal_weights_have_one_digest(tmp_path_factory, network, data):
    """However the weights are written, loader and checker give one digest or refuse the file, both alike.

    Catches a certificate that names another digest than the file that it is checked against.
    """
    path = tmp_path_factory.getbasetemp() / "respelt.safetensors"
    path.write_bytes(respelt(network.canonical(), data))
    found = []
    for read in (load_target, lambda name: read_network(str(name))):
        try:
            found.append(read(path).digest)
        except MalformedFile:
            found.append(None)
    assert found in ([network.digest] * 2, [None] * 2)


@given(networks(all_relu_but_last=False))
def test_a_plain_file_has_the_same_digest(tmp_path_factory, network):
    """Tensors of other tools as F64 give the digest of the same weights as F32. Catches a digest of types."""
    network = Network.from_arrays([la.weight for la in network.layers], [la.bias for la in network.layers])
    path = tmp_path_factory.getbasetemp() / "wide.safetensors"
    path.write_bytes(save({key: value.astype(np.float64) for key, value in stored(network).items()}))
    assert load_target(path).digest == network.digest
