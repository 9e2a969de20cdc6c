"""Points where the difference of two networks is large, sought from the boxes in which a search bounds it.

Where Ĝ is near F, the largest difference is often in a spot that no random point meets; the boxes of a search come to
lie around it, and from their corners and middles the ascent is short. Floats; nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product

import torch
from torch import Tensor

from lottery_verify.certificates.joint import FloatLayer

CLIMBERS = 8  # points of a batch of boxes that climb
STEPS = 12
LENGTHS = (1.0, 0.5, 0.25, 0.1, 0.03)  # of a step, each tried, relative to the width that is left
SHORTER = 0.2  # what is left of the width where no step helped
ALL_CORNERS = 4  # inputs that move, up to which every corner is tried

Value = Callable[[Tensor], Tensor]


def difference(pair: Sequence[FloatLayer], points: Tensor) -> Tensor:
    """ĝ − f at points, shape (points, outputs)."""
    f, g = points, points
    for layer in pair:
        kinked = g[:, list(layer.kinks)].clamp(min=0) @ layer.kink.T
        f = f @ layer.f.T + layer.bias
        g = g @ layer.g.T + kinked + layer.bias + layer.gap_bias
        if layer.relu:
            f, g = f.clamp(min=0), g.clamp(min=0)
    return g - f


def places(low: Tensor, high: Tensor, moving: Tensor, upward: Tensor) -> Tensor:
    """Points of boxes that are worth a try: the steepest corner, the middle, and where few inputs move every corner.

    Args:
        low, high: ends of the boxes, shape (boxes, inputs).
        moving: indices of the inputs that move.
        upward: which end of each of these is the steepest corner's, shape (boxes, moving inputs).
    """
    middle = (low + high) / 2
    ends = [upward]
    if len(moving) <= ALL_CORNERS:
        ends += [torch.tensor(one).expand_as(upward) for one in product((False, True), repeat=len(moving))]
    found = [middle]
    for end in ends:
        corner = middle.clone()
        corner[:, moving] = torch.where(end, high[:, moving], low[:, moving])
        found.append(corner)
    return torch.cat(found)


def climbed(value: Value, points: Tensor, width: Tensor, low: Tensor, high: Tensor) -> Tensor:
    """Where ascent along the gradient's sign leads from the best of some points; no lower than these.

    Args:
        value: from points to what is to be large, shape (points,).
        points: shape (points, inputs).
        width: of the first steps, shape (inputs,).
        low, high: ends that no step leaves, shape (inputs,).
    """
    with torch.no_grad():
        best = points[value(points).topk(min(CLIMBERS, len(points))).indices]
    widths = width.expand_as(best)
    for _ in range(STEPS):
        here = best.clone().requires_grad_(True)
        (slope,) = torch.autograd.grad(value(here).sum(), here)
        steps = [best + widths * length * slope.nan_to_num().sign() for length in LENGTHS]
        tried = torch.stack([best, *(step.clamp(low, high) for step in steps)])
        with torch.no_grad():
            chosen = value(tried.flatten(0, 1)).reshape(tried.shape[:2]).argmax(0)
        best = tried[chosen, torch.arange(len(best))]
        widths = torch.where((chosen == 0)[:, None], widths * SHORTER, widths)
    return best
