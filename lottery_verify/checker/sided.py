"""The layers of a ticket of shape `free` whose intermediate neurons serve one output each; standard library only."""

from lottery_verify.checker.assigned import BLOCK, served
from lottery_verify.checker.compact import row_of, zeros
from lottery_verify.checker.files import demand
from lottery_verify.checker.graph import Affine
from lottery_verify.checker.headers import Header
from lottery_verify.checker.masks import Draws, bit_masks, index_masks
from lottery_verify.checker.source import INPUT, OUTPUT
from lottery_verify.checker.tensors import Tensors


def sided_layer(tensors: Tensors, header: Header, i: int, draws: Draws) -> Affine:
    """Sums the products of the kept weights of layer i, as `assigned_layer` does, for neurons that serve outputs.

    Of a neuron's entries of V one is kept at most, and of its entries of U only such as are above 0. No input of the
    layer is below 0 (see `parse_header`), so that ReLU changes nothing of Σ u·x, and the neuron adds v·u·x to its
    output for each input. Rule: checker_dyadic_sum.
    """
    pruned = header.pruned[i]
    law, (n_in, n_out) = pruned.law, header.widths[i : i + 2]
    columns = n_in + header.given["bias"][i]
    serves = served(tensors, f"layers.{i}.serves", "output", n_out, pruned.neurons)
    own: list[list[int]] = [[] for _ in range(n_out + 1)]
    for m, a in enumerate(serves):
        own[a].append(m)
    v = [0] * len(serves)  # a neuron that serves no output adds 0
    for a, kept in enumerate(own[:n_out]):
        for m, weight in zip(kept, draws.numerators(law, i, OUTPUT, BLOCK, a, kept), strict=True):
            v[m] = weight
    read = bit_masks if pruned.encoding == "bits" else index_masks
    scale, up = max(0, -2 * law.exponent), max(0, 2 * law.exponent)
    bits = 2 * law.bits + pruned.neurons.bit_length() + up
    sums = [zeros(columns, bits) for _ in range(n_out + 1)]
    for b, kept in enumerate(read(tensors, f"layers.{i}.u", columns, pruned.neurons)):
        for m, weight in zip(kept, draws.numerators(law, i, INPUT, BLOCK, b, kept), strict=True):
            demand(weight > 0, f"{pruned.where}: neuron {m} keeps its entry of U from input {b}, which is not above 0")
            sums[serves[m]][b] += weight * v[m] << up
    rows = []
    for found in sums[:n_out]:
        bias = found.pop() if columns > n_in else 0
        rows.append(row_of(scale, found, found, bias))
    return Affine(n_in, rows)
