"""Every command answers machines in the same way: by one JSON object, or by its exit code alone."""

import json
from fractions import Fraction
from pathlib import Path

import pytest
import torch

from lottery_verify import cli
from lottery_verify.commands.parsers import COMMANDS, build
from lottery_verify.networks.layouts import BETWEEN
from lottery_verify.networks.network import Network
from lottery_verify.networks.saving import save_network

BOX = ["--region", "box:0,1"]
QUICK = ["--samples", "50"]


@pytest.fixture
def files(tmp_path, monkeypatch):
    """F(x) = x and G(x) = 3/4·x, whose difference over [0, 1] is 1/4; and two networks that are 0, loosely bounded."""
    monkeypatch.chdir(tmp_path)
    save_network(Network.from_arrays([[[1.0]]]), "f.safetensors")
    save_network(Network.from_arrays([[[0.75]]]), "g.safetensors")
    save_network(Network.from_arrays([[[1.0], [1.0]], [[1.0, -1.0]]]), "zero.safetensors")
    save_network(Network.from_arrays([[[1.5], [1.5]], [[1.0, -1.0]]]), "loose.safetensors")
    return tmp_path


def asked(capsys, *words):
    """(exit code, the answer's object, error stream) of a command with --json."""
    code = cli.main([*words, "--json"])
    out, err = capsys.readouterr()
    assert out.count("\n") == 1, out
    answer = json.loads(out)
    assert answer["exit_code"] == code
    assert answer["format"] == "lottery_verify.answer/1"
    assert answer["command"] == words[0]
    return code, answer, err


PAIR = ["g.safetensors", "--target", "f.safetensors", *BOX]
LOOSE = ["loose.safetensors", "--target", "zero.safetensors", *BOX, "--timeout", "0"]


def test_certify_under_every_verdict(files, capsys):
    """Done, accepted, rejected and undecided, each with exact ends; the supremum is 1/4.

    Catches numbers that pass through floats, a status that is another exit code's, a file after a rejection.
    """
    code, answer, _ = asked(capsys, "certify", *PAIR, *QUICK)
    assert (code, answer["status"], answer["claim"]["epsilon"]) == (0, "done", None)
    assert (answer["found"], answer["proved"]) == ({"exact": "1/4", "decimal": "0.25"},) * 2
    assert answer["witness"] == {"point": ["1"], "output": 0, "difference": {"exact": "1/4", "decimal": "0.25"}}
    code, answer, _ = asked(capsys, "certify", *PAIR, *QUICK, "--epsilon", "1/3", "-o", "c.json")
    assert (code, answer["status"], answer["certificate"]) == (0, "accepted", "c.json")
    assert answer["claim"]["epsilon"] == {"exact": "1/3", "decimal": "0.333334"}
    code, answer, _ = asked(capsys, "certify", *PAIR, *QUICK, "--epsilon", "0.2", "-o", "no.json")
    assert (code, answer["status"], answer["certificate"]) == (1, "rejected", None)
    code, answer, _ = asked(capsys, "certify", *LOOSE, *QUICK, "--epsilon", "0.001", "-o", "no.json")
    assert (code, answer["status"], answer["found"]["exact"]) == (3, "undecided", "0")
    assert Fraction(answer["proved"]["exact"]) > Fraction(1, 1000)
    assert not Path("no.json").exists()


def test_errors_are_objects(files, capsys):
    """A missing file, a missing argument, an option that is not there: exit code 2, and the message under `error`."""
    for words, said in (
        (["certify", "none.safetensors", "--target", "f.safetensors", *BOX], "none.safetensors"),
        (["export", "t.safetensors"], "the following arguments are required: --to"),
        (["attack", *PAIR, "--sample-size", "3"], "unrecognized arguments: --sample-size"),
        (["certify", *PAIR, "--epsilon", "0"], "epsilon 0 must be above 0"),
        (["xyzzy"], "invalid choice: 'xyzzy'"),
    ):
        code, answer, err = asked(capsys, *words)
        assert (code, answer["status"]) == (2, "error")
        assert said in answer["error"]
        assert answer["error"] in err


