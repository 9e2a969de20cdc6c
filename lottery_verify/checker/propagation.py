"""Bounds |F − Ĝ| over a region in integers over 2^precision, rounded outward; each rule names its lemma in proofs/."""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from math import ceil, floor, isqrt
from operator import mul

from lottery_verify.checker.files import demand
from lottery_verify.checker.networks import Affine, Network
from lottery_verify.checker.regions import Box, Region
from lottery_verify.errors import UnsupportedNetwork

MAX_BITS = 1 << 13  # of a bound: the most that a certificate can state
Ends = tuple[int, int]
Rule = Callable[[int, int, int, int], Ends]

def up(n: int, bits: int) -> int:
    """⌈n / 2^bits⌉."""
    return -(-n >> bits)

def root(square: int, scale: int = 0, precision: int = 0) -> int:
    """An upper bound over 2^precision of √square, where `square` is over 2^(2·scale)."""
    n = up(square << 2 * precision, 2 * scale)
    return isqrt(n - 1) + 1 if n > 0 else 0

class Reach:
    """Where a vector can lie: low ≤ v ≤ high for each entry's ends, |v| ≤ largest, ‖v‖₂ ≤ norm; over 2^precision."""
    def __init__(self, ends: list[Ends], norm: int | None = None) -> None:
        self.ends, sizes = ends, [max(-low, high) for low, high in ends]
        self.largest, corner = max(sizes), root(sum(map(mul, sizes, sizes)))
        self.norm = corner if norm is None else min(norm, corner)
        demand(corner.bit_length() <= MAX_BITS, f"a bound has over {MAX_BITS} bits", UnsupportedNetwork)

    def relu(self) -> "Reach":
        """The reach of max(v, 0)."""
        return Reach([(max(low, 0), max(high, 0)) for low, high in self.ends], self.norm)

    def minus(self, x: "Reach") -> "Reach":
        """The reach of v − x from the two alone."""
        return Reach([(a - d, b - c) for (a, b), (c, d) in zip(self.ends, x.ends, strict=True)], self.norm + x.norm)

    def meet(self, x: "Reach") -> "Reach":
        """The reach of a vector that lies in both."""
        ends = zip(self.ends, x.ends, strict=True)
        return Reach([(max(a, c), min(b, d)) for (a, b), (c, d) in ends], min(self.norm, x.norm))

    def relu_difference(self, fz: "Reach", gz: "Reach") -> "Reach":
        """The reach of max(ẑ, 0) − max(z, 0), where this is that of ẑ − z. Rule: checker_relu."""
        def step(e: int, f: int, g: int) -> Ends:
            return max(f + e, 0) - max(f, 0), max(g, 0) - max(g - e, 0)
        ends = []
        for (a, b), f, g in zip(self.ends, fz.ends, gz.ends, strict=True):  # a step counts most at the upper ends
            ends.append((max(step(a, f[a < 0], g[a < 0])), min(step(b, f[b >= 0], g[b >= 0]))))
        return Reach(ends, self.norm)

def exact(ends: Iterable[tuple[Fraction, Fraction]], precision: int) -> Reach:
    """The reach of exact ends, rounded outward."""
    return Reach([(floor(a * 2**precision), ceil(b * 2**precision)) for a, b in ends])

def inputs(region: Region, shift: Sequence[Fraction], precision: int) -> Reach:
    """The reach of x − shift over the region; of a ball by that of x − centre. Rule: checker_ball."""
    if isinstance(region, Box):
        return exact([(a - s, b - s) for a, b, s in zip(region.lower, region.upper, shift, strict=True)], precision)
    moved = [c - s for c, s in zip(region.centre, shift, strict=True)]
    ends = exact([(m - region.radius, m + region.radius) for m in moved], precision).ends
    return Reach(ends, ceil(region.radius * 2**precision) + root(ceil(sum(m * m for m in moved) * 4**precision)))

def kinked(p: int, n: int, low: int, high: int) -> Ends:
    """The range of p·max(t, 0) + n·min(t, 0) for low ≤ t ≤ high. Rule: gadget_link."""
    a, b = (p if low >= 0 else n) * low, (p if high >= 0 else n) * high
    return (min(a, b, 0), max(a, b, 0)) if low < 0 < high else (min(a, b), max(a, b))

def sloped(p: int, n: int, low: int, high: int) -> Ends:
    """The range of that function's increments for steps from low to high. Rule: checker_affine."""
    ends = (p * low, p * high) if p == n else (p * low, p * high, n * low, n * high)
    return min(ends), max(ends)

