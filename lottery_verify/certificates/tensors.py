"""Two networks in tensors, for searches along gradients; the fields are those of `FloatLayer`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from lottery_verify.certificates.joint import FloatLayer


class TensorLayer(NamedTuple):
    """One layer of both networks, as `FloatLayer` has it."""

    f: Tensor
    g: Tensor
    gap: Tensor
    bias: Tensor
    gap_bias: Tensor
    kinks: tuple[int, ...]
    kink: Tensor
    relu: bool


def in_tensors(layer: FloatLayer) -> TensorLayer:
    """The same numbers, which the two share."""
    f, g, gap, bias, gap_bias, kink = map(
        torch.from_numpy, (layer.f, layer.g, layer.gap, layer.bias, layer.gap_bias, layer.kink)
    )
    return TensorLayer(f, g, gap, bias, gap_bias, layer.kinks, kink, layer.relu)


def difference(pair: Sequence[TensorLayer], points: Tensor) -> Tensor:
    """ĝ − f at points, shape (…, outputs)."""
    f, g = outputs_at(pair, points, torch.zeros(()))
    return g - f


def outputs_at(pair: Sequence[TensorLayer], points: Tensor, moved: Tensor) -> tuple[Tensor, Tensor]:
    """F and Ĝ at points less F's shift, shape (…, inputs); Ĝ's inputs lie `moved` further."""
    f, g = points, points + moved
    for layer in pair:
        kinked = g[..., list(layer.kinks)].clamp(min=0) @ layer.kink.T
        f = f @ layer.f.T + layer.bias
        g = g @ layer.g.T + kinked + layer.bias + layer.gap_bias
        if layer.relu:
            f, g = f.clamp(min=0), g.clamp(min=0)
    return f, g
