"""Hostile files and arguments: each ends at once, with exit code 2 or 1, and draws nothing on the terminal."""

import json
from fractions import Fraction

import numpy as np
import pytest

from lottery_verify import cli
from lottery_verify.certificates.certificate import certify, load_certificate
from lottery_verify.checker import judge
from lottery_verify.checker.networks import read_network
from lottery_verify.checker.regions import Ball, Box
from lottery_verify.errors import InvalidArgument, MalformedFile, printable
from lottery_verify.hunting.reproduction import replay
from lottery_verify.networks.network import Network
from lottery_verify.tickets.files import load_ticket
from tests.checker.corpus import CASES, CORPUS, claim
from tests.corpus.parts import edited

FORGED = "a\naccepted: sup ‖F − Ĝ‖ ≤ 0\x1b[2K\u202e\x07"
SHARED = CORPUS / "files" / "shared.ticket.safetensors"


def said(words, capsys):
    """(exit code, output and errors) of the command line."""
    try:
        code = cli.main(words)
    except SystemExit as end:
        code = end.code
    out, err = capsys.readouterr()
    return code, out + err


def harmless(text):
    """No line begins with what only a verdict may say, and nothing moves the cursor."""
    lines = text.split("\n")
    return all(line == printable(line) for line in lines) and not any(line.startswith("accepted") for line in lines)


def test_printable():
    """Line ends, escapes, bells, marks that turn the direction and lone surrogates are spelt; letters are not."""
    assert printable("ä → ‖F − Ĝ‖ \\n") == "ä → ‖F − Ĝ‖ \\n"
    assert printable("a\n\x1b[2K\r\u202e\ud800\x07\u2028") == r"a\n\x1b[2K\r\u202e\ud800\x07\u2028"


@pytest.mark.parametrize("command", ["show", "certify", "check"])
@pytest.mark.parametrize("wrong", ["text", "missing", "network", "ticket", "certificate"])
def test_names_and_texts_are_escaped(command, wrong, tmp_path, capsys):
    """A file whose name or content holds line ends and escape codes writes no line of its own. Catches a forged
    acceptance.
    """
    suffix = ".json" if wrong == "certificate" and command != "certify" else ".safetensors"
    path = tmp_path / (FORGED.replace("/", "") + suffix)
    if wrong == "text":
        path.write_text(FORGED)
    elif wrong == "network":
        text = json.dumps({"__metadata__": {"lottery_verify": FORGED.encode("ascii", "replace").decode()}}).encode()
        path.write_bytes(len(text).to_bytes(8, "little") + text)
    elif wrong == "ticket":
        change = {"method": FORGED, "rule": FORGED, "base": FORGED, "target": FORGED, "version": FORGED}
        path.write_bytes(edited(SHARED.read_bytes(), lambda table, own, body: own.update(change)))
    elif wrong == "certificate":
        whole = json.loads((CORPUS / "files" / "shared.json").read_text())
        whole["claim"]["target"] = FORGED
        path.write_text(json.dumps(whole))
    files = {key: str(CORPUS / "files" / CASES["accepted/shared"][key]) for key in ("certificate", "ticket", "target")}
    region = ["--region", "box:0,1"]
    words = {
        "show": ["show", str(path)],
        "certify": ["certify", str(path), "--target", files["target"], "--samples", "20", *region],
        "check": [
            "check", str(path) if suffix == ".json" else files["certificate"],
            "--ticket", files["ticket"] if suffix == ".json" else str(path),
            "--target", files["target"], "--epsilon", "1000", *region,
        ],
    }[command]  # fmt: skip
    code, text = said(words, capsys)
    assert harmless(text), text
    rejected = command == "check" and wrong in ("ticket", "certificate")
    fine = (command, wrong) in {("show", "ticket"), ("show", "certificate"), ("certify", "ticket")}
    assert code == (0 if fine else 1 if rejected else 2)


