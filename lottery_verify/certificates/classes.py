"""Where a box leaves open whether Ĝ keeps F's class, in floats and for many boxes at once: a proposal.

As `lottery_verify.checker.rules.top1`. For classes j and k: x = F_j − F_k − margin, y = Ĝ_j − Ĝ_k, d = y − x.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lottery_verify.certificates.joint import FloatLayer, Indices, Walk
from lottery_verify.certificates.relaxed import Array


@dataclass(frozen=True)
class Doubts:
    """What is open in each of some boxes.

    Attributes:
        size: how far the worst pair of classes is from being settled, shape (boxes,); 0 or less where none is open.
        leader, rival: the worst pair, j and k.
        influence: of each moving input on it, shape (boxes, moving inputs).
        slope: of Ĝ_k − Ĝ_j for it along the moving inputs, of the same shape.
    """

    size: Array
    leader: Indices
    rival: Indices
    influence: Array
    slope: Array


@np.errstate(over="ignore", invalid="ignore", divide="ignore")  # what overflows is known to be nothing
def doubts(pair: Sequence[FloatLayer], low: Array, high: Array, moving: Indices, margin: float) -> Doubts:
    """Bounds the leads of classes over boxes.

    Args:
        pair: the two networks, the last layer without gates and with two outputs or more.
        low, high: ends of the boxes, shape (boxes, inputs), after the shift.
        moving: indices of the inputs whose ends differ in some box.
        margin: by which F's class leads.
    """
    walk = Walk(low, high, moving)
    for layer in pair[:-1]:
        walk.through(layer)
    count = len(pair[-1].bias)
    x, _ = walk.affine(pair[-1])
    least, most = x.ends()
    others = ~np.eye(count, dtype=bool)
    rivals = np.where(others, least[:, None, :], -np.inf).max(2)
    leading = np.nonzero((most >= rivals).any(0))[0]
    j, k = np.nonzero(others[leading])
    j = leading[j]
    rows = leads(pair[-1], j, k, margin)
    x, d = walk.affine(rows)
    y = x.plus(d)
    x_ends, y_ends, d_ends = walk.ranges(rows, x, y, d)
    short = np.minimum(-y_ends[0], -d_ends[0])
    never = np.zeros((len(low), count), dtype=bool)
    for a, one in enumerate(j.tolist()):
        never[:, one] |= x_ends[1][:, a] < 0
    open_by = np.where(never[:, j], -np.inf, np.where(np.isnan(short), np.inf, short))
    worst, places = open_by.argmax(1), np.arange(len(low))
    by_y = (-y_ends[0] <= -d_ends[0])[places, worst]
    chosen = np.where(by_y[:, None], y.coefficients[places, worst], d.coefficients[places, worst])
    influence = (np.abs(chosen)[:, None, :] @ walk.blame)[:, 0, :]
    return Doubts(
        open_by[places, worst], j[worst], k[worst], influence, -y.coefficients[places, worst][:, : walk.moving]
    )


def leads(last: FloatLayer, j: Indices, k: Indices, margin: float) -> FloatLayer:
    """The layer with an output for each pair of classes: F_j − F_k − margin in F, Ĝ_j − Ĝ_k in Ĝ."""
    f, g, gap, kink = (rows[j] - rows[k] for rows in (last.f, last.g, last.gap, last.kink))
    bias, gap_bias = last.bias[j] - last.bias[k] - margin, last.gap_bias[j] - last.gap_bias[k] + margin
    return FloatLayer(f, g, gap, bias, gap_bias, last.kinks, kink, False)
