"""Bounds |F − Ĝ| over a region, layer by layer, in integers over 2^precision rounded outward; standard library only.

Each rule names the lemma of proofs/ that justifies it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from operator import mul, sub

from lottery_verify.checker.networks import Affine, Network
from lottery_verify.checker.regions import Box, Region


@dataclass(frozen=True)
class Reach:
    """Where a vector can lie: low ≤ v ≤ high entry by entry, and ‖v‖₂ ≤ norm; integers over 2^precision."""

    low: list[int]
    high: list[int]
    norm: int

    @classmethod
    def of(cls, low: Sequence[int], high: Sequence[int], norm: int | None = None) -> Reach:
        """The reach of these ends, whose norm is at most `norm` and at most that of the farthest corner."""
        corner = root(sum(max(a * a, b * b) for a, b in zip(low, high, strict=True)))
        return cls(list(low), list(high), corner if norm is None else min(norm, corner))

    @classmethod
    def exact(cls, ends: Sequence[tuple[Fraction, Fraction]], precision: int, norm: Fraction | None = None) -> Reach:
        """The reach of exact ends, rounded outward."""
        low, high = [(a * 2**precision).__floor__() for a, _ in ends], [(b * 2**precision).__ceil__() for _, b in ends]
        return cls.of(low, high, None if norm is None else (norm * 2**precision).__ceil__())


def up(n: int, bits: int) -> int:
    """⌈n / 2^bits⌉."""
    return -(-n >> bits)


def root(square: int, scale: int = 0, precision: int = 0) -> int:
    """An upper bound over 2^precision of √square, where `square` is over 2^(2·scale); the least, if it is an integer."""
    n = up(square << 2 * precision, 2 * scale)
    return isqrt(n - 1) + 1 if n > 0 else 0


def inputs(region: Region, network: Network, precision: int) -> Reach:
    """The reach of x − shift over the region."""
    shift = [Fraction(s, 1 << network.shift_scale) for s in network.shift]
    if isinstance(region, Box):
        return Reach.exact([(a - s, b - s) for a, b, s in zip(region.lower, region.upper, shift, strict=True)], precision)
    norm = region.radius + Fraction(root(sum(map(mul, network.shift, network.shift))), 1 << network.shift_scale)
    return Reach.exact([(-region.radius - s, region.radius - s) for s in shift], precision, norm)


def kinked(p: int, n: int, low: int, high: int) -> tuple[int, int]:
    """The range of p·max(t, 0) + n·min(t, 0) for low ≤ t ≤ high. Rule: gadget_link."""
    a, b = (p if low >= 0 else n) * low, (p if high >= 0 else n) * high
    return (min(a, b, 0), max(a, b, 0)) if low < 0 < high else (min(a, b), max(a, b))


def norms(layer: Affine, precision: int) -> tuple[list[int], int]:
    """Upper bounds over 2^precision of the ℓ₂ norm of each row of max(|P|, |N|), and of its Frobenius norm."""
    halves = zip(layer.positive, layer.negative, strict=True)
    squares = [sum(map(mul, p, p)) if p is n else sum(map(max, map(mul, p, p), map(mul, n, n))) for p, n in halves]
    return [root(square, layer.scale, precision) for square in squares], root(sum(squares), layer.scale, precision)


def affine(layer: Affine, x: Reach, gain: int, precision: int) -> Reach:
    """The reach of the layer before its activation; `gain` over 2^precision bounds ‖W‖₂. Rule: checker_affine."""
    low, high = [], []
    for p_row, n_row, bias, norm in zip(layer.positive, layer.negative, layer.bias, norms(layer, precision)[0], strict=True):
        centre, radius = bias << precision, up(norm * x.norm, precision)
        ends = [kinked(p, n, a, b) for p, n, a, b in zip(p_row, n_row, x.low, x.high, strict=True)]
        low.append(max((centre + sum(a for a, _ in ends)) >> layer.scale, (centre >> layer.scale) - radius))
        high.append(min(up(centre + sum(b for _, b in ends), layer.scale), up(centre, layer.scale) + radius))
    offset = root(sum(map(mul, layer.bias, layer.bias)), layer.scale, precision)
    return Reach.of(low, high, up(gain * x.norm, precision) + offset)


def difference(f: Affine, g: Affine, x: Reach, d: Reach, gain: int, precision: int) -> Reach:
    """The reach of g(ŷ) − f(y) before the activation: g(ŷ) − g(y) by slopes, plus (g − f)(y). Rule: checker_affine.

    x and d are the reaches of y and ŷ − y; `gain` over 2^precision bounds ‖W‖₂ of f; f and g have one scale.
    """
    low, high, gap = [], [], minus(g, f)
    gap_rows, gap_norm = norms(gap, precision)
    for a, norm in enumerate(norms(g, precision)[0]):
        centre, radius = gap.bias[a] << precision, up(norm * d.norm, precision) + up(gap_rows[a] * x.norm, precision)
        least = most = centre
        rows = zip(g.positive[a], g.negative[a], gap.positive[a], gap.negative[a], x.low, x.high, d.low, d.high, strict=True)
        for p, n, gap_p, gap_n, xl, xh, dl, dh in rows:
            under, over = kinked(gap_p, gap_n, xl, xh)
            moved = (p * dl, p * dh) if p == n else (p * dl, p * dh, n * dl, n * dh)
            least += under + min(moved)
            most += over + max(moved)
        low.append(max(least >> f.scale, (centre >> f.scale) - radius))
        high.append(min(up(most, f.scale), up(centre, f.scale) + radius))
    offset = root(sum(map(mul, gap.bias, gap.bias)), f.scale, precision)
    return Reach.of(low, high, up((gain + gap_norm) * d.norm, precision) + up(gap_norm * x.norm, precision) + offset)


def apart(x: Reach, y: Reach, d: Reach | None = None) -> Reach:
    """The reach of y − x from the two alone, and from d where that is known too."""
    low, high = [b - a for a, b in zip(x.high, y.low, strict=True)], [b - a for a, b in zip(x.low, y.high, strict=True)]
    if d is None:
        return Reach.of(low, high, x.norm + y.norm)
    return Reach.of(list(map(max, low, d.low)), list(map(min, high, d.high)), min(d.norm, x.norm + y.norm))


def relu(z: Reach) -> Reach:
    """The reach of max(z, 0)."""
    return Reach.of([max(v, 0) for v in z.low], [max(v, 0) for v in z.high], z.norm)


def relu_difference(d: Reach, fz: Reach, gz: Reach) -> Reach:
    """The reach of max(ẑ, 0) − max(z, 0), where d is that of ẑ − z. Rule: checker_relu."""

    def step(e: int, f: int, g: int) -> tuple[int, int]:
        return max(f + e, 0) - max(f, 0), max(g, 0) - max(g - e, 0)

    ends = list(zip(fz.low, gz.low, fz.high, gz.high, strict=True))
    low = [max(step(e, *(z[:2] if e >= 0 else z[2:]))) for e, z in zip(d.low, ends, strict=True)]
    high = [min(step(e, *(z[2:] if e >= 0 else z[:2]))) for e, z in zip(d.high, ends, strict=True)]
    return Reach.of(low, high, d.norm)


def aligned(layer: Affine, scale: int, x: Reach, y: Reach) -> Affine:
    """The same layer over 2^scale, where inputs of one sign (in both reaches) meet one matrix only."""
    shift, positive, negative = scale - layer.scale, [], []
    at_least = [a >= 0 and b >= 0 for a, b in zip(x.low, y.low, strict=True)]
    at_most = [a <= 0 and b <= 0 for a, b in zip(x.high, y.high, strict=True)]
    for p_row, n_row in zip(layer.positive, layer.negative, strict=True):
        if p_row is n_row or all(at_least):
            positive.append([p << shift for p in p_row])
            negative.append(positive[-1])
        else:
            positive.append([(n if s else p) << shift for p, n, s in zip(p_row, n_row, at_most, strict=True)])
            negative.append([(p if s else n) << shift for p, n, s in zip(p_row, n_row, at_least, strict=True)])
    return Affine(scale, positive, negative, [b << shift for b in layer.bias], layer.relu)


def minus(g: Affine, f: Affine) -> Affine:
    """g − f, entry by entry; both over one scale, f with one matrix for both signs of input."""
    positive = [list(map(sub, p, w)) for p, w in zip(g.positive, f.positive, strict=True)]
    halves = zip(g.positive, g.negative, f.positive, positive, strict=True)
    negative = [gap if p is n else list(map(sub, n, w)) for p, n, w, gap in halves]
    return Affine(g.scale, positive, negative, list(map(sub, g.bias, f.bias)), g.relu)


def propagate(f: Network, g: Network, region: Region, precision: int, spectral: Sequence[tuple[int, int] | None]) -> list[Reach]:
    """The reach of ĝ − f after each layer, or only that of the output where their widths or activations differ.

    `spectral` holds, for each layer of f, (s, t) with ‖W‖₂ ≤ s/2^t, already checked, or None.
    """
    x, y = inputs(region, f, precision), inputs(region, g, precision)
    if f.widths != g.widths or [k.relu for k in f.layers] != [k.relu for k in g.layers]:
        return [apart(alone(f, x, precision), alone(g, y, precision))]
    one, two = (Fraction(1, 1 << network.shift_scale) for network in (f, g))
    moved = [s * one - t * two for s, t in zip(f.shift, g.shift, strict=True)]
    d, reaches = Reach.exact([(m, m) for m in moved], precision), []
    for p, q, known in zip(f.layers, g.layers, spectral, strict=True):
        p, q = (aligned(layer, max(p.scale, q.scale), x, y) for layer in (p, q))
        gain = norms(p, precision)[1] if known is None else min(norms(p, precision)[1], up(known[0] << precision, known[1]))
        fz = affine(p, x, gain, precision)
        gz = affine(q, y, min(gain + norms(minus(q, p), precision)[1], norms(q, precision)[1]), precision)
        d = apart(fz, gz, difference(p, q, x, d, gain, precision))
        x, y, d = (relu(fz), relu(gz), relu_difference(d, fz, gz)) if p.relu else (fz, gz, d)
        reaches.append(d)
    return reaches


def alone(network: Network, x: Reach, precision: int) -> Reach:
    """The reach of one network's output."""
    for layer in network.layers:
        z = affine(layer, x, norms(layer, precision)[1], precision)
        x = relu(z) if layer.relu else z
    return x
