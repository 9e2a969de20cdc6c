"""README.md's commands paste as they stand, print what README.md shows, and its Python runs."""

import re
import shlex
from pathlib import Path

import pytest

from lottery_verify.cli import main

README = Path(__file__).resolve().parents[1] / "README.md"
pytestmark = pytest.mark.skipif(not README.is_file(), reason="README.md was left behind")


def blocks(heading: str) -> list[str]:
    """The code blocks of a section, in order, subsections included where their heading is deeper."""
    text = README.read_text(encoding="utf-8")
    level = len(heading.split()[0])
    found = re.search(rf"^{re.escape(heading)}\n(.*?)(?=^#{{1,{level}}} |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found is not None, heading
    return re.findall(r"^```\w*\n(.*?)^```$", found.group(1), re.MULTILINE | re.DOTALL)


def commands(block: str) -> list[list[str]]:
    """The words of each `lottery-verify …` line, comments left out."""
    lines = [shlex.split(line, comments=True) for line in block.splitlines()]
    assert all(words[0] == "lottery-verify" for words in lines)
    return [words[1:] for words in lines]


def certain(printed: str) -> list[str]:
    """The lines that are computed exactly: not what a search in floating point found, nor how large an ONNX file is."""
    return [line for line in printed.splitlines() if "found" not in line and ".onnx" not in line]


def test_the_main_job_pastes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In an empty folder each command of "The main job" ends with 0 and prints what is shown; then the other ones.

    Catches: a first example that needs a file which is not shipped, and an output that is no longer what is printed.
    """
    monkeypatch.chdir(tmp_path)
    job, *shown = blocks("## The main job")
    shown = [text for text in shown if text.startswith(("ticket ", "certificate: ", "accepted: "))]
    assert len(shown) == 4  # the last is of a search in floating point
    printed = {}
    for words in commands(job):
        assert main(words) == 0, (words, capsys.readouterr().err)
        printed[words[0]] = capsys.readouterr().out
    for command, text in zip(("prune", "certify", "check"), shown, strict=False):
        assert certain(printed[command]) == certain(text)
    assert certain(printed["show"]) == certain(printed["prune"])
    other, _ = blocks("### Any pruned network")  # what it shows is found in floating point
    for words in [*commands(other), *commands(blocks("### Bounds, theorems, reports")[0])[:2]]:
        assert main(words) == 0, (words, capsys.readouterr().err)


def test_the_python_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The example in Python runs in an empty folder, and the check accepts.

    Catches: an example that names a file or a function that is not there.
    """
    monkeypatch.chdir(tmp_path)
    program = next(text for text in blocks("## The main job") if text.startswith("from lottery_verify"))
    exec(compile(program, "README.md", "exec"), {})
    assert "accepted: " in capsys.readouterr().out


def test_it_is_short_and_its_links_lead_to_files() -> None:
    """README.md can be read at one sitting, and names no file that was moved.

    Catches: tables that belong into docs/, and a dead link.
    """
    text = README.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 200
    links = re.findall(r"\]\(([^)#]+)\)", text)
    assert links
    assert [link for link in links if not (README.parent / link).is_file()] == []
