"""Ticket files: read as strictly as the checker reads them, from masks as codes, as bits, as indices, or dense."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from lottery_verify.checker import files, formats
from lottery_verify.checker.assigned import served
from lottery_verify.checker.coded import read_expanded
from lottery_verify.checker.headers import MADE_KEYS, Header, Pruned, parse_header
from lottery_verify.checker.numbers import parse_number
from lottery_verify.checker.tensors import Tensors
from lottery_verify.errors import MalformedFile
from lottery_verify.laws.source import Source
from lottery_verify.networks.regions import stated_region
from lottery_verify.tickets.assigned import assigned_from_masks, demand_above_zero, outputs_from_masks
from lottery_verify.tickets.ticket import Bits, Counts, Ticket, TicketLayer

TOGETHER = 1 << 21  # bytes of masks that are unpacked at once
ONES = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1).sum(axis=1, dtype=np.uint8)  # of each byte


def load_ticket(path: str | os.PathLike[str]) -> Ticket:
    """Reads a ticket file, as strictly as the checker does.

    Raises:
        MalformedFile: not a ticket of this format, its masks do not fit its header, or it is not written canonically.
        OSError: it can't be read.
    """
    path = os.fspath(path)
    tensors = read_expanded(path)
    digest = tensors.digest("ticket")
    ticket = _parsed(path, tensors.header, partial(_read_masks, tensors), partial(_read_shift, tensors))
    for name in tensors.entries:
        raise MalformedFile(f"{path}: tensor {files.shown(name)} is not part of the format")
    if ticket.digest != digest:
        raise MalformedFile(f"{path}: its masks are not encoded canonically, so its digest is not its content's")
    return ticket


def ticket_from_masks(
    path: str,
    header: str,
    masks: Sequence[tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]],
    shift: npt.NDArray[np.float64] | None,
) -> Ticket:
    """The ticket of a header and of dense masks on U (neurons × inputs) and V (outputs × neurons).

    Raises:
        MalformedFile: the header is not a ticket's, or a mask keeps an entry that no block owns.
    """

    def read(i: int, pruned: Pruned, layer: TicketLayer) -> TicketLayer:
        blocks, m, n_out = len(layer.u), layer.neurons, layer.n_out
        u, v = masks[i]
        if pruned.shape == "free":
            from_masks = outputs_from_masks if pruned.serves_outputs else assigned_from_masks
            return from_masks(f"{path}: layer {i + 1}", layer, u, v)
        if u.shape != (blocks * m, layer.n_inputs) or v.shape != (n_out, blocks * m):
            raise MalformedFile(f"{path}: layer {i + 1}: masks of shapes {u.shape} and {v.shape} do not fit its header")
        block = np.arange(blocks * m) // max(1, m)
        shared = blocks == layer.n_inputs
        own = block if shared else block // n_out
        kept = u[np.arange(blocks * m), own]
        row, column = np.nonzero(v)
        if u.sum() != kept.sum() or not (shared or np.array_equal(block[column] % n_out, row)):
            raise MalformedFile(f"{path}: layer {i + 1}: a mask keeps a weight outside its block")
        link = block[column] * n_out + row if shared else block[column]
        order = np.argsort(link, kind="stable")
        counts = np.bincount(link, minlength=layer.links).astype(np.uint32)
        bits = np.packbits(kept.reshape(blocks, m), axis=1, bitorder="little")
        return replace(layer, u=bits, counts=counts, indices=(column % max(1, m))[order].astype(np.uint32))

    return _parsed(path, header, read, lambda width: shift)


Reader = Callable[[int, Pruned, TicketLayer], TicketLayer]


def _parsed(path: str, text: str, masks: Reader, shift: Callable[[int], npt.NDArray[np.float64] | None]) -> Ticket:
    header = parse_header(text, path)
    given = header.given
    if header.seed is None:
        wanted = ", ".join(formats.TICKET_FORMATS)
        raise MalformedFile(f"{path}: format {given['format']!r}; expected a ticket, of {wanted}")
    made = _made(given, f"{path}: header")
    layers = [_layer(header, i, masks) for i in range(len(given["layers"]))]
    source = Source(header.seed, given["shape"])
    ticket = Ticket(source, tuple(layers), shift(header.widths[0]) if given["shift"] else None, **made)
    for i, layer in enumerate(layers):
        if layer.serves_outputs:
            demand_above_zero(path, layer, i, source)
    for i, (stated, found) in enumerate(zip(given["layers"], json.loads(ticket.header)["layers"], strict=True)):
        for key in found:
            if stated[key] != found[key]:
                words = f"{files.shown(stated[key])} stated, but its masks mean {files.shown(found[key])}"
                raise MalformedFile(f"{path}: layer {i + 1}: {key} {words}")
    return ticket


def _made(given: dict[str, Any], where: str) -> dict[str, Any]:
    """How the ticket was made and what for."""
    made = {key: given[key] for key in MADE_KEYS}
    if made["norm"] not in ("linf", "l2"):
        raise MalformedFile(f"{where}: norm {files.shown(made['norm'])} is neither linf nor l2")
    parse_number(made["epsilon"], f"{where}: epsilon")
    stated_region(made["region"], f"{where}: region")
    return made


def _layer(header: Header, i: int, masks: Reader) -> TicketLayer:
    pruned, given = header.pruned[i], header.given
    n_in, n_out, bias = header.widths[i], header.widths[i + 1], given["bias"][i]
    blocks = {"shared": n_in + bias, "dedicated": (n_in + bias) * n_out, "free": 1}[pruned.shape]
    empty, none = np.zeros((blocks, 0), np.uint8), np.zeros(0, np.uint32)
    relu = given["relu"][i]
    layer = TicketLayer(
        n_in, n_out, bias, relu, pruned.law, pruned.neurons, pruned.epsilon_w, empty, none, none,
        serves_outputs=pruned.serves_outputs,
    )  # fmt: skip
    return masks(i, pruned, layer)


def _read_masks(tensors: Tensors, i: int, pruned: Pruned, layer: TicketLayer) -> TicketLayer:
    if pruned.shape == "free":
        what = "output" if layer.serves_outputs else "input"
        serves = np.array(served(tensors, f"layers.{i}.serves", what, layer.to_serve, layer.neurons), np.uint32)
        layer, links = layer.assigned(serves), layer.n_inputs if layer.serves_outputs else layer.n_out
    else:
        shape, links = [len(layer.u), (layer.neurons + 7) // 8], layer.links
        u = np.frombuffer(tensors.take(f"layers.{i}.u", ("U8",), shape)[1], np.uint8).reshape(shape)
        _demand_neurons(f"{tensors.path}: layers.{i}.u", u, layer.neurons)
        layer = replace(layer, u=u)
    counts, indices = _read_rows(tensors, f"layers.{i}.{'u' if layer.serves_outputs else 'v'}", pruned, links)
    return replace(layer, counts=counts, indices=indices)


def _read_rows(tensors: Tensors, name: str, pruned: Pruned, links: int) -> tuple[Counts, Counts]:
    """How many neurons each row of a mask keeps, and which."""
    neurons, row = pruned.neurons, (pruned.neurons + 7) // 8
    if pruned.encoding == "indices":
        counts = np.frombuffer(tensors.take(f"{name}_counts", ("U32",), [links])[1], "<u4").astype(np.uint32)
        kind, data = tensors.take(f"{name}_indices", ("U16", "U32"), [int(counts.sum(dtype=np.int64))])
        indices = np.frombuffer(data, "<u2" if kind == "U16" else "<u4").astype(np.uint32)
        link = np.repeat(np.arange(links), counts)
        ordered = (indices[1:] > indices[:-1]) | (link[1:] > link[:-1])
        if not ordered.all() or indices.max(initial=0) >= max(1, neurons):
            raise MalformedFile(f"{tensors.path}: {name}: kept neurons are not in order below {neurons}")
        return counts, indices
    raw = np.frombuffer(tensors.take(name, ("U8",), [links, row])[1], np.uint8).reshape(links, row)
    _demand_neurons(f"{tensors.path}: {name}", raw, neurons)
    step, end = max(1, TOGETHER // max(1, row)), 0
    parts = [slice(start, start + step) for start in range(0, links, step)]
    counts = np.zeros(links, np.uint32)
    for part in parts:
        counts[part] = ONES[raw[part]].sum(axis=1, dtype=np.uint32)
    indices = np.empty(int(counts.sum(dtype=np.int64)), np.uint32)
    for part in parts:
        kept = np.nonzero(np.unpackbits(raw[part], axis=1, bitorder="little"))[1]
        indices[end : end + len(kept)] = kept
        end += len(kept)
    return counts, indices


def _demand_neurons(where: str, bits: Bits, neurons: int) -> None:
    """Refuses masks that keep a neuron beyond the last, in the padding of a row's last byte."""
    beyond = np.nonzero(bits[:, -1:] >> (neurons % 8 or 8))[0]
    if len(beyond):
        raise MalformedFile(f"{where}, row {int(beyond[0])}: a neuron beyond the {neurons}")


def _read_shift(tensors: Tensors, width: int) -> npt.NDArray[np.float64]:
    shift = np.frombuffer(tensors.take("shift", ("F64",), [width])[1], "<f8")
    if not np.isfinite(shift).all():
        raise MalformedFile(f"{tensors.path}: shift: NaN or infinite")
    return shift
