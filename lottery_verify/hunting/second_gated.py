"""The bound of docs/gated.md a second time, for networks with gates in one layer: its largest value, exactly.

There x and d are affine in the inputs, so that the right side of gated_difference is convex in the gates' shares s and
in the inputs' places t: it is largest where every s is 1 or −1, and there t is chosen entry by entry.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from lottery_verify.hunting.oracle import ZERO, Layer
from lottery_verify.hunting.second_polygon import Ends, Neuron

MOST_FREE = 8  # gates whose share is open; 2^8 choices of their signs
Affine = list[Fraction]  # the centre, then a coefficient for each input's place in [−1, 1]


class Side(NamedTuple):
    """Multiples ν of a free gate's share, and how far each leans: m between −ν and ν; none where there are no hints."""

    nu: Sequence[Fraction]
    lean: Sequence[Fraction]


NONE = Side((), ())


def gated(
    f: Sequence[Layer], g: Sequence[Layer], box: Sequence[Ends], moved: Sequence[Fraction], neurons: Sequence[Neuron],
    output: int, sign: int, side: Side,
) -> Fraction | None:  # fmt: skip
    """What sign·(ĝ − f) is at most at an output; None where this way has nothing to say.

    Args:
        f, g: two layers each, the first with gates.
        box, moved: of F's inputs, and how far Ĝ's lie from them.
        neurons: what is known of the first layer's.
        output, sign: which end.
        side: hints, used where there are as many as gates are free.
    """
    first, last = f[0], g[0]
    if len(f) != 2 or not first.relu or f[1].relu or last.plus != last.minus:
        return None
    free = [k for k, n in enumerate(neurons) if not _open(n) and max(n.x[1], n.y[1]) > 0]
    if len(free) > MOST_FREE:
        return None
    if len(side.nu) != len(free):
        side = Side([ZERO] * len(free), [ZERO] * len(free))
    x = [_affine(row, bias, box) for row, bias in zip(first.plus, first.bias, strict=True)]
    d = []
    for k, row in enumerate(last.plus):
        off = last.bias[k] - first.bias[k] + sum((w * m for w, m in zip(row, moved, strict=True)), ZERO)
        d.append(_affine([n - w for n, w in zip(row, first.plus[k], strict=True)], off, box))
    ws = [sign * v for v in g[1].plus[output]]
    vs = [w - sign * v for w, v in zip(ws, f[1].plus[output], strict=True)]
    fixed = 2 * sign * (g[1].bias[output] - f[1].bias[output])
    total: Affine = [fixed] + [ZERO] * len(box)
    for k, n in enumerate(neurons):
        if _open(n):
            total = _sum(total, d[k], 2 * ws[k], x[k], 2 * vs[k])
    bounds = []
    for shares in product((1, -1), repeat=len(free)):
        here = total
        for k, s, nu, lean in zip(free, shares, side.nu, side.lean, strict=True):
            slope, height = _multiple(nu, lean, neurons[k])
            here = _sum(here, d[k], (1 + s) * ws[k], x[k], (1 + s) * vs[k] + nu * s + slope)
            far = max(-neurons[k].d[0], neurons[k].d[1], ZERO)
            here = [here[0] + max(vs[k], ZERO) * far / 2 + height, *here[1:]]
        bounds.append(here[0] + sum(map(abs, here[1:])))
    return max(bounds) / 2


def _multiple(nu: Fraction, lean: Fraction, neuron: Neuron) -> tuple[Fraction, Fraction]:
    """What is added besides ν·s·x, as a slope by x and a constant: gated_multipliers."""
    if nu >= 0:
        return -max(-nu, min(nu, lean)), nu * max(-neuron.d[0], neuron.d[1], ZERO) / 2
    low, high = neuron.x
    slope = ZERO if low == high else -nu * (abs(high) - abs(low)) / (high - low)
    return slope, max(-nu * abs(end) - slope * end for end in (low, high))


def _open(neuron: Neuron) -> bool:
    """Whether both gates are open everywhere."""
    return min(neuron.x[0], neuron.y[0]) >= 0


def _affine(row: Sequence[Fraction], bias: Fraction, box: Sequence[Ends]) -> Affine:
    """Σ row·x + bias over the box, by each input's place in [−1, 1]."""
    centre = bias + sum((w * (low + high) / 2 for w, (low, high) in zip(row, box, strict=True)), ZERO)
    return [centre, *(w * (high - low) / 2 for w, (low, high) in zip(row, box, strict=True))]


def _sum(total: Affine, d: Affine, alpha: Fraction, x: Affine, beta: Fraction) -> Affine:
    return [t + alpha * a + beta * b for t, a, b in zip(total, d, x, strict=True)]
