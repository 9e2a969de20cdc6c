"""Corrupted certificates and tickets: whatever the checker still accepts is true."""

import json
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lottery_verify.certificates.certificate import certify
from lottery_verify.checker import formats
from lottery_verify.checker.judge import check
from lottery_verify.checker.networks import read_network
from lottery_verify.checker.numbers import near
from lottery_verify.checker.regions import Box
from lottery_verify.checker.source import Law
from lottery_verify.errors import InvalidArgument, LotteryError, MalformedFile
from lottery_verify.hunting import oracle
from lottery_verify.networks.network import Network
from lottery_verify.tickets.files import load_ticket
from tests.checker.cases import pairs
from tests.corpus.parts import target_of, ticket

texts = st.sampled_from(["0x0", "-0x1", "0x1", "1", "0", "1e-9", "linf", "l2", "", "0x" + "f" * 40])
values = texts | st.integers(-2, 2**20) | st.none() | st.booleans() | st.just([]) | st.just({})


@st.composite
def corrupted(draw, whole):
    """A certificate with some of its leaves, or whole parts, replaced."""
    for _ in range(draw(st.integers(0, 2))):
        part = whole
        while True:
            key = draw(st.sampled_from(sorted(part) if isinstance(part, dict) else range(len(part))))
            if not isinstance(part[key], dict | list) or not part[key] or draw(st.integers(0, 5)) == 0:
                part[key] = draw(values)
                break
            part = part[key]
    return whole


