"""Ticket files: read back as written by both readers, and refused where they are not tickets."""

import json

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from safetensors.numpy import load, save

from lottery_verify import load_ticket, prune
from lottery_verify.checker.graph import Relu
from lottery_verify.checker.networks import read_network
from lottery_verify.checker.regions import Box
from lottery_verify.errors import LotteryError, MalformedFile
from lottery_verify.hunting import oracle
from lottery_verify.networks.network import Network
from tests.checker.cases import dense
from tests.pruning.cases import cases

NET = Network.from_arrays(
    [[[0.5, -1.0], [0.25, 0.75]], [[1.0, -0.5]]], [np.array([0.1, 0.0]), None], shift=np.array([0.1, 0])
)


@pytest.fixture(scope="module")
def ticket():
    return prune(NET, region=Box.cube(-1, 1, 2), epsilon="0.1", seed=17)


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(cases())
def test_round_trip(tmp_path_factory, case):
    """A saved ticket is read as the same ticket, and the checker regenerates the oracle's effective weights from it.

    Catches: an encoding (bits or indices) that loses order or a link, a stream addressed otherwise by the checker.
    """
    ticket = prune(case.pop("target"), **case)
    path = tmp_path_factory.mktemp("t") / "t.safetensors"
    ticket.save(path)
    read, trusted = load_ticket(path), read_network(str(path))
    assert read.canonical() == ticket.canonical() == path.read_bytes()
    assert (read.digest, str(read)) == (trusted.digest, str(ticket)) == (ticket.digest, str(read))
    assert trusted.affine == [k for k, node in enumerate(trusted.nodes, 1) if not isinstance(node.operation, Relu)]
    assert [k + 1 in trusted.affine or k + 1 > trusted.output for k in trusted.affine] == [
        not relu for *_, relu in oracle.layers(read)
    ]
    for (plus, minus, bias, _), layer in zip(oracle.layers(read), trusted.layers, strict=True):
        rows, biases = dense(layer)
        assert plus == [[p for p, _ in row] for row in rows]
        assert minus == [[n for _, n in row] for row in rows]
        assert bias == biases


