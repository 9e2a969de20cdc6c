"""The command: formats, figures from a saved target, and errors that name the argument."""

import argparse
import csv
import html.parser
import io
import json
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path

import pytest

from lottery_verify.bounds.evaluation import DEFAULT_CLAIMS
from lottery_verify.commands import bounds as command
from lottery_verify.errors import InvalidArgument

GIVEN = ["--widths", "784,500,10", "--epsilon", "0.01", "--delta", "0.01"]


def run(*words: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What the command prints."""
    parser = argparse.ArgumentParser()
    command.configure(parser)
    assert command.run(parser.parse_args(words)) == 0
    return capsys.readouterr().out


def test_json_has_the_documented_form(capsys: pytest.CaptureFixture[str]) -> None:
    """Integers are integers, reals strings with their direction, and a bound that does not apply has no number."""
    found = json.loads(run(*GIVEN, "--format", "json", capsys=capsys))
    assert found["inputs"]["epsilon"] == "1/100"
    rows = {row["id"]: row for row in found["bounds"]}
    assert tuple(rows) == DEFAULT_CLAIMS
    row = rows["shared-log-pruning"]
    assert row["applies"] is True
    assert row["k"] == [34, 34]
    assert row["neurons_per_layer"] == [4776128, 2453000]
    assert row["neurons_total"] == 7229128
    assert row["weights_total"] == 7383578352
    assert row["epsilon_w"] == "8.37917823367e-8"
    assert row["rounded"]["epsilon_w"] == "down"
    assert row["rounded"]["neurons_per_target_weight"] == "up"
    assert Fraction(row["neurons_per_target_weight"]) >= Fraction(7229128, 397000)
    assert row["exact"]["neurons_total"] < row["neurons_total"]
    refused = rows["malach-pruning"]
    assert refused["applies"] is False
    assert "neurons_total" not in refused
    assert {"name": "w_max<=1/sqrt(n)", "status": "violated"}.items() <= refused["hypotheses"][1].items()


def test_csv_html_and_latex_have_one_row_per_bound(capsys: pytest.CaptureFixture[str]) -> None:
    """The other formats carry the same rows, in full integers in csv."""
    table = list(csv.DictReader(io.StringIO(run(*GIVEN, "--format", "csv", capsys=capsys))))
    assert [row["id"] for row in table] == list(DEFAULT_CLAIMS)
    assert next(row for row in table if row["id"] == "shared-log-pruning")["neurons"] == "7229128"
    page = run(*GIVEN, "--format", "html", capsys=capsys)
    html.parser.HTMLParser().feed(page)
    assert page.count("<tr>") == 1 + len(DEFAULT_CLAIMS)
    latex = run(*GIVEN, "--format", "latex", capsys=capsys)
    assert latex.count(r"\\") == 1 + len(DEFAULT_CLAIMS)
    assert "_" not in latex.replace(r"\_", "")


def test_the_table_says_what_is_violated(capsys: pytest.CaptureFixture[str]) -> None:
    """A reader sees why there is no number, and which form is not proved."""
    text = run(*GIVEN, "--claims", "malach-pruning,log-pruning", capsys=capsys)
    assert "violated: w_max<=1/sqrt(n)" in text
    assert "(not proved)" in text
    assert "shared-log-pruning" not in text


def test_a_saved_target_is_measured(shared_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """fc2 over [0, 1]^784: certified figures, in under 10 seconds with a fresh interpreter's imports left out."""
    start = time.process_time()
    words = ["--target", str(shared_data / "fc2.pt"), "--region", "box:0,1", "--epsilon", "0.01", "--format", "json"]
    found = json.loads(run(*words, capsys=capsys))
    assert time.process_time() - start < 10
    assert found["inputs"]["provenance"].startswith("certified from ")
    assert found["inputs"]["target_weights"] == 397_000
    rows = {row["id"]: row for row in found["bounds"]}
    assert rows["shared-log-pruning"]["k"] == [44, 44]
    assert rows["subset-sum-pruning"]["applies"] is False


BAD = [
    (["--epsilon", "0.1"], "--widths: missing"),
    (["--epsilon", "0.1", "--widths", "784"], "widths: 784"),
    (["--epsilon", "0.1", "--widths", "784,x"], "'x'"),
    (["--epsilon", "0.1", "--widths", "784,"], "''"),
    (["--epsilon", "0", "--widths", "3,2"], "epsilon 0 must be above 0"),
    (["--epsilon", "0.1", "--widths", "3,2", "--delta", "2"], "delta 2 must be above 0 and below 1"),
    (["--epsilon", "0.1", "--widths", "3,2", "--base", "1.7"], "base 1.7 must lie in"),
    (["--epsilon", "0.1", "--widths", "3,2", "--spectral-norms", "1,1"], "spectral_norms: 2 for 1"),
    (["--epsilon", "0.1", "--widths", "3,2", "--claims", "nothing"], "'nothing'"),
    (["--epsilon", "0.1", "--widths", "3,2", "--region", "box:0,1"], "--region box:0,1"),
    (["--epsilon", "0.1", "--target", "x.pt"], "--region: missing"),
    (["--epsilon", "0.1", "--target", "x.pt", "--region", "box:0,1", "--w-max", "1"], "--w-max 1"),
]


@pytest.mark.parametrize(("words", "message"), BAD, ids=[" ".join(one[0]) for one in BAD])
def test_bad_arguments_are_named(words: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    """InvalidArgument with name and value; nothing is printed."""
    with pytest.raises(InvalidArgument, match=message):
        run(*words, capsys=capsys)
    assert capsys.readouterr().out == ""


def test_a_region_that_does_not_fit_the_target(shared_data: Path, tmp_path: Path) -> None:
    """Bounds for two inputs do not fit fc2."""
    region = tmp_path / "region.txt"
    region.write_text("0 1\n0 1\n", encoding="utf-8")
    parser = argparse.ArgumentParser()
    command.configure(parser)
    words = ["--epsilon", "0.1", "--target", str(shared_data / "fc2.pt"), "--region", str(region)]
    with pytest.raises(InvalidArgument, match=r"2 inputs.*784"):
        command.run(parser.parse_args(words))


def test_the_module_loads_the_standard_library_only() -> None:
    """Importing the command's module loads no numpy, sympy, mpmath or torch."""
    heavy = "('numpy', 'sympy', 'mpmath', 'torch')"
    code = f"import sys, lottery_verify.commands.bounds; print([m for m in {heavy} if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
