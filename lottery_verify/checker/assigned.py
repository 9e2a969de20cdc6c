"""The layers of a ticket of shape `free`: each intermediate neuron serves one input; standard library only."""

import struct

from lottery_verify.checker.columns import totals
from lottery_verify.checker.compact import row_of
from lottery_verify.checker.files import demand
from lottery_verify.checker.graph import Affine
from lottery_verify.checker.headers import Header
from lottery_verify.checker.masks import Draws, bit_rows, index_rows
from lottery_verify.checker.source import INPUT, OUTPUT
from lottery_verify.checker.tensors import Tensors

BLOCK = 0  # all neurons of a layer are one block


def assigned_layer(tensors: Tensors, header: Header, i: int, draws: Draws) -> Affine:
    """Sums the products of the kept weights of layer i; the bias is one more input, constantly 1.

    Of a neuron's entries of U one is kept at most, for the input that it serves. Rule: checker_dyadic_sum.
    """
    pruned = header.pruned[i]
    law, (n_in, n_out) = pruned.law, header.widths[i : i + 2]
    columns = n_in + header.given["bias"][i]
    serves = served(tensors, f"layers.{i}.serves", "input", columns, pruned.neurons)
    own: list[list[int]] = [[] for _ in range(columns + 1)]
    for m, b in enumerate(serves):
        own[b].append(m)
    scale, up = max(0, -2 * law.exponent), max(0, 2 * law.exponent)
    u = [0] * len(serves)  # a neuron that serves no input computes 0
    for b, kept in enumerate(own[:columns]):
        for m, weight in zip(kept, draws.numerators(law, i, INPUT, BLOCK, b, kept), strict=True):
            u[m] = weight << up
    places = [b + columns if weight < 0 else b for b, weight in zip(serves, u, strict=True)]
    read = bit_rows if pruned.encoding == "bits" else index_rows
    masks = enumerate(read(tensors, f"layers.{i}.v", n_out, pruned.neurons))
    drawn = ((draws.stream(law, i, OUTPUT, BLOCK, a, len(chosen)), chosen) for a, chosen in masks)
    rows = []
    for sums in totals(draws, law, u, places, 2 * columns, n_out, drawn):
        bias = sums[n_in] if columns > n_in else 0
        rows.append(row_of(scale, sums[:n_in], sums[columns : columns + n_in], bias))
    return Affine(n_in, rows)


def served(tensors: Tensors, name: str, what: str, there: int, neurons: int) -> tuple[int, ...]:
    """Which input (or output) each neuron serves; `there`, which is how many there are, for none. One ticket has one
    spelling."""
    kind, data = tensors.take(name, ("U16" if there < 1 << 16 else "U32",), [neurons])
    found = struct.unpack(f"<{neurons}{'H' if kind == 'U16' else 'I'}", data)
    for m, b in enumerate(found):
        demand(b <= there, f"{tensors.path}: {name}: neuron {m} serves {what} {b} of {there}")
    return found