def norms(layer: Affine, precision: int) -> tuple[list[int], int]:
    """Upper bounds of the ℓ₂ norm of each row of max(|P|, |N|), and of its Frobenius norm."""
    squares = [sum(max(p * p, n * n) for p, n in row) for row in layer.rows]
    return [root(square, layer.scale, precision) for square in squares], root(sum(squares), layer.scale, precision)

def affine(parts: Sequence[tuple[Affine, Reach, Rule, int]], bias: list[int], precision: int) -> Reach:
    """The reach of a sum of layers (each with its vector, rule and ℓ₂ gain) and a bias. Rule: checker_affine."""
    scale, ends, rows = parts[0][0].scale, [], [norms(layer, precision)[0] for layer, *_ in parts]
    for a, offset in enumerate(bias):
        least = most = centre = offset << precision
        radius = sum(up(row[a] * x.norm, precision) for row, (_, x, *_) in zip(rows, parts, strict=True))
        for layer, x, rule, _ in parts:
            terms = [rule(p, n, low, high) for (p, n), (low, high) in zip(layer.rows[a], x.ends, strict=True)]
            least += sum(low for low, _ in terms)
            most += sum(high for _, high in terms)
        ends.append((max(least >> scale, (centre >> scale) - radius), min(up(most, scale), up(centre, scale) + radius)))
    length = sum(up(gain * x.norm, precision) for _, x, _, gain in parts)
    return Reach(ends, length + root(sum(map(mul, bias, bias)), scale, precision))

def alone(network: Network, x: Reach, precision: int) -> Reach:
    """The reach of one network's output."""
    for layer in network.layers:
        z = affine([(layer, x, kinked, norms(layer, precision)[1])], layer.bias, precision)
        x = z.relu() if layer.relu else z
    return x

def aligned(layer: Affine, scale: int, x: Reach, y: Reach) -> Affine:
    """The same layer over 2^scale, where inputs of one sign (in both reaches) meet one matrix only."""
    k, ends = scale - layer.scale, zip(x.ends, y.ends, strict=True)
    signs = [1 if min(a, c) >= 0 else -1 if max(b, d) <= 0 else 0 for (a, b), (c, d) in ends]
    rows = [[(n if s < 0 else p, p if s > 0 else n) for (p, n), s in zip(r, signs, strict=True)] for r in layer.rows]
    return Affine(scale, [[(p << k, n << k) for p, n in row] for row in rows], [b << k for b in layer.bias], layer.relu)

def minus(g: Affine, f: Affine) -> Affine:
    """g − f, entry by entry; both over one scale, f with one matrix for both signs of input."""
    rows = [[(p - w, n - w) for (p, n), (w, _) in zip(r, s, strict=True)] for r, s in zip(g.rows, f.rows, strict=True)]
    return Affine(g.scale, rows, [b - c for b, c in zip(g.bias, f.bias, strict=True)], g.relu)

def propagate(f: Network, g: Network, region: Region, precision: int, spectral: Sequence[Ends | None]) -> list[Reach]:
    """The reach of ĝ − f after each layer, or only that of the output where their widths or activations differ."""
    x, y, reaches = inputs(region, f.shift, precision), inputs(region, g.shift, precision), []
    if f.widths != g.widths or [k.relu for k in f.layers] != [k.relu for k in g.layers]:
        return [alone(g, y, precision).minus(alone(f, x, precision))]
    d = exact([(s - t, s - t) for s, t in zip(f.shift, g.shift, strict=True)], precision)
    for p, q, known in zip(f.layers, g.layers, spectral, strict=True):
        p, q = (aligned(layer, max(p.scale, q.scale), x, y) for layer in (p, q))
        gap = minus(q, p)
        gain, most, off = (norms(layer, precision)[1] for layer in (p, q, gap))
        gain = gain if known is None else min(gain, up(known[0] << precision, known[1]))  # ‖W‖₂ ≤ s/2^t
        fz = affine([(p, x, kinked, gain)], p.bias, precision)
        gz = affine([(q, y, kinked, min(gain + off, most))], q.bias, precision)
        d = affine([(q, d, sloped, gain + off), (gap, x, kinked, off)], gap.bias, precision).meet(gz.minus(fz))
        x, y, d = (fz.relu(), gz.relu(), d.relu_difference(fz, gz)) if p.relu else (fz, gz, d)
        reaches.append(d)
    return reaches
