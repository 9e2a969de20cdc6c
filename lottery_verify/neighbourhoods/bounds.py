"""Bounds of a whole batch of boxes in floats: they decide which of the checker's rules each box needs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lottery_verify.certificates.climbing import measured
from lottery_verify.certificates.joint import FloatLayer, joint_bounds
from lottery_verify.certificates.question import MOST_MOVING
from lottery_verify.certificates.relaxed import Array
from lottery_verify.neighbourhoods.deciding import FORMS, WHOLE


def rules_needed(
    pair: Sequence[FloatLayer],
    low: Array,
    high: Array,
    *,
    norm: str,
    goal: Array,
    tops: Sequence[int | None],
    shifted: bool,
) -> list[tuple[str, ...]]:
    """For each box the rules to be used: joint affine forms where they suffice, back-substitution too where not.

    Args:
        pair: the two networks.
        low, high: ends of the boxes, shape (boxes, inputs), less the target's shift.
        norm: "linf" or "l2".
        goal: what is near enough to be proved of each box, shape (boxes,).
        tops: the class of each whose margins are wanted above 0, or None.
        shifted: whether the networks shift their inputs differently, which joint affine forms alone can compare.
    """
    if shifted:
        return [(FORMS,)] * len(low)
    moving = np.nonzero((high > low).any(0))[0]
    if len(moving) > MOST_MOVING:
        return [(WHOLE,)] * len(low)
    found: list[tuple[str, ...]] = [(FORMS, WHOLE)] * len(low)
    for top in set(tops):
        rows = [i for i, one in enumerate(tops) if one == top]
        layers = [*pair[:-1], pair[-1] if top is None else float_margins(pair[-1], top)]
        ends = joint_bounds(layers, low[rows], high[rows], moving)
        outputs = len(pair[-1].bias)
        proved = measured(norm, ends.low[:, :outputs], ends.high[:, :outputs]).max(1)
        enough = (proved <= goal[rows]) & (ends.low[:, outputs:] > 0).all(1)
        for i, sufficient in zip(rows, enough.tolist(), strict=True):
            if sufficient:
                found[i] = (FORMS,)
    return found


def float_margins(layer: FloatLayer, top: int) -> FloatLayer:
    """The last layer with the margins of a class behind its outputs, as `outputs.margins`, in floats."""
    others = [k for k in range(len(layer.bias)) if k != top]
    f, g = (rows[top] - rows[others] for rows in (layer.f, layer.g))
    bias, bias_g = (b[top] - b[others] for b in (layer.bias, layer.bias + layer.gap_bias))
    kink = layer.kink[top] - layer.kink[others]
    return layer._replace(
        f=np.concatenate([layer.f, -f, 0 * f]),
        g=np.concatenate([layer.g, 0 * g, g]),
        gap=np.concatenate([layer.gap, f, g]),
        bias=np.concatenate([layer.bias, -bias, 0 * bias]),
        gap_bias=np.concatenate([layer.gap_bias, bias, bias_g]),
        kink=np.concatenate([layer.kink, 0 * kink, kink]),
    )