def test_the_claim_is_compared_before_any_weight(monkeypatch):
    """Another region, norm, target or ticket, other widths and a seed are told from the headers alone."""

    def never(file):
        raise AssertionError("weights were read")

    monkeypatch.setattr(judge, "weights", never)
    asked = claim(CASES["accepted/shared"])
    other = {key: str(CORPUS / "files" / f"plain.{key}.safetensors") for key in ("ticket",)}
    for change in ({"region": "box:0,2"}, {"norm": "l2"}, {"target": other["ticket"]}, other, {"seed": 3}):
        assert judge.check(**asked | change).status == "rejected"
    for name in ("malformed/wide-and-empty", "malformed/other-inputs", "malformed/too-few-layers"):
        with pytest.raises((MalformedFile, InvalidArgument)):
            judge.check(**claim(CASES[name]))


def test_a_tiny_weight_costs_its_row_alone(tmp_path):
    """5e-324 in the first row leaves the other rows over their own power of two. Catches one scale for a layer."""
    weight = np.ones((4, 3))
    weight[0, 0] = 5e-324
    (tmp_path / "n").write_bytes(Network.from_arrays([weight]).canonical())
    (layer,) = read_network(str(tmp_path / "n")).layers
    assert [row.scale for row in layer.rows] == [1074, 52, 52, 52]
    assert layer.scale == 1074


@pytest.mark.parametrize("wrong", [{"kept_v": 3}, {"kept_u": 3}, {"epsilon_w": "2/128"}])
def test_a_ticket_is_read_as_it_would_be_written(wrong, tmp_path):
    """What the header says of a mask must be what the mask is. Catches a certificate that names another digest."""
    (tmp_path / "t").write_bytes(edited(SHARED.read_bytes(), lambda t, own, b: own["layers"][0].update(wrong)))
    with pytest.raises(MalformedFile, match=rf"layer 1: {next(iter(wrong))} .* stated, but its masks mean"):
        load_ticket(tmp_path / "t")


def test_the_longer_encoding_is_refused(tmp_path):
    """A mask as indices where bits are smaller: one ticket has one digest."""
    from tests.tickets.test_ticket import rewritten

    ticket = load_ticket(SHARED)
    layers = json.loads(ticket.header)["layers"]
    layers[0]["encoding"] = "indices"
    tensors = {
        "layers.0.v": None, "layers.0.v_counts": ticket.layers[0].counts.astype("<u4"),
        "layers.0.v_indices": ticket.layers[0].indices.astype("<u2"),
    }  # fmt: skip
    path = rewritten(ticket, tmp_path / "t.safetensors", {"layers": layers}, tensors)
    assert read_network(str(path)).widths == list(ticket.widths)
    with pytest.raises(MalformedFile, match="encoding 'indices' stated, but its masks mean 'bits'"):
        load_ticket(path)


@pytest.mark.parametrize("region", [[], 3, None, {"kind": "box"}, {"kind": "ball", "width": 3, "radius": "1e99999999"}])
def test_regions_that_are_none(region, tmp_path):
    """In a ticket's header and in a certificate. Catches a traceback, and hours of 10^99999999."""
    (tmp_path / "t").write_bytes(edited(SHARED.read_bytes(), lambda t, own, b: own.update(region=region)))
    with pytest.raises(MalformedFile, match="region: "):
        load_ticket(tmp_path / "t")
    whole = json.loads((CORPUS / "files" / "shared.json").read_text())
    whole["claim"]["region"] = region
    (tmp_path / "c.json").write_text(json.dumps(whole))
    with pytest.raises(MalformedFile, match="claim: region: "):
        load_certificate(tmp_path / "c.json")
    verdict = judge.check(**claim(CASES["accepted/shared"]) | {"certificate": str(tmp_path / "c.json")})
    assert verdict.reason.endswith("but asked is the box [0, 1]^3")


@pytest.mark.parametrize("number", ["1e99999999", "1/0", "1_0", "x", "9" * 5000])
def test_numbers_in_a_counterexample(number, tmp_path):
    """`hunt --replay` refuses what is no bounded number, inside a region too."""
    for case in (
        {"is": "Fraction", "value": number},
        {"is": "Box", "lower": [number], "upper": [number]},
        {"is": "Ball", "radius": number, "width": 1},
    ):
        whole = {
            "format": "lottery_verify.counterexample/1", "version": "0", "property": "pipeline/sandwich",
            "dropping": [], "seed": 0, "examples": 1, "note": "", "case": case,
        }  # fmt: skip
        (tmp_path / "x.json").write_text(json.dumps(whole))
        with pytest.raises(MalformedFile, match="counterexample: "):
            replay(tmp_path / "x.json")


