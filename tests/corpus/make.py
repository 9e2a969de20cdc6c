# ruff: noqa: E501 (one case is one line)
"""Makes the corpus: files that the checker must accept, reject, call malformed or leave undecided, with the reasons.

`python -m tests.corpus.make` writes it again; the same code gives the same bytes. A case is NAME.json: the files'
names (inside files/), the claim asked, the exit code expected, and words that the answer must contain.
"""

import json
import random
from fractions import Fraction
from pathlib import Path

import numpy as np

from lottery_verify.certificates.centred import centred
from lottery_verify.certificates.certificate import certify
from lottery_verify.checker.formats import METADATA_KEY, digest
from lottery_verify.checker.regions import parse_region
from lottery_verify.checker.source import Law
from lottery_verify.hunting import oracle
from lottery_verify.laws.source import Source
from lottery_verify.networks.network import Network
from lottery_verify.tickets.ticket import Ticket, TicketLayer

HERE = Path(__file__).parent
CODES = {"accepted": 0, "rejected": 1, "malformed": 2, "undecided": 3}
INSIDE = {"unknown-tensor", "neurons-too-few", "neurons-huge", "shape-changed"}  # seen when the masks are read
BOX, SIGNED, BALL, THIRD = "box:0,1", "box:-1,1/2", "ball:1", "ball:1/3"


