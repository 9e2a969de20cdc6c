"""Witness files: the input at which the largest difference was found, exactly, and never over another file."""

import json
import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from lottery_verify import Ball, Box, cli
from lottery_verify.certificates.points import as_floats, counterexample, write_point
from lottery_verify.errors import InvalidArgument
from lottery_verify.networks.network import Network
from lottery_verify.networks.saving import save_network

QUICK = ["--samples", "50"]


@pytest.fixture
def pair(tmp_path, monkeypatch):
    """The command's words for F(x, y) = x + y and G = 3/4·F, whose difference is largest at the upper corner."""
    monkeypatch.chdir(tmp_path)
    save_network(Network.from_arrays([[[1.0, 1.0]]]), "f.safetensors")
    save_network(Network.from_arrays([[[0.75, 0.75]]]), "g.safetensors")
    return ["g.safetensors", "--target", "f.safetensors", *QUICK]


@pytest.mark.parametrize("verb", ["certify", "attack"])
def test_exact_where_float64_holds_it(pair, verb, capsys):
    """The corner (1, 1): both kinds of file hold it, under a rejection, too. Catches a shortened point."""
    words = [verb, *pair, "--region", "box:0,1", "--epsilon", "0.1"]
    assert cli.main([*words, "--witness", "w.npy"]) == 1
    assert np.load("w.npy", allow_pickle=False).tolist() == [1.0, 1.0]
    assert "written: w.npy, an input with a difference of 0.5\n" in capsys.readouterr().out
    assert cli.main([*words, "--witness", "w.counterexample"]) == 1
    assert Path("w.counterexample").read_text() == "((X_0 1.0)\n(X_1 1.0))\n"


def test_near_where_it_does_not(pair, capsys):
    """The corner is (1/10, 1/10), which is no float64: the file holds the largest one below, with its own difference.

    Catches float(1/10), which lies above 1/10 and so outside the region.
    """
    words = ["attack", *pair, "--region", "box:0,0.1"]
    assert cli.main([*words, "--witness", "w.npy"]) == 0
    assert "at the nearest point of float64" in capsys.readouterr().out
    found = [Fraction(v) for v in np.load("w.npy").tolist()]
    below = Fraction(np.nextafter(0.1, 0.0))
    assert Fraction(0.1) > Fraction(1, 10) > below
    assert found == [below, below]
    assert cli.main([*words, "--witness", "w.vnnlib"]) == 0
    assert Path("w.vnnlib").read_text() == "((X_0 0.1)\n(X_1 0.1))\n"
    assert cli.main([*words, "--witness"]) == 0
    assert capsys.readouterr().out.endswith("\nx = 1/10 1/10\n")


def test_no_float64_in_the_region(pair, capsys):
    """One input is exactly 1/10: .npy is refused before any work, and text holds it."""
    Path("r.txt").write_text("0 1\n0.1 0.1\n")
    words = ["attack", *pair, "--region", "r.txt"]
    assert cli.main([*words, "--witness", "w.npy"]) == 2
    assert "no float64 lies from 1/10 to 1/10" in capsys.readouterr().err
    assert cli.main([*words, "--witness", "w.counterexample"]) == 0
    assert Path("w.counterexample").read_text() == "((X_0 1.0)\n(X_1 0.1))\n"


def test_no_file_is_overwritten(pair, capsys):
    """An old file stays without --force, an input with it; the certificate and the witness are two files; other
    suffixes are refused. Each before any work."""
    words = ["certify", *pair, "--region", "box:0,1"]
    Path("old.npy").write_text("old")
    for more, said in (
        (["--witness", "old.npy"], "is there already"),
        (["--witness", "w.txt"], "must end in .npy, .counterexample, .vnnlib"),
        (["--witness", "no/w.npy"], "no such folder"),
        (["-o", "same.npy", "--witness", "./same.npy"], "is the output's file, too"),
    ):
        assert cli.main([*words, *more]) == 2
        assert said in capsys.readouterr().err
    assert Path("old.npy").read_text() == "old"
    text = "".join(f"(declare-const X_{i} Real)(assert (>= X_{i} 0))(assert (<= X_{i} 1))" for i in range(2))
    Path("r.vnnlib").write_text(text)
    assert cli.main(["certify", *pair, "--region", "r.vnnlib", "--witness", "r.vnnlib", "--force"]) == 2
    assert "which is never overwritten" in capsys.readouterr().err
    assert Path("r.vnnlib").read_text() == text
    assert cli.main([*words, "--witness", "old.npy", "--force"]) == 0
    assert np.load("old.npy").tolist() == [1.0, 1.0]


def test_the_file_is_where_the_answer_says(pair, capsys):
    """The point in the object is the one in the text file, exactly."""
    words = ["attack", *pair, "--region", "ball:1", "--witness", "w.counterexample", "--json"]
    assert cli.main(words) == 0
    answer = json.loads(capsys.readouterr().out)
    read = []
    for value in re.findall(r"\(X_\d (.*?)\)+\n", Path("w.counterexample").read_text()):
        ratio = re.search(r"/ (\d+) (\d+)", value)
        read.append(Fraction(int(ratio[1]), int(ratio[2])) if ratio else Fraction(value))
    assert read == [Fraction(v) for v in answer["witness"]["point"]]


def test_points_of_a_ball_stay_inside():
    """On the sphere: rounding leaves the ball, and the point that is written lies in it, and near."""
    ball = Ball("1/10", 3, ["1/3", "1/7", "-1/10"])
    third = Fraction(1, 10)
    point = tuple(c + d * third for c, d in zip(ball.centre, (Fraction(3, 5), Fraction(4, 5), 0), strict=True))
    near = [Fraction(v) for v in as_floats(point, ball).tolist()]
    assert sum((v - c) ** 2 for v, c in zip(near, ball.centre, strict=True)) <= ball.radius**2
    assert max(abs(v - p) for v, p in zip(near, point, strict=True)) < Fraction(1, 10**10)
    with pytest.raises(InvalidArgument, match="no float64"):
        as_floats((Fraction(1, 3),), Ball("1e-300", 1, ["1/3"]))


def test_spelling():
    """Decimals where they end, ratios as SMT-LIB writes them elsewhere."""
    values = (Fraction(-3, 8), Fraction(7, 20), Fraction(2), Fraction(1, 3), Fraction(-2, 7), Fraction(1, 2**40))
    text = counterexample((f"X_{i}", v) for i, v in enumerate(values))
    lines = text.removeprefix("(").removesuffix(")\n").split("\n")
    decimal = lines[5].removeprefix("(X_5 ").removesuffix(")")
    assert lines[:5] == ["(X_0 -0.375)", "(X_1 0.35)", "(X_2 2.0)", "(X_3 (/ 1 3))", "(X_4 (- (/ 2 7)))"]
    assert Fraction(decimal) == values[5]


def test_a_float_file_is_never_rounded(tmp_path):
    """write_point refuses what float64 does not hold. Catches a silent rounding."""
    with pytest.raises(InvalidArgument, match="does not hold the point exactly"):
        write_point(tmp_path / "w.npy", (Fraction(1, 3),))
    assert not list(tmp_path.iterdir())
    assert as_floats((Fraction(1, 3),), Box(["0"], ["1"])).tolist() == [1 / 3]
