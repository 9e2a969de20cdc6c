"""The commands end to end in a folder: prune, certify, check, attack, show, export; exit codes and messages."""

import errno
import os
import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import torch

from lottery_verify import cli, load_ticket
from lottery_verify.networks.network import Network
from lottery_verify.networks.saving import save_network

NET = Network.from_arrays([[[0.5, -1.0], [0.25, 0.75]], [[1.0, -0.5]]], [np.array([0.1, 0.0]), None])
PRUNE = ["--region", "box:-1,1", "--epsilon", "0.1", "--seed", "17"]
QUICK = ["--samples", "200"]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder with a target (as .safetensors and .pt), a ticket and a certificate; made by the commands themselves."""
    folder = tmp_path_factory.mktemp("made")
    save_network(NET, folder / "f.safetensors")
    state = {"0.weight": NET.layers[0].weight, "0.bias": NET.layers[0].bias, "2.weight": NET.layers[1].weight}
    torch.save({k: torch.from_numpy(v.copy()) for k, v in state.items()}, folder / "f.pt")
    names = {k: str(folder / k) for k in ("f.safetensors", "f.pt", "t.safetensors", "c.json")}
    assert cli.main(["prune", names["f.pt"], "-o", names["t.safetensors"], *PRUNE]) == 0
    claim = ["--target", names["f.pt"], "--region", "box:-1,1", "--epsilon", "0.1"]
    assert cli.main(["certify", names["t.safetensors"], *claim, *QUICK, "-o", names["c.json"]]) == 0
    return names


def check(made, capsys, *more, **changed):
    """`check` of the made triple with changes: (exit code, standard output, standard error)."""
    asked = {"certificate": made["c.json"], "--ticket": made["t.safetensors"], "--target": made["f.safetensors"]}
    asked |= {"--region": "box:-1,1", "--epsilon": "0.1"} | {
        f"--{k}" if k != "certificate" else k: v for k, v in changed.items()
    }
    words = [asked.pop("certificate"), *(w for pair in asked.items() for w in pair)]
    return (cli.main(["check", *words, *more]), *capsys.readouterr())


def test_main_job(made, tmp_path, capsys):
    """prune → certify → check, with the words of the README; `certify` prints [found, proved], found ≤ proved ≤ ε.

    Catches: a command that writes something else than it prints; an attack that beats the proof.
    """
    ticket, certificate = str(tmp_path / "t.safetensors"), str(tmp_path / "c.json")
    assert cli.main(["prune", made["f.pt"], "-o", ticket, *PRUNE]) == 0
    assert "seed 17, shared blocks" in capsys.readouterr().out
    claim = ["--target", made["f.pt"], "--region", "box:-1,1"]
    assert cli.main(["certify", ticket, *claim, "--epsilon", "0.1", "-o", certificate, *QUICK]) == 0
    printed = capsys.readouterr().out
    found, proved = (Fraction(v) for v in re.search(r"\[found, proved\] = \[(\S+), (\S+)\]", printed).groups())
    assert 0 < found <= proved <= Fraction(1, 10)
    assert f"written: {certificate}" in printed
    code, out, err = check(made, capsys, ticket=ticket, certificate=certificate)
    assert (code, err) == (0, "")
    assert out == "accepted: sup ‖F − Ĝ‖ ≤ 1/10 (linf) over the whole region\n"
    assert Path(ticket).read_bytes() == Path(made["t.safetensors"]).read_bytes(), "the same seed gave other bytes"


def test_check_converts_other_formats_and_says_so(made, capsys, tmp_path):
    """A .pt target, an exported .pt ticket and a VNN-LIB region are converted by the ordinary loader, which is said.

    Catches: an untrusted reader in the trusted path without a word.
    """
    exported = str(tmp_path / "t.pt")
    assert cli.main(["export", made["t.safetensors"], "--to", exported]) == 0
    capsys.readouterr()
    box = tmp_path / "r.vnnlib"
    box.write_text("".join(f"(declare-const X_{i} Real)(assert (<= X_{i} 1))(assert (>= X_{i} -1))" for i in range(2)))
    code, out, err = check(made, capsys, target=made["f.pt"], ticket=exported, region=str(box))
    assert (code, out[:8]) == (0, "accepted")
    assert err.count("is read by the ordinary loader, which is not part of the checker") == 3


@pytest.mark.parametrize(
    ("changed", "code", "words"),
    [
        ({"epsilon": "0.0001"}, 3, "undecided: .*which does not settle the 1/10000 asked"),
        ({"epsilon": "0.5"}, 0, "accepted"),
        ({"region": "box:0,1"}, 1, "rejected: .*it is about region"),
        ({"norm": "l2"}, 1, "rejected: .*it is about norm 'linf'"),
        ({"seed": "18"}, 1, "rejected: .*names source seed 17, but asked is seed 18"),
        ({"seed": "17"}, 0, "accepted"),
        ({"ticket": "f.safetensors"}, 1, "rejected: .*it is about ticket"),
    ],
)
def test_verdicts(made, capsys, changed, code, words):
    """Who asks states the claim: another region, norm, seed, ticket or ε is answered by its exit code and a reason.

    Catches: a certificate that chooses an easier claim.
    """
    changed = {k: made.get(v, v) for k, v in changed.items()}
    got, out, err = check(made, capsys, **changed)
    assert (got, err) == (code, ""), out
    assert re.search(words, out)


def test_tampered_mask_bit(made, capsys, tmp_path):
    """One bit of a mask flipped: never accepted. Catches a digest that leaves the masks out."""
    data = bytearray(Path(made["t.safetensors"]).read_bytes())
    for position in (len(data) - 1, 8 + int.from_bytes(data[:8], "little")):
        spoilt = bytearray(data)
        spoilt[position] ^= 1
        (tmp_path / "t.safetensors").write_bytes(spoilt)
        assert check(made, capsys, ticket=str(tmp_path / "t.safetensors"))[0] in (1, 2)


def test_certify_exit_codes(made, capsys, tmp_path):
    """0 with and without ε; 1 with the point where the attack exceeds ε; 3 where neither side settles it; nothing is
    written in the last two.

    Catches: a certificate file for a claim that is false or not proved.
    """
    claim = ["--target", made["f.safetensors"], "--region", "box:-1,1", *QUICK]
    out = str(tmp_path / "c.json")
    assert cli.main(["certify", made["t.safetensors"], *claim]) == 0
    proved = Fraction(re.search(r"proved\] = \[\S+, (\S+)\]", capsys.readouterr().out)[1])
    assert cli.main(["certify", made["t.safetensors"], *claim, "--epsilon", "1e-6", "-o", out]) == 1
    assert "rejected: epsilon 0.000001 is exceeded at x = (" in capsys.readouterr().out
    assert (
        cli.main(["certify", made["t.safetensors"], *claim, "--epsilon", str(proved * Fraction(99, 100)), "-o", out])
        == 3
    )
    assert re.search("undecided: epsilon .*: proved only .*, found only", capsys.readouterr().out)
    assert not os.path.exists(out)


def test_certify_two_networks(made, capsys, tmp_path):
    """A network pruned by other tools against its original; and weights near the end of float64.

    Catches: a command that only takes tickets; OverflowError in what is printed.
    """
    for name, size in (("g.safetensors", 0.9), ("huge.safetensors", 1e300)):
        save_network(
            Network.from_arrays([[[0.5 * size, -size], [0.2, 0.7], [1, 1]], [[1.0, -0.5, 0.0]]]), tmp_path / name
        )
        out = str(tmp_path / f"{name}.json")
        claim = ["--target", made["f.pt"], "--region", "box:-1,1", *QUICK, "-o", out]
        assert cli.main(["certify", str(tmp_path / name), *claim]) == 0
        printed = capsys.readouterr().out
        assert "[found, proved] = [" in printed
        stated = re.search(r'"epsilon": "(\S+)"', Path(out).read_text())[1]
        assert check(made, capsys, ticket=str(tmp_path / name), certificate=out, epsilon=stated)[0] == 0


def test_attack(made, capsys):
    """Prints what was found, with the witness when asked; 1 where it exceeds ε.

    Catches a found value without its input.
    """
    words = ["attack", made["t.safetensors"], "--target", made["f.pt"], "--region", "box:-1,1", *QUICK, "--steps", "5"]
    assert cli.main([*words, "--witness"]) == 0
    assert re.fullmatch(
        r"found: a difference of \S+ at output 0 \(200 samples .*\)\nx = \S+ \S+\n", capsys.readouterr().out
    )
    assert cli.main([*words, "--epsilon", "1e-9"]) == 1
    assert "rejected: epsilon 1e-9 is exceeded" in capsys.readouterr().out
    assert cli.main([*words, "--epsilon", "1"]) == 0


def test_show(made, capsys):
    """Tickets, networks and certificates say what they are. Catches a header that `show` can't read."""
    for name, words in (
        ("t.safetensors", "seed 17"),
        ("f.safetensors", "2-2-1"),
        ("f.pt", "8 weights"),
        ("c.json", "sup |F − Ĝ|"),
    ):
        assert cli.main(["show", made[name]]) == 0
        assert words in capsys.readouterr().out


