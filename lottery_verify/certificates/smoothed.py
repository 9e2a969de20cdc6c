"""A search for large differences that sees gates: ascent of Ĝ − F with softplus in place of ReLU, ever sharper.

Where Ĝ is near F, a gate's jump in Ĝ − F happens within |d| of x = 0, where no gradient points at it from afar; a
softplus as wide as the region shows it.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn.functional import softplus

from lottery_verify.certificates.tensors import TensorLayer, difference

WIDEST, SHARPER = 9.0, 1e-3  # softplus' width over the box's, at first; and what is left of it at the end
RATE = 0.1  # of Adam, relative to the box's width
EVERY = 5  # steps between evaluations of the difference itself


def smoothed_ascent(
    pair: Sequence[TensorLayer], low: Tensor, high: Tensor, *, seeds: Sequence[int], starts: int = 4, steps: int = 200
) -> tuple[Tensor, Tensor]:
    """Climbs from random corners of each box, for each output upward and downward.

    Args:
        pair: the two networks, without sign-dependent weights.
        low, high: ends of the boxes, shape (boxes, inputs), after the shift.
        seeds: of the corners of each box.
        starts: how many corners for each output and sign.
        steps: of Adam.
    Returns:
        The largest |ĝ_j − f_j| met, in floats, for each output, and where: shapes (boxes, outputs) and (boxes, outputs,
        inputs).
    """
    outputs, inputs = len(pair[-1].bias), low.shape[1]
    which = torch.arange(outputs).repeat(2 * starts)
    sign = torch.tensor([1.0, -1.0], dtype=torch.float64).repeat_interleave(outputs * starts)
    place = torch.stack([_corners(len(which), inputs, seed) for seed in seeds]).requires_grad_(True)
    optimizer = torch.optim.Adam([place], lr=RATE)
    best = torch.full((len(low), outputs), -1.0, dtype=torch.float64)
    where = low[:, None].repeat(1, outputs, 1)
    least, width = low[:, None], (high - low)[:, None]
    widest = width.amax((1, 2))[:, None, None]
    for step in range(steps):
        value = _smooth(pair, least + width * place, WIDEST * widest * SHARPER ** (step / steps))
        value = value[:, torch.arange(len(which)), which] * sign
        optimizer.zero_grad()
        scale = value.detach().abs().amax(1, keepdim=True).clamp(min=1e-300)
        (-(value / scale).sum()).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        with torch.no_grad():
            place.clamp_(0, 1)
            if step % EVERY == 0 or step == steps - 1:
                for tried in (least + width * place, least + width * place.round()):
                    top, row = difference(pair, tried.flatten(0, 1)).abs().reshape(*tried.shape[:2], -1).max(1)
                    better = top > best
                    best = torch.where(better, top, best)
                    chosen = tried.gather(1, row[:, :, None].expand(-1, -1, inputs))
                    where = torch.where(better[:, :, None], chosen, where)
    return best, where


def _corners(count: int, inputs: int, seed: int) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.rand(count, inputs, dtype=torch.float64, generator=generator).round()


def _smooth(pair: Sequence[TensorLayer], points: Tensor, soft: Tensor) -> Tensor:
    """Ĝ − F with softplus of a width, of each box its own, in place of ReLU."""
    f, g, sharp = points, points, 1 / soft.clamp(min=1e-12)
    for layer in pair:
        f = f @ layer.f.T + layer.bias
        g = g @ layer.g.T + layer.bias + layer.gap_bias
        if layer.relu:
            f, g = (softplus(z * sharp, threshold=40) / sharp for z in (f, g))
    return g - f
