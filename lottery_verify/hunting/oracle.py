"""What the hunt believes: networks and tickets in Fractions, from the objects' fields and the checker's source."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from lottery_verify.checker.source import INPUT, OUTPUT, stream
from lottery_verify.networks.network import Network
from lottery_verify.tickets.ticket import Ticket

Rows = list[list[Fraction]]
Layer = tuple[Rows, Rows, list[Fraction], bool]
Layers = list[Layer]
ZERO = Fraction(0)


def layers_of(network: Network | Ticket) -> Layers:
    """(W⁺, W⁻, bias, relu) of each layer."""
    if isinstance(network, Ticket):
        return [_effective(network, i) for i in range(len(network.layers))]
    found: Layers = []
    for layer in network.layers:
        rows = [[Fraction(v) for v in row] for row in layer.weight.tolist()]
        bias = [ZERO] * layer.n_out if layer.bias is None else [Fraction(v) for v in layer.bias.tolist()]
        found.append((rows, rows, bias, layer.relu))
    return found


def _effective(ticket: Ticket, i: int) -> Layer:
    """Σ v·u over the kept neurons with u > 0, and with u < 0, one link at a time."""
    layer, seed = ticket.layers[i], ticket.source.seed
    unit = Fraction(2) ** layer.law.exponent
    size = layer.neurons * layer.law.n_bytes
    halves = [[[ZERO] * layer.n_inputs for _ in range(layer.n_out)] for _ in range(2)]
    position = 0
    for b in range(layer.n_inputs):
        for a in range(layer.n_out):
            block = b if ticket.source.shape == "shared" else b * layer.n_out + a
            inside, outside = stream(seed, i, INPUT, block, b, size), stream(seed, i, OUTPUT, block, a, size)
            end = position + int(layer.counts[b * layer.n_out + a])
            every = layer.indices[position:end].tolist()
            kept = [m for m in every if layer.u[block][m // 8] >> (m % 8) & 1]
            position = end
            for u, v in zip(layer.law.numerators(inside, kept), layer.law.numerators(outside, kept), strict=True):
                halves[u < 0][a][b] += u * v * unit * unit
    bias = [row[layer.n_in] if layer.bias else ZERO for row in halves[0]]
    return [row[: layer.n_in] for row in halves[0]], [row[: layer.n_in] for row in halves[1]], bias, layer.relu


def run(layers: Layers, shift: np.ndarray | None, x: Sequence[Fraction]) -> list[Fraction]:
    """The outputs at x over the reals."""
    values = list(x) if shift is None else [v - Fraction(s) for v, s in zip(x, shift.tolist(), strict=True)]
    for layer in layers:
        sums = affine(layer, values)
        values = [max(z, ZERO) for z in sums] if layer[3] else sums
    return values


def affine(layer: Layer, values: Sequence[Fraction]) -> list[Fraction]:
    """W⁺·max(x, 0) + W⁻·min(x, 0) + bias."""
    plus, minus, bias, _ = layer
    return [
        c + sum(((p if v > 0 else n) * v for p, n, v in zip(ps, ns, values, strict=True)), ZERO)
        for ps, ns, c in zip(plus, minus, bias, strict=True)
    ]


def size_of(gaps: Sequence[Fraction], norm: str) -> Fraction:
    """‖gaps‖ for linf, its square for l2."""
    return max(map(abs, gaps)) if norm == "linf" else sum((g * g for g in gaps), ZERO)


def power(bound: Fraction, norm: str) -> Fraction:
    """A bound on the scale of `size_of`."""
    return bound if norm == "linf" else bound * bound
