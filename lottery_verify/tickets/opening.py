"""Opens a file that is either a ticket or a network."""

from __future__ import annotations

import os

from lottery_verify.checker import formats
from lottery_verify.checker.tensors import read_tensors
from lottery_verify.errors import MalformedFile
from lottery_verify.networks.loading import load_target
from lottery_verify.networks.network import Network
from lottery_verify.tickets.export import load_exported, looks_exported
from lottery_verify.tickets.files import load_ticket
from lottery_verify.tickets.ticket import Ticket


def open_network(path: str | os.PathLike[str]) -> Ticket | Network:
    """The ticket that a file holds (as `.safetensors`, or exported as `.pt`), or else the network.

    Raises:
        MalformedFile, UnsupportedNetwork, NotThisSource: see the loaders.
    """
    path = os.fspath(path)
    if path.lower().endswith(".safetensors"):
        try:
            header = read_tensors(path).header
        except MalformedFile:
            return load_target(path)
        return load_ticket(path) if formats.TICKET_FORMAT in header else load_target(path)
    if path.lower().endswith((".pt", ".pth")) and looks_exported(path):
        return load_exported(path)
    return load_target(path)
