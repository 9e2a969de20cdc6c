"""A search for large differences that sees gates: ascent of Ĝ − F with softplus in place of ReLU, ever sharper.

Where Ĝ is near F, a gate's jump in Ĝ − F happens within |d| of x = 0, where no gradient points at it from afar; a
softplus as wide as the region shows it.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn.functional import softplus

from lottery_verify.certificates.climbing import difference
from lottery_verify.certificates.joint import FloatLayer

WIDEST, SHARPER = 9.0, 1e-3  # softplus' width over the box's, at first; and what is left of it at the end
RATE = 0.1  # of Adam, relative to the box's width
EVERY = 5  # steps between evaluations of the difference itself


def smoothed_ascent(
    pair: Sequence[FloatLayer], low: Tensor, high: Tensor, *, starts: int = 4, steps: int = 200, seed: int = 0
) -> tuple[Tensor, Tensor]:
    """Climbs from random corners, for each output upward and downward.

    Args:
        pair: the two networks, without sign-dependent weights.
        low, high: ends of one box, shape (inputs,), after the shift.
        starts: how many corners for each output and sign.
        steps: of Adam.
        seed: of the corners.
    Returns:
        The largest |ĝ_j − f_j| met, in floats, for each output, and where: shapes (outputs,) and (outputs, inputs).
    """
    generator = torch.Generator().manual_seed(seed)
    outputs, width = len(pair[-1].bias), high - low
    which = torch.arange(outputs).repeat(2 * starts)
    sign = torch.tensor([1.0, -1.0], dtype=torch.float64).repeat_interleave(outputs * starts)
    place = torch.rand(len(which), len(low), dtype=torch.float64, generator=generator).round().requires_grad_(True)
    optimizer = torch.optim.Adam([place], lr=RATE)
    best, where = torch.full((outputs,), -1.0, dtype=torch.float64), low.repeat(outputs, 1)
    for step in range(steps):
        soft = WIDEST * float(width.max()) * SHARPER ** (step / steps)
        value = _smooth(pair, low + width * place, soft)[torch.arange(len(which)), which] * sign
        optimizer.zero_grad()
        (-value.sum() / value.detach().abs().max().clamp(min=1e-300)).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        with torch.no_grad():
            place.clamp_(0, 1)
            if step % EVERY == 0 or step == steps - 1:
                for tried in (low + width * place, low + width * place.round()):
                    reached = difference(pair, tried).abs()
                    top, row = reached.max(0)
                    better = top > best
                    best = torch.where(better, top, best)
                    where = torch.where(better[:, None], tried[row], where)
    return best, where


def _smooth(pair: Sequence[FloatLayer], points: Tensor, soft: float) -> Tensor:
    """Ĝ − F with softplus of a width in place of ReLU."""
    f, g = points, points
    for layer in pair:
        f = f @ layer.f.T + layer.bias
        g = g @ layer.g.T + layer.bias + layer.gap_bias
        if layer.relu:
            f, g = (softplus(z, beta=1 / max(soft, 1e-12), threshold=40) for z in (f, g))
    return g - f
