# ruff: noqa: E501 (one case is one line)
"""Targets and tickets that are none, and claims that are."""

import json

import numpy as np

from tests.corpus.changes import entry, gap, header, layer, swapped
from tests.corpus.parts import digest_of, edited

INSIDE = {"unknown-tensor", "neurons-too-few", "neurons-huge", "shape-changed"}  # seen when the masks are read


def add_cases(corpus):
    """Headers, tensors, masks, numbers, regions."""
    shape = {"shape": "dedicated"}
    for name, words, change in (
        ("layers-swapped", "its data are not the bytes", swapped),
        ("ticket-of-another-version", "this version reads", header(format="lottery_verify.ticket/4")),
        ("gap-between-tensors", "its data are not the bytes", gap),
        ("overlapping-tensors", "its data are not the bytes", entry("layers.1.v", data_offsets=[0, 16])),
        ("oversized-tensor", "its data are not the bytes", entry("layers.0.u", shape=[1 << 32, 1 << 32])),
        ("many-axes", "expected one or two integers", entry("layers.0.u", shape=[1 << 32] * 1000)),
        ("unknown-type", "type BF16 is not one of", entry("layers.0.u", dtype="BF16")),
        ("bytes-after-the-last", "bytes follow the last tensor", lambda t, o, body: body + b"\0"),
        ("unknown-tensor", "is not part of the format", lambda t, o, b: t.update(zz={"dtype": "U8", "shape": [0], "data_offsets": [len(b)] * 2})),
        ("shape-unknown", "shape 'triple' is unknown", header(shape="triple")),
        ("shape-changed", "tensor 'layers.0.u'", header(**shape)),
        ("seed-too-large", "seed: 18446744073709551616 is no integer", header(seed=1 << 64)),
        ("seed-true", "seed: True is no integer", header(seed=True)),
        ("widths-huge", "widths: 2 layers, ", header(widths=[1 << 24, 1 << 24, 2])),
        ("widths-short", "expected a list of 1", header(widths=[3, 4])),
        ("width-zero", "widths: 0 is no integer", header(widths=[3, 0, 2])),
        ("relu-numbers", "expected true or false", header(relu=[1, 0])),
        ("neurons-huge", "tensor 'layers.0.u'", layer(neurons=1 << 24)),
        ("neurons-too-few", "a neuron beyond the 9", layer(neurons=9)),
        ("encoding-unknown", "encoding 'runs' is unknown", layer(encoding="runs")),
        ("law-unknown", "no law of lottery_verify/1", layer(law={"name": "normal", "lower": 0, "upper": 0})),
        ("law-huge", "no law of lottery_verify/1", layer(law={"name": "uniform", "lower": 61, "upper": 0})),
        ("law-true", "no law of lottery_verify/1", layer(law={"name": "uniform", "lower": True, "upper": 0})),
        ("law-of-text", "no law of lottery_verify/1", layer(law={"name": "uniform", "lower": "0", "upper": 0})),
        ("layer-key-unknown", "unknown key 'note'", layer(note=1)),
        ("epsilon-w-huge", "epsilon_w: '1e99999999' is not a decimal number", layer(epsilon_w="1e99999999")),
        ("method-a-number", "method: expected text, found 3", header(method=3)),
        ("name-a-surrogate", "tensor '\\ud800' is not part of the format: its name is not ASCII", lambda t, o, b: t.update({"\ud800": {"dtype": "U8", "shape": [0], "data_offsets": [len(b)] * 2}})),
    ):  # fmt: skip
        file = corpus.tampered("shared", name, change)
        named = {"certificate": corpus.renamed("shared", name, file)} if name in INSIDE else {}
        corpus.case("malformed", name, "shared", words, ticket=file, **named)

    def disorder(table, own, body):
        begin = table["layers.0.v_indices"]["data_offsets"][0]
        body[begin : begin + 2] = (299).to_bytes(2, "little")
        return body

    def doubled(table, own, body):
        begin = table["layers.0.v_indices"]["data_offsets"][0]
        body[begin + 2 : begin + 4] = body[begin : begin + 2]
        return body

    for name, change in (("disorder", disorder), ("doubled-index", doubled)):
        file = corpus.tampered("sparse", name, change)
        name = {"disorder": "indices-out-of-order"}.get(name, name)
        corpus.case("malformed", name, "sparse", "are not in order below 300", ticket=file, certificate=corpus.renamed("sparse", name, file))
    def hollow(table, own, body):
        """Layers of four million neurons that no byte of the file stands for."""
        own.update(widths=[3, 1 << 22, 2])
        for i, links in enumerate((4 << 22, 1 << 23)):
            own["layers"][i] |= {"neurons": 0, "encoding": "bits", "kept_u": 0, "kept_v": 0}
            table[f"layers.{i}.u"] = {"dtype": "U8", "shape": [links // (1 << 22 if i == 0 else 2), 0], "data_offsets": [0, 0]}
            table[f"layers.{i}.v"] = {"dtype": "U8", "shape": [links, 0], "data_offsets": [0, 0]}
        return b""

    file = corpus.tampered("shared", "hollow", hollow)
    corpus.renamed("shared", "hollow", file)
    corpus.certificate("hollow", "hollow", lambda w: w["layers"].pop())
    corpus.case("malformed", "wide-and-empty", "shared", "its widths mean 25165826 weights, but it holds 0 bytes", ticket=file, certificate="hollow.json")
    respelt = corpus.files["shared.ticket.safetensors"].replace(rb'\"norm\":', rb'\"norm\": ')
    length = int.from_bytes(respelt[:8], "little") + 1
    corpus.files["spaces.ticket.safetensors"] = length.to_bytes(8, "little") + respelt[8:]
    corpus.case("malformed", "header-with-spaces", "shared", "header is not spelt canonically", ticket="spaces.ticket.safetensors")
    whole = corpus.files["shared.ticket.safetensors"]
    for name, words, blob in (
        ("ticket-truncated", "its data are not the bytes", whole[:-3]),
        ("ticket-without-header", "truncated, or not a safetensors file", whole[:7]),
        ("ticket-of-zeros", "truncated, or not a safetensors file", bytes(64)),
        ("ticket-not-ours", "its metadata is not lottery_verify's", (2).to_bytes(8, "little") + b"{}"),
    ):
        corpus.files[f"{name}.safetensors"] = blob
        corpus.case("malformed", name, "shared", words, ticket=f"{name}.safetensors")

    def retargeted(name, words, blob):
        """A changed target that the certificate names."""
        corpus.files[f"{name}.target.safetensors"] = blob
        certificate = json.loads(corpus.files["shared.json"])
        certificate["claim"]["target"] = digest_of(blob, "network")
        corpus.files[f"target-with-{name}.json"] = json.dumps(certificate, indent=1).encode()
        corpus.case("malformed", f"target-with-{name}", "shared", words, target=f"{name}.target.safetensors", certificate=f"target-with-{name}.json")

    for name, words, bits in (("nan", "is NaN or infinite", 0x7FC00000), ("infinity", "is NaN or infinite", 0xFF800000), ("minus-zero", "is -0; equal weights have one digest", 1 << 31)):

        def poison(table, own, body, bits=bits):
            begin = table["layers.0.weight"]["data_offsets"][0]
            body[begin : begin + 4] = bits.to_bytes(4, "little")
            return body

        retargeted(name, words, edited(corpus.files["shared.target.safetensors"], poison))

    def widened(table, own, body):
        """Its last tensor as F64, though F32 holds every entry."""
        entry = max((e for n, e in table.items() if n != "__metadata__"), key=lambda e: e["data_offsets"])
        begin, end = entry["data_offsets"]
        entry.update(dtype="F64", data_offsets=[begin, 2 * end - begin])
        return bytes(body[:begin]) + np.frombuffer(bytes(body[begin:end]), "<f4").astype("<f8").tobytes()

    retargeted("wide-floats", "F64, but F32 holds every entry", edited(corpus.files["shared.target.safetensors"], widened))
    corpus.case("malformed", "ticket-as-target", "shared", "is a ticket; a target is a plain network", target="shared.ticket.safetensors")
    corpus.case("malformed", "other-inputs", "shared", "inputs and outputs are [2, 2]", ticket="dedicated.ticket.safetensors")
    corpus.case("malformed", "epsilon-zero", "shared", "must be above 0", epsilon="0")
    corpus.case("malformed", "region-upside-down", "shared", "is above upper end", region="box:1,0")
    corpus.case("malformed", "region-nonsense", "shared", "is neither box:LOWER,UPPER nor", region="cube")
