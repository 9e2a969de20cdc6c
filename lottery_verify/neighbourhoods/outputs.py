"""The last layer of two networks, with the margins of a class beside the outputs' differences.

The difference rules bound Ĝ − F of any pair of networks. With F' = F_k − F_j and Ĝ' = 0 the difference is F_j − F_k,
and with F' = 0 and Ĝ' = Ĝ_j − Ĝ_k it is Ĝ_j − Ĝ_k. As further outputs of the same pair they share all that is known
of the layers before. Source: joint-affine-forms, joint-back-substitution.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from operator import mul

from lottery_verify.checker.rules.paired import PairLayer

Outputs = tuple[list[Fraction], list[Fraction]]


def margins(layer: PairLayer, top: int) -> PairLayer:
    """The last layer, and behind its outputs F_j − F_k and then Ĝ_j − Ĝ_k for j = top and each k ≠ j."""
    others = [k for k in range(len(layer.bias)) if k != top]
    none, zero = [0] * len(layer.kinks), [0] * len(layer.f[0])

    def apart(matrix: list[list[int]], k: int, sign: int = 1) -> list[int]:
        return [sign * (a - b) for a, b in zip(matrix[top], matrix[k], strict=True)]

    bias_g = [b + c for b, c in zip(layer.bias, layer.gap_bias, strict=True)]
    f = layer.f + [apart(layer.f, k, -1) for k in others] + [zero for _ in others]
    g = layer.g + [zero for _ in others] + [apart(layer.g, k) for k in others]
    gap = [[b - a for a, b in zip(row_f, row_g, strict=True)] for row_f, row_g in zip(f, g, strict=True)]
    bias = layer.bias + [layer.bias[k] - layer.bias[top] for k in others] + [0 for _ in others]
    gap_bias = (
        layer.gap_bias
        + [layer.bias[top] - layer.bias[k] for k in others]
        + [bias_g[top] - bias_g[k] for k in others]
    )
    kink = layer.kink + [none for _ in others] + [apart(layer.kink, k) for k in others]
    size = max(sum(map(abs, (*f[a], *g[a], *gap[a], *kink[a]))) for a in range(len(f)))
    return layer._replace(f=f, g=g, gap=gap, bias=bias, gap_bias=gap_bias, kink=kink, size=size)


def evaluated(layers: Sequence[PairLayer], point: Sequence[Fraction], moved: Sequence[Fraction]) -> Outputs:
    """The outputs of F and of Ĝ at a point, exactly.

    Args:
        layers: of both.
        point: F's input less its shift.
        moved: how far Ĝ's input lies from F's.
    """
    other = [a + b for a, b in zip(point, moved, strict=True)]
    unit = lcm(*(v.denominator for v in (*point, *other)))
    f, g = ([v.numerator * (unit // v.denominator) for v in values] for values in (point, other))
    for layer in layers:
        bent = [max(g[b], 0) for b in layer.kinks]
        biases = zip(layer.bias, layer.gap_bias, strict=True)
        rows = zip(layer.f, layer.g, layer.kink, biases, strict=True)
        both = [
            (b * unit + sum(map(mul, w, f)), (b + c) * unit + sum(map(mul, n, g)) + sum(map(mul, kink, bent)))
            for w, n, kink, (b, c) in rows
        ]
        f, g = ([max(v, 0) for v in values] if layer.relu else list(values) for values in zip(*both, strict=True))
        unit <<= layer.scale
    return [Fraction(v, unit) for v in f], [Fraction(v, unit) for v in g]

