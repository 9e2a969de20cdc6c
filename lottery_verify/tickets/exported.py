"""An exported `.pt` read back: the whole ticket held to its source, or its weights put into a torch module."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np

from lottery_verify.checker.files import strict_json
from lottery_verify.errors import MalformedFile, NotThisSource, UnsupportedNetwork
from lottery_verify.networks import torch_files
from lottery_verify.networks.checkpoints import choose, tensors_of
from lottery_verify.networks.export_header import HEADER_KEY, MAX_EXPORTED_BYTES, SHIFT_KEY, header_text, parsed
from lottery_verify.networks.reading import map_bytes
from lottery_verify.networks.state_dicts import Tensor
from lottery_verify.tickets.export import exported_tensors
from lottery_verify.tickets.files import ticket_from_masks
from lottery_verify.tickets.ticket import Ticket

if TYPE_CHECKING:
    import torch


def load_exported(path: str | os.PathLike[str]) -> Ticket:
    """Reads an exported `.pt` back and holds every weight in it to the source that it names.

    Raises:
        MalformedFile: tensors or header are not those of an exported ticket.
        NotThisSource: some weight is not the source's, bit for bit; the message names layer, output and input.
    """
    ticket = exported_ticket(os.fspath(path))
    if ticket is None:
        raise MalformedFile(f"{os.fspath(path)}: not an exported ticket: it has no {HEADER_KEY} of a whole one")
    return ticket


def exported_ticket(path: str) -> Ticket | None:
    """The ticket of a `.pt` that `export` wrote whole; None for one that holds no ticket's header.

    Raises:
        MalformedFile, UnsupportedNetwork, NotThisSource: see load_exported and `torch_files.load`.
    """
    tensors = _tensors(path)
    text = header_text(tensors, path)
    if text is None or parsed(text, path) is not None:
        return None
    stated, masks, position = strict_json(text, f"{path}: header"), [], 0
    try:
        for i, relu in enumerate(stated["relu"]):
            u_mask = tensors[f"{position}.weight_mask"]
            if stated["bias"][i]:
                u_mask = np.column_stack([u_mask, tensors[f"{position}.bias_mask"]])
            masks.append((u_mask.astype(bool), tensors[f"{position + 2}.weight_mask"].astype(bool)))
            position += 4 if relu else 3
        ticket = ticket_from_masks(path, text, masks, tensors[SHIFT_KEY] if stated["shift"] else None)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise MalformedFile(f"{path}: not an exported ticket: {error}") from None
    _hold(path, ticket, tensors)
    return ticket


def load_into(module: torch.nn.Module, path: str | os.PathLike[str]) -> None:
    """Loads an exported ticket, or any state_dict that is read here, into a torch module: strictly, bit for bit.

    The header is left out, and masked weights become their products unless the module has masks itself
    (torch.nn.utils.prune). A ticket's weights are not held to its source: see `load_exported`.

    Args:
        module: an nn.Sequential of Linear and ReLU, say, with the file's names and shapes.
        path: the `.pt`.
    Raises:
        MalformedFile: the file can't be read.
        UnsupportedNetwork: names or shapes differ, the module's type does not hold a weight exactly, or the ticket
            subtracts a shift from its input and the module has no tensor `shift`.
    """
    from lottery_verify.networks.module_weights import fill

    path = os.fspath(path)
    tensors = {key: value for key, value in _tensors(path).items() if key != HEADER_KEY}
    if SHIFT_KEY in tensors and SHIFT_KEY not in module.state_dict():
        raise UnsupportedNetwork(
            f"{path}: it subtracts a shift from its input, and {type(module).__name__} has no tensor {SHIFT_KEY!r}; "
            "register it as a buffer of that name and subtract it first"
        )
    fill(module, tensors, path)


def _tensors(path: str) -> dict[str, Tensor]:
    """The tensors by name of a state_dict, whatever else the file holds."""
    data = map_bytes(path, MAX_EXPORTED_BYTES)
    value = torch_files.read_value(data, path)
    return tensors_of(choose(value, path, None), path, len(data))


def _hold(path: str, ticket: Ticket, tensors: dict[str, Tensor]) -> None:
    expected = exported_tensors(ticket)
    for key, tensor in expected.items():
        found = tensors.get(key)
        if found is None or found.shape != tensor.shape or found.dtype != tensor.dtype:
            raise MalformedFile(f"{path}: tensor {key!r} is missing or not {tensor.dtype} of shape {tensor.shape}")
        wrong = np.argwhere(found != tensor)
        if len(wrong):
            place = tuple(int(v) for v in wrong[0])
            raise NotThisSource(
                f"{path}: tensor {key!r}, entry {place}: {found[place].item()!r} is not the source's "
                f"{tensor[place].item()!r}; "
                f"the file is not a pruning of source seed {ticket.source.seed}"
            )
    for key in tensors:
        if key not in expected:
            raise MalformedFile(f"{path}: tensor {key!r} is not part of an exported ticket")
