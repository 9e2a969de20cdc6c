"""`--claim top1` and `--only` of certify, attack and check: words, exit codes, files and JSON."""

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from lottery_verify import cli
from lottery_verify.networks.saving import save_network
from tests.corpus.classes import networks

PAIR = ["g.safetensors", "--target", "f.safetensors", "--region", "box:-1,1"]
ASK = ["--ticket", "g.safetensors", *PAIR[1:]]
FEW = ["--samples", "300", "--timeout", "20"]


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder with two networks whose class changes at a lead of m if and only if m ≤ 1/32."""
    monkeypatch.chdir(tmp_path)
    for name, network in zip("fg", networks(0, 1), strict=True):
        save_network(network, f"{name}.safetensors")
    return tmp_path


def said(words, capsys):
    """(exit code, standard output, error stream)."""
    code = cli.main(words)
    out, err = capsys.readouterr()
    return code, out, err


def test_proved_and_checked(here, capsys):
    """A certificate of agreement is written, shown and accepted, and is not taken for another claim's."""
    words = ["certify", *PAIR, "--claim", "top1", "--margin", "1/16", *FEW, "-o", "c.json"]
    code, out, _ = said(words, capsys)
    assert (code, "top-1 agreement where F's margin is at least 1/16" in out) == (0, True)
    assert said(["show", "c.json"], capsys)[1].startswith("certificate: top-1 agreement")
    asked = ["check", "c.json", *ASK]
    assert said([*asked, "--claim", "top1", "--margin", "1/16"], capsys)[0] == 0
    assert said([*asked, "--claim", "top1", "--margin", "1/17"], capsys)[0] == 3
    code, out, _ = said([*asked, "--epsilon", "1"], capsys)
    assert (code, "is about top-1 agreement" in out) == (1, True)


@pytest.mark.parametrize("command", ["certify", "attack"])
@pytest.mark.parametrize("file", ["w.npy", "w.vnnlib"])
def test_a_change_is_shown(command, file, here, capsys):
    """Exit code 1, the two classes, and the witness in a file. Catches a certificate of what is false."""
    more = ["-o", "c.json", *FEW] if command == "certify" else ["--samples", "300"]
    code, out, _ = said([command, *PAIR, "--claim", "top1", "--witness", file, *more], capsys)
    assert (code, Path("c.json").exists(), Path(file).exists()) == (1, False, True)
    assert "the predicted class changes from 1 to 0 at x = (" in out
    if file == "w.npy":
        first = abs(Fraction(np.load(file)[0]))
        assert Fraction(15, 32) <= first < Fraction(1, 2)


def test_json(here, capsys):
    """One object under each exit code, with the claim's kind and margin. Catches the words of another claim."""
    for margin, code, status in (("1/16", 0, "accepted"), ("0", 1, "rejected")):
        found, out, _ = said(["certify", *PAIR, "--claim", "top1", "--margin", margin, "--json", *FEW], capsys)
        whole = json.loads(out)
        assert (found, whole["status"], whole["claim"]["kind"]) == (code, status, "top1")
        assert whole["claim"]["margin"]["exact"] == margin
        assert (whole["witness"] is None) == (code == 0)


def test_one_output(here, capsys):
    """--only is about one output from the search to the verdict; without it, each has a line."""
    code, out, _ = said(["certify", *PAIR, *FEW, "--outputs"], capsys)
    assert code == 0
    assert [line.split("[")[0] for line in out.splitlines() if "output " in line and "[" in line] == [
        "  output 0: ", "  output 1: ", "  output 2: ",
    ]  # fmt: skip
    code, out, _ = said(["certify", *PAIR, *FEW, "--only", "1", "--epsilon", "1/1000", "-o", "c.json"], capsys)
    assert (code, "at output 1" in out) == (0, True)
    assert said(["check", "c.json", *ASK, "--only", "1", "--epsilon", "1/1000"], capsys)[0] == 0
    assert said(["check", "c.json", *ASK, "--epsilon", "1/1000"], capsys)[0] == 1
    assert said(["attack", *PAIR, "--only", "1", "--samples", "100", "--epsilon", "1/1000"], capsys)[0] == 0
    assert said(["attack", *PAIR, "--only", "0", "--samples", "100", "--epsilon", "1/33"], capsys)[0] == 1


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--margin", "1"], "--margin belongs to --claim top1"),
        (["--claim", "top1", "--epsilon", "1"], "--epsilon belongs to --claim sup"),
        (["--claim", "top1", "--only", "1"], "--only belongs to --claim sup"),
        (["--claim", "top1", "--norm", "l2"], "--norm belongs to --claim sup"),
        (["--claim", "top1", "--margin", "-1"], "margin -1 must be at least 0"),
        (["--only", "3"], "the outputs are 0 to 2"),
        (["--only", "0", "--norm", "l2"], "leave l2 out"),
    ],
)
@pytest.mark.parametrize("command", ["certify", "attack"])
def test_options_of_another_claim(command, more, words, here, capsys):
    """What belongs to another claim is refused by name. Catches an option that is dropped in silence."""
    code, out, err = said([command, *PAIR, *more], capsys)
    assert (code, out, words in err) == (2, "", True), err
