"""A ticket as plain files: a state_dict with masks, or ONNX."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np

from lottery_verify.errors import InvalidArgument
from lottery_verify.networks.export_header import HEADER_KEY, SHIFT_KEY, ExportHeader, as_bytes
from lottery_verify.networks.saving import atomic_write
from lottery_verify.networks.state_dicts import Tensor
from lottery_verify.tickets.dense import Rows
from lottery_verify.tickets.ticket import Ticket, TicketLayer

if TYPE_CHECKING:
    import torch

MOST_BYTES = {".pt": 1 << 33, ".onnx": (1 << 31) - (1 << 20)}


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
    return layer.in_use if compact else len(layer.u) * layer.neurons


def state_dict(ticket: Ticket, *, compact: bool = False) -> dict[str, torch.Tensor]:
    """The state_dict that `export` writes; a header rides along, which `load_into` leaves out."""
    import torch

    tensors = exported_tensors(ticket, compact=compact)
    return {key: torch.from_numpy(np.require(value, requirements=("C", "W"))) for key, value in tensors.items()}


def exported_tensors(ticket: Ticket, *, compact: bool = False) -> dict[str, Tensor]:
    """What `state_dict` holds: the source's weights and the masks, and the ticket's header or, where neurons were left
    out, one that says where ReLU stands."""
    tensors: dict[str, Tensor] = {}
    position = 0
    for i, layer in enumerate(ticket.layers):
        rows = Rows.of(layer, i, ticket.source, compact=compact)
        n, u, u_mask = layer.n_in, rows.u(), rows.u_mask()
        tensors[f"{position}.weight_orig"] = np.ascontiguousarray(u[:, :n])
        tensors[f"{position}.weight_mask"] = np.ascontiguousarray(u_mask[:, :n])
        if layer.bias:
            tensors[f"{position}.bias_orig"] = u[:, n].copy()
            tensors[f"{position}.bias_mask"] = u_mask[:, n].copy()
        del u, u_mask
        tensors[f"{position + 2}.weight_orig"] = rows.v()
        tensors[f"{position + 2}.weight_mask"] = rows.v_mask()
        position += 4 if layer.relu else 3
    if ticket.shift is not None:
        tensors[SHIFT_KEY] = ticket.shift.copy()
    relu = tuple(after for layer in ticket.layers for after in (True, layer.relu))
    header = ExportHeader(relu, ticket.digest).as_tensor() if compact else as_bytes(ticket.header)
    return tensors | {HEADER_KEY: header}
