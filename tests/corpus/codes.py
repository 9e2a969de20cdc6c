# ruff: noqa: E501 (one case is one line)
"""Tickets whose masks are codes: the same tickets as before, and files that are none."""

import json
from dataclasses import replace

import numpy as np
from safetensors.numpy import load, save

from lottery_verify.checker.formats import CODED_FORMAT, METADATA_KEY
from lottery_verify.checker.source import Law
from lottery_verify.tickets.coding import coded_masks
from tests.corpus.parts import BOX, ticket

V = "layers.0.v_code"


def add_pairs(corpus):
    """One in which some link keeps a neuron of V that U does not keep, and one in which none does."""
    made = ticket(25, "shared", Law("uniform", 0, 0), (2, 6), (True,), (False,), 40, 0.3)
    layer = replace(made.layers[0], u=np.array([[0x55, 0xF0, 0, 255, 1]] * 3, np.uint8))
    corpus.pair("loose", replace(made, layers=(layer,)), 9, BOX)
    inside = np.unpackbits(layer.u[0], bitorder="little")[layer.indices] == 1
    link = np.repeat(np.arange(layer.links), layer.counts)[inside]
    counts = np.bincount(link, minlength=layer.links).astype(np.uint32)
    corpus.pair("within", replace(made, layers=(replace(layer, counts=counts, indices=layer.indices[inside]),)), 9, BOX)


def written(made, codes, **stated):
    """A file of format 2 with these tensors, whose header says what is stated."""
    header = json.loads(made.header) | {"format": CODED_FORMAT} | stated
    text = json.dumps(header, sort_keys=True, separators=(",", ":"))
    tensors = {name: np.frombuffer(code, np.uint8) if isinstance(code, bytes) else code for name, code in codes.items()}
    return save({name: tensor for name, tensor in tensors.items() if tensor is not None}, metadata={METADATA_KEY: text})


def longer(code, end):
    """A code of one integer with a byte more at that integer's end."""
    return (int.from_bytes(code[:2], "little") + 1).to_bytes(2, "little") + code[2:] + end


def add_cases(corpus):
    """The certificates of the plain files are of the coded ones too."""
    corpus.case("accepted", "loose", "loose", "accepted: sup")
    for name in ("shared", "dedicated", "sparse", "loose", "within"):
        blob = corpus.files[f"{name}.coded.safetensors"] = corpus.networks[name][1].coded()
        assert CODED_FORMAT.encode() in blob, f"{name} is not coded"
        corpus.case("accepted", f"coded-{name}", name, "accepted: sup", ticket=f"{name}.coded.safetensors")
    made, half = corpus.networks["shared"][1], corpus.networks["half"][1]
    codes = {name: code.tobytes() for name, code in load(corpus.files["shared.coded.safetensors"]).items()}
    for name, words, changed in (
        ("code-missing", "tensor 'layers.0.v_wide_code': missing", {V: None}),
        ("code-of-numbers", "tensor 'layers.1.u_code': U16", {"layers.1.u_code": np.zeros(2, np.uint16)}),
        ("code-cut", f"{V}: it ends within an integer", {V: codes[V][:-1]}),
        ("code-with-a-byte-more", f"{V}: 1 bytes follow the last set", {V: codes[V] + b"\0"}),
        ("code-with-a-zero-byte", f"{V}: an integer begins with a zero byte", {V: longer(codes[V], b"\0")}),
        ("code-too-large", f"{V}: an integer is larger than what its sets are", {V: longer(codes[V], b"\1")}),
        ("code-beside-masks", "tensor 'layers.0.u' stands beside its code", {"layers.0.u": b""}),
        ("code-of-another-layer", "tensor 'layers.2.u_code' is not part of the format", {"layers.2.u_code": b""}),
        ("code-of-both-kinds", "tensor 'layers.0.v_wide_code' is not part of the format", {"layers.0.v_wide_code": b""}),
        ("code-wide-for-nothing", "U keeps all of these neurons", {V: None, "layers.0.v_wide_code": codes[V]}),
    ):
        corpus.files[f"{name}.safetensors"] = written(made, codes | changed)
        corpus.case("malformed", name, "shared", words, ticket=f"{name}.safetensors")
    huge = [entry | {"neurons": 1 << 24} for entry in json.loads(made.header)["layers"]]
    plain = load(corpus.files["shared.ticket.safetensors"])
    for name, words, blob in (
        ("codes-nowhere", "tensor 'layers.0.u_code': missing", written(made, plain)),
        ("codes-of-much-work", "its codes mean over 64 steps for each of their bytes", written(made, codes, layers=huge)),
        ("codes-longer-than-masks", "its codes are not shorter than its masks", written(half, coded_masks(half.layers, 1 << 20))),
        ("codes-of-a-header-with-spaces", "header is not spelt canonically", respelt(corpus.files["shared.coded.safetensors"])),
    ):
        corpus.files[f"{name}.safetensors"] = blob
        corpus.case("malformed", name, "shared", words, ticket=f"{name}.safetensors")


def respelt(blob):
    """The file with a space in its own header."""
    spaced = blob.replace(rb'\"norm\":', rb'\"norm\": ')
    return (int.from_bytes(blob[:8], "little") + 1).to_bytes(8, "little") + spaced[8:]