def test_a_wrong_specification_names_its_line(files, capsys):
    """A form that is not understood, an end that is missing, another network's inputs: the file, and the line.

    Catches a specification whose third line is dropped in silence.
    """
    good = "(declare-const X_0 Real)\n(assert (>= X_0 0))\n(assert (<= X_0 1))\n"
    for text, said in (
        (good.replace("(<= X_0 1)", "(sin X_0)"), "s.vnnlib, line 3"),
        (good.replace("(assert (<= X_0 1))", ""), "s.vnnlib: X_0 has no upper bound"),
        (good + "(assert (<= X_1 1))\n", "s.vnnlib, line 4"),
        (good + "(assert (<= X_0 1)", "s.vnnlib"),
        (good.replace("1))", "1e999999999))"), "s.vnnlib, line 3"),
    ):
        Path("s.vnnlib").write_text(text)
        for verb in ("certify", "attack"):
            words = [verb, "g.safetensors", "--target", "f.safetensors", "--region", "s.vnnlib", *QUICK]
            code, answer, _ = asked(capsys, *words)
            assert code == 2
            assert said in answer["error"]


def test_attack(files, capsys):
    """What was found, exactly, and the verdict of --epsilon."""
    code, answer, _ = asked(capsys, "attack", *PAIR, *QUICK)
    assert (code, answer["status"], answer["found"]["exact"]) == (0, "done", "1/4")
    code, answer, _ = asked(capsys, "attack", *PAIR, *QUICK, "--epsilon", "0.2")
    assert (code, answer["status"], answer["witness"]["point"]) == (1, "rejected", ["1"])


def test_the_search_left_out(files, capsys):
    """--no-attack: nothing found, and the same bound; a witness then has no file, which is said.

    Catches a search that runs all the same: it would find 1/4.
    """
    code, answer, err = asked(capsys, "certify", *PAIR, "--no-attack", "--timeout", "0", "--witness", "w.npy")
    assert (code, answer["found"], answer["witness"]) == (0, None, None)
    assert answer["proved"]["exact"] == "1/4"
    assert answer["notes"] == ["note: no difference was looked for, and none was met; no witness was written"]
    assert answer["notes"][0] in err
    assert not Path("w.npy").exists()
    assert cli.main(["certify", *PAIR, "--no-attack", "--timeout", "0"]) == 0
    assert "[found, proved] = [0, 0.25]" in capsys.readouterr().out


def test_notes_are_beside_the_answer(files, capsys):
    """What was assumed of a .pt is in the object and on the error stream; with --quiet in the object alone; and in the
    certificate, whose checker repeats it.

    Catches words on standard output before the object, and an assumption that a verdict's reader does not see.
    """
    module = torch.nn.Sequential(torch.nn.Linear(1, 2), torch.nn.ReLU(), torch.nn.Linear(2, 1))
    torch.save(module.state_dict(), "m.pt")
    pair = ["m.pt", "--target", "m.pt", *BOX]
    code, answer, err = asked(capsys, "certify", *pair, *QUICK, "--epsilon", "0.1", "-o", "c.json")
    assert code == 0
    said = f"assumed of m.pt: {BETWEEN}"
    assert answer["notes"] == [said, said]
    assert err.count(said) == 2
    assert answer["assumed"] == {"target": BETWEEN, "ticket": BETWEEN}
    code, answer, err = asked(capsys, "certify", *pair, *QUICK, "--quiet")
    assert (code, answer["notes"], err) == (0, [said, said], "")
    code, answer, _ = asked(capsys, "check", "c.json", "--ticket", *pair, "--epsilon", "0.1")
    assert (code, answer["assumed"]) == (0, {"target": BETWEEN, "ticket": BETWEEN})
    assert len(answer["notes"]) == 4
    _, answer, _ = asked(capsys, "show", "c.json")
    assert answer["assumed"] == {"target": BETWEEN, "ticket": BETWEEN}
    _, answer, _ = asked(capsys, "show", "m.pt")
    assert (answer["kind"], answer["widths"], answer["assumed"]) == ("network", [1, 2, 1], [BETWEEN])


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["certify", *PAIR, *QUICK], 0),
        (["certify", *PAIR, *QUICK, "--epsilon", "0.2"], 1),
        (["certify", *LOOSE, *QUICK, "--epsilon", "0.001"], 3),
        (["attack", *PAIR, *QUICK, "--epsilon", "0.2"], 1),
        (["show", "f.safetensors"], 0),
    ],
)
def test_quiet(files, capsys, words, code):
    """The exit code, and not a word. Catches progress and verdicts that are printed all the same."""
    assert cli.main([*words, "--quiet"]) == code
    assert capsys.readouterr() == ("", "")


def test_quiet_tells_errors(files, capsys):
    """--quiet does not hide what is wrong with a file."""
    assert cli.main(["certify", "none.safetensors", "--target", "f.safetensors", *BOX, "--quiet"]) == 2
    assert "none.safetensors" in capsys.readouterr().err


