"""`lottery-verify claims`: three formats of one table, and a check with an exit code."""

import json
import shutil
import subprocess
import sys

import pytest

from lottery_verify.claims import claim_ids
from lottery_verify.claims.links import LINKS, Link
from lottery_verify.cli import main
from lottery_verify.errors import MalformedFile
from lottery_verify.traceability import FORMATS, rows, section, write_section
from lottery_verify.traceability.audit import home
from lottery_verify.traceability.text import BEGIN, END


def test_formats_tell_the_same(capsys):
    """Every claim is in each format; JSON has names, files and axioms apart."""
    assert main(["claims", "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert main(["claims"]) == 0
    table = capsys.readouterr().out
    assert main(["claims", "--format", "markdown"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2 + len(listed)
    assert {line.replace("\\|", "").count("|") for line in lines} == {9}
    counted = f"{len(claim_ids())} claims, and after them {len(listed) - len(claim_ids())} rules of the checker"
    assert table.splitlines()[0] == counted
    for id_ in claim_ids():
        assert id_ in table
        assert any(line.startswith(f"| `{id_}` |") for line in lines)
    [one] = [row for row in listed if row["id"] == "golden-threshold"]
    assert one["theorems"][0] == {"name": "golden_threshold", "file": "proofs/results/golden_threshold.v", "axioms": []}


def test_check_accepts(capsys):
    """The table of proofs/README.md is the one that is made now."""
    assert main(["claims", "--check"]) == 0, capsys.readouterr().err
    assert capsys.readouterr().out.endswith(" 0 problems\n")


def test_check_refuses_an_old_table(tmp_path, capsys):
    """A changed README is seen, --write mends it."""
    shutil.copytree(home() / "proofs", tmp_path / "proofs", ignore=shutil.ignore_patterns("*.vo*", "*.glob", ".*"))
    (tmp_path / "tests").symlink_to(home() / "tests")
    readme = tmp_path / "proofs" / "README.md"
    write_section(readme, FORMATS["markdown"](rows(tmp_path)))
    assert main(["claims", "--check", "--root", str(tmp_path)]) == 0
    readme.write_text(readme.read_text().replace("golden_threshold", "golden_limit"))
    assert main(["claims", "--check", "--root", str(tmp_path)]) == 1
    assert "its table is not this one" in capsys.readouterr().err
    assert main(["claims", "--root", str(tmp_path), "--write", str(readme)]) == 0
    assert main(["claims", "--check", "--root", str(tmp_path)]) == 0


def test_check_is_undecided_where_there_is_nothing_to_look_at(tmp_path, capsys):
    """Exit code 3 without proofs or without tests, as from a wheel; never "0 problems" and 0.

    Catches: a table that was not compared with anything, called free of problems.
    """
    assert main(["claims", "--check", "--root", str(tmp_path)]) == 3
    out, err = capsys.readouterr()
    assert out.endswith("0 problems in what could be looked at\n")
    assert "undecided: " in err
    assert "no theorem was looked at" in err
    assert "no test was looked at" in err
    (tmp_path / "tests").symlink_to(home() / "tests")
    assert main(["claims", "--check", "--root", str(tmp_path)]) == 3
    err = capsys.readouterr().err
    assert "no theorem was looked at" in err
    assert "no test was looked at" not in err


def test_a_problem_is_said_even_where_not_all_could_be_looked_at(tmp_path, monkeypatch, capsys):
    """A pointer that leads nowhere is exit code 1, whatever else is missing."""
    monkeypatch.setitem(LINKS, "golden-threshold", Link(("lottery_verify.nowhere",)))
    assert main(["claims", "--check", "--root", str(tmp_path)]) == 1
    assert "lottery_verify.nowhere does not exist" in capsys.readouterr().err


def test_sections(tmp_path):
    """Written at the end where there are no markers, between them where there are; the rest stays."""
    path = tmp_path / "a.md"
    path.write_text("before\n")
    assert section(path) is None
    write_section(path, "one\n")
    path.write_text(path.read_text() + "\nafter\n")
    write_section(path, "two\n")
    assert section(path) == "two\n"
    assert path.read_text() == f"before\n\n{BEGIN}\n\ntwo\n\n{END}\n\nafter\n"


@pytest.mark.parametrize("text", [BEGIN, END, f"{END}\n{BEGIN}", f"{BEGIN}{END}{BEGIN}"])
def test_half_a_pair_of_markers_is_an_error(tmp_path, text):
    """Nothing is written where it is not plain what would be replaced."""
    path = tmp_path / "a.md"
    path.write_text(text)
    with pytest.raises(MalformedFile, match="expected one line"):
        write_section(path, "one")
    assert path.read_text() == text


def test_the_module_loads_the_standard_library_only():
    """Declaring the command loads no sympy; reading the links loads nothing at all."""
    code = "import sys, lottery_verify.commands.claims, lottery_verify.claims.links, lottery_verify.claims.rules; "
    code += "print([m for m in ('numpy', 'sympy', 'mpmath', 'torch', 'rich', 'hypothesis') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