@pytest.mark.parametrize("epsilon", ["0.5", "0.001"])
def test_both_encodings(epsilon, tmp_path):
    """A dense mask is stored as bits and a sparse one as indices, whichever is smaller; both say the same.

    Catches: a choice by the wrong size, an encoding that is never used.
    """
    target = Network.from_arrays([np.linspace(-1, 1, 40).reshape(8, 5)])
    ticket = prune(
        target, region=Box.cube(0, 1, 5), epsilon=epsilon, seed=1, neurons=3000 if epsilon == "0.001" else "fit"
    )
    encoding = json.loads(ticket.header)["layers"][0]["encoding"]
    layer = ticket.layers[0]
    bits, indices = layer.links * ((layer.neurons + 7) // 8), 4 * layer.links + 2 * len(layer.indices)
    assert encoding == ("bits" if bits <= indices else "indices") == ("bits" if epsilon == "0.5" else "indices")
    ticket.save(tmp_path / "t.safetensors")
    assert load_ticket(tmp_path / "t.safetensors").canonical() == ticket.canonical()


@pytest.mark.parametrize("links", [1, 3, 39, 40])
def test_masks_are_packed_in_blocks(links, monkeypatch, tmp_path):
    """Of so many links at once, the last block being shorter, whole, or a single link: the same bytes and masks.

    Catches: a block of links that is skipped, or put at another's place.
    """
    target = Network.from_arrays([np.linspace(-1, 1, 40).reshape(8, 5)])
    ticket = prune(target, region=Box.cube(0, 1, 5), epsilon="0.5", seed=1)
    (layer,) = ticket.layers
    whole = layer.mask_bits()
    kept = np.unpackbits(whole, axis=1, count=layer.neurons, bitorder="little")
    assert [np.nonzero(row)[0].tolist() for row in kept] == [
        layer.indices[a:b].tolist() for a, b in zip(layer.ends[:-1], layer.ends[1:], strict=True)
    ]
    ticket.save(tmp_path / "t.safetensors")
    monkeypatch.setattr("lottery_verify.tickets.ticket.TOGETHER", links)
    monkeypatch.setattr("lottery_verify.tickets.files.TOGETHER", links * layer.row_bytes)
    assert layer.mask_bits().tobytes() == whole.tobytes()
    (read,) = load_ticket(tmp_path / "t.safetensors").layers
    assert (read.counts.tolist(), read.indices.tolist()) == (layer.counts.tolist(), layer.indices.tolist())


def rewritten(ticket, path, header=None, tensors=None):
    """The ticket's file with header fields and tensors replaced."""
    data = ticket.canonical()
    stored = load(data) | (tensors or {})
    text = json.dumps(json.loads(ticket.header) | (header or {}), sort_keys=True, separators=(",", ":"))
    path.write_bytes(save({k: v for k, v in stored.items() if v is not None}, metadata={"lottery_verify": text}))
    return path


BAD = {
    "another version": ({"format": "lottery_verify.ticket/3"}, "ticket/3"),
    "codes that are not there": ({"format": "lottery_verify.ticket/2"}, "tensor 'layers.0.u_code': missing"),
    "a network": ({"format": "lottery_verify.network/1"}, "unknown key 'base'"),
    "unknown key": ({"colour": 1}, "unknown key 'colour'"),
    "seed": ({"seed": -1}, "seed: -1 is no integer"),
    "seed too large": ({"seed": 2**64}, "seed"),
    "shape": ({"shape": "round"}, "shape 'round'"),
    "widths": ({"widths": [2, 2]}, "widths"),
    "other widths": ({"widths": [2, 3, 1]}, "layers.0"),
    "no layers": ({"layers": [], "widths": [2]}, "widths"),
    "no relu": ({"relu": []}, ""),
    "layers of text": ({"layers": ["a", "b"]}, "layer 1: expected an object"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_headers(ticket, name, tmp_path):
    """Each broken header is refused by name, by both readers.

    Catches a traceback, and a file that only one reader refuses.
    """
    change, words = BAD[name]
    path = rewritten(ticket, tmp_path / "t.safetensors", change)
    with pytest.raises(LotteryError) as caught:
        load_ticket(path)
    assert "t.safetensors" in str(caught.value) or name.startswith(("seed", "shape"))
    assert words in str(caught.value)
    if name != "a network":
        with pytest.raises(MalformedFile):
            read_network(str(path))


def test_neurons_that_do_not_exist(ticket, tmp_path):
    """A mask bit or index beyond M is refused. Catches a weight read from beyond the block."""
    layers = json.loads(ticket.header)["layers"]
    for i, entry in enumerate(layers):
        entry["neurons"] -= 1 if entry["neurons"] % 8 != 1 else 0
        used = max(int(ticket.layers[i].indices.max()), 0)
        entry["neurons"] = min(entry["neurons"], max(used, (entry["neurons"] - 1) // 8 * 8 + 1))
    path = rewritten(ticket, tmp_path / "t.safetensors", {"layers": layers})
    if any(e["neurons"] <= int(layer.indices.max()) for e, layer in zip(layers, ticket.layers, strict=True)):
        with pytest.raises(MalformedFile):
            load_ticket(path)


@pytest.mark.parametrize("size", [0, 7, 100, -1, -9])
def test_cut_short(ticket, size, tmp_path):
    """A truncated file is refused with its name. Catches masks completed by zeros."""
    path = tmp_path / "t.safetensors"
    path.write_bytes(ticket.canonical()[:size])
    for read in (load_ticket, lambda p: read_network(str(p))):
        with pytest.raises(MalformedFile, match=r"t\.safetensors"):
            read(path)


def test_missing_file(tmp_path):
    """A file that is not there is an OSError or MalformedFile that names it. Catches an anonymous error."""
    with pytest.raises((OSError, MalformedFile), match="nowhere"):
        load_ticket(tmp_path / "nowhere.safetensors")
