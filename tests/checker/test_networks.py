"""Reading numbers, masks and limits."""

import struct
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lottery_verify.checker import networks
from lottery_verify.checker.networks import dyadics, read_network
from lottery_verify.errors import MalformedFile
from tests.checker.corpus import CORPUS
from tests.corpus.make import edited

SPECIAL = [0, 1, 0x8000, (1 << 23) - 1, 1 << 23, 0x7F7FFFFF, 0x3F800000, 0x80000000, 0x80000001, 0xFF7FFFFF]
SPECIAL64 = [0, 1, (1 << 52) - 1, 1 << 52, 0x7FEFFFFFFFFFFFFF, 0x3FF0000000000000, 1 << 63, (1 << 63) + 1]


@given(st.lists(st.sampled_from(SPECIAL) | st.integers(0, 2**32 - 1)))
def test_float32(bits):
    """Every finite float32 (zeros, subnormals, extremes) is read as what it is. Catches an exponent off by one."""
    bits = [b for b in bits if (b >> 23) & 255 != 255]
    data = struct.pack(f"<{len(bits)}I", *bits)
    values = struct.unpack(f"<{len(bits)}f", data)
    assert [n * Fraction(2) ** e for n, e in dyadics("F32", data, "x")] == list(map(Fraction, values))


@given(st.lists(st.sampled_from(SPECIAL64) | st.integers(0, 2**64 - 1)))
def test_float64(bits):
    """Every finite float64 likewise."""
    bits = [b for b in bits if (b >> 52) & 2047 != 2047]
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
    monkeypatch.setattr(networks, "MAX_RANDOM_BYTES", 100)
    with pytest.raises(MalformedFile, match="it draws over 100 bytes"):
        read_network(path)


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
