"""Opens a file that is either a ticket or a network."""

from __future__ import annotations

import os

from lottery_verify.checker import files, formats
from lottery_verify.errors import MalformedFile
from lottery_verify.networks.loading import as_network, load_target
from lottery_verify.networks.network import Network
from lottery_verify.tickets.export import load_exported, looks_exported
from lottery_verify.tickets.ticket import Ticket, load_ticket


def as_pruned(value: object, name: str) -> Ticket | Network:
    """The ticket or network that an argument of a function is or names: as `as_network`, and a ticket or its file."""
    if isinstance(value, Ticket):
        return value
    return open_network(value) if isinstance(value, (str, os.PathLike)) else as_network(value, name)


def open_network(path: str | os.PathLike[str]) -> Ticket | Network:
    """The ticket that a file holds (as `.safetensors`, or exported as `.pt`), or else the network.

    Raises:
        MalformedFile, UnsupportedNetwork, NotThisSource: see the loaders.
    """
    path = os.fspath(path)
    if path.lower().endswith(".safetensors"):
        try:
            header = files.read_tensors(path).header
        except MalformedFile:
            return load_target(path)
        return load_ticket(path) if formats.TICKET_FORMAT in header else load_target(path)
    if path.lower().endswith((".pt", ".pth")) and looks_exported(path):
        return load_exported(path)
    return load_target(path)
