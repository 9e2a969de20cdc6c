"""docs/tour.md: its commands paste as they stand, and print what the page shows."""

import re
import shlex
from pathlib import Path

import pytest

from lottery_verify.cli import main

TOUR = Path(__file__).resolve().parents[2] / "docs" / "tour.md"
SEARCHED = "found"  # what a search in floating point found may differ from one processor to another
LEFT_OUT = "…"
CODES = [0, 0, 0, 0, 3, 0, 1]


def steps(text: str) -> list[tuple[list[str], list[str]]]:
    """(the words of the command, the lines shown below it) of each pair of blocks."""
    pairs = re.findall(r"^```sh\n(.*?)\n```\n\n```text\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    found = []
    for command, shown in pairs:
        program, *words = shlex.split(command)
        assert program == "lottery-verify"
        found.append((words, shown.splitlines()))
    return found


def missing(shown: list[str], printed: list[str]) -> list[str]:
    """The lines that are shown and not printed, in this order; without `…` between them they must be neighbours."""
    lines, absent, near = list(printed), [], True
    for line in shown:
        if line == LEFT_OUT:
            near = False
        elif SEARCHED in line:
            lines = lines[1:] if near else lines
        elif line not in (lines[:1] if near else lines):
            absent.append(line)
        else:
            lines, near = lines[lines.index(line) + 1 :], True
    return absent


def test_the_tour_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """In an empty folder each command ends with the code that the page states, and prints what it shows.

    Catches: a page that shows the output of an earlier version.
    """
    monkeypatch.chdir(tmp_path)
    taken = steps(TOUR.read_text(encoding="utf-8"))
    assert len(taken) == len(CODES)
    for (words, shown), code in zip(taken, CODES, strict=True):
        assert main(words) == code, (words, capsys.readouterr().err)
        printed = capsys.readouterr()
        assert missing(shown, (printed.out + printed.err).splitlines()) == [], words
        assert shown


@pytest.mark.parametrize(
    ("shown", "absent"),
    [
        (["a", "b", "c"], []),
        (["a", "c"], ["c"]),
        (["a", "…", "c"], []),
        (["b"], ["b"]),
        (["…", "b"], []),
        (["c", "a"], ["c"]),
        (["…", "c", "a"], ["a"]),
        (["found 1", "b"], []),
    ],
)
def test_of_the_test(shown: list[str], absent: list[str]) -> None:
    """A line that is not printed there is reported. Catches a comparison that lets everything pass."""
    assert missing(shown, ["a", "b", "c"]) == absent
