"""The exact oracle: weights of the source, networks and tickets in Fractions, from the stated rules of the formats.

Hunts and tests hold everything else against it. It uses none of the package's arithmetic: of the package's objects it
only reads the fields of Network, Ticket, Law and regions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from math import isqrt
from typing import NamedTuple

import mpmath

from lottery_verify.checker.regions import Box, Region
from lottery_verify.checker.source import Law
from lottery_verify.networks.network import Network
from lottery_verify.tickets.ticket import Ticket

Rows = list[list[Fraction]]
ZERO = Fraction(0)


class Layer(NamedTuple):
    """x ↦ plus·max(x, 0) + minus·min(x, 0) + bias, then ReLU if `relu`."""

    plus: Rows
    minus: Rows
    bias: list[Fraction]
    relu: bool


@cache
def tables() -> tuple[list[int], list[int]]:
    """The two tables of the hyperbolic law by mpmath: 2^(i/256) and 2^((2j+1)/131072), to 30 binary places."""
    with mpmath.workprec(200):
        exponents = ([mpmath.mpf(i) / 256 for i in range(256)], [mpmath.mpf(2 * j + 1) / 131072 for j in range(256)])
        coarse, fine = ([int(mpmath.floor(2**e * 2**30 + 0.5)) for e in column] for column in exponents)
    return coarse, fine


def mantissa(cell: int) -> int:
    """A cell's middle, rounded to 24 bits, times 2^23."""
    coarse, fine = tables()
    return (coarse[cell >> 8 & 255] * fine[cell & 255] + 2**36) // 2**37


def random_bytes(seed: int, layer: int, matrix: int, block: int, other: int, n: int) -> bytes:
    """SHAKE-256 of the address: 8, 4, 1, 8 and 8 little-endian bytes."""
    address = b"".join(v.to_bytes(k, "little") for v, k in ((seed, 8), (layer, 4), (matrix, 1), (block, 8), (other, 8)))
    return hashlib.shake_256(b"lottery_verify/1" + address).digest(n)


