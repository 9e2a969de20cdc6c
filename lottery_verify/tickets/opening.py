"""Opens a file that is either a ticket or a network."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from lottery_verify.checker import formats
from lottery_verify.checker.tensors import read_tensors
from lottery_verify.errors import InvalidArgument, MalformedFile
from lottery_verify.networks.export_header import HEADER_KEY, MAX_EXPORTED_BYTES
from lottery_verify.networks.loading import as_network, load_target, suffix_of
from lottery_verify.networks.network import Network
from lottery_verify.tickets.files import load_ticket
from lottery_verify.tickets.ticket import Ticket

if TYPE_CHECKING:
    import torch


def as_pruned(value: object, name: str) -> Ticket | Network:
    """The ticket or network that an argument of a function is or names: as `as_network`, and a ticket or its file."""
    if isinstance(value, Ticket):
        return value
    return open_network(value) if isinstance(value, (str, os.PathLike)) else as_network(value, name)


def open_network(
    path: str | os.PathLike[str],
    *,
    activations: str | None = None,
    module: str | torch.nn.Module | None = None,
    key: str | None = None,
    mask: str | os.PathLike[str] | None = None,
) -> Ticket | Network:
    """The ticket that a file holds (as `.safetensors`, or exported as `.pt`), or else the network.

    Args:
        path: the file.
        activations, module, key, mask: of a network by tensors; see `load_target`.
    Raises:
        InvalidArgument: options for a ticket, which needs none.
        MalformedFile, UnsupportedNetwork, NotThisSource: see the loaders.
    """
    path = os.fspath(path)
    ticket = _ticket(path)
    if ticket is None:
        return load_target(path, activations=activations, module=module, key=key, mask=mask)
    if (activations, module, key, mask) != (None,) * 4:
        raise InvalidArgument(f"{path}: a ticket, which states its activations and masks; give no options")
    return ticket


def _ticket(path: str) -> Ticket | None:
    suffix = suffix_of(path)
    if suffix == ".safetensors":
        try:
            header = read_tensors(path).header
        except MalformedFile:
            return None
        return load_ticket(path) if any(one in header for one in formats.TICKET_FORMATS) else None
    if suffix in (".pt", ".pth"):
        from lottery_verify.networks import torch_files
        from lottery_verify.tickets.exported import exported_ticket

        return exported_ticket(path) if HEADER_KEY in torch_files.names(path, MAX_EXPORTED_BYTES) else None
    return None
