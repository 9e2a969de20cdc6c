"""Bad arguments and bad files, one by one: exit codes, messages, and nothing half-written."""

import errno
import os
import re
from pathlib import Path

import numpy as np
import pytest

from lottery_verify import cli
from lottery_verify.networks.network import Network
from lottery_verify.networks.saving import save_network
from tests.commands.main_job import PRUNE, QUICK, check

BAD = {
    "epsilon 0": (["--epsilon", "0"], "epsilon 0 must be above 0"),
    "epsilon below 0": (["--epsilon", "-0.5"], "epsilon -0.5 must be above 0"),
    "epsilon nan": (["--epsilon", "nan"], "epsilon: 'nan' is not a decimal number"),
    "epsilon 1/0": (["--epsilon", "1/0"], "epsilon: '1/0' is not"),
    "epsilon beyond floats": (["--epsilon", "1e400"], "above 1e300"),
    "base 1.7": (["--base", "1.7"], "base 1.7 must lie in (1, phi]"),
    "base 1": (["--base", "1"], "base 1 must lie in (1, phi]"),
    "delta 0": (["--delta", "0"], "delta 0 must be above 0 and below 1"),
    "delta 1": (["--delta", "1"], "delta 1 must be above 0 and below 1"),
    "ends crossed": (["--region", "box:1,0"], "region: input 0: lower end 1 is above upper end 0"),
    "region of words": (["--region", "cube"], "'cube' is neither box:LOWER,UPPER nor ball:RADIUS nor a file"),
    "ball 0": (["--region", "ball:0"], "a ball of radius 0; expected one above 0"),
    "region beyond floats": (["--region", "box:0,1e400"], "above 1e300"),
    "neurons": (["--neurons", "lots"], "neurons 'lots' must be"),
    "law": (["--law", "uniform"], "law of method golden 'uniform'"),
    "seed": (["--seed", "-3"], "seed -3 must be an integer from 0"),
    "output": (["-o", "ticket.bin"], "must end in .safetensors"),
    "folder": (["-o", "nowhere/t.safetensors"], "no such folder"),
}


@pytest.mark.parametrize("name", BAD)
def test_prune_bad_input(made, name, capsys, tmp_path, monkeypatch):
    """Exit code 2, the argument named with its value, nothing written.

    Catches a traceback; an empty file left behind.
    """
    more, words = BAD[name]
    monkeypatch.chdir(tmp_path)
    assert cli.main(["prune", made["f.safetensors"], "-o", "t.safetensors", *PRUNE, *more]) == 2
    out, err = capsys.readouterr()
    assert err.startswith("error: ")
    assert words in err
    assert (out, os.listdir(tmp_path)) == ("", [])


FILES = {"empty": b"", "truncated": b"\x10\0\0\0\0\0\0\0{", "of text": b"hello"}