def weight(law: Law, data: bytes, m: int) -> Fraction:
    """Weight m of a stream's bytes."""
    if law.name == "uniform":
        t = int.from_bytes(data[3 * m : 3 * m + 3], "little")
        return (2 * t - (2**24 - 1)) * _power_of_two(law.lower - 24)
    word = int.from_bytes(data[4 * m : 4 * m + 4], "little")
    cell = law.lower + (word % 2**31) * (law.upper - law.lower) // 2**31
    size = Fraction(mantissa(cell % 65536), 2**23) * _power_of_two(cell // 65536)
    return -size if word >= 2**31 else size


def _power_of_two(exponent: int) -> Fraction:
    return Fraction(2**exponent) if exponent >= 0 else Fraction(1, 2**-exponent)


def effective(ticket: Ticket, i: int) -> tuple[Rows, Rows]:
    """(W⁺, W⁻), with the constant 1 as last column: Σ v·u over kept neurons with u > 0, and with u < 0.

    Where neurons serve outputs, all of them have u > 0, and W⁻ is never used: it is W⁺.
    """
    layer, law, seed = ticket.layers[i], ticket.layers[i].law, ticket.source.seed
    n_inputs, m = layer.n_in + layer.bias, layer.neurons
    halves = tuple([[ZERO] * n_inputs for _ in range(layer.n_out)] for _ in range(2))
    if layer.serves_outputs and layer.serves is not None:
        return _serving_outputs(ticket, i, layer.serves.tolist())
    if layer.serves is not None:
        return _assigned(ticket, i, layer.serves.tolist())
    position = 0
    for b in range(n_inputs):
        for a in range(layer.n_out):
            block = b if ticket.source.shape == "shared" else b * layer.n_out + a
            size = m * (3 if law.name == "uniform" else 4)
            inside, outside = (random_bytes(seed, i, k, block, other, size) for k, other in ((0, b), (1, a)))
            for _ in range(int(layer.counts[b * layer.n_out + a])):
                k = int(layer.indices[position])
                position += 1
                if layer.u[block][k // 8] >> (k % 8) & 1:
                    u = weight(law, inside, k)
                    halves[u < 0][a][b] += u * weight(law, outside, k)
    return halves[0], halves[1]


def _assigned(ticket: Ticket, i: int, serves: list[int]) -> tuple[Rows, Rows]:
    """The same where neuron k has the input serves[k], or none."""
    layer, law, seed = ticket.layers[i], ticket.layers[i].law, ticket.source.seed
    n_inputs, size = layer.n_in + layer.bias, layer.neurons * (3 if layer.law.name == "uniform" else 4)
    halves = tuple([[ZERO] * n_inputs for _ in range(layer.n_out)] for _ in range(2))
    position = 0
    for a in range(layer.n_out):
        outside = random_bytes(seed, i, 1, 0, a, size)
        for _ in range(int(layer.counts[a])):
            k = int(layer.indices[position])
            position += 1
            if serves[k] < n_inputs:
                u = weight(law, random_bytes(seed, i, 0, 0, serves[k], size), k)
                halves[u < 0][a][serves[k]] += u * weight(law, outside, k)
    return halves[0], halves[1]


def _serving_outputs(ticket: Ticket, i: int, serves: list[int]) -> tuple[Rows, Rows]:
    """The same where neuron k has the output serves[k], or none; ValueError where one may be cut by its ReLU."""
    layer, law, seed = ticket.layers[i], ticket.layers[i].law, ticket.source.seed
    size = layer.neurons * (3 if law.name == "uniform" else 4)
    rows = [[ZERO] * (layer.n_in + layer.bias) for _ in range(layer.n_out)]
    position = 0
    for b in range(layer.n_in + layer.bias):
        inside = random_bytes(seed, i, 0, 0, b, size)
        for _ in range(int(layer.counts[b])):
            k = int(layer.indices[position])
            position += 1
            if weight(law, inside, k) <= 0 or i == 0 or not ticket.layers[i - 1].relu:
                raise ValueError(f"layer {i + 1}, neuron {k}, input {b}: its sum may be below 0")
            if serves[k] < layer.n_out:
                v = weight(law, random_bytes(seed, i, 1, 0, serves[k], size), k)
                rows[serves[k]][b] += v * weight(law, inside, k)
    return rows, rows


def layers(network: Network | Ticket) -> list[Layer]:
    """The layers of a network, or of a ticket with its effective weights; what divides the outputs is in the last."""
    if isinstance(network, Ticket):
        return [_pruned(network, i) for i in range(len(network.layers))]
    found: list[Layer] = []
    for layer in network.layers:
        q = network.divisor if len(found) == len(network.layers) - 1 else 1
        rows = [[Fraction(v) / q for v in row] for row in layer.weight.tolist()]
        bias = [ZERO] * len(rows) if layer.bias is None else [Fraction(v) / q for v in layer.bias.tolist()]
        found.append(Layer(rows, rows, bias, layer.relu))
    return found


def _pruned(ticket: Ticket, i: int) -> Layer:
    layer = ticket.layers[i]
    plus, minus = effective(ticket, i)
    bias = [row[layer.n_in] if layer.bias else ZERO for row in plus]
    return Layer([row[: layer.n_in] for row in plus], [row[: layer.n_in] for row in minus], bias, layer.relu)


def shifted(network: Network | Ticket, x: Sequence[Fraction]) -> list[Fraction]:
    """x less the network's shift."""
    shift = [0.0] * len(x) if network.shift is None else network.shift.tolist()
    return [v - Fraction(s) for v, s in zip(x, shift, strict=True)]


def affine(layer: Layer, x: Sequence[Fraction]) -> list[Fraction]:
    """A layer's sums at x, before ReLU."""
    rows = zip(layer.plus, layer.minus, layer.bias, strict=True)
    return [c + sum(((p if v > 0 else n) * v for p, n, v in zip(ps, ns, x, strict=True)), ZERO) for ps, ns, c in rows]


def run(network: Network | Ticket, parts: Sequence[Layer], x: Sequence[Fraction]) -> list[Fraction]:
    """The network's outputs at x over the reals; `parts` is layers(network)."""
    values = shifted(network, x)
    for layer in parts:
        sums = affine(layer, values)
        values = [max(z, ZERO) for z in sums] if layer.relu else sums
    return values


def size_of(gaps: Sequence[Fraction], norm: str) -> Fraction:
    """‖gaps‖ for linf, its square for l2."""
    return max(map(abs, gaps)) if norm == "linf" else sum((g * g for g in gaps), ZERO)


def power(bound: Fraction, norm: str) -> Fraction:
    """A bound on the scale of `size_of`."""
    return bound if norm == "linf" else bound * bound


def exceeds(gaps: Sequence[Fraction], bound: Fraction, norm: str) -> bool:
    """Whether ‖gaps‖ > bound, exactly."""
    return size_of(gaps, norm) > power(bound, norm)


def inside(region: Region, x: Sequence[Fraction]) -> bool:
    """Whether x lies in the region, exactly."""
    if isinstance(region, Box):
        return all(a <= v <= b for a, v, b in zip(region.lower, x, region.upper, strict=True))
    return sum((v - c) ** 2 for v, c in zip(x, region.centre, strict=True)) <= region.radius**2


def point(region: Region, numbers: Sequence[int]) -> list[Fraction]:
    """A point of the region made from integers in [-8, 8], one for each input: corners and the sphere's poles
    included.
    """
    if isinstance(region, Box):
        return [a + (b - a) * Fraction(k + 8, 16) for a, b, k in zip(region.lower, region.upper, numbers, strict=True)]
    square = sum(k * k for k in numbers)
    length = max(1, isqrt(square) + (isqrt(square) ** 2 < square))
    return [c + region.radius * Fraction(k, length) for c, k in zip(region.centre, numbers, strict=True)]
