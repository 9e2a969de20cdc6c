"""Networks and tickets as layers of exact numbers: raw mpmath values (libmp), added and multiplied without rounding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from mpmath import libmp

from lottery_verify.laws.source import Source, weights
from lottery_verify.checker.source import INPUT, OUTPUT, stream
from lottery_verify.networks.network import Array, Network
from lottery_verify.networks.ticket import Ticket, TicketLayer

Real = Any  # libmp's raw value: (sign, mantissa, exponent, bit count)
ZERO: Real = libmp.fzero


@dataclass(frozen=True)
class ExactLayer:
    """y ↦ P·max(y, 0) + N·min(y, 0) + b, then ReLU if `relu`; for a plain layer P and N are the same list."""

    positive: list[list[Real]]
    negative: list[list[Real]]
    bias: list[Real]
    relu: bool

    @property
    def n_out(self) -> int:
        return len(self.positive)


@dataclass(frozen=True)
class ExactNetwork:
    """Exact layers, and the shift that is subtracted from the input."""

    digest: str
    layers: list[ExactLayer]
    shift: list[Real]

    @property
    def widths(self) -> list[int]:
        """n_0, …, n_ℓ."""
        return [len(self.shift), *(layer.n_out for layer in self.layers)]


def exact(network: Network | Ticket) -> ExactNetwork:
    """The exact layers of a network, or of a ticket with its effective weights W⁺ and W⁻.

    Source: gadget-identity.
    """
    shift = np.zeros(network.widths[0]) if network.shift is None else network.shift.astype(np.float64)
    if isinstance(network, Ticket):
        layers = [_effective(layer, i, network.source) for i, layer in enumerate(network.layers)]
    else:
        layers = []
        for layer in network.layers:
            rows = _reals(layer.weight)
            bias = [ZERO] * layer.n_out if layer.bias is None else [libmp.from_float(v) for v in layer.bias.tolist()]
            layers.append(ExactLayer(rows, rows, bias, layer.relu))
    return ExactNetwork(network.digest, layers, [libmp.from_float(v) for v in shift.tolist()])


def _reals(matrix: Array) -> list[list[Real]]:
    return [[libmp.from_float(v) for v in row] for row in matrix.tolist()]


def _effective(layer: TicketLayer, i: int, source: Source) -> ExactLayer:
    """Σ v·u over the kept neurons with u > 0, and with u < 0, for each link.

    A product of two 24-bit weights is exact in float64; libmp adds the products without rounding.
    """
    n_out, law = layer.n_out, layer.law
    halves = [[[ZERO] * layer.n_inputs for _ in range(n_out)] for _ in range(2)]
    for b in range(layer.n_inputs):
        for a in range(n_out):
            link, block = b * n_out + a, source.block(n_out, a, b)
            if a == 0 or source.shape == "dedicated":
                kept = np.zeros(layer.neurons, dtype=bool)
                kept[layer.u_positions(block)] = True
                u = np.where(kept, weights(law, stream(source.seed, i, INPUT, block, b, layer.neurons * law.n_bytes)), 0.0)
            columns = layer.indices[layer.ends[link] : layer.ends[link + 1]]
            if not len(columns):
                continue
            data = stream(source.seed, i, OUTPUT, block, a, (int(columns[-1]) + 1) * law.n_bytes)
            products = weights(law, data, columns) * u[columns]
            for half, chosen in zip(halves, (u[columns] > 0, u[columns] < 0), strict=True):
                half[a][b] = exact_sum(products[chosen])
    bias = [row[layer.n_in] if layer.bias else ZERO for row in halves[0]]
    positive, negative = ([row[: layer.n_in] for row in half] for half in halves)
    return ExactLayer(positive, negative, bias, layer.relu)


def exact_sum(values: Array) -> Real:
    """The sum of float64 values, without rounding."""
    mantissa, exponent = np.frexp(values)
    scaled = (mantissa * 2.0**53).astype(np.int64)
    raw = [
        (int(m < 0), abs(m), e, 53) for m, e in zip(scaled.tolist(), (exponent.astype(np.int64) - 53).tolist(), strict=True)
    ]
    return libmp.mpf_sum(raw)
