"""`lottery-verify hunt`, by its exit codes, files and words."""

import json
from pathlib import Path

import pytest

from lottery_verify.cli import main


def test_a_true_claim(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 0, and a table with the rate."""
    assert main(["hunt", "gadget-identity", "--examples", "20"]) == 0
    shown = capsys.readouterr().out
    assert "none found" in shown
    assert "per second" in shown


def test_a_dropped_hypothesis(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1, the minimal numbers, a snippet, and a file that --replay judges again."""
    assert main(["hunt", "golden-decomposition", "--drop", "base<=phi", "--examples", "1000", "-o", str(tmp_path)]) == 1
    shown = capsys.readouterr().out
    assert "GoldenCase(base=Fraction(2, 1), k=1, w=Fraction(1, 1), samples=(Fraction(1, 4),))" in shown
    assert "def test_golden_decomposition_greedy():" in shown
    file = tmp_path / "counterexample-golden-decomposition-greedy.json"
    assert json.loads(file.read_text())["dropping"] == ["base<=phi"]
    assert main(["hunt", "--replay", str(file)]) == 1
    assert "rest of the greedy rule: 3/4 against 1/2 allowed" in capsys.readouterr().out


def test_the_clock(capsys: pytest.CaptureFixture[str]) -> None:
    """--minutes ends it."""
    assert main(["hunt", "gadget-identity", "--minutes", "0.01"]) == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["sun"], "claim 'sun'"),
        (["golden-decomposition", "--drop", "sun"], "drop 'sun'"),
        (["--drop", "base<=phi"], "name the one claim"),
        (["--examples", "0"], "examples 0"),
        (["--minutes", "-1"], "minutes -1"),
        (["gadget-identity", "--jobs", "0"], "jobs 0"),
        (["gadget-identity", "-o", "/nowhere/at/all"], "no such folder"),
        (["--replay", "/nowhere"], "/nowhere"),
        (["error-propagation", "--drop", "e", "--drop", "sun"], "drop 'sun'"),
    ],
)
def test_wrong_usage(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, and the argument with its value."""
    assert main(["hunt", *arguments]) == 2
    assert words in capsys.readouterr().err


def test_it_lists_what_can_be_dropped(capsys: pytest.CaptureFixture[str]) -> None:
    """--list names properties and drops."""
    assert main(["hunt", "--list"]) == 0
    assert "--drop 'base<=phi'" in capsys.readouterr().out


def test_the_audit_of_one_claim(tmp_path: Path) -> None:
    """--necessity writes the report and ends with 0, counterexamples and all."""
    report = tmp_path / "necessity.md"
    assert main(["hunt", "gadget-identity", "--necessity", str(report), "--examples", "100"]) == 0
    assert "| gadget-identity | `both-halves` |" in report.read_text()
