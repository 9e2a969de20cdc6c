"""What tests believe: networks, tickets and the source's weights in Fractions, written from the formats' stated rules.

Nothing here uses the package's arithmetic: only the fields of Network, Ticket and Law are read.
"""

import hashlib
from fractions import Fraction
from functools import cache
from math import isqrt

import mpmath


@cache
def tables():
    """The two tables of the hyperbolic law by mpmath: 2^(i/256) and 2^((2j+1)/131072), to 30 binary places."""
    with mpmath.workprec(200):
        return tuple(
            [
                int(mpmath.floor(mpmath.mpf(2) ** (mpmath.mpf(a * i + c) / n) * 2**30 + mpmath.mpf(1) / 2))
                for i in range(256)
            ]
            for a, c, n in ((1, 0, 256), (2, 1, 131072))
        )


def mantissa(cell):
    """A cell's middle, rounded to 24 bits, times 2^23."""
    coarse, fine = tables()
    return (coarse[cell >> 8 & 255] * fine[cell & 255] + 2**36) // 2**37


def random_bytes(seed, layer, matrix, block, other, n):
    """SHAKE-256 of the address: 8, 4, 1, 8 and 8 little-endian bytes."""
    address = b"".join(v.to_bytes(k, "little") for v, k in ((seed, 8), (layer, 4), (matrix, 1), (block, 8), (other, 8)))
    return hashlib.shake_256(b"lottery_verify/1" + address).digest(n)


def weight(law, data, m):
    """Weight m of a stream's bytes."""
    if law.name == "uniform":
        t = int.from_bytes(data[3 * m : 3 * m + 3], "little")
        return Fraction(2 * t - (2**24 - 1)) * Fraction(2) ** (law.lower - 24)
    word = int.from_bytes(data[4 * m : 4 * m + 4], "little")
    cell = law.lower + (word % 2**31) * (law.upper - law.lower) // 2**31
    size = Fraction(mantissa(cell % 65536), 2**23) * Fraction(2) ** (cell // 65536)
    return -size if word >= 2**31 else size


def effective(ticket, i):
    """(W⁺, W⁻), rows of Fractions with the constant 1 as last column: Σ v·u over kept neurons with u > 0, and u < 0."""
    layer, law, seed = ticket.layers[i], ticket.layers[i].law, ticket.source.seed
    n_inputs, m = layer.n_in + layer.bias, layer.neurons
    halves = [[[Fraction(0)] * n_inputs for _ in range(layer.n_out)] for _ in range(2)]
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
    return halves


def layers(network):
    """(W⁺, W⁻, bias, relu) of each layer of a network or a ticket."""
    found = []
    for i, layer in enumerate(network.layers):
        if hasattr(layer, "counts"):
            plus, minus = effective(network, i)
            bias = [row[layer.n_in] if layer.bias else Fraction(0) for row in plus]
            plus, minus = ([row[: layer.n_in] for row in half] for half in (plus, minus))
        else:
            plus = minus = [[Fraction(v) for v in row] for row in layer.weight.tolist()]
            bias = [Fraction(0)] * len(plus) if layer.bias is None else [Fraction(v) for v in layer.bias.tolist()]
        found.append((plus, minus, bias, layer.relu))
    return found


def run(network, parts, x):
    """The network's outputs at x over the reals; `parts` is layers(network)."""
    if network.shift is not None:
        x = [v - Fraction(s) for v, s in zip(x, network.shift.tolist(), strict=True)]
    for plus, minus, bias, relu in parts:
        rows = zip(plus, minus, bias, strict=True)
        z = [c + sum((p if v > 0 else n) * v for p, n, v in zip(ps, ns, x, strict=True)) for ps, ns, c in rows]
        x = [max(v, Fraction(0)) for v in z] if relu else z
    return x


def exceeds(gaps, bound, norm):
    """Whether ‖gaps‖ > bound, exactly."""
    return max(map(abs, gaps)) > bound if norm == "linf" else sum(g * g for g in gaps) > bound * bound


def inside(region, x):
    """Whether x lies in the region, exactly."""
    if hasattr(region, "lower"):
        return all(a <= v <= b for a, v, b in zip(region.lower, x, region.upper, strict=True))
    return sum((v - c) ** 2 for v, c in zip(x, region.centre, strict=True)) <= region.radius**2


def point(region, numbers):
    """A point of the region made from integers in [-8, 8], one for each input: corners and the sphere's poles
    included.
    """
    if hasattr(region, "lower"):
        return [a + (b - a) * Fraction(k + 8, 16) for a, b, k in zip(region.lower, region.upper, numbers, strict=True)]
    square = sum(k * k for k in numbers)
    length = max(1, isqrt(square) + (isqrt(square) ** 2 < square))
    return [c + region.radius * Fraction(k, length) for c, k in zip(region.centre, numbers, strict=True)]
