"""An output's difference behind the last gates is bilinear: in each gate's share, and in the symbols of the forms.

x, y: a neuron's pre-activations in F and Ĝ, d = y − x, |d| ≤ D, e = max(y, 0) − max(x, 0). Some s in [−1, 1] has
    e = ½(1 + s)·d,   ½(1 + s)·x ≤ max(x, 0) ≤ ½(1 + s)·x + D/4,   |x| − D/2 ≤ s·x ≤ |x|:
s is the sign of both x and y where that is one; else |x| ≤ |d|. So an output's difference Σ w·e + δ·max(x, 0) + b is
bilinear in the gates' s and the symbols t of the forms of x and d. To it may be added, as they are not below 0,
    ν·(s·x + D/2) − m·x for ν ≥ 0 and any |m| ≤ ν,   m·x + h + ν·s·x for ν < 0, where −ν·|x| ≤ m·x + h on x's range:
they tell that a gate is open where x is above 0, which the form alone forgets. Rules: gated_share, gated_output.
"""

from collections.abc import Sequence
from typing import NamedTuple

from lottery_verify.checker.rules.activations import Ranges
from lottery_verify.checker.rules.joint import Behind
from lottery_verify.checker.rules.paired import PairLayer


class Linear(NamedTuple):
    """centre + Σ coefficient·symbol ± slack, over 2^precision."""

    centre: int
    coefficients: Sequence[int]
    slack: int


class Bilinear(NamedTuple):
    """constant + zᵀK·t + c·s, z = (1, s), over 2^(scale + precision); the constant covers all roundings."""

    constant: int
    matrix: list[list[int]]
    column: list[int]


class Shares(NamedTuple):
    """constant + Σ first_d·d + first_x·x over all gates + Σ s·(d·d + x·x) over the free ones, less the centres.

    The centres of x and d are in the constant and in `column`, which stands beside s; over 2^(scale + precision).
    """

    constant: int
    first_d: list[int]
    first_x: list[int]
    d: list[int]
    x: list[int]
    column: list[int]


class Last(NamedTuple):
    """Forms of x and d at the last gates, over the same symbols; where x, y, d lie; what gates are open, what free."""

    x: Sequence[Linear]
    d: Sequence[Linear]
    ranges: Sequence[Ranges]
    opened: list[int]
    free: list[int]


def last(found: Behind) -> Last:
    """Open: x, y ≥ 0 everywhere. Free: neither open nor closed (x, y ≤ 0 everywhere)."""
    ranges, lanes = found.ranges, found.space.lanes
    x, d = (
        [Linear(centre, rest, slack) for (centre, *rest), slack in ((lanes.unpack(v.packed), v.slack) for v in forms)]
        for forms in (found.x, found.d)
    )
    opened = [k for k, known in enumerate(ranges) if min(known.x[0], known.y[0]) >= 0]
    closed = [k for k, known in enumerate(ranges) if max(known.x[1], known.y[1]) <= 0]
    return Last(x, d, ranges, opened, sorted(set(range(len(ranges))) - set(opened) - set(closed)))


def shares(layer: PairLayer, output: int, sign: int, gates: Last, precision: int,
           nu: Sequence[int], lean: Sequence[int]) -> Shares:  # fmt: skip
    """What 2·sign·(ĝ − f) is at most at this output, by the gates' x and d; ν and lean over the layer's 2^scale."""
    constant = sign * layer.gap_bias[output] << precision + 1
    first_d, first_x = [0] * len(gates.x), [0] * len(gates.x)
    shared_d, shared_x, column = [], [], []
    hints = zip(gates.free, nu, lean, strict=True)
    for k, extra, leaning in [*((k, None, 0) for k in gates.opened), *hints]:
        x, d, known = gates.x[k], gates.d[k], gates.ranges[k]
        w, v = sign * layer.g[output][k], sign * layer.gap[output][k]
        slope = 0
        if extra is None:
            w, v = 2 * w, 2 * v
        else:
            far = max(-known.d[0], known.d[1], 0)
            constant += (max(v, 0) + max(extra, 0)) * far + 1 >> 1
            if extra < 0:
                slope, height = chord(-extra, *known.x)
                constant += height
            else:
                slope = max(-extra, min(extra, -leaning))
            shared_d.append(w)
            shared_x.append(v + extra)
            column.append(w * d.centre + (v + extra) * x.centre)
            constant += abs(w) * d.slack + abs(v + extra) * x.slack
        first_d[k], first_x[k] = w, v + slope
        constant += w * d.centre + (v + slope) * x.centre + abs(w) * d.slack + abs(v + slope) * x.slack
    return Shares(constant, first_d, first_x, shared_d, shared_x, column)


def bilinear(gates: Last, given: Shares) -> Bilinear:
    """The same in s and the symbols."""
    first = [0] * len(gates.x[0].coefficients)
    for x, d, w, v in zip(gates.x, gates.d, given.first_d, given.first_x, strict=True):
        if w or v:
            first = [f + w * a + v * b for f, a, b in zip(first, d.coefficients, x.coefficients, strict=True)]
    matrix = [first]
    for k, w, v in zip(gates.free, given.d, given.x, strict=True):
        x, d = gates.x[k], gates.d[k]
        matrix.append([w * a + v * b for a, b in zip(d.coefficients, x.coefficients, strict=True)])
    return Bilinear(given.constant, matrix, given.column)


def chord(weight: int, low: int, high: int) -> tuple[int, int]:
    """(slope, height) with weight·|x| ≤ slope·x + height for low ≤ x ≤ high: convex, so it holds if it does there."""
    slope = weight if low >= 0 else -weight if high <= 0 else weight * (high + low) // (high - low)
    return slope, max(weight * abs(end) - slope * end for end in (low, high))
