"""Every case of the corpus, through the command line of the checker, and through the second implementation."""

import os
import sys
import time
from fractions import Fraction

import pytest

from lottery_verify.certificates.parts import read_certificate
from lottery_verify.checker import __main__ as checker
from lottery_verify.checker.claim import Claim
from lottery_verify.checker.unions import parse_any
from lottery_verify.errors import LotteryError
from lottery_verify.hunting.second_claims import judge_claim
from lottery_verify.networks.loading import load_target
from lottery_verify.tickets.opening import open_network
from tests.checker.corpus import CASES, CORPUS, VERDICTS, command
from tests.checker.corpus import region as region_of


def answer(words, monkeypatch, capsys):
    """(exit code, what is printed) of the checker's command."""
    monkeypatch.setattr(sys, "argv", ["checker", *words])
    try:
        code = checker.main()
    except SystemExit as end:
        code = end.code
    out, err = capsys.readouterr()
    return code, out + err


def test_every_verdict_has_cases():
    """Catches a corpus that is not found."""
    for verdict in VERDICTS:
        assert sum(name.startswith(verdict) for name in CASES) >= 3


@pytest.mark.parametrize("name", CASES)
def test_case(name, monkeypatch, capsys):
    """Each case ends with its exit code and says its reason; a rejection for another reason is a failure."""
    case = CASES[name]
    code, text = answer(command(case), monkeypatch, capsys)
    assert (code, case["reason"] in text) == (VERDICTS[name.partition("/")[0]], True), text
    assert code == case["exit"]
    assert "Traceback" not in text


@pytest.mark.parametrize("name", [n for n in CASES if CASES[n]["seed"] is None])
def test_second_implementation_agrees(name):
    """The mpmath judgement gives the same verdict on every case, and what the checker calls malformed, the ordinary
    loaders refuse too. Catches a certificate that certify writes and check can't read."""
    case = CASES[name]
    files = {key: str(CORPUS / "files" / case[key]) for key in ("certificate", "ticket", "target")}
    try:
        target, ticket = load_target(files["target"]), open_network(files["ticket"])
        region = parse_any(region_of(case), target.widths[0])
        kind = case.get("claim", "sup")
        amount = Fraction(case["margin" if kind == "top1" else "epsilon"])
        wanted = Claim(kind, amount, case["norm"], case.get("only"))
        status = judge_claim(read_certificate(files["certificate"]), target, ticket, region, wanted)
    except LotteryError:
        status = "malformed"
    assert VERDICTS[status] == case["exit"]


@pytest.mark.parametrize("role", ["certificate", "ticket", "target"])
@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "missing", "sparse"])
def test_no_ordinary_file(role, kind, tmp_path, monkeypatch, capsys):
    """What is no ordinary file, or a sparse one of 5 GiB, is refused at once, unopened. Catches a hang on a pipe."""
    path = tmp_path / "x"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "sparse":
        with path.open("wb") as file:
            file.truncate(5 << 30)
    case = CASES["accepted/shared"] | {role: "/dev/zero" if kind == "device" else str(path)}
    begun = time.monotonic()
    code, text = answer(command(case), monkeypatch, capsys)
    assert code == 2, text
    assert time.monotonic() - begun < 5
    assert {"sparse": "expected 1 to", "missing": "No such file"}.get(kind, "not an ordinary file") in text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[" * 100_000, "nested too deeply"),
        ('{"a":' * 100_000, "nested too deeply"),
        ('{"format": ' + "9" * 30_000_000 + "}", "only integers of at most 20 digits"),
        ('"' + "a" * 1_000_000, "not JSON"),
        ('{"claim": "\\ud800\\u001b[2K"}', "missing key"),
    ],
)
def test_absurd_certificate(text, words, tmp_path, monkeypatch, capsys):
    """Deep nesting, endless digits and odd text end as malformed, in bounded time. Catches a traceback or a hang."""
    (tmp_path / "c.json").write_text(text)
    begun = time.monotonic()
    case = CASES["accepted/shared"] | {"certificate": str(tmp_path / "c.json")}
    code, said = answer(command(case), monkeypatch, capsys)
    assert (code, words in said) == (2, True), said[:300]
    assert len(said) < 1000
    assert time.monotonic() - begun < 10


def test_foreign_text_is_escaped(tmp_path, monkeypatch, capsys):
    """A certificate can't write to the terminal: what it claims is shown escaped. Catches a forged second verdict."""
    text = (CORPUS / "files" / "shared.json").read_text().replace('"linf"', '"\\u001b[2K\\naccepted: all\\ud800"')
    (tmp_path / "c.json").write_text(text)
    case = CASES["accepted/shared"] | {"certificate": str(tmp_path / "c.json")}
    code, said = answer(command(case), monkeypatch, capsys)
    assert code == 1
    assert said.count("\n") == 1
    assert "\x1b" not in said