@settings(max_examples=150)
@given(pairs(), st.data())
def test_what_is_accepted_is_true(tmp_path_factory, pair, data):
    """Bits of the ticket flipped, fields of the certificate changed, digests mended: where the checker accepts, no
    exact difference at a point of the region exceeds the epsilon asked.

    Catches any way to have a false claim accepted that chance can find.
    """
    f, g, region = pair
    if hasattr(g, "source"):
        f = target_of(g, data.draw(st.sampled_from([2, 6])))
    norm = data.draw(st.sampled_from(["linf", "l2"]))
    made = certify(g, f, region=region, norm=norm, precision=data.draw(st.sampled_from([8, 64])))
    folder = tmp_path_factory.mktemp("j")
    names = {key: str(folder / key) for key in ("certificate", "ticket", "target")}
    blob = bytearray(g.canonical())
    for _ in range(data.draw(st.integers(0, 2))):
        blob[data.draw(st.integers(len(blob) * 3 // 4, len(blob) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    (folder / "ticket").write_bytes(blob)
    (folder / "target").write_bytes(f.canonical())
    whole = json.loads(made.to_json())
    try:
        whole["claim"]["ticket"] = read_network(names["ticket"]).digest
    except LotteryError:
        return
    (folder / "certificate").write_text(json.dumps(data.draw(corrupted(whole))))
    epsilon = data.draw(st.sampled_from([made.epsilon, made.epsilon / 2, Fraction(1, 10**9), made.epsilon * 2]))
    try:
        verdict = check(**names, region=region, epsilon=epsilon, norm=norm)
    except LotteryError:
        return
    if verdict.status != "accepted":
        return
    changed = load_ticket(names["ticket"]) if hasattr(g, "source") else g
    if not hasattr(g, "source") and bytes(blob) != g.canonical():
        return
    sides = [(n, oracle.layers(n)) for n in (f, changed)]
    steps = st.lists(st.sampled_from([-8, 0, 8]), min_size=f.widths[0], max_size=f.widths[0])
    for numbers in data.draw(st.lists(steps, min_size=1, max_size=4)):
        x = oracle.point(region, numbers)
        one, two = (oracle.run(n, parts, x) for n, parts in sides)
        assert not oracle.exceeds([b - a for a, b in zip(one, two, strict=True)], epsilon, norm)


@pytest.mark.parametrize(
    ("value", "below", "above"),
    [
        ("0", "0.000000000", "0.000000000"),
        ("1/3", "0.333333333", "0.333333334"),
        ("-1/3", "-0.333333334", "-0.333333333"),
        ("12345678901/8", "1543209862.625000000", "1543209862.625000000"),
        ("1/1000000000", "0.000000001", "0.000000001"),
        ("1/10000000000", "0.000000000", "0.000000001"),
        ("-1/10000000000", "-0.000000001", "0.000000000"),
        ("-5/2", "-2.500000000", "-2.500000000"),
    ],
)
def test_numbers_in_messages(value, below, above):
    """Nine places, of what is claimed rounded down, of what follows rounded up: never a rejection that looks equal."""
    assert (near(Fraction(value), False), near(Fraction(value), True)) == (below, above)


def said(change, tmp_path, epsilon=None):
    """The verdict's words on two networks of two layers and their certificate, after a change to it."""
    f = Network.from_arrays([np.eye(2), np.eye(2)])
    g = Network.from_arrays([np.eye(2) * 1.25, np.eye(2)])
    made = certify(g, f, region=Box.cube(-1, 1, 2))
    whole = json.loads(made.to_json())
    change(whole)
    for name, data in (("f", f.canonical()), ("g", g.canonical()), ("c", json.dumps(whole).encode())):
        (tmp_path / name).write_bytes(data)
    names = {"certificate": str(tmp_path / "c"), "ticket": str(tmp_path / "g"), "target": str(tmp_path / "f")}
    verdict = check(**names, region="box:-1,1", epsilon=made.epsilon if epsilon is None else epsilon)
    return str(verdict).replace(str(tmp_path), "…")


def put(*place):
    """A change: the last of these at the place that the others name."""
    def change(whole):
        for key in place[:-2]:
            whole = whole[key]
        whole[place[-2]] = place[-1]

    return change


def test_what_a_verdict_says(tmp_path):
    """Which claim, whose words against whose, what is claimed and what follows: whole sentences."""
    assert said(lambda whole: None, tmp_path) == "accepted: sup ‖F − Ĝ‖ ≤ 1/4 (linf) over the whole region"
    assert said(put("claim", "norm", "l2"), tmp_path) == "rejected: …/c: it is about norm 'l2', but asked is 'linf'"
    assert said(put("claim", "target", "x"), tmp_path).startswith(
        "rejected: …/c: it is about target 'x', but asked is 'network:sha256:"
    )
    assert said(put("layers", 0, "norm", "0x0"), tmp_path) == (  # √2/4 = 0.35355339059…
        "rejected: …/c: layer 1: norm 0.000000000 claimed, 0.353553391 follows"
    )
    assert said(put("layers", 1, "difference", "0x1"), tmp_path).endswith(
        "layer 2: difference 0.000000000 claimed, 0.250000000 follows"
    )
    assert said(put("claim", "epsilon", "1/8"), tmp_path) == (
        "rejected: …/c: epsilon 0.125000000 claimed, 0.250000000 follows"
    )
    assert said(lambda whole: None, tmp_path, Fraction(1, 5)) == (
        "undecided: …/c: it proves 1/4, which does not settle the 1/5 asked"
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            put("format", "x"),
            ": format 'x'; this version reads 'lottery_verify.certificate/1' and 'lottery_verify.certificate/2'",
        ),
        (put("semantics", "x"), f": semantics 'x'; this version reads {formats.SEMANTICS!r}"),
        (put("precision", 1025), ": precision: 1025 is no integer from 0 to 1024"),
        (put("layers", []), ": layers: expected 1 or 2 of them"),
        (put("claim", "epsilon", 1), ": epsilon: expected a number as text, found 1"),
        (put("claim", 3), ": claim: expected an object, found int"),
        (put("layers", 1, 3), ": layer 2: expected an object, found int"),
        (put("layers", 1, "norm", 3), ": layer 2: norm: expected an integer as hexadecimal text, found 3"),
        (put("layers", 1, "spectral", 3), ": layer 2: spectral: expected an object, found int"),
        (
            put("layers", 1, "spectral", {"scale": -1, "square": "0x1", "factor": []}),
            ": layer 2: spectral: scale: -1 is no integer from 23 to 8192",
        ),
        (
            put("layers", 0, "spectral", {"scale": 23, "square": "0x1", "factor": [["0x1"]]}),
            ": layer 1: spectral: factor: expected 2 rows of 1, 2, … numbers",
        ),
        (
            put("layers", 0, "spectral", {"scale": 23, "square": "0x1", "factor": 3}),
            ": layer 1: spectral: factor: expected 2 rows of 1, 2, … numbers",
        ),
        (
            put("layers", 0, "spectral", {"scale": 23, "square": "0x1", "factor": [3, ["0x0", "0x1"]]}),
            ": layer 1: spectral: factor: expected 2 rows of 1, 2, … numbers",
        ),
        (
            put("layers", 0, "spectral", {"scale": 8193, "square": "0x1", "factor": []}),
            ": layer 1: spectral: scale: 8193 is no integer from 23 to 8192",
        ),
        (
            put("layers", 0, "spectral", {"scale": 23}),
            ": layer 1: spectral: missing key 'factor'",
        ),
        (
            put("layers", 0, "spectral", {"scale": 23, "square": "1", "factor": [["0x1"], ["0x0", "0x1"]]}),
            ": layer 1: spectral: expected an integer as hexadecimal text, found '1'",
        ),
        (
            put("layers", 0, "spectral", {"scale": 23, "square": "0x1", "factor": [["0x1"], ["0x0", "y"]]}),
            ": layer 1: spectral: expected an integer as hexadecimal text, found 'y'",
        ),
    ],
)
def test_what_is_malformed_is_named(change, words, tmp_path):
    """File, place, what was found and what was expected."""
    with pytest.raises(LotteryError) as caught:
        said(change, tmp_path)
    assert str(caught.value) == f"{tmp_path}/c" + words


def test_one_bound_for_two_layers_is_malformed(tmp_path):
    """Networks of the same widths and activations have a bound for each layer."""
    with pytest.raises(MalformedFile, match=r"/c: layers: 1 bounds; these networks have 2$"):
        said(lambda whole: whole["layers"].pop(), tmp_path)


def test_the_bound_that_follows_is_told(tmp_path):
    """Accepted, rejected or undecided: what the steps prove is part of the verdict."""
    for change, epsilon, status in (
        (lambda whole: None, "1/4", "accepted"),
        (put("claim", "epsilon", "1/8"), "1/4", "rejected"),
        (put("layers", 0, "norm", "0x0"), "1/4", "rejected"),
        (lambda whole: None, "1/5", "undecided"),
    ):
        said(change, tmp_path)
        names = {"certificate": str(tmp_path / "c"), "ticket": str(tmp_path / "g"), "target": str(tmp_path / "f")}
        verdict = check(**names, region="box:-1,1", epsilon=Fraction(epsilon))
        assert (verdict.status, verdict.proved) == (status, Fraction(1, 4))


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"epsilon": Fraction(0)}, "epsilon 0 must be above 0, and norm 'linf' linf or l2"),
        ({"epsilon": Fraction(-1)}, "epsilon -1 must be above 0, and norm 'linf' linf or l2"),
        ({"norm": "l1"}, "epsilon 1 must be above 0, and norm 'l1' linf or l2"),
        ({"region": Box.cube(0, 1, 3)}, "region: inputs and outputs are [3, 1], but those of F are [2, 1]"),
        ({"ticket": "three"}, "ticket: three: inputs and outputs are [3, 1], but those of F are [2, 1]"),
        ({"ticket": "two"}, "ticket: two: inputs and outputs are [2, 2], but those of F are [2, 1]"),
        ({"target": "pruned"}, "target: pruned is a ticket; a target is a plain network"),
    ],
)
def test_what_cannot_be_asked(more, words, tmp_path, monkeypatch):
    """Wrong usage is told from a malformed file, and names what was asked."""
    monkeypatch.chdir(tmp_path)
    f = Network.from_arrays([np.ones((4, 2)), np.ones((1, 4))])
    pruned = ticket(1, "shared", Law("uniform", 0, 0), (2, 1), (False,), (False,), 1, 1.0)
    files = {
        "F": f,
        "three": Network.from_arrays([np.ones((1, 3))]),
        "two": Network.from_arrays([np.ones((5, 2)), np.ones((2, 5))]),
        "pruned": pruned,
    }
    for name, network in files.items():
        (tmp_path / name).write_bytes(network.canonical())
    certify(f, f, region=Box.cube(0, 1, 2)).save(tmp_path / "c")
    asked = {"ticket": "F", "target": "F", "region": "box:0,1", "epsilon": Fraction(1)} | more
    with pytest.raises(InvalidArgument) as caught:
        check("c", **asked)
    assert str(caught.value) == words


def test_bytes_that_are_no_text(tmp_path):
    """A certificate with bytes that are no UTF-8 is malformed, not a traceback."""
    said(lambda whole: None, tmp_path)
    (tmp_path / "c").write_bytes((tmp_path / "c").read_bytes().replace(b"linf", b"l\xffnf"))
    names = {"certificate": str(tmp_path / "c"), "ticket": str(tmp_path / "g"), "target": str(tmp_path / "f")}
    verdict = check(**names, region="box:-1,1", epsilon=Fraction(1, 4))
    assert (verdict.status, "it is about norm 'l\ufffdnf', but asked is 'linf'" in verdict.reason) == ("rejected", True)
