"""Tickets of shape `free` from dense masks: each intermediate neuron keeps one entry of U at most, or one of V."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from lottery_verify.checker.masks import MAX_RANDOM_BYTES
from lottery_verify.errors import MalformedFile
from lottery_verify.laws.source import Array, Source
from lottery_verify.tickets.ticket import TicketLayer

Mask = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.int64]


def assigned_from_masks(where: str, layer: TicketLayer, u: Mask, v: Mask) -> TicketLayer:
    """The layer of these dense masks.

    Raises:
        MalformedFile: their shapes do not fit the layer, or a neuron keeps two entries of U.
    """
    _demand_shapes(where, layer, u, v)
    several = np.nonzero(u.sum(1) > 1)[0]
    if len(several):
        m = int(several[0])
        first, second = np.nonzero(u[m])[0][:2].tolist()
        raise MalformedFile(f"{where}: neuron {m} keeps its entries of U from inputs {first} and {second}; it may one")
    return served_from_masks(layer, u.T, v)


def outputs_from_masks(where: str, layer: TicketLayer, u: Mask, v: Mask) -> TicketLayer:
    """The layer of these dense masks, whose neurons serve outputs.

    Raises:
        MalformedFile: their shapes do not fit the layer, or a neuron keeps two entries of V.
    """
    _demand_shapes(where, layer, u, v)
    several = np.nonzero(v.sum(0) > 1)[0]
    if len(several):
        m = int(several[0])
        first, second = np.nonzero(v[:, m])[0][:2].tolist()
        raise MalformedFile(f"{where}: neuron {m} keeps its entries of V to outputs {first} and {second}; it may one")
    return served_from_masks(layer, v, u.T)


def served_from_masks(layer: TicketLayer, one: Mask, several: Mask) -> TicketLayer:
    """The layer whose neurons keep one entry at most of one mask, and any of the other.

    Args:
        layer: without its masks.
        one, several: a row for each input and for each output, or the other way round, shape (rows, M).
    """
    serves = np.where(one.any(0), one.argmax(0), len(one)).astype(np.uint32)
    counts, indices = several.sum(1).astype(np.uint32), np.nonzero(several)[1].astype(np.uint32)
    return replace(layer.assigned(serves), counts=counts, indices=indices)


def _demand_shapes(where: str, layer: TicketLayer, u: Mask, v: Mask) -> None:
    if u.shape != (layer.neurons, layer.n_inputs) or v.shape != (layer.n_out, layer.neurons):
        raise MalformedFile(f"{where}: masks of shapes {u.shape} and {v.shape} do not fit its header")


def kept_of_u(layer: TicketLayer, i: int, source: Source) -> Iterator[tuple[Indices, Array]]:
    """Of each input the neurons whose entry of U is kept and these weights, for a layer whose neurons serve outputs."""
    for b in range(layer.n_inputs):
        kept = layer.indices[layer.ends[b] : layer.ends[b + 1]].astype(np.int64)
        yield kept, source.u(layer.law, i, 0, b, int(kept.max(initial=-1)) + 1)[kept]


def demand_above_zero(path: str, layer: TicketLayer, i: int, source: Source) -> None:
    """Refuses a layer whose neurons serve outputs where a kept entry of U is not above 0: ReLU would cut its sum.

    Raises:
        MalformedFile: it names layer, neuron and input; or more would be drawn than the checker draws.
    """
    lasts = layer.indices[layer.ends[1:][layer.counts > 0] - 1]
    if (int(lasts.sum(dtype=np.int64)) + len(lasts)) * layer.law.n_bytes > MAX_RANDOM_BYTES:
        raise MalformedFile(f"{path}: it draws over {MAX_RANDOM_BYTES} bytes")
    for b, (kept, u) in enumerate(kept_of_u(layer, i, source)):
        for m in kept[u <= 0][:1].tolist():
            raise MalformedFile(
                f"{path}: layer {i + 1}: neuron {m} keeps its entry of U from input {b}, which is not above 0"
            )
