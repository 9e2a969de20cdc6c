"""A ticket as plain files: a state_dict with masks, or ONNX."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from lottery_verify.errors import InvalidArgument
from lottery_verify.networks.export_header import HEADER_KEY, SHIFT_KEY, ExportHeader, as_bytes
from lottery_verify.networks.saving import atomic_write
from lottery_verify.networks.state_dicts import Tensor
from lottery_verify.tickets.assigned import masks_of
from lottery_verify.tickets.ticket import Ticket, TicketLayer

if TYPE_CHECKING:
    import torch

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
    u_mask, v_mask = block_masks(layer, source.shape) if layer.serves is None else masks_of(layer, layer.serves)
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


def block_masks(layer: TicketLayer, shape: str) -> tuple[Mask, Mask]:
    """The dense masks on U and V of a layer whose blocks each serve one input."""
    blocks, m = len(layer.u), layer.neurons
    served = layer.n_out if shape == "dedicated" else 1
    kept = np.unpackbits(layer.u, axis=1, count=m, bitorder="little").astype(bool)
    u_mask = np.zeros((blocks * m, layer.n_inputs), dtype=bool)
    v_mask = np.zeros((layer.n_out, blocks * m), dtype=bool)
    for block in range(blocks):
        u_mask[block * m : (block + 1) * m, block // served] = kept[block]
    link = np.repeat(np.arange(layer.links), layer.counts)
    output, block_of = link % layer.n_out, link if served > 1 else link // layer.n_out
    v_mask[output, block_of * m + layer.indices] = True
    return u_mask, v_mask


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
        import torch

        state = state_dict(ticket, compact=small)
        atomic_write(path, lambda file: torch.save(state, file))
    else:
        from lottery_verify.tickets.onnx_export import to_onnx

        atomic_write(path, to_onnx(ticket, compact=small))


def _neurons(layer: TicketLayer, compact: bool) -> int:
    return layer.kept_u if compact else len(layer.u) * layer.neurons


def state_dict(ticket: Ticket, *, compact: bool = False) -> dict[str, torch.Tensor]:
    """The state_dict that `export` writes; a header rides along, which `load_into` leaves out."""
    import torch

    return {key: torch.from_numpy(value.copy()) for key, value in exported_tensors(ticket, compact=compact).items()}


def exported_tensors(ticket: Ticket, *, compact: bool = False) -> dict[str, Tensor]:
    """What `state_dict` holds: the source's weights and the masks, and the ticket's header or, where neurons were left
    out, one that says where ReLU stands."""
    tensors: dict[str, Tensor] = {}
    position = 0
    for i, layer in enumerate(ticket.layers):
        whole = dense(ticket, i, compact=compact)
        n = layer.n_in
        tensors[f"{position}.weight_orig"] = whole.u[:, :n]
        tensors[f"{position}.weight_mask"] = whole.u_mask[:, :n]
        if layer.bias:
            tensors[f"{position}.bias_orig"] = whole.u[:, n]
            tensors[f"{position}.bias_mask"] = whole.u_mask[:, n]
        tensors[f"{position + 2}.weight_orig"] = whole.v
        tensors[f"{position + 2}.weight_mask"] = whole.v_mask
        position += 4 if layer.relu else 3
    if ticket.shift is not None:
        tensors[SHIFT_KEY] = ticket.shift
    relu = tuple(after for layer in ticket.layers for after in (True, layer.relu))
    header = ExportHeader(relu, ticket.digest).as_tensor() if compact else as_bytes(ticket.header)
    return tensors | {HEADER_KEY: header}
