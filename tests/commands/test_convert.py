"""`lottery-verify convert`."""

import argparse
import os

import pytest
import torch

from lottery_verify.checker.networks import read_network
from lottery_verify.checker.regions import parse_region
from lottery_verify.commands import convert
from lottery_verify.errors import InvalidArgument, MalformedFile
from lottery_verify.networks.embedded import embedded_path
from lottery_verify.networks.loading import load_target
from lottery_verify.networks.vnnlib import read_specification


def run(*words):
    parser = argparse.ArgumentParser()
    convert.configure(parser)
    return convert.run(parser.parse_args([str(word) for word in words]))


def test_network(tmp_path, capsys):
    """The checker reads what was written as the very network.

    Catches a conversion that changes its meaning.
    """
    torch.save(torch.nn.Sequential(torch.nn.Linear(3, 2)).state_dict(), tmp_path / "n.pt")
    assert run(tmp_path / "n.pt", "-o", tmp_path / "n.safetensors") == 0
    digest = load_target(tmp_path / "n.pt").digest
    assert read_network(str(tmp_path / "n.safetensors")).digest == digest
    assert capsys.readouterr().out == f"{tmp_path / 'n.safetensors'}: 3-2, 8 weights, {digest}\n"


def test_region(tmp_path, capsys):
    """The checker's own reader gives the same box. Catches a rounded end."""
    source = tmp_path / "r.vnnlib"
    source.write_text("(declare-const X_0 Real)(assert (<= X_0 0.679857769))(assert (>= X_0 0.1))")
    assert run(source, "-o", tmp_path / "r.txt") == 0
    assert parse_region(str(tmp_path / "r.txt"), 1) == read_specification(str(source)).region
    assert "bounds of 1 inputs" in capsys.readouterr().out


@pytest.mark.parametrize("source", ["n.pt", "r.vnnlib"])
def test_nothing_is_written_on_bad_input(tmp_path, source):
    """Another suffix, and a file that is not there. Catches an empty output file left behind."""
    with pytest.raises(
        InvalidArgument, match=r"out\.onnx: .* is written as \.(safetensors|txt); nothing was written"
    ):
        run(tmp_path / source, "-o", tmp_path / "out.onnx")
    good = "out.txt" if source.endswith("vnnlib") else "out.safetensors"
    with pytest.raises(MalformedFile, match="no such file"):
        run(tmp_path / source, "-o", tmp_path / good)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "widths"), [("digits", "64-32-10"), ("controller", "4-20-20-20-1"), ("controller-pruned", "4-20-20-20-1")]
)
def test_the_embedded_networks(tmp_path, capsys, name, widths):
    """`embedded:NAME` is written as the file that ships with the package, byte for byte.

    Catches: a README whose first command needs a file that nobody has.
    """
    assert run(f"embedded:{name}", "-o", tmp_path / "n.safetensors") == 0
    assert (tmp_path / "n.safetensors").read_bytes() == embedded_path(name).read_bytes()
    assert widths in capsys.readouterr().out


def test_a_network_that_does_not_ship(tmp_path):
    """A misspelt name is answered with those that there are."""
    with pytest.raises(InvalidArgument, match="embedded network 'controler' must be one of digits"):
        run("embedded:controler", "-o", tmp_path / "n.safetensors")


def test_masks_are_no_other_format(tmp_path):
    """A ticket with its masks is a .safetensors; the message names the command that writes others."""
    with pytest.raises(InvalidArgument, match=r"x\.onnx: .* \(`lottery-verify export` writes \.onnx"):
        run(tmp_path / "t.safetensors", "-o", tmp_path / "x.onnx", "--masks", "plain")
