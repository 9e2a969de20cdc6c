"""What a file is opened as: a ticket, a ticket that was exported, or a network."""

import shutil

import numpy as np
import pytest
import torch

from lottery_verify import prune
from lottery_verify.checker.regions import Box
from lottery_verify.errors import MalformedFile
from lottery_verify.networks.network import Network
from lottery_verify.tickets.export import export
from lottery_verify.tickets.opening import open_network
from lottery_verify.tickets.ticket import Ticket

TARGET = Network.from_arrays([[[0.5, -1.0]]], [np.array([0.25])])


@pytest.fixture
def ticket():
    """A ticket of TARGET."""
    return prune(TARGET, region=Box.cube(-1, 1, 2), epsilon="0.25", seed=3)


@pytest.mark.parametrize("name", ["t.safetensors", "t.SafeTensors"])
def test_a_ticket(ticket, name, tmp_path):
    """By its header, whatever the case of its name's ending; a network in the same format is one."""
    (tmp_path / name).write_bytes(ticket.canonical())
    opened = open_network(tmp_path / name)
    assert isinstance(opened, Ticket)
    assert opened.digest == ticket.digest
    (tmp_path / name).write_bytes(TARGET.canonical())
    assert open_network(str(tmp_path / name)).digest == TARGET.digest


@pytest.mark.parametrize("ending", [".pt", ".pth", ".PT", ".Pth"])
def test_an_exported_ticket(ticket, ending, tmp_path):
    """Its masks are held to the source; a plain state_dict of the same ending is a network."""
    export(ticket, tmp_path / "made.pt")
    shutil.move(tmp_path / "made.pt", tmp_path / f"t{ending}")
    opened = open_network(tmp_path / f"t{ending}")
    assert isinstance(opened, Ticket)
    assert opened.digest == ticket.digest
    torch.save({"0.weight": torch.tensor([[0.5, -1.0]])}, tmp_path / f"n{ending}")
    assert isinstance(open_network(tmp_path / f"n{ending}"), Network)


def test_no_file_of_ours(tmp_path):
    """What is neither is refused as what its name says."""
    (tmp_path / "x.safetensors").write_bytes(b"not one")
    with pytest.raises(MalformedFile, match=r"x\.safetensors"):
        open_network(tmp_path / "x.safetensors")
