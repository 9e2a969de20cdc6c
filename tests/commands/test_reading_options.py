"""The options of files of tensors by name, from the command line: used, refused, and what is assumed is printed."""

import pytest
import torch
from torch import nn

from lottery_verify.cli import main
from lottery_verify.networks.layouts import BETWEEN

BOX = ["--region", "box:-1,1"]


@pytest.fixture
def files(tmp_path, monkeypatch):
    """Three networks of the same weights, and a mask of one."""
    monkeypatch.chdir(tmp_path)
    torch.manual_seed(1)
    first, second = nn.Linear(2, 2), nn.Linear(2, 2)
    torch.save(nn.Sequential(first, second).state_dict(), "direct.pt")
    torch.save(nn.Sequential(first, nn.ReLU(), second).state_dict(), "between.pt")
    state = nn.Sequential(first, nn.ReLU(), second).state_dict()
    torch.save({"a": {"m": state}, "b": {"x": torch.ones(2)}}, "c.pth.tar")
    torch.save({"0": {"weight": torch.eye(2)}}, "m.pth")


def run(capsys, *words):
    code = main(list(words))
    out = capsys.readouterr()
    return code, out.out, out.err


def test_what_is_assumed_is_printed(files, capsys):
    """By show, convert, prune, certify, attack and check. Catches a guess in silence."""
    said = f"assumed of between.pt: {BETWEEN}\n"
    pair = ["between.pt", "--target", "between.pt", *BOX]
    for words in (
        ["show", "between.pt"],
        ["convert", "between.pt", "-o", "n.safetensors"],
        ["prune", "between.pt", *BOX, "--epsilon", "0.2", "--seed", "1", "-o", "t.safetensors"],
        ["certify", *pair, "--samples", "10", "-o", "c.json"],
        ["attack", *pair, "--samples", "10"],
    ):
        code, out, err = run(capsys, *words)
        assert code == 0
        assert said in (out if words[0] == "show" else err)
    check = ["check", "c.json", "--ticket", "between.pt", "--target", "between.pt", *BOX, "--epsilon", "1e-9"]
    code, out, err = run(capsys, *check)
    assert (code, err.count(said)) == (0, 2)
    assert "assumed" not in run(capsys, *check, "--activations", "relu")[2]
    assert run(capsys, *check, "--target-activations", "none")[0] == 1  # the target's digest is another


def test_direct_and_between_are_told_apart(files, capsys):
    """Linear on Linear is never accepted against Linear, ReLU, Linear, and is read where the user says what it is."""
    code, _, err = run(capsys, "certify", "direct.pt", "--target", "between.pt", *BOX, "--epsilon", "1e-9")
    assert code == 2
    assert "leave no layer between '0' and '1'" in err
    words = ["direct.pt", "--target", "between.pt", *BOX, "--epsilon", "1e-9", "--samples", "100"]
    assert run(capsys, "certify", *words, "--activations", "none", "--target-activations", "relu")[0] == 1
    assert run(capsys, "certify", *words, "--activations", "none")[0] == 0  # then both are linear


def test_key_and_mask(files, capsys):
    """--key chooses in a checkpoint, --mask zeroes weights of the pruned network only."""
    assert run(capsys, "show", "c.pth.tar")[0] == 2
    code, out, _ = run(capsys, "show", "c.pth.tar", "--key", "a.m")
    assert code == 0
    assert out.splitlines()[-1].split()[-1] == run(capsys, "show", "between.pt")[1].splitlines()[-1].split()[-1]
    masked = ["attack", "c.pth.tar", "--key", "a.m", "--mask", "m.pth", "--target", "between.pt", *BOX]
    code, out, _ = run(capsys, *masked, "--samples", "100", "--epsilon", "1e-9")
    assert code == 1


def test_an_option_is_never_ignored(files, capsys):
    """Catches an option for a file that states what it would say."""
    for name, source in (("n", "between.pt"), ("k", "between.pt")):
        run(capsys, "convert", source, "-o", f"{name}.safetensors")
    pair = ["--ticket", "n.safetensors", "--target", "k.safetensors", *BOX, "--epsilon", "1"]
    for option in ("activations", "module", "key", "mask", "target-activations", "target-module", "target-key"):
        assert run(capsys, "check", "c.json", *pair, f"--{option}", "relu")[0] == 2
        words = ["n.safetensors", "--target", "k.safetensors", *BOX, f"--{option}", "relu"]
        assert run(capsys, "certify", *words, "--samples", "10")[0] == 2


def test_a_module_that_is_run_is_said(files, tmp_path, capsys):
    """--module runs the user's file and says so. Catches code run in silence."""
    (tmp_path / "net.py").write_text(
        "import torch.nn as nn\ndef net(): return nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2))\n"
    )
    code, out, err = run(capsys, "show", "direct.pt", "--module", "net.py:net")
    assert (code, err) == (0, "note: net.py is run, as --module asks\n")
    assert "assumed" not in out
