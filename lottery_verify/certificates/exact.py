"""Networks and tickets as layers of exact numbers: raw mpmath values (libmp), added and multiplied without rounding."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from typing import Any

import numpy as np
from mpmath import libmp

from lottery_verify.checker.source import OUTPUT, stream
from lottery_verify.laws.source import Source, weights
from lottery_verify.networks.network import Array, Network
from lottery_verify.tickets.assigned import kept_of_u
from lottery_verify.tickets.ticket import Counts, Ticket, TicketLayer

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
    """Exact layers, the shift that is subtracted from the input, and what the outputs are divided by."""

    digest: str
    layers: list[ExactLayer]
    shift: list[Real]
    divisor: int = 1

    @property
    def widths(self) -> list[int]:
        """n_0, …, n_ℓ."""
        return [len(self.shift), *(layer.n_out for layer in self.layers)]


@lru_cache(maxsize=2)  # a target and its ticket, which certify and attack read one after the other
def exact_network(network: Network | Ticket) -> ExactNetwork:
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
    divisor = 1 if isinstance(network, Ticket) else network.divisor
    return ExactNetwork(network.digest, layers, [libmp.from_float(v) for v in shift.tolist()], divisor)


def _reals(matrix: Array) -> list[list[Real]]:
    return [[libmp.from_float(v) for v in row] for row in matrix.tolist()]


def _effective(layer: TicketLayer, i: int, source: Source) -> ExactLayer:
    """Σ v·u over the kept neurons with u > 0, and with u < 0, for each link.

    A product of two 24-bit weights is exact in float64; libmp adds the products without rounding.
    """
    if layer.serves is not None and layer.serves_outputs:
        one = _serving_outputs(layer, layer.serves, i, source)
        return _exact_layer(layer, [one, one])
    if layer.serves is not None:
        return _exact_layer(layer, _assigned(layer, layer.serves, i, source))
    n_out, law, m = layer.n_out, layer.law, layer.neurons
    halves = [[[ZERO] * layer.n_inputs for _ in range(n_out)] for _ in range(2)]
    together = n_out if source.shape == "shared" else 1  # links of one block
    for first in range(0, layer.links, together):
        b, block = first // n_out, first // together
        kept = np.zeros(m, dtype=bool)
        kept[layer.u_positions(block)] = True
        u = np.where(kept, source.u(law, i, block, b, m), 0.0)
        ends = layer.ends[first : first + together + 1]
        columns = layer.indices[ends[0] : ends[-1]].astype(np.int64)
        link = np.repeat(np.arange(together), np.diff(ends))
        used = np.unique(link)
        data = b"".join(
            stream(source.seed, i, OUTPUT, block, (first + j) % n_out, m * law.n_bytes) for j in used.tolist()
        )
        products = weights(law, data, np.searchsorted(used, link) * m + columns) * u[columns]
        terms, below = _terms(products), u[columns] < 0
        starts = (ends - ends[0]).tolist()
        for j in used.tolist():
            part = terms[starts[j] : starts[j + 1]]
            sides = below[starts[j] : starts[j + 1]].tolist()
            a = (first + j) % n_out
            halves[0][a][b] = libmp.mpf_sum([t for t, side in zip(part, sides, strict=True) if not side])
            halves[1][a][b] = libmp.mpf_sum([t for t, side in zip(part, sides, strict=True) if side])
    return _exact_layer(layer, halves)


def _assigned(layer: TicketLayer, serves: Counts, i: int, source: Source) -> list[list[list[Real]]]:
    """The same sums where each neuron serves one input."""
    law, m = layer.law, layer.neurons
    u = np.zeros(m)
    for b in np.unique(serves[serves < layer.n_inputs]).tolist():
        here = serves == b
        u[here] = source.u(law, i, 0, b, m)[here]
    halves = [[[ZERO] * layer.n_inputs for _ in range(layer.n_out)] for _ in range(2)]
    for a in range(layer.n_out):
        columns = layer.indices[layer.ends[a] : layer.ends[a + 1]].astype(np.int64)
        columns = columns[u[columns] != 0]
        terms = _terms(source.v(law, i, 0, np.array([a]), m, columns)[0] * u[columns])
        parts: dict[tuple[int, int], list[Real]] = {}
        for side, b, term in zip((u[columns] < 0).tolist(), serves[columns].tolist(), terms, strict=True):
            parts.setdefault((int(side), b), []).append(term)
        for (half, b), part in parts.items():
            halves[half][a][b] = libmp.mpf_sum(part)
    return halves


def _serving_outputs(layer: TicketLayer, serves: Counts, i: int, source: Source) -> list[list[Real]]:
    """The sums where each neuron serves one output; its inputs are at least 0, and so is each u that it keeps."""
    v = np.zeros(layer.neurons)
    for a in range(layer.n_out):
        own = np.nonzero(serves == a)[0]
        v[own] = source.v(layer.law, i, 0, np.array([a]), layer.neurons, own)[0]
    rows = [[ZERO] * layer.n_inputs for _ in range(layer.n_out)]
    for b, (kept, u) in enumerate(kept_of_u(layer, i, source)):
        parts: dict[int, list[Real]] = {}
        for a, term in zip(serves[kept].tolist(), _terms(v[kept] * u), strict=True):
            parts.setdefault(a, []).append(term)
        for a, part in parts.items():
            if a < layer.n_out:
                rows[a][b] = libmp.mpf_sum(part)
    return rows


def _exact_layer(layer: TicketLayer, halves: list[list[list[Real]]]) -> ExactLayer:
    bias = [row[layer.n_in] if layer.bias else ZERO for row in halves[0]]
    positive = [row[: layer.n_in] for row in halves[0]]
    negative = positive if halves[1] is halves[0] else [row[: layer.n_in] for row in halves[1]]
    return ExactLayer(positive, negative, bias, layer.relu)


def _terms(values: Array) -> list[Real]:
    """Each float64 value as a raw value that mpf_sum can add exactly (it need not be normalised for that).

    0 has the exponent 0: with any other, libmp takes it for an infinity.
    """
    mantissa, exponent = np.frexp(values)
    whole = (mantissa * 2.0**53).astype(np.int64)
    places = np.where(whole == 0, 0, exponent.astype(np.int64) - 53)
    return list(zip((whole < 0).astype(int).tolist(), np.abs(whole).tolist(), places.tolist(), repeat(53)))
