"""Where a box leaves open whether Ĝ keeps F's class, in floats and for many boxes at once: a proposal.

As `lottery_verify.checker.rules.top1`. For classes j and k: x = F_j − F_k − margin, y = Ĝ_j − Ĝ_k, d = y − x.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from lottery_verify.certificates.joint import FloatLayer, Walk


@dataclass(frozen=True)
class Doubts:
    """What is open in each of some boxes.

    Attributes:
        size: how far the worst pair of classes is from being settled, shape (boxes,); 0 or less where none is open.
        leader, rival: the worst pair, j and k.
        influence: of each moving input on it, shape (boxes, moving inputs).
        slope: of Ĝ_k − Ĝ_j for it along the moving inputs, of the same shape.
    """

    size: Tensor
    leader: Tensor
    rival: Tensor
    influence: Tensor
    slope: Tensor


@torch.no_grad()
def doubts(pair: Sequence[FloatLayer], low: Tensor, high: Tensor, moving: Tensor, margin: float) -> Doubts:
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
    others = ~torch.eye(count, dtype=torch.bool)
    rivals = torch.where(others, least[:, None, :], -torch.inf).max(2).values
    leading = torch.nonzero((most >= rivals).any(0))[:, 0]
    j, k = torch.nonzero(others[leading], as_tuple=True)
    j = leading[j]
    rows = leads(pair[-1], j, k, margin)
    x, d = walk.affine(rows)
    y = x.plus(d)
    x_ends, y_ends, d_ends = walk.ranges(rows, x, y, d)
    short = torch.stack([-y_ends[0], -d_ends[0]]).min(0).values
    never = torch.zeros(len(low), count, dtype=torch.bool)
    for a, one in enumerate(j.tolist()):
        never[:, one] |= x_ends[1][:, a] < 0
    size, worst = torch.where(never[:, j], -torch.inf, torch.nan_to_num(short, nan=torch.inf)).max(1)
    places = torch.arange(len(low))
    by_y = (-y_ends[0] <= -d_ends[0])[places, worst]
    chosen = torch.where(by_y[:, None], y.coefficients[places, worst], d.coefficients[places, worst])
    influence = (chosen.abs()[:, None, :] @ walk.blame)[:, 0, :]
    return Doubts(size, j[worst], k[worst], influence, -y.coefficients[places, worst][:, : walk.moving])


def leads(last: FloatLayer, j: Tensor, k: Tensor, margin: float) -> FloatLayer:
    """The layer with an output for each pair of classes: F_j − F_k − margin in F, Ĝ_j − Ĝ_k in Ĝ."""
    f, g, gap, kink = (rows[j] - rows[k] for rows in (last.f, last.g, last.gap, last.kink))
    bias, gap_bias = last.bias[j] - last.bias[k] - margin, last.gap_bias[j] - last.gap_bias[k] + margin
    return FloatLayer(f, g, gap, bias, gap_bias, last.kinks, kink, False)