@pytest.mark.parametrize("ends", [(5, 6), ("0", "1"), ([float("nan")], [1]), ([float("inf")], [1]), ([None], [1])])
def test_ends_that_are_no_numbers(ends):
    """A box from Python: a typed error for each. Catches AttributeError and OverflowError."""
    with pytest.raises(InvalidArgument, match="region: "):
        Box(*ends)


@pytest.mark.parametrize("kind", [np.float32, np.float64, np.int64, int, Fraction])
def test_ends_of_every_numeric_type(kind):
    """Arrays and numbers of numpy are the exact rationals that they hold."""
    box = Box(np.array([0, 1]).astype(kind), [kind(1), kind(2)])
    assert (box.lower, box.upper) == ((0, 1), (1, 2))
    assert all(type(end.numerator) is int for end in (*box.lower, *box.upper))
    assert Ball(kind(2), 1).radius == 2


@pytest.mark.parametrize("seed", [-1, 1 << 64, 10**30])
def test_seeds_that_no_source_has(seed):
    """Wrong usage, not a rejection of the ticket."""
    with pytest.raises(InvalidArgument, match=r"seed: .* must be from 0 to 2\^64 - 1"):
        judge.check(**claim(CASES["accepted/shared"]) | {"seed": seed})


def test_a_hollow_ticket_is_not_certified():
    """Millions of weights that no byte stands for are refused by the producer as by the checker."""
    target = load_target_of("shared")
    hollow = load_ticket(CORPUS / "files" / "hollow.ticket.safetensors")
    with pytest.raises(InvalidArgument, match="its widths mean 25,165,824 weights, but it holds 0 bytes"):
        certify(hollow, target, region=Box.cube(0, 1, 3))


def load_target_of(name):
    """A target of the corpus."""
    from lottery_verify.networks.loading import load_target

    return load_target(CORPUS / "files" / f"{name}.target.safetensors")


def test_long_numbers_are_readable(tmp_path):
    """A bound of 39 digits is told in a few, rounded so that it never looks smaller than what was asked."""
    case = CASES["accepted/shared"]
    whole = json.loads((CORPUS / "files" / "shared.json").read_text())
    whole["claim"]["epsilon"] = str(Fraction(whole["claim"]["epsilon"]) + Fraction(1, 10**39))
    (tmp_path / "c.json").write_text(json.dumps(whole))
    verdict = judge.check(**claim(case) | {"certificate": str(tmp_path / "c.json")})
    assert verdict.status == "undecided"
    assert verdict.reason.endswith(": it proves 0.0087000001 (rounded up), which does not settle the 87/10000 asked")


def test_errors_end_the_command(tmp_path, capsys):
    """Deep JSON, and a name with a zero byte: exit code 2 and one line."""
    (tmp_path / "c.json").write_text("[" * 100_000)
    for words in (["show", str(tmp_path / "c.json")], ["show", "a\0b.json"]):
        code, text = said(words, capsys)
        assert (code, text.count("\n")) == (2, 1), text


@pytest.mark.parametrize("words", [["--seed", "9" * 30], ["--seed", "-1"]])
def test_seeds_of_the_attack(words, capsys):
    """Beyond 64 bits, or negative. Catches an overflow inside torch."""
    files = {key: str(CORPUS / "files" / CASES["accepted/shared"][key]) for key in ("ticket", "target")}
    asked = ["certify", files["ticket"], "--target", files["target"], "--region", "box:0,1", "--samples", "10", *words]
    code, text = said(asked, capsys)
    assert (code, "must be an integer from 0 to 2^64 - 1" in text) == (2, True)


@pytest.mark.parametrize("neurons", ["9" * 30, "9" * 5000, "1e9", "²"])
def test_neurons_that_no_block_has(neurons, tmp_path, capsys):
    """Too many digits to convert, and what only looks like digits. Catches a traceback of int()."""
    target = str(CORPUS / "files" / "shared.target.safetensors")
    asked = ["prune", target, "-o", str(tmp_path / "x.safetensors"), "--region", "box:0,1", "--epsilon", "1/10"]
    code, text = said([*asked, "--seed", "1", "--neurons", neurons], capsys)
    assert (code, "must be 'fit', 'theorem', or a number" in text, list(tmp_path.iterdir())) == (2, True, [])