def test_tickets_and_files(files, capsys):
    """prune, show, export, convert: digests and sizes are those of the files; no ticket is an object, too."""
    claim = ["f.safetensors", *BOX, "--epsilon", "0.1", "--seed", "3"]
    code, made, _ = asked(capsys, "prune", *claim, "-o", "t.safetensors")
    assert (code, made["kind"], made["seed"], made["epsilon"]) == (0, "ticket", 3, "1/10")
    assert made["bytes"] == Path("t.safetensors").stat().st_size
    _, shown, _ = asked(capsys, "show", "t.safetensors")
    assert shown["digest"] == made["digest"]
    _, network, _ = asked(capsys, "show", "f.safetensors")
    assert network["digest"] == made["target"]
    _, exported, _ = asked(capsys, "export", "t.safetensors", "--to", "t.onnx")
    assert (exported["ticket"], exported["bytes"]) == (made["digest"], Path("t.onnx").stat().st_size)
    _, converted, _ = asked(capsys, "convert", "t.onnx", "-o", "n.safetensors")
    assert (converted["kind"], converted["widths"][0], converted["widths"][-1]) == ("network", 1, 1)
    code, none, _ = asked(capsys, "prune", *claim, "--neurons", "1", "-o", "none.safetensors")
    assert (code, none["status"]) == (1, "no ticket")
    assert none["reason"].endswith("nothing was written")
    assert not Path("none.safetensors").exists()


def test_bounds_claims_and_hunts(files, capsys):
    """The tables are data; integers stay integers. A hunt's counterexample names its file."""
    _, answer, _ = asked(capsys, "bounds", "--widths", "4,4", "--epsilon", "0.1")
    assert {"inputs", "bounds"} <= set(answer)
    _, answer, _ = asked(capsys, "claims")
    assert "golden-decomposition" in {row["id"] for row in answer["claims"]}
    code, answer, _ = asked(capsys, "hunt", "golden-decomposition", "--examples", "20")
    assert (code, answer["hunts"][0]["status"]) == (0, "none found")
    code, answer, _ = asked(capsys, "hunt", "golden-decomposition", "--drop", "base<=phi", "--examples", "1000")
    assert (code, answer["status"]) == (1, "counterexample")
    code, again, _ = asked(capsys, "hunt", "--replay", answer["hunts"][0]["output"])
    assert (code, again["holds"]) == (1, False)


def test_every_command_that_answers_has_the_options():
    """All but the demo, which shows files, and the completion script. Catches a command that was forgotten."""
    parsers = build(COMMANDS)[1]
    without = {name for name, parser in parsers.items() if "--json" not in parser.format_help()}
    assert without == {"demo", "completion"}
    assert {name for name, parser in parsers.items() if "--quiet" not in parser.format_help()} == without


def test_several_boxes_of_which_one_exceeds(files, capsys):
    """On [0, 1/2] the difference is at most 1/8, and on [9/10, 11/10] it reaches 11/40: rejected at 1/5, whichever box
    comes first, and accepted at 3/10; what was assumed stands in that certificate, too.

    Catches a verdict on the first box, or on the last.
    """
    boxes = ["(and (>= X_0 0) (<= X_0 0.5))", "(and (>= X_0 0.9) (<= X_0 1.1))"]
    pair = ["g.safetensors", "--target", "f.safetensors", "--region", "s.vnnlib", *QUICK]
    for either in (boxes, boxes[::-1]):
        Path("s.vnnlib").write_text(f"(declare-const X_0 Real)\n(assert (or {' '.join(either)}))\n")
        code, answer, _ = asked(capsys, "certify", *pair, "--epsilon", "0.2")
        assert (code, answer["status"], answer["found"]["exact"]) == (1, "rejected", "11/40")
        assert answer["witness"]["point"] == ["11/10"]
        code, answer, _ = asked(capsys, "certify", *pair, "--epsilon", "0.3")
        assert (code, answer["status"], answer["claim"]["region"]["kind"]) == (0, "accepted", "boxes")
    torch.save(torch.nn.Sequential(torch.nn.Linear(1, 2), torch.nn.ReLU(), torch.nn.Linear(2, 1)).state_dict(), "m.pt")
    claim = ["m.pt", "--target", "m.pt", "--region", "s.vnnlib", "--epsilon", "0.3"]
    code, answer, _ = asked(capsys, "certify", *claim, *QUICK, "-o", "c.json")
    assert (code, answer["assumed"]) == (0, {"target": BETWEEN, "ticket": BETWEEN})
    code, answer, _ = asked(capsys, "check", "c.json", "--ticket", *claim)
    assert (code, answer["assumed"]) == (0, {"target": BETWEEN, "ticket": BETWEEN})
