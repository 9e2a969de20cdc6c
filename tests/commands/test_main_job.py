"""The commands end to end in a folder: prune, certify, check, attack, show, export; exit codes and messages."""

import os
import re
from fractions import Fraction
from pathlib import Path

import pytest

from lottery_verify import cli, load_ticket
from lottery_verify.networks.layouts import BETWEEN
from lottery_verify.networks.network import Network
from lottery_verify.networks.saving import save_network
from tests.commands.main_job import PRUNE, QUICK, check


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
    verdict, assumed = out.splitlines()
    assert verdict == "accepted: sup ‖F − Ĝ‖ ≤ 1/10 (linf) over the whole region"
    assert assumed == f"assumed of the target, as the certificate says: {BETWEEN}"
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
    found = Fraction(re.search(r"proved\] = \[(\S+), \S+\]", capsys.readouterr().out)[1])
    assert cli.main(["certify", made["t.safetensors"], *claim, "--epsilon", "1e-6", "-o", out]) == 1
    said = capsys.readouterr().out
    assert "rejected: epsilon 0.000001 is exceeded at x = (" in said
    assert "without --epsilon it goes on" in said
    above = ["--epsilon", str(found * Fraction(10_001, 10_000)), "--timeout", "0"]
    assert cli.main(["certify", made["t.safetensors"], *claim, *above, "-o", out]) == 3
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
