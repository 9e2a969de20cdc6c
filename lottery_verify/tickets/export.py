"""A ticket as plain files: a state_dict with masks, or ONNX; and the state_dict read back and held to its source."""

from __future__ import annotations

import os
import pickle
import zipfile
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from lottery_verify.checker import files, formats
from lottery_verify.errors import InvalidArgument, MalformedFile, NotThisSource
from lottery_verify.networks.saving import atomic_write
from lottery_verify.tickets.files import ticket_from_masks
from lottery_verify.tickets.ticket import Ticket, TicketLayer

HEADER_KEY = "lottery_verify.header"
UNREADABLE = (OSError, EOFError, pickle.UnpicklingError, zipfile.BadZipFile)
MOST_BYTES = {".pt": 1 << 33, ".onnx": (1 << 31) - (1 << 20)}
Matrix = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Dense:
    """One layer of G with its masks, as two dense layers.

    Attributes:
        u, u_mask: shape (neurons, n_inputs), the column of the constant 1 last where there is a bias.
        v, v_mask: shape (n_out, neurons).
    """

    u: Matrix
    u_mask: Mask
    v: Matrix
    v_mask: Mask


def dense(ticket: Ticket, i: int, *, compact: bool) -> Dense:
    """Makes layer i of the source whole.

    Args:
        ticket: whose source and masks.
        i: layer, from 0.
        compact: leave out the intermediate neurons that keep nothing.
    """
    layer, source = ticket.layers[i], ticket.source
    blocks, m = len(layer.u), layer.neurons
    served = layer.n_out if source.shape == "dedicated" else 1
    kept = np.unpackbits(layer.u, axis=1, count=m, bitorder="little").astype(bool)
    u_mask = np.zeros((blocks * m, layer.n_inputs), dtype=bool)
    v_mask = np.zeros((layer.n_out, blocks * m), dtype=bool)
    for block in range(blocks):
        u_mask[block * m : (block + 1) * m, block // served] = kept[block]
    link = np.repeat(np.arange(layer.links), layer.counts)
    output, block_of = link % layer.n_out, link if served > 1 else link // layer.n_out
    v_mask[output, block_of * m + layer.indices] = True
    rows = np.nonzero(u_mask.any(1) & v_mask.any(0))[0] if compact else np.arange(blocks * m)
    u, v = np.empty((len(rows), layer.n_inputs), np.float32), np.empty((layer.n_out, len(rows)), np.float32)
    every = np.arange(layer.n_out)
    for block in range(blocks):
        here = np.nonzero(rows // m == block)[0] if compact else np.arange(block * m, (block + 1) * m)
        columns = rows[here] - block * m
        for b in range(layer.n_inputs):
            u[here, b] = source.u(layer.law, i, block, b, m)[columns]
        v[:, here] = source.v(layer.law, i, block, every, m, columns)
    return Dense(u, u_mask[rows], v, v_mask[:, rows])


def export(ticket: Ticket, path: str | os.PathLike[str], *, compact: bool | None = None) -> None:
    """Writes a ticket for other tools.

    `.pt` is a state_dict of an nn.Sequential of Linear and ReLU with torch.nn.utils.prune's names, `weight_orig` and
    `weight_mask` (and `bias_orig`, `bias_mask` where the constant 1 enters); `.onnx` has the masked weights.

    Args:
        ticket: what to write.
        path: ends in .pt or .onnx.
        compact: leave out the neurons that keep nothing; by default only in `.onnx`.
    Raises:
        InvalidArgument: another suffix, or the file would be larger than its format (or this package) allows.
        OSError: it can't be written; an old file is unchanged.
    """
    path = os.fspath(path)
    suffix = os.path.splitext(path)[1].lower()
    if suffix not in MOST_BYTES:
        raise InvalidArgument(f"{path}: a ticket is exported to .pt or .onnx")
    small = suffix == ".onnx" if compact is None else compact
    size = sum(_neurons(layer, small) * (layer.n_inputs + layer.n_out) for layer in ticket.layers) * (
        5 if suffix == ".pt" else 4
    )
    if size > MOST_BYTES[suffix]:
        hint = "" if small else "; compact leaves out the neurons that keep nothing"
        raise InvalidArgument(f"{path}: it would hold {size:,} bytes, and the most is {MOST_BYTES[suffix]:,}{hint}")
    if suffix == ".pt":
        state = state_dict(ticket, compact=small)
        atomic_write(path, lambda file: torch.save(state, file))
    else:
        from lottery_verify.tickets.onnx_export import to_onnx

        atomic_write(path, to_onnx(ticket, compact=small))


def _neurons(layer: TicketLayer, compact: bool) -> int:
    return layer.kept_u if compact else len(layer.u) * layer.neurons


def state_dict(ticket: Ticket, *, compact: bool = False) -> dict[str, torch.Tensor]:
    """The state_dict that `export` writes; the ticket's header rides along unless it is compact."""
    state: dict[str, torch.Tensor] = {}
    position = 0
    for i, layer in enumerate(ticket.layers):
        whole = dense(ticket, i, compact=compact)
        n = layer.n_in
        state[f"{position}.weight_orig"] = torch.from_numpy(whole.u[:, :n].copy())
        state[f"{position}.weight_mask"] = torch.from_numpy(whole.u_mask[:, :n].copy())
        if layer.bias:
            state[f"{position}.bias_orig"] = torch.from_numpy(whole.u[:, n].copy())
            state[f"{position}.bias_mask"] = torch.from_numpy(whole.u_mask[:, n].copy())
        state[f"{position + 2}.weight_orig"] = torch.from_numpy(whole.v)
        state[f"{position + 2}.weight_mask"] = torch.from_numpy(whole.v_mask)
        position += 4 if layer.relu else 3
    if ticket.shift is not None:
        state["shift"] = torch.from_numpy(ticket.shift.copy())
    if not compact:
        state[HEADER_KEY] = torch.tensor(list(ticket.header.encode()), dtype=torch.uint8)
    return state


def looks_exported(path: str | os.PathLike[str]) -> bool:
    """Whether a .pt file is one that `export` wrote whole, by its names alone."""
    try:
        return HEADER_KEY in torch.load(path, weights_only=True, map_location="meta")
    except Exception:  # whatever is wrong with it is for its loader to name
        return False


def load_exported(path: str | os.PathLike[str]) -> Ticket:
    """Reads an exported `.pt` back and holds every weight in it to the source that it names.

    Raises:
        MalformedFile: tensors or header are not those of an exported ticket.
        NotThisSource: some weight is not the source's, bit for bit; the message names layer, output and input.
    """
    path = os.fspath(path)
    if os.path.getsize(path) > 2 * MOST_BYTES[".pt"]:
        raise MalformedFile(f"{path}: {os.path.getsize(path):,} bytes are more than an exported ticket has")
    try:
        state = torch.load(path, weights_only=True, map_location="cpu")
        header = bytes(state[HEADER_KEY].tolist()).decode()
    except (*UNREADABLE, RuntimeError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise MalformedFile(f"{path}: not an exported ticket: {error}") from None
    stated = files.strict_json(header, f"{path}: header")
    if not isinstance(stated, dict) or stated.get("format") != formats.TICKET_FORMAT:
        raise MalformedFile(f"{path}: its header is not that of a ticket, {formats.TICKET_FORMAT}")
    masks, position = [], 0
    try:
        for i, relu in enumerate(stated["relu"]):
            u_mask = state[f"{position}.weight_mask"].numpy()
            if stated["bias"][i]:
                u_mask = np.column_stack([u_mask, state[f"{position}.bias_mask"].numpy()])
            masks.append((u_mask.astype(bool), state[f"{position + 2}.weight_mask"].numpy().astype(bool)))
            position += 4 if relu else 3
        shift = state["shift"].numpy() if stated["shift"] else None
        ticket = ticket_from_masks(path, header, masks, shift)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise MalformedFile(f"{path}: not an exported ticket: {error}") from None
    _hold(path, ticket, state)
    return ticket


def _hold(path: str, ticket: Ticket, state: dict[str, torch.Tensor]) -> None:
    expected = state_dict(ticket)
    for key, tensor in expected.items():
        found = state.get(key)
        if found is None or found.shape != tensor.shape or found.dtype != tensor.dtype:
            raise MalformedFile(
                f"{path}: tensor {key!r} is missing or not {tensor.dtype} of shape {tuple(tensor.shape)}"
            )
        wrong = (found != tensor).nonzero()
        if len(wrong):
            place = tuple(int(v) for v in wrong[0])
            raise NotThisSource(
                f"{path}: tensor {key!r}, entry {place}: {found[place].item()!r} is not the source's "
                f"{tensor[place].item()!r}; "
                f"the file is not a pruning of source seed {ticket.source.seed}"
            )
    for key in state:
        if key not in expected:
            raise MalformedFile(f"{path}: tensor {key!r} is not part of an exported ticket")
