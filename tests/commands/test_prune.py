"""`prune --plan tight` by the command: the options that it prints, and the certificate that it writes."""

import json
from pathlib import Path

import numpy as np
import pytest

from lottery_verify import cli
from lottery_verify.networks.network import Network
from lottery_verify.networks.saving import save_network

CLAIM = ["--region", "box:0,1", "--epsilon", "0.1"]
PRUNE = ["prune", "f.safetensors", *CLAIM, "--seed", "17", "--method", "subset-sum"]
PLAN = [*PRUNE, "--plan", "tight", "--timeout", "0"]


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """The folder of a target, where the commands run."""
    monkeypatch.chdir(tmp_path)
    save_network(Network.from_arrays([[[0.5, -1.0], [0.25, 0.75]], [[1.0, -0.5]]]), "f.safetensors")


def test_the_certificate_is_of_the_ticket_and_of_epsilon(capsys):
    """The checker accepts what is written beside the ticket, and `prune` with the printed options makes it again.

    Catches the certificate of another round, and factors that do not belong to the ticket.
    """
    assert cli.main([*PLAN, "-o", "t.safetensors", "--certificate", "c.json", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert cli.main(["check", "c.json", "--ticket", "t.safetensors", "--target", "f.safetensors", *CLAIM]) == 0
    again = ["--errors", said["errors"], "--loosen", said["loosen"], "-o", "again.safetensors"]
    assert cli.main([*PRUNE, *again]) == 0
    assert Path("again.safetensors").read_bytes() == Path("t.safetensors").read_bytes()


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ([*PRUNE, "--certificate", "c.json"], "--certificate is for --plan tight"),
        ([*PLAN, "--certificate", "c.txt"], "a certificate is written as .json"),
        ([*PLAN, "--certificate", "f.json"], "is there already; --force overwrites it"),
        ([*PLAN, "--loosen", "2"], "chooses for itself, and takes no --loosen"),
        ([*PRUNE, "--gates"], "--gates is for --plan tight"),
    ],
)
def test_what_does_not_fit_is_refused_before_anything_is_written(options, problem, capsys):
    """Wrong usage is named, exit code 2, and there is no ticket."""
    Path("f.json").write_text("{}")
    assert cli.main([*options, "-o", "t.safetensors"]) == 2
    assert problem in capsys.readouterr().err
    assert not Path("t.safetensors").exists()


def test_an_old_ticket_stays_where_no_certificate_can_be_written():
    """The certificate's file is tested before the work begins, not when the ticket is written."""
    Path("t.safetensors").write_bytes(b"old")
    assert cli.main([*PLAN, "-o", "t.safetensors", "--force", "--certificate", "nowhere/c.json"]) == 2
    assert Path("t.safetensors").read_bytes() == b"old"


def test_what_is_printed(capsys):
    """What is printed tells the errors, the factors and the bound."""
    assert cli.main([*PLAN, "-o", "t.safetensors"]) == 0
    printed = capsys.readouterr().out
    assert "by `certify` with --timeout 0" in printed
    assert "`prune` with --errors " in printed
    assert np.isfinite(float(printed.split("proved    ")[1].split(",")[0]))
