"""Tickets of shape `free` from dense masks: each intermediate neuron keeps one entry of U, or none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from lottery_verify.errors import MalformedFile
from lottery_verify.tickets.ticket import TicketLayer

Mask = npt.NDArray[np.bool_]


def assigned_from_masks(where: str, layer: TicketLayer, u: Mask, v: Mask) -> TicketLayer:
    """The layer of these dense masks.

    Raises:
        MalformedFile: their shapes do not fit the layer, or a neuron keeps two entries of U.
    """
    if u.shape != (layer.neurons, layer.n_inputs) or v.shape != (layer.n_out, layer.neurons):
        raise MalformedFile(f"{where}: masks of shapes {u.shape} and {v.shape} do not fit its header")
    several = np.nonzero(u.sum(1) > 1)[0]
    if len(several):
        m = int(several[0])
        first, second = np.nonzero(u[m])[0][:2].tolist()
        raise MalformedFile(f"{where}: neuron {m} keeps its entries of U from inputs {first} and {second}; it may one")
    serves = np.where(u.any(1), u.argmax(1), layer.n_inputs).astype(np.uint32)
    counts, indices = v.sum(1).astype(np.uint32), np.nonzero(v)[1].astype(np.uint32)
    return replace(layer.assigned(serves), counts=counts, indices=indices)
