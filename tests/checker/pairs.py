"""Pairs of small networks as the rules take them, with the exact difference at points; Fractions, an own evaluation."""

import random
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from lottery_verify.checker.rules.paired import PairLayer

SCALE = 8
PRECISION = 40


def random_pair(
    generator: random.Random, widths: Sequence[int], *, near: int, kinks: int | None = None
) -> list[PairLayer]:
    """Two networks of weights over 2^8 of size 2 at most, which differ by at most near/2^8 in each entry.

    Ĝ's layer `kinks` also weighs max(y, 0) of its first input; the layer before has no gates, so y may be negative.
    """
    layers = []
    for i, (n_in, n_out) in enumerate(pairwise(widths)):
        def draw(most: int, rows: int = n_out, columns: int = n_in) -> list[list[int]]:
            return [[generator.randint(-most, most) for _ in range(columns)] for _ in range(rows)]

        f, gap, (bias,), (gap_bias,) = draw(512), draw(near), draw(256, 1, n_out), draw(near, 1, n_out)
        g = [[a + b for a, b in zip(p, q, strict=True)] for p, q in zip(f, gap, strict=True)]
        bent = [0] if kinks == i else []
        columns = [[generator.randint(-near, near) for _ in bent] for _ in range(n_out)]
        size = max(sum(map(abs, row)) for rows in (f, g, gap) for row in rows) + near + 1
        relu = i < len(widths) - 2 and kinks != i + 1
        layers.append(PairLayer(SCALE, f, g, gap, bias, gap_bias, bent, columns, size, relu))
    return layers


def dot(row: Sequence[int], values: Sequence[Fraction]) -> Fraction:
    """Σ row·values."""
    return sum((w * v for w, v in zip(row, values, strict=True)), Fraction(0))


def gap_at(pair: Sequence[PairLayer], point: Sequence[Fraction]) -> list[Fraction]:
    """ĝ − f at a point, exactly."""
    f, g = list(point), list(point)
    for layer in pair:
        unit = 1 << layer.scale
        x = [(dot(row, f) + b) / unit for row, b in zip(layer.f, layer.bias, strict=True)]
        y = [
            (dot(row, g) + b + c) / unit
            for row, b, c in zip(layer.g, layer.bias, layer.gap_bias, strict=True)
        ]
        bent = [max(g[b], Fraction(0)) for b in layer.kinks]
        y = [v + dot(row, bent) / unit for v, row in zip(y, layer.kink, strict=True)]
        f, g = ([max(v, Fraction(0)) for v in z] if layer.relu else z for z in (x, y))
    return [b - a for a, b in zip(f, g, strict=True)]


def largest_along_line(pair: Sequence[PairLayer], low: Fraction, high: Fraction) -> list[tuple[Fraction, Fraction]]:
    """The exact ends of ĝ_j − f_j over one input from low to high, kinks solved for by halving to linear pieces."""
    places = sorted({low, high, *(t for t in kinks(pair, low, high))})
    values = [gap_at(pair, [t]) for t in places]
    return [(min(column), max(column)) for column in zip(*values, strict=True)]


def kinks(pair: Sequence[PairLayer], low: Fraction, high: Fraction) -> set[Fraction]:
    """Every place where some neuron of either network crosses 0, layer by layer."""
    places = [low, high] + ([Fraction(0)] if low < 0 < high else [])
    for depth in range(1, len(pair) + 1):
        places = sorted(set(places))
        values = [entering(pair[:depth], t) for t in places]
        for (s, at), (t, then) in pairwise(list(zip(places, values, strict=True))):
            places += [s + a / (a - b) * (t - s) for a, b in zip(at, then, strict=True) if a < 0 < b or b < 0 < a]
    return set(places)


def entering(pair: Sequence[PairLayer], t: Fraction) -> list[Fraction]:
    """Pre-activations of both networks in the last of these layers."""
    *before, last = pair
    bare = [*before, last._replace(relu=False)]
    zero = [[0] * len(row) for row in last.f]
    both = [a + b for a, b in zip(last.bias, last.gap_bias, strict=True)]
    y = gap_at([*before, last._replace(relu=False, f=zero, bias=[0] * len(both), gap_bias=both)], [t])
    d = gap_at(bare, [t])
    return y + [a - b for a, b in zip(y, d, strict=True)]
