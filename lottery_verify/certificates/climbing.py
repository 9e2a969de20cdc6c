"""Points where the difference of two networks is large, sought from the boxes in which a search bounds it.

Where Ĝ is near F, the largest difference is often in a spot that no random point meets; the boxes of a search come to
lie around it, and from their corners and middles the ascent is short. Floats; nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np

from lottery_verify.certificates.joint import FloatLayer, Indices
from lottery_verify.certificates.relaxed import Array, Mask

CLIMBERS = 8  # points of a batch of boxes that climb
STEPS = 12
LENGTHS = (1.0, 0.5, 0.25, 0.1, 0.03)  # of a step, each tried, relative to the width that is left
SHORTER = 0.2  # what is left of the width where no step helped
ALL_CORNERS = 4  # inputs that move, up to which every corner is tried
LEAST = 1e-300  # keeps a division by a norm finite


class Gap:
    """The difference of two networks, as far as a norm sees it, and the way in which it grows."""

    def __init__(self, pair: Sequence[FloatLayer], norm: str) -> None:
        """Args:
        pair: the two networks.
        norm: "linf" or "l2".
        """
        self.pair, self.norm = pair, norm

    @np.errstate(over="ignore", invalid="ignore", divide="ignore")  # what overflows is known to be nothing
    def at(self, points: Array) -> Array:
        """Its size at points, shape (points,)."""
        f, g = points, points
        for layer in self.pair:
            x, y = affine(layer, f, g)
            f, g = (np.maximum(x, 0), np.maximum(y, 0)) if layer.relu else (x, y)
        return largest(self.norm, np.nan_to_num(g - f))  # where both overflow nothing is known

    @np.errstate(over="ignore", invalid="ignore", divide="ignore")  # what overflows is known to be nothing
    def uphill(self, points: Array) -> Array:
        """The sign of its slope along each input, shape (points, inputs)."""
        f, g, signs = points, points, []
        for layer in self.pair:
            x, y = affine(layer, f, g)
            signs.append((g[:, list(layer.kinks)] > 0, x > 0, y > 0))
            f, g = (np.maximum(x, 0), np.maximum(y, 0)) if layer.relu else (x, y)
        gap = np.nan_to_num(g - f)
        top = np.zeros_like(gap)
        rows, worst = np.arange(len(gap)), np.abs(gap).argmax(1)
        top[rows, worst] = np.sign(gap[rows, worst])
        on_g = gap if self.norm == "l2" else top
        on_f = -on_g
        for layer, (bent, on_x, on_y) in zip(reversed(self.pair), reversed(signs), strict=True):
            if layer.relu:
                on_f, on_g = on_f * on_x, on_g * on_y
            on_f, on_g, on_kink = on_f @ layer.f, on_g @ layer.g, (on_g @ layer.kink) * bent
            on_g[:, list(layer.kinks)] += on_kink
        return np.asarray(np.sign(np.nan_to_num(on_f + on_g)))


def affine(layer: FloatLayer, f: Array, g: Array) -> tuple[Array, Array]:
    """A layer's pre-activations in F and in Ĝ at points f and g, shape (points, neurons)."""
    kinked = np.maximum(g[:, list(layer.kinks)], 0) @ layer.kink.T
    return f @ layer.f.T + layer.bias, g @ layer.g.T + kinked + layer.bias + layer.gap_bias


def measured(norm: str, low: Array, high: Array) -> Array:
    """Each output's share in the norm of a box's difference; the largest share is the norm."""
    size = np.maximum(np.maximum(-low, high), 0)
    if norm == "linf":
        return size
    length = np.sqrt((size * size).sum(1, keepdims=True))
    return np.asarray(length * (size / np.maximum(size.max(1, keepdims=True), LEAST)))


def largest(norm: str, gap: Array) -> Array:
    """The norms of differences, shape (points,)."""
    return np.asarray(np.abs(gap).max(1) if norm == "linf" else np.sqrt((gap * gap).sum(1)))


def places(low: Array, high: Array, moving: Indices, upward: Mask) -> Array:
    """Points of boxes that are worth a try: the steepest corner, the middle, and where few inputs move every corner.

    Args:
        low, high: ends of the boxes, shape (boxes, inputs).
        moving: indices of the inputs that move.
        upward: which end of each of these is the steepest corner's, shape (boxes, moving inputs).
    """
    middle = (low + high) / 2
    ends: list[Mask] = [upward]
    if len(moving) <= ALL_CORNERS:
        ends += [np.broadcast_to(one, upward.shape) for one in product((False, True), repeat=len(moving))]
    found = [middle]
    for end in ends:
        corner = middle.copy()
        corner[:, moving] = np.where(end, high[:, moving], low[:, moving])
        found.append(corner)
    return np.concatenate(found)


@np.errstate(over="ignore", invalid="ignore", divide="ignore")  # what overflows is known to be nothing
def climbed(gap: Gap, points: Array, width: Array, low: Array, high: Array) -> Array:
    """Where ascent along the gradient's sign leads from the best of some points; no lower than these.

    Args:
        gap: what is to be large.
        points: shape (points, inputs).
        width: of the first steps, shape (inputs,).
        low, high: ends that no step leaves, shape (inputs,).
    """
    best = points[np.argsort(-gap.at(points), kind="stable")[:CLIMBERS]]
    widths = np.broadcast_to(width, best.shape)
    for _ in range(STEPS):
        uphill = gap.uphill(best)
        tried = np.stack([best, *(np.clip(best + widths * length * uphill, low, high) for length in LENGTHS)])
        chosen = gap.at(tried.reshape(-1, best.shape[1])).reshape(tried.shape[:2]).argmax(0)
        best = tried[chosen, np.arange(len(best))]
        widths = np.where((chosen == 0)[:, None], widths * SHORTER, widths)
    return best