@pytest.mark.parametrize("what", [*FILES, "missing", "cut", "other version"])
@pytest.mark.parametrize("role", ["certificate", "ticket", "target"])
def test_bad_files(made, what, role, capsys, tmp_path):
    """A file that is missing, empty, cut or of another version: exit code 2, named, from `check` and from the maker's
    side.

    Catches: accepting or rejecting what was never read.
    """
    source = made[{"certificate": "c.json", "ticket": "t.safetensors", "target": "f.safetensors"}[role]]
    path, data = tmp_path / f"bad{os.path.splitext(source)[1]}", Path(source).read_bytes()
    if what == "cut":
        path.write_bytes(data[: len(data) * 2 // 3])
    elif what == "other version":
        path.write_bytes(re.sub(rb"(lottery_verify\.\w+)/\d", rb"\1/9", data))
    elif what != "missing":
        path.write_bytes(FILES[what])
    code, out, err = check(made, capsys, **{role: str(path)})
    assert (code, out) == (2, ""), out
    assert str(path) in err
    if role != "certificate":
        files = {"ticket": made["t.safetensors"], "target": made["f.safetensors"]} | {role: str(path)}
        claim = ["--target", files["target"], "--region", "box:0,1", "-o", str(tmp_path / "c.json")]
        assert cli.main(["certify", files["ticket"], *claim, *QUICK]) == 2
        assert str(path) in capsys.readouterr().err
        assert not (tmp_path / "c.json").exists()


def test_shapes_that_do_not_fit(made, capsys, tmp_path):
    """Ticket against target, region against target: exit code 2 from certify, check and attack.

    Catches zip's shorter end.
    """
    other, bounds = str(tmp_path / "o.safetensors"), tmp_path / "r.txt"
    save_network(Network.from_arrays([np.ones((1, 3))]), other)
    bounds.write_text("0 1\n0 1\n0 1\n")
    for target, region, words in ((other, "box:0,1", "2"), (made["f.safetensors"], str(bounds), "3 inputs")):
        for verb in ("certify", "attack"):
            assert cli.main([verb, made["t.safetensors"], "--target", target, "--region", region, *QUICK]) == 2
            assert words in capsys.readouterr().err
        code, _, err = check(made, capsys, target=target, region=region)
        assert code == 2, err
    assert check(made, capsys, target=made["t.safetensors"])[0] == 2


def test_no_ticket(made, capsys, tmp_path):
    """A draw without a ticket: exit code 1, and nothing written. Catches a partial ticket."""
    out = tmp_path / "t.safetensors"
    words = ["prune", made["f.safetensors"], "-o", str(out), *PRUNE, "--neurons", "2", "--epsilon", "0.001"]
    assert cli.main(words) == 1
    assert re.match(
        r"no ticket: layer 1, output 0, input 0, half u > 0: weight 0\.5 is not met within", capsys.readouterr().err
    )
    assert not out.exists()


@pytest.mark.parametrize(
    "failure", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()], ids=["full", "^C"]
)
@pytest.mark.parametrize("step", ["replace", "fsync"])
def test_interrupted_writing(made, failure, step, capsys, tmp_path, monkeypatch):
    """Disk full, or ^C, while a ticket or certificate is written: the old file stays whole, no other is left, and the
    exit code is 2 (130 after ^C).

    Catches: writing in place; temporary files left behind.
    """

    def fail(*_):
        raise failure

    ticket, certificate = tmp_path / "t.safetensors", tmp_path / "c.json"
    for path in (ticket, certificate):
        path.write_text("old")
    claim = ["--target", made["f.pt"], "--region", "box:-1,1", *QUICK]
    monkeypatch.setattr(os, step, fail)
    codes = [
        cli.main(["prune", made["f.pt"], "-o", str(ticket), *PRUNE, "--force"]),
        cli.main(["certify", made["t.safetensors"], *claim, "-o", str(certificate), "--force"]),
        cli.main(["export", made["t.safetensors"], "--to", str(tmp_path / "t.onnx")]),
    ]
    monkeypatch.undo()
    assert codes == [2 if isinstance(failure, OSError) else 130] * 3
    assert {p.name: p.read_text() for p in tmp_path.iterdir()} == {"t.safetensors": "old", "c.json": "old"}
    err = capsys.readouterr().err
    said = "nothing was written" if isinstance(failure, OSError) else "no file is left half-written"
    assert err.count(said) == 3
    if isinstance(failure, OSError):
        assert (
            f"{ticket}: No space left on device; nothing was written, and the old file, if any, is unchanged" in err
        )


def test_usage(capsys):
    """No command, an unknown one, a missing argument: usage and 2; --version and --help: 0.

    Catches 0 for doing nothing.
    """
    assert cli.main([]) == 2
    assert "COMMAND" in capsys.readouterr().out
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("lottery-verify ")
    for words, code in ((["fly"], 2), (["prune"], 2), (["check", "c.json"], 2), (["check", "--help"], 0)):
        assert cli.main(words) == code