def ticket(seed, shape, law, widths, biases, relu, neurons, kept, shift=None):
    """A ticket of hand-made masks: each entry of U is kept, and of V each with probability `kept`."""
    chance, layers = random.Random(seed), []
    for n_in, n_out, bias, active in zip(widths, widths[1:], biases, relu, strict=False):
        columns = n_in + bias
        blocks = columns * n_out if shape == "dedicated" else columns
        whole = [255] * (neurons // 8) + ([(1 << neurons % 8) - 1] if neurons % 8 else [])
        rows = [[m for m in range(neurons) if chance.random() < kept] for _ in range(columns * n_out)]
        layers.append(
            TicketLayer(
                n_in, n_out, bias, active, law, neurons, Fraction(1, 64),
                np.array([whole] * blocks, np.uint8),
                np.array([len(row) for row in rows], np.uint32),
                np.array([m for row in rows for m in row], np.uint32),
            )
        )  # fmt: skip
    moved = None if shift is None else np.array(shift, np.float64)
    return Ticket(
        Source(seed, shape), tuple(layers), moved, "hand", None, "none", None, "1", "linf",
        parse_region(BOX, widths[0]).describe(), "network:none", "corpus",
    )  # fmt: skip


def target_of(made, places):
    """The network whose weights are the ticket's W⁺, rounded down to some binary places."""
    unit, weights, biases = 2**places, [], []
    for plus, _, bias, _ in oracle.layers(made):
        weights.append([[float(Fraction(v * unit // 1, unit)) for v in row] for row in plus])
        biases.append([float(Fraction(v * unit // 1, unit)) for v in bias])
    some = [b if layer.bias else None for b, layer in zip(biases, made.layers, strict=True)]
    return Network.from_arrays(weights, some, [layer.relu for layer in made.layers], shift=made.shift)


def edited(blob, change):
    """A safetensors file whose header table (with our own header parsed) `change` has edited."""
    length = int.from_bytes(blob[:8], "little")
    table = json.loads(blob[8 : 8 + length])
    own = json.loads(table["__metadata__"][METADATA_KEY])
    body = change(table, own, bytearray(blob[8 + length :]))
    table["__metadata__"][METADATA_KEY] = json.dumps(own, sort_keys=True, separators=(",", ":"))
    text = json.dumps(table).encode()
    return len(text).to_bytes(8, "little") + text + bytes(blob[8 + length :] if body is None else body)


def digest_of(blob, kind="ticket"):
    """The digest of a file."""
    first = 8 + int.from_bytes(blob[:8], "little")
    table = json.loads(blob[8:first])
    header = table.pop("__metadata__")[METADATA_KEY]
    places = {name: entry["data_offsets"] for name, entry in table.items()}
    return digest(kind, header, {name: blob[first + low : first + high] for name, (low, high) in places.items()})


def build():
    """The corpus: the bytes of each file by its path below this folder."""
    files, cases = {}, {}
    hyper, uniform = Law("hyperbolic", -3 << 16, 1 << 15), Law("uniform", 0, 0)

    def pair(name, made, places, region, norm="linf", spectral=None, other=None, precision=48):
        target = made if isinstance(made, Network) else target_of(made, places)
        files[f"{name}.target.safetensors"] = target.canonical()
        files[f"{name}.ticket.safetensors"] = (other or made).canonical()
        box = parse_region(region, target.widths[0])
        proof = certify(other or made, target, region=box, norm=norm, precision=precision, spectral=spectral)
        unit = 10**4 if precision == 48 else 2**precision
        stated = Fraction(-(-proof.proved * unit // 1) + 1, unit)
        files[f"{name}.json"] = proof.claiming(stated).to_json().encode()
        asked[name] = {"region": region, "norm": norm, "epsilon": str(stated), "seed": None}

    def case(verdict, name, base, words, **changed):
        names = {"certificate": f"{base}.json", "ticket": f"{base}.ticket.safetensors", "target": f"{base}.target.safetensors"}
        cases[f"{verdict}/{name}.json"] = {**names, **asked[base], **changed, "exit": CODES[verdict], "reason": words}

    asked = {}
    shared = ticket(17, "shared", hyper, (3, 4, 2), (True, False), (True, False), 12, 0.5)
    pair("shared", shared, 9, BOX)
    pair("dedicated", ticket(18, "dedicated", uniform, (2, 3, 2), (True, True), (True, True), 5, 0.5), 9, BOX)
    pair("signed", ticket(19, "shared", uniform, (2, 3, 2), (False, True), (True, False), 9, 0.4, (0.25, -0.5)), 9, SIGNED)
    pair("sparse", ticket(20, "shared", hyper, (2, 2), (False,), (False,), 300, 0.01), 9, BOX)
    round_ = ticket(21, "shared", uniform, (8, 8, 4), (False, False), (True, False), 8, 0.5)
    pair("ball", round_, 12, BALL, "l2", True, other=target_of(round_, 7))
    pair("half", ticket(22, "shared", hyper, (3, 3, 2), (True, True), (True, False), 8, 0.5), 9, BALL, "l2", True)
    plain = target_of(shared, 5)
    pair("plain", shared, 9, BOX, other=plain)
    deeper = Network.from_arrays([*(la.weight for la in plain.layers), np.eye(2)], [plain.layers[0].bias, None, None])
    pair("deeper", shared, 9, BOX, other=deeper)
    pair("linear", ticket(23, "shared", uniform, (2, 3, 2), (False, True), (False, False), 9, 0.4), 9, SIGNED)
    moved = [Network.from_arrays([[[1.0, -0.5]]], None, [False], shift=[s, 0.5]) for s in (0.25, 0.375)]
    pair("shifted", moved[0], None, SIGNED, other=moved[1])
    wide = ticket(24, "shared", uniform, (8, 8), (True,), (False,), 8, 0.5)
    pair("biased", wide, 12, BALL, "l2", other=target_of(wide, 7))
    tiny = Network.from_arrays([[[3 * 2.0**-149]]])
    pair("subnormal", tiny, None, BOX, other=Network.from_arrays([[[0.0]]]), precision=160)
    for name in ("linear", "biased", "shifted", "subnormal", "shared", "dedicated", "signed", "sparse", "ball", "half", "plain", "deeper"):
        case("accepted", name, name, "accepted: sup")
    # Around a point far from the shift: only the rule `ball` proves so little; without it more follows.
    far = [Network.from_arrays([[[3.0, 3 + w], [-1.0, 0.5]], [[w, 1.0], [0.25, 1.0]]], [None, [0.5, 0.0]], shift=[-80.0, s]) for w, s in ((1.0, -60.0), (1.25, -59.875))]
    for part, network in zip(("target", "ticket"), far, strict=True):
        files[f"point.{part}.safetensors"] = network.canonical()
    point = centred(far[1], far[0], region=parse_region(THIRD, 2), norm="linf", precision=48)
    stated = Fraction(-(-point.proved * 10**4 // 1), 10**4)
    files["point.json"] = point.claiming(stated).to_json().encode()
    asked["point"] = {"region": THIRD, "norm": "linf", "epsilon": str(stated), "seed": None}
    case("accepted", "point", "point", "accepted: sup")
    case("accepted", "its-seed", "shared", "accepted: sup", seed=17)
    case("accepted", "larger-epsilon-asked", "shared", "accepted: sup", epsilon="1000")
    for name in ("shared", "ball", "plain"):
        smaller = str(Fraction(asked[name]["epsilon"]) - Fraction(1, 10**6))
        case("undecided", f"{name}-smaller-epsilon-asked", name, "does not settle the", epsilon=smaller)

    case("rejected", "another-region", "shared", "it is about region the box [0, 1]^3, but asked is the box [0, 2]^3", region="box:0,2")
    case("rejected", "another-norm", "shared", "it is about norm", norm="l2")
    case("rejected", "another-seed", "shared", "names source seed 17, but asked is seed 18", seed=18)
    case("rejected", "a-network-has-no-seed", "plain", "names source seed None", seed=17)
    case("rejected", "another-target", "shared", "it is about target", target="plain.ticket.safetensors")
    case("rejected", "another-ticket", "shared", "it is about ticket", ticket="plain.ticket.safetensors")

    def tampered(base, name, change):
        """A changed ticket, and the certificate that names it, so that only the steps can tell."""
        files[f"{name}.ticket.safetensors"] = edited(files[f"{base}.ticket.safetensors"], change)
        return f"{name}.ticket.safetensors"

    def renamed(base, name, file):
        certificate = json.loads(files[f"{base}.json"])
        certificate["claim"]["ticket"] = digest_of(files[file])
        files[f"{name}.json"] = json.dumps(certificate, indent=1).encode()
        return f"{name}.json"

    def bit(tensor, which):
        def change(table, own, body):
            place, mask = table[tensor]["data_offsets"][0] + which // 8, 1 << which % 8
            body[place] ^= mask
            own["layers"][int(tensor.split(".")[1])][f"kept_{tensor[-1]}"] += 1 if body[place] & mask else -1
            return body

        return change

    def swapped(table, own, body):
        table["layers.0.u"], table["layers.1.u"] = table["layers.1.u"], table["layers.0.u"]

    def header(**values):
        return lambda table, own, body: own.update(values)

    def law(table, own, body):
        own["layers"][0]["law"]["upper"] -= 1 << 14

    shape = {"shape": "dedicated"}
    for name, base, change in (
        ("bit-of-u", "shared", bit("layers.0.u", 9)),
        ("bit-of-v", "shared", bit("layers.0.v", 17)),
        ("bit-of-v-in-the-last-layer", "shared", bit("layers.1.v", 35)),
        ("bias-bit", "dedicated", bit("layers.1.v", 8 * 6 + 2)),
        ("seed-changed", "shared", header(seed=18)),
        ("law-changed", "shared", law),
    ):
        file = tampered(base, name, change)
        case("rejected", name, base, "it is about ticket", ticket=file)
        case("rejected", f"{name}-and-digest", base, "claimed, ", ticket=file, certificate=renamed(base, name, file))

    def certificate(base, name, change):
        whole = json.loads(files[f"{base}.json"])
        change(whole)
        files[f"{name}.json"] = json.dumps(whole, indent=1).encode()
        return f"{name}.json"

    def lower(layer, key):
        def change(whole):
            whole["layers"][layer][key] = hex(int(whole["layers"][layer][key], 16) - 1)

        return change

    for base, layer, key in (("shared", 0, "difference"), ("shared", 1, "norm"), ("deeper", 0, "difference"), ("ball", 0, "norm")):
        name = f"{base}-layer-{layer + 1}-{key}-too-small"
        case("rejected", name, base, f"layer {layer + 1}: {key} ", certificate=certificate(base, name, lower(layer, key)))

    def claim(**values):
        return lambda whole: whole["claim"].update(values)

    def witness(**values):
        return lambda whole: whole["layers"][0]["spectral"].update(values)

    def factor(whole):
        whole["layers"][0]["spectral"]["factor"][1][0] = "0x0"

    tiny = str(Fraction(1, 10**6))
    case("rejected", "reduced-epsilon", "shared", "epsilon 0.00000", certificate=certificate("shared", "reduced", claim(epsilon=tiny)), epsilon=tiny)
    case("undecided", "enlarged-epsilon", "shared", "does not settle the", certificate=certificate("shared", "enlarged", claim(epsilon="100")))
    case("rejected", "negative-difference", "shared", "layer 1: difference", certificate=certificate("shared", "negative", lambda w: w["layers"][0].update(difference="-0x1")))
    case("rejected", "factor-tampered", "ball", "claimed, ", certificate=certificate("ball", "factor", factor))
    # A lie about the square is made good by the residual: the bound stays true, and here as small.
    case("accepted", "square-too-small", "ball", "accepted: sup", certificate=certificate("ball", "square", witness(square="0x1")))
    case("accepted", "square-negative", "ball", "accepted: sup", certificate=certificate("ball", "square-negative", witness(square="-0x1" + "0" * 60)))

    def boxed(whole):
        whole["claim"]["region"] = parse_region(BOX, 2).describe()

    def unlike(whole):
        whole["claim"]["ticket"] = digest_of(files["point-deeper.ticket.safetensors"], "network")

    last = Network.from_arrays([*(layer.weight for layer in far[1].layers), np.eye(2)], relu=[True, False, False])
    files["point-deeper.ticket.safetensors"] = last.canonical()
    for verdict, name, words, change, asks in (
        ("rejected", "point-without-its-rule", "claimed, ", lambda w: w["steps"].pop(0), {}),
        ("rejected", "point-rule-too-late", "claimed, ", lambda w: w["steps"].reverse(), {}),
        ("malformed", "ball-rule-with-a-number", "unknown key 'radius'", lambda w: w["steps"][0].update(radius=1), {}),
        ("malformed", "ball-rule-of-a-box", "rule ball is about a ball, but the region is a box", boxed, {"region": BOX}),
        ("malformed", "ball-rule-of-unlike-networks", "rule ball compares two networks of the same layers", unlike, {"ticket": "point-deeper.ticket.safetensors"}),
    ):  # fmt: skip
        case(verdict, name, "point", words, certificate=certificate("point", name, change), **asks)

    for name, words, change in (
        ("unknown-key", "unknown key 'note'", lambda w: w.update(note=1)),
        ("missing-key", "missing key 'semantics'", lambda w: w.pop("semantics")),
        (
            "another-version",
            "this version reads 'lottery_verify.certificate/1' and 'lottery_verify.certificate/2'",
            lambda w: w.update(format="lottery_verify.certificate/3"),
        ),
        ("other-semantics", "this version reads", lambda w: w.update(semantics="float32")),
        ("precision-true", "precision: True is no integer", lambda w: w.update(precision=True)),
        ("precision-absurd", "precision: 4096 is no integer", lambda w: w.update(precision=4096)),
        ("precision-negative", "precision: -1 is no integer", lambda w: w.update(precision=-1)),
        ("too-few-layers", "layers: 1 bounds; these networks have 2", lambda w: w["layers"].pop()),
        ("too-many-layers", "layers: expected 1 or 2", lambda w: w["layers"].append(w["layers"][0])),
        ("difference-as-number", "expected an integer as hexadecimal text, found 5", lambda w: w["layers"][0].update(difference=5)),
        ("difference-too-long", "expected an integer as hexadecimal text", lambda w: w["layers"][0].update(difference="0x" + "f" * 2049)),
        ("difference-decimal", "expected an integer as hexadecimal text", lambda w: w["layers"][0].update(difference="10")),
        ("epsilon-as-number", "epsilon: expected a number as text, found 1", claim(epsilon=1)),
        ("epsilon-nonsense", "is not a decimal number", claim(epsilon="1e9999")),
        ("layers-an-object", "layers: expected a list, found dict", lambda w: w.update(layers={})),
        ("claim-a-list", "claim: expected an object, found list", lambda w: w.update(claim=[])),
    ):  # fmt: skip
        case("malformed", name, "shared", words, certificate=certificate("shared", name, change))
    ragged = certificate("ball", "ragged", lambda w: w["layers"][0]["spectral"]["factor"].pop())
    case("malformed", "factor-ragged", "ball", "factor: expected 8 rows", certificate=ragged)
    coarse = certificate("ball", "coarse", witness(scale=0))
    case("malformed", "witness-scale-too-small", "ball", "scale: 0 is no integer", certificate=coarse)
    text = files["shared.json"].decode()
    for name, words, new in (
        ("float", "number '48.0'", text.replace('"precision": 48', '"precision": 48.0')),
        ("exponent", "number '1e3'", text.replace('"precision": 48', '"precision": 1e3')),
        ("nan", "number 'NaN'", text.replace('"precision": 48', '"precision": NaN')),
        ("infinity", "number '-Infinity'", text.replace('"precision": 48', '"precision": -Infinity')),
        ("long-integer", "only integers of at most 20 digits", text.replace('"precision": 48', '"precision": ' + "9" * 21)),
        ("doubled-key", "key 'precision' appears twice", text.replace('"precision": 48', '"precision": 48, "precision": 48')),
        ("truncated", "not JSON", text[: len(text) // 2]),
        ("trailing-text", "not JSON", text + "{}"),
        ("only-a-number", "expected an object, found int", "5"),
        ("pickle", "not JSON", "\x80\x04\x95\x0b\x00\x00\x00\x00\x00\x00\x00c"),
    ):  # fmt: skip
        files[f"{name}.json"] = new.encode("latin-1")
        case("malformed", name, "shared", words, certificate=f"{name}.json")
    files["empty.json"] = files["empty.safetensors"] = b""
    case("malformed", "empty-certificate", "shared", "0 bytes; expected", certificate="empty.json")
    case("malformed", "empty-ticket", "shared", "0 bytes; expected", ticket="empty.safetensors")

    def gap(table, own, body):
        table["layers.1.v"]["data_offsets"] = [n + 1 for n in table["layers.1.v"]["data_offsets"]]

    def entry(name, **values):
        return lambda table, own, body: table[name].update(values)

    def layer(**values):
        return lambda table, own, body: own["layers"][0].update(values)

    for name, words, change in (
        ("layers-swapped", "its data are not the bytes", swapped),
        ("ticket-of-another-version", "this version reads", header(format="lottery_verify.ticket/2")),
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
        file = tampered("shared", name, change)
        named = {"certificate": renamed("shared", name, file)} if name in INSIDE else {}
        case("malformed", name, "shared", words, ticket=file, **named)

    def disorder(table, own, body):
        begin = table["layers.0.v_indices"]["data_offsets"][0]
        body[begin : begin + 2] = (299).to_bytes(2, "little")
        return body

    def doubled(table, own, body):
        begin = table["layers.0.v_indices"]["data_offsets"][0]
        body[begin + 2 : begin + 4] = body[begin : begin + 2]
        return body

    for name, change in (("disorder", disorder), ("doubled-index", doubled)):
        file = tampered("sparse", name, change)
        name = {"disorder": "indices-out-of-order"}.get(name, name)
        case("malformed", name, "sparse", "are not in order below 300", ticket=file, certificate=renamed("sparse", name, file))
    def hollow(table, own, body):
        """Layers of four million neurons that no byte of the file stands for."""
        own.update(widths=[3, 1 << 22, 2])
        for i, links in enumerate((4 << 22, 1 << 23)):
            own["layers"][i] |= {"neurons": 0, "encoding": "bits", "kept_u": 0, "kept_v": 0}
            table[f"layers.{i}.u"] = {"dtype": "U8", "shape": [links // (1 << 22 if i == 0 else 2), 0], "data_offsets": [0, 0]}
            table[f"layers.{i}.v"] = {"dtype": "U8", "shape": [links, 0], "data_offsets": [0, 0]}
        return b""

    file = tampered("shared", "hollow", hollow)
    renamed("shared", "hollow", file)
    certificate("hollow", "hollow", lambda w: w["layers"].pop())
    case("malformed", "wide-and-empty", "shared", "its widths mean 25165826 weights, but it holds 0 bytes", ticket=file, certificate="hollow.json")
    respelt = files["shared.ticket.safetensors"].replace(rb'\"norm\":', rb'\"norm\": ')
    length = int.from_bytes(respelt[:8], "little") + 1
    files["spaces.ticket.safetensors"] = length.to_bytes(8, "little") + respelt[8:]
    case("malformed", "header-with-spaces", "shared", "header is not spelt canonically", ticket="spaces.ticket.safetensors")
    whole = files["shared.ticket.safetensors"]
    for name, words, blob in (
        ("ticket-truncated", "its data are not the bytes", whole[:-3]),
        ("ticket-without-header", "truncated, or not a safetensors file", whole[:7]),
        ("ticket-of-zeros", "truncated, or not a safetensors file", bytes(64)),
        ("ticket-not-ours", "its metadata is not lottery_verify's", (2).to_bytes(8, "little") + b"{}"),
    ):
        files[f"{name}.safetensors"] = blob
        case("malformed", name, "shared", words, ticket=f"{name}.safetensors")

    def retargeted(name, words, blob):
        """A changed target that the certificate names."""
        files[f"{name}.target.safetensors"] = blob
        certificate = json.loads(files["shared.json"])
        certificate["claim"]["target"] = digest_of(blob, "network")
        files[f"target-with-{name}.json"] = json.dumps(certificate, indent=1).encode()
        case("malformed", f"target-with-{name}", "shared", words, target=f"{name}.target.safetensors", certificate=f"target-with-{name}.json")

    for name, words, bits in (("nan", "is NaN or infinite", 0x7FC00000), ("infinity", "is NaN or infinite", 0xFF800000), ("minus-zero", "is -0; equal weights have one digest", 1 << 31)):

        def poison(table, own, body, bits=bits):
            begin = table["layers.0.weight"]["data_offsets"][0]
            body[begin : begin + 4] = bits.to_bytes(4, "little")
            return body

        retargeted(name, words, edited(files["shared.target.safetensors"], poison))

    def widened(table, own, body):
        """Its last tensor as F64, though F32 holds every entry."""
        entry = max((e for n, e in table.items() if n != "__metadata__"), key=lambda e: e["data_offsets"])
        begin, end = entry["data_offsets"]
        entry.update(dtype="F64", data_offsets=[begin, 2 * end - begin])
        return bytes(body[:begin]) + np.frombuffer(bytes(body[begin:end]), "<f4").astype("<f8").tobytes()

    retargeted("wide-floats", "F64, but F32 holds every entry", edited(files["shared.target.safetensors"], widened))
    case("malformed", "ticket-as-target", "shared", "is a ticket; a target is a plain network", target="shared.ticket.safetensors")
    case("malformed", "other-inputs", "shared", "inputs and outputs are [2, 2]", ticket="dedicated.ticket.safetensors")
    case("malformed", "epsilon-zero", "shared", "must be above 0", epsilon="0")
    case("malformed", "region-upside-down", "shared", "is above upper end", region="box:1,0")
    case("malformed", "region-nonsense", "shared", "is neither box:LOWER,UPPER nor", region="cube")
    made = {f"files/{name}": blob for name, blob in files.items()}
    return made | {name: (json.dumps(value, indent=1) + "\n").encode() for name, value in cases.items()}


def main():
    """Writes the corpus."""
    for old in HERE.glob("*/*"):
        if old.suffix in (".json", ".safetensors"):
            old.unlink()
    for name, blob in build().items():
        path = HERE / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(blob)


if __name__ == "__main__":
    main()
