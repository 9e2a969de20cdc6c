"""Each command that writes a file: it tests first that it may, and overwrites nothing unless it is told to."""

import os
from pathlib import Path

import numpy as np
import pytest

from lottery_verify import cli
from lottery_verify.commands import report
from lottery_verify.networks.network import Network
from lottery_verify.networks.saving import save_network

CLAIM = ["--region", "r.txt", "--epsilon", "0.1"]
COMMANDS = {
    "prune": (["prune", "f.safetensors", *CLAIM, "--seed", "17", "-o"], "new.safetensors"),
    "certify": (["certify", "t.safetensors", "--target", "f.safetensors", *CLAIM, "--samples", "50", "-o"], "new.json"),
    "convert": (["convert", "f.safetensors", "-o"], "new.safetensors"),
    "convert a region": (["convert", "r.vnnlib", "-o"], "new.txt"),
    "export": (["export", "t.safetensors", "--to"], "new.onnx"),
    "export to torch": (["export", "t.safetensors", "--to"], "new.pt"),
    "hunt": (["hunt", "gadget-identity", "--examples", "20", "--necessity"], "new.md"),
}
READ = ("f.safetensors", "t.safetensors", "r.txt", "r.vnnlib")


@pytest.fixture
def here(tmp_path, monkeypatch):
    """The folder where the inputs are, and where the commands run."""
    monkeypatch.chdir(tmp_path)
    weights, biases = [[[0.5, -1.0], [0.25, 0.75]], [[1.0, -0.5]]], [np.array([0.1, 0.0]), None]
    save_network(Network.from_arrays(weights, biases), READ[0])
    Path("r.txt").write_text("-1 1\n-1 1\n")
    Path("r.vnnlib").write_text("(declare-const X_0 Real)(assert (<= X_0 1))(assert (>= X_0 0))")
    assert cli.main(["prune", READ[0], *CLAIM, "--seed", "17", "-o", READ[1]]) == 0
    return tmp_path


@pytest.mark.parametrize("name", COMMANDS)
def test_an_old_file_needs_force(here, name, capsys):
    """2 and the old file as it was, before any input is read; with --force it is written; a new one needs none."""
    words, output = COMMANDS[name]
    Path(output).write_text("old")
    missing = [f"nowhere-{word}" if word in READ else word for word in words]
    for asked in (words, missing):
        assert cli.main([*asked, output]) == 2
        assert f"output '{output}' is there already; --force overwrites it" in capsys.readouterr().err
    assert Path(output).read_text() == "old"
    assert cli.main([*words, output, "--force"]) == 0
    forced = Path(output).read_bytes()
    assert forced != b"old"
    os.unlink(output)
    assert cli.main([*words, output]) == 0
    assert Path(output).stat().st_size == len(forced)


@pytest.mark.parametrize("name", COMMANDS)
def test_where_it_can_write_is_tested_first(here, name, capsys):
    """A folder that takes no file is found out before an input is read. Catches work that is lost at its end."""
    words, output = COMMANDS[name]
    missing = [f"nowhere-{word}" if word in READ else word for word in words]
    assert cli.main([*missing, f"/proc/{output}"]) == 2
    assert "nothing can be written in '/proc'" in capsys.readouterr().err


@pytest.mark.parametrize("name", COMMANDS)
def test_no_input_is_overwritten(here, name, capsys):
    """Each file that a command reads is safe from it, also through a link and with --force."""
    words, output = COMMANDS[name]
    for read in set(words) & set(READ):
        before = Path(read).read_bytes()
        Path(output).symlink_to(read)
        assert cli.main([*words, output, "--force"]) == 2
        assert f"is the input '{read}', which is never overwritten" in capsys.readouterr().err
        assert Path(read).read_bytes() == before
        os.unlink(output)


def test_a_rejection_says_that_nothing_was_written(here, capsys):
    """certify's 1 and 3, prune's 1: no file, and it is said."""
    certify, output = COMMANDS["certify"]
    for epsilon, code in (("1e-6", 1), ("0.04", 3)):
        words = [*certify, output, "--epsilon", epsilon, "--samples", "1", "--timeout", "0"]
        assert cli.main(words) == code, capsys.readouterr()
        assert "; nothing was written\n" in "".join(capsys.readouterr())
    words = [*COMMANDS["prune"][0], "new.safetensors", "--neurons", "2", "--epsilon", "0.001"]
    assert cli.main(words) == 1
    assert capsys.readouterr().err.endswith("; nothing was written\n")
    assert not list(here.glob("new*"))


def test_a_demo_keeps_what_is_there(here, capsys):
    """Any of its four files stops it before the first step, unless it is forced."""
    Path("demo-output").mkdir()
    Path("demo-output/tampered.safetensors").write_text("mine")
    assert cli.main(["demo"]) == 2
    out, err = capsys.readouterr()
    assert (out, os.listdir("demo-output")) == ("", ["tampered.safetensors"])
    assert "output 'demo-output/tampered.safetensors' is there already" in err


def test_a_report_is_made_again_only_where_one_stands(here, monkeypatch, capsys):
    """Its own folder needs no --force, since the command is there to make it again; a folder of other files does; a
    file that is a link to what it reads is refused.

    Catches `-o .` over somebody's index.html.
    """
    made = []
    monkeypatch.setattr("lottery_verify.reporting.make_report", lambda folder: made.append(folder) or [])
    folder = here / "site"
    folder.mkdir()
    (folder / "measured.json").write_text("[]")
    assert cli.main(["report", "-o", str(folder)]) == 0
    (folder / "index.html").write_text("mine")
    assert cli.main(["report", "-o", str(folder)]) == 2
    assert "holds index.html and no report of this command; --force writes there anyway" in capsys.readouterr().err
    assert cli.main(["report", "-o", str(folder), "--force"]) == 0
    (folder / "bounds.md").write_text(f"# Bounds\n\n{report.MARK.decode()} -o reports/`, version 0.1.0.\n")
    assert cli.main(["report", "-o", str(folder)]) == 0
    assert made == [folder] * 3
    (folder / "index.html").unlink()
    (folder / "index.html").symlink_to(folder / "measured.json")
    for more in ([], ["--force"]):
        assert cli.main(["report", "-o", str(folder), *more]) == 2
        assert "is never overwritten" in capsys.readouterr().err
    assert made == [folder] * 3
    assert (folder / "measured.json").read_text() == "[]"


def test_the_mark_is_the_reports():
    """The committed report is known for one. Catches a mark that no report bears."""
    committed = Path(__file__).parents[2] / "reports" / "bounds.md"
    assert report._is_report(committed)
    assert not report._is_report(committed.parent / "index.html")
    assert not report._is_report(committed.parent / "none")


def test_the_table_of_claims_goes_between_its_markers(here, capsys):
    """A file without markers is left alone unless it is forced; one with them is there to be written again."""
    path = here / "a.md"
    path.write_text("mine\n")
    assert cli.main(["claims", "--write", str(path)]) == 2
    assert "no markers of the table in it; --force adds the table at its end" in capsys.readouterr().err
    assert path.read_text() == "mine\n"
    assert cli.main(["claims", "--write", str(path), "--force"]) == 0
    once = path.read_text()
    assert once.startswith("mine\n")
    assert cli.main(["claims", "--write", str(path)]) == 0
    assert path.read_text() == once
