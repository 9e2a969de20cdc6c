"""Bounds |F − Ĝ| over a region in integers over 2^precision, rounded outward; each rule names its lemma in proofs/."""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from math import ceil, floor, isqrt
from operator import mul

from lottery_verify.checker.files import demand
from lottery_verify.checker.graph import Affine, Network, Row
from lottery_verify.checker.regions import Box, Region
from lottery_verify.errors import UnsupportedNetwork

MAX_BITS = 1 << 13  # of a bound: the most that a certificate can state
Ends = tuple[int, int]
Range = Callable[[int, int, int, int], Ends]  # of one term, from its weights and its input's ends

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

def frobenius(rows: Iterable[Row], precision: int) -> int:
    """An upper bound of the Frobenius norm of max(|P|, |N|)."""
    total = scale = 0  # the sum of squares, over 4^scale
    for row in rows:
        more = max(0, row.scale - scale)
        scale += more
        total = (total << 2 * more) + (square(row) << 2 * (scale - row.scale))
    return root(total, scale, precision)

def square(row: Row) -> int:
    """The square of the ℓ₂ norm of max(|P|, |N|), over 4^scale."""
    if row.positive is row.negative:
        return sum(map(mul, row.positive, row.positive))
    return sum(max(p * p, n * n) for p, n in zip(row.positive, row.negative, strict=True))

def length(layer: Affine, precision: int) -> int:
    """An upper bound of the ℓ₂ norm of the biases."""
    return frobenius((Row(row.scale, [0], [row.bias], [row.bias], 0) for row in layer.rows), precision)

def interval(row: Row, x: Reach, term: Range) -> Ends:
    """The range of one row's sum without its bias, over 2^(scale + precision)."""
    ends = x.ends
    terms = [term(p, n, *ends[b]) for b, p, n in zip(row.columns, row.positive, row.negative, strict=True)]
    return sum(low for low, _ in terms), sum(high for _, high in terms)

def affine(layer: Affine, x: Reach, gain: int, precision: int) -> Reach:
    """The reach of a layer before its activation; `gain` bounds its ℓ₂ norm. Rule: checker_affine."""
    demand_width(layer, x)
    ends = [around(row, [(row, x, kinked)], precision) for row in layer.rows]
    return Reach(ends, up(gain * x.norm, precision) + length(layer, precision))

def around(offset: Row, parts: Sequence[tuple[Row, Reach, Range]], precision: int) -> Ends:
    """The range of the sum of some rows over one scale (each with its input and rule), and of the offset's bias."""
    least = most = centre = offset.bias << precision
    radius = 0
    for row, x, term in parts:
        low, high = interval(row, x, term)
        least += low
        most += high
        radius += up(root(square(row), row.scale, precision) * x.norm, precision)
    scale = offset.scale
    return max(least >> scale, (centre >> scale) - radius), min(up(most, scale), up(centre, scale) + radius)

def alone(network: Network, x: Reach, precision: int) -> Reach:
    """The reach of one network's output."""
    for layer in network.layers:
        z = affine(layer, x, frobenius(layer.rows, precision), precision)
        x = z.relu() if layer.relu else z
    return x

def one_sided(layer: Affine, x: Reach, y: Reach) -> Affine:
    """The same layer, where inputs of one sign (in both reaches) meet one matrix only. Rule: checker_aligned."""
    demand_width(layer, x, y)
    ends = zip(x.ends, y.ends, strict=True)
    signs = [1 if min(a, c) >= 0 else -1 if max(b, d) <= 0 else 0 for (a, b), (c, d) in ends]
    rows = []
    for row in layer.rows:
        if row.positive is not row.negative:
            pairs = zip(row.columns, row.positive, row.negative, strict=True)
            sided = [(n if signs[b] < 0 else p, p if signs[b] > 0 else n) for b, p, n in pairs]
            positive, negative = [p for p, _ in sided], [n for _, n in sided]
            row = Row(row.scale, row.columns, positive, positive if positive == negative else negative, row.bias)
        rows.append(row)
    return Affine(layer.width, rows, layer.relu)

def demand_width(layer: Affine, *reaches: Reach) -> None:
    """A layer and what enters it fit."""
    if any(len(x.ends) != layer.width for x in reaches):
        raise ValueError(f"a layer of {layer.width} inputs, but {[len(x.ends) for x in reaches]} enter it")

def rescaled(row: Row, scale: int) -> Row:
    """The same row over 2^scale, no less than its own."""
    k = scale - row.scale
    positive = [v << k for v in row.positive]
    negative = positive if row.negative is row.positive else [v << k for v in row.negative]
    return Row(scale, row.columns, positive, negative, row.bias << k)

def minus(q: Row, p: Row) -> tuple[Row, Row]:
    """(q, q − p) over one scale; p has one weight for both signs of input."""
    scale = max(q.scale, p.scale)
    q, p = rescaled(q, scale), rescaled(p, scale)
    columns = q.columns
    if columns == p.columns:
        pairs = list(zip(q.positive, q.negative, p.positive, strict=True))
    else:
        left = {b: one for b, *one in zip(q.columns, q.positive, q.negative, strict=True)}
        right = dict(zip(p.columns, p.positive, strict=True))
        columns = sorted(left.keys() | right.keys())
        pairs = [(*left.get(b, (0, 0)), right.get(b, 0)) for b in columns]
    positive = [v - w for v, _, w in pairs]
    negative = positive if q.positive is q.negative else [v - w for _, v, w in pairs]
    return q, Row(scale, columns, positive, negative, q.bias - p.bias)

def propagate(f: Network, g: Network, region: Region, precision: int, spectral: Sequence[Ends | None]) -> list[Reach]:
    """The reach of ĝ − f after each layer, or only that of the output where their widths or activations differ."""
    x, y, reaches = inputs(region, f.shift, precision), inputs(region, g.shift, precision), []
    if f.widths != g.widths or [k.relu for k in f.layers] != [k.relu for k in g.layers]:
        return [alone(g, y, precision).minus(alone(f, x, precision))]
    d = exact([(s - t, s - t) for s, t in zip(f.shift, g.shift, strict=True)], precision)
    for p, q, known in zip(f.layers, g.layers, spectral, strict=True):
        q = one_sided(q, x, y)
        gain = frobenius(p.rows, precision)
        gain = gain if known is None else min(gain, up(known[0] << precision, known[1]))  # ‖W‖₂ ≤ s/2^t
        pairs = list(zip(q.rows, p.rows, strict=True))
        off = frobenius((minus(*pair)[1] for pair in pairs), precision)
        fz = affine(p, x, gain, precision)
        gz = affine(q, y, min(gain + off, frobenius(q.rows, precision)), precision)
        demand_width(q, d, x)
        ends, biases = [], []
        for pair in pairs:
            moved, gap = minus(*pair)
            ends.append(around(gap, [(moved, d, sloped), (gap, x, kinked)], precision))
            biases.append(Row(gap.scale, [], [], [], gap.bias))
        size = up((gain + off) * d.norm, precision) + up(off * x.norm, precision)
        d = Reach(ends, size + length(Affine(0, biases, False), precision)).meet(gz.minus(fz))
        x, y, d = (fz.relu(), gz.relu(), d.relu_difference(fz, gz)) if p.relu else (fz, gz, d)
        reaches.append(d)
    return reaches
