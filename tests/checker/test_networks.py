"""Reading numbers, masks and limits."""

import json
import re
import struct
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lottery_verify.checker import headers, masks
from lottery_verify.checker.formats import METADATA_KEY
from lottery_verify.checker.networks import dyadics, read_network
from lottery_verify.errors import MalformedFile
from tests.checker.corpus import CORPUS
from tests.corpus.parts import edited

SPECIAL = [0, 1, 0x8000, (1 << 23) - 1, 1 << 23, 0x7F7FFFFF, 0x3F800000, 0x80000000, 0x80000001, 0xFF7FFFFF]
SPECIAL64 = [0, 1, (1 << 52) - 1, 1 << 52, 0x7FEFFFFFFFFFFFFF, 0x3FF0000000000000, 1 << 63, (1 << 63) + 1]


@given(st.lists(st.sampled_from(SPECIAL) | st.integers(0, 2**32 - 1)))
def test_float32(bits):
    """Every finite float32 (zeros, subnormals, extremes) is read as what it is. Catches an exponent off by one."""
    bits = [b for b in bits if (b >> 23) & 255 != 255 and b != 1 << 31]
    data = struct.pack(f"<{len(bits)}I", *bits)
    values = struct.unpack(f"<{len(bits)}f", data)
    assert [n * Fraction(2) ** e for n, e in dyadics("F32", data, "x")] == list(map(Fraction, values))


@given(st.lists(st.sampled_from(SPECIAL64) | st.integers(0, 2**64 - 1)))
def test_float64(bits):
    """Every finite float64 likewise."""
    bits = [b for b in bits if (b >> 52) & 2047 != 2047 and b != 1 << 63]
    data = struct.pack(f"<{len(bits)}Q", *bits)
    values = struct.unpack(f"<{len(bits)}d", data)
    assert [n * Fraction(2) ** e for n, e in dyadics("F64", data, "x")] == list(map(Fraction, values))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), -float("nan")])
@pytest.mark.parametrize("kind", ["F32", "F64"])
def test_not_finite(kind, value):
    """NaN and infinity are refused with their place. Catches a NaN read as a large number."""
    data = np.array([1.0, value], "<f4" if kind == "F32" else "<f8").tobytes()
    with pytest.raises(MalformedFile, match="x: entry 1 is NaN or infinite"):
        dyadics(kind, data, "x")


def test_random_bytes_are_bounded(tmp_path, monkeypatch):
    """A ticket that would draw more than the limit is refused. Catches days spent on a small file's distant neurons."""
    path = str(CORPUS / "files" / "shared.ticket.safetensors")
    monkeypatch.setattr(masks, "MAX_RANDOM_BYTES", 100)
    with pytest.raises(MalformedFile, match="it draws over 100 bytes"):
        read_network(path)


TICKET = CORPUS / "files" / "shared.ticket.safetensors"


def said(change, tmp_path):
    """What is said of the ticket whose header `change` has edited."""
    (tmp_path / "t").write_bytes(edited(TICKET.read_bytes(), change))
    with pytest.raises(MalformedFile) as caught:
        read_network(str(tmp_path / "t"))
    return str(caught.value).removeprefix(str(tmp_path / "t"))


def depth_of(own):
    """Layers of a header."""
    return len(own["widths"]) - 1


@pytest.mark.parametrize("key", ["relu", "bias", "layers"])
@pytest.mark.parametrize("spoil", [lambda found: found[:-1], lambda found: [*found, found[0]], lambda found: 3])
def test_one_entry_for_each_layer(key, spoil, tmp_path):
    """A list shorter or longer than the layers, and what is no list. Catches a key looked for by another name."""

    def change(table, own, body):
        own[key] = spoil(own[key])

    depth = depth_of(header_of(TICKET.read_bytes()))
    assert said(change, tmp_path) == f": header: {key}: expected a list of {depth}, one for each layer"


def header_of(blob):
    """Our own header in a file."""
    found = {}
    edited(blob, lambda table, own, body: found.update(own))
    return found


def test_other_headers(tmp_path):
    """A header that is no object, or of another format; a tensor of another format. Whole sentences."""
    formats = ("network/1", "network/2", "ticket/1", "ticket/2", "ticket/3")
    reads = "this version reads " + ", ".join(f"lottery_verify.{name}" for name in formats)
    assert said(lambda table, own, body: own.update(format="sun/1"), tmp_path) == f": format 'sun/1'; {reads}"

    def more(table, own, body):
        table["sun"] = {"dtype": "U8", "shape": [1], "data_offsets": [len(body), len(body) + 1]}
        return bytes(body) + b"x"

    assert said(more, tmp_path) == ": tensor 'sun' is not part of the format"
    text = json.dumps({"__metadata__": {METADATA_KEY: "[]"}}).encode()
    (tmp_path / "t").write_bytes(len(text).to_bytes(8, "little") + text)
    with pytest.raises(MalformedFile, match=re.escape(f": format not stated; {reads}")):
        read_network(str(tmp_path / "t"))


@pytest.mark.parametrize("limit", ["MAX_DEPTH", "MAX_WEIGHTS"])
def test_limits_are_inclusive(limit, monkeypatch):
    """A ticket just as large as the limit is read, with a limit one less it is not."""
    own = header_of(TICKET.read_bytes())
    size = sum((n + 1) * m for n, m in pairwise(own["widths"])) if limit == "MAX_WEIGHTS" else depth_of(own)
    monkeypatch.setattr(headers, limit, size)
    assert read_network(str(TICKET)).widths == own["widths"]
    monkeypatch.setattr(headers, limit, size - 1)
    with pytest.raises(MalformedFile, match=f"widths: {depth_of(own)} layers"):
        read_network(str(TICKET))


def test_no_neurons_at_all_but_many_links(tmp_path):
    """A file of no masks can't ask for 2^32 links. Catches memory that a small file exhausts."""
    def change(table, own, body):
        own.update(widths=[1 << 16, 1 << 16], relu=[False], bias=[False])
        own["layers"] = [own["layers"][0] | {"neurons": 0, "encoding": "bits"}]
        for name in list(table):
            if name != "__metadata__":
                table.pop(name)
        table["layers.0.u"] = {"dtype": "U8", "shape": [1 << 16, 0], "data_offsets": [0, 0]}
        table["layers.0.v"] = {"dtype": "U8", "shape": [1 << 32, 0], "data_offsets": [0, 0]}
        return b""

    (tmp_path / "t").write_bytes(edited((CORPUS / "files" / "shared.ticket.safetensors").read_bytes(), change))
    with pytest.raises(MalformedFile, match="4295032832 weights"):
        read_network(str(tmp_path / "t"))