def test_export(made, capsys, tmp_path):
    """Writes .onnx and .pt, says how large; refuses other suffixes. Catches a size that is not the file's."""
    for name in ("t.onnx", "t.pt"):
        path = tmp_path / name
        assert cli.main(["export", made["t.safetensors"], "--to", str(path)]) == 0
        assert capsys.readouterr().out == f"written: {path}, {path.stat().st_size:,} bytes\n"
    assert cli.main(["export", made["t.safetensors"], "--to", str(tmp_path / "t.h5")]) == 2
    assert "exported to .pt or .onnx" in capsys.readouterr().err
    assert cli.main(["export", made["f.safetensors"], "--to", str(tmp_path / "n.pt")]) == 2
    assert "export wants a ticket" in capsys.readouterr().err
    assert {p.name for p in tmp_path.iterdir()} == {"t.onnx", "t.pt"}


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
        path.write_bytes(re.sub(rb"(lottery_verify\.\w+)/1", rb"\1/2", data))
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
            f"No space left on device; nothing was written, and the old file, if any, is unchanged: '{ticket}'" in err
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


def test_a_ticket_from_every_method(made, tmp_path, capsys):
    """Each --method, --shape, --law and --neurons reaches the ticket. Catches a flag that is parsed and not used."""
    for method, more in (
        ("nearest", ["--epsilon", "4"]),
        ("product", ["--law", "hyperbolic", "--shape", "dedicated"]),
        ("subset-sum", ["--neurons", "40"]),
        ("golden", ["--neurons", "theorem", "--delta", "0.1", "--base", "3/2", "--norm", "l2"]),
    ):
        out = str(tmp_path / f"{method}.safetensors")
        assert cli.main(["prune", made["f.pt"], "-o", out, *PRUNE, "--method", method, *more]) == 0, (
            capsys.readouterr().err
        )
        ticket = load_ticket(out)
        assert ticket.method == method
    assert (ticket.rule, ticket.delta, ticket.base, ticket.norm) == ("theorem", "1/10", "3/2", "l2")
    assert load_ticket(tmp_path / "product.safetensors").source.shape == "dedicated"
    assert load_ticket(tmp_path / "product.safetensors").layers[0].law.name == "hyperbolic"
    assert {layer.neurons for layer in load_ticket(tmp_path / "subset-sum.safetensors").layers} <= {0, 40}
