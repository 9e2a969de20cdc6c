"""Bounds of Ĝ − F over many boxes at once, in floats: what the checker's joint affine forms will say of each box.

The same rules as `lottery_verify.checker.rules.joint`, for a batch of boxes; a proposal, which the checker repeats in
integers. A form of a layer is a centre, shape (boxes, neurons), and coefficients, shape (boxes, neurons, symbols).
x and y are pre-activations of F and Ĝ, d = y − x, e = max(y, 0) − max(x, 0).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor

from lottery_verify.certificates.relaxed import Form, Gaps, Slots, chord, coupled, narrowed, strip


class FloatLayer(NamedTuple):
    """One layer of both networks, in floats: the fields of the checker's `PairLayer`, `kink` with a column a kink."""

    f: Tensor
    g: Tensor
    gap: Tensor
    bias: Tensor
    gap_bias: Tensor
    kinks: tuple[int, ...]
    kink: Tensor
    relu: bool


@dataclass(frozen=True)
class Bounds:
    """What is known of a batch of boxes.

    Attributes:
        low, high: ends of ĝ_j − f_j, shape (boxes, outputs).
        influence: how much of each output's range each moving input accounts for, also through the gates that it
            leaves open, shape (boxes, outputs, moving inputs).
        slope: the difference's own coefficients on the moving inputs, of the same shape.
        symbols: how many symbols the forms have.
    """

    low: Tensor
    high: Tensor
    influence: Tensor
    slope: Tensor
    symbols: int


@torch.no_grad()
def joint_bounds(pair: Sequence[FloatLayer], low: Tensor, high: Tensor, moving: Tensor) -> Bounds:
    """Bounds the difference over boxes.

    Args:
        pair: the two networks.
        low, high: ends of the boxes, shape (boxes, inputs), after the shift.
        moving: indices of the inputs whose ends differ in some box.
    """
    walk = Walk(low, high, moving)
    for layer in pair[:-1]:
        walk.through(layer)
    return walk.output(pair[-1])


class Walk:
    """The forms of one layer after the other, and which inputs each symbol stands for."""

    def __init__(self, low: Tensor, high: Tensor, moving: Tensor) -> None:
        boxes, inputs = low.shape
        count = len(moving)
        coefficients = torch.zeros(boxes, inputs, count, dtype=torch.float64)
        coefficients[:, moving, torch.arange(count)] = (high - low)[:, moving] / 2
        self.moving = count
        self.x = Form((low + high) / 2, coefficients)
        self.e = Form(torch.zeros(boxes, inputs, dtype=torch.float64), torch.zeros_like(coefficients))
        self.blame = torch.eye(count, dtype=torch.float64).expand(boxes, count, count)
        self.x_gaps: Gaps | None = None
        self.y_gaps: Gaps | None = None
        self.e_gaps: Gaps | None = None

    def affine(self, layer: FloatLayer) -> tuple[Form, Form]:
        """x = W·f + b, and d = ΔW·f + Ŵ·e + Δb."""
        folded = self.kinked(layer) if layer.kinks else None
        x, d = self.x.mapped(layer.f), self.x.mapped(layer.gap).plus(self.e.mapped(layer.g))
        if folded is not None:
            d = d.plus(folded.mapped(layer.kink))
        return Form(x.centre + layer.bias, x.coefficients), Form(d.centre + layer.gap_bias, d.coefficients)

    def kinked(self, layer: FloatLayer) -> Form:
        """max(y, 0) of Ĝ's inputs y whose weights depend on y's sign."""
        kinks = list(layer.kinks)
        y = self.x.plus(self.e)
        z = Form(y.centre[:, kinks], y.coefficients[:, kinks])
        low, high = z.ends()
        slope, height = chord(low, high)
        self.open_symbols([(Slots(height > 0), self.blamed(z))])
        relu = z.scaled(slope, height / 2).padded(self.blame.shape[1])
        slots = Slots(height > 0)
        relu.coefficients[:, :, relu.coefficients.shape[2] - slots.count :] = slots.columns(len(kinks), height / 2)
        self.x, self.e = (form.padded(self.blame.shape[1]) for form in (self.x, self.e))
        return relu

    def blamed(self, form: Form) -> Tensor:
        """The share of each moving input in the range of each of a form's neurons, by the symbols' own shares."""
        share = form.coefficients.abs() @ self.blame
        return share / share.sum(2, keepdim=True).clamp(min=1e-300)

    def open_symbols(self, opened: Sequence[tuple[Slots, Tensor]]) -> None:
        """Takes note of new symbols: whose gates they are, and which inputs these depend on."""
        self.blame = torch.cat([self.blame, *(slots.take(share) for slots, share in opened)], 1)

    def through(self, layer: FloatLayer) -> None:
        """One affine layer and its gates."""
        x, d = self.affine(layer)
        y = x.plus(d)
        if not layer.relu:
            self.x, self.e, self.x_gaps, self.y_gaps, self.e_gaps = x, d, None, None, None
            return
        (x_low, x_high), (y_low, y_high), (d_low, d_high) = self.ranges(layer, x, y, d)
        x_slope, x_height = chord(x_low, x_high)
        y_slope, y_height = chord(y_low, y_high)
        slope, half = coupled(d_low, d_high)
        together = (x_height > 0) & (y_height > 0) & (2 * half < x_height + y_height)
        x_slots, e_height = Slots(x_height > 0), torch.where(together, 2 * half, y_height)
        e_slots = Slots(e_height > 0)
        e_share = torch.where(together[:, :, None], self.blamed(d), self.blamed(x) + self.blamed(d))
        self.open_symbols([(x_slots, self.blamed(x)), (e_slots, e_share / e_share.sum(2, keepdim=True).clamp(1e-300))])
        count, neurons = self.blame.shape[1], x.centre.shape[1]
        x, y, d = (form.padded(count) for form in (x, y, d))
        x_own = torch.nn.functional.pad(x_slots.columns(neurons, x_height / 2), (0, e_slots.count))
        x_symbols = torch.nn.functional.pad(x_own, (count - x_own.shape[2], 0))
        e_own = e_slots.columns(neurons, e_height / 2)
        e_symbols = torch.nn.functional.pad(e_own, (count - e_own.shape[2], 0))
        relu_x = x.scaled(x_slope, x_height / 2).with_symbols(x_symbols)
        apart = y.scaled(y_slope, y_height / 2).with_symbols(e_symbols)
        joined = d.scaled(torch.full_like(half, slope), torch.zeros_like(half)).with_symbols(e_symbols)
        e = Form(
            torch.where(together, joined.centre, apart.centre - relu_x.centre),
            torch.where(together[:, :, None], joined.coefficients, apart.coefficients - relu_x.coefficients),
        )
        self.x_gaps = Gaps.of_gates(x_slots, relu_x, x, x_slope, x_height)
        self.y_gaps = Gaps.of_gates(Slots(y_height > 0), relu_x.plus(e), y, y_slope, y_height)
        lower, upper = strip(d_low, d_high)
        self.e_gaps = Gaps.of_gates(e_slots, apart, y, y_slope, y_height).where(
            e_slots.take(together[:, :, None])[:, :, 0],
            Gaps.of_lines(e_slots, e, d, lower, upper),
        )
        self.x, self.e = relu_x, e

    def ranges(self, layer: FloatLayer, x: Form, y: Form, d: Form) -> tuple[tuple[Tensor, Tensor], ...]:
        """Where x, y and d lie, each by every way there is."""
        x_low, x_high = narrowed(x, layer.f, self.x_gaps)
        y_low, y_high = narrowed(y, layer.g, self.y_gaps)
        d_low, d_high = narrowed(d, layer.g, self.e_gaps)
        y_low, y_high = torch.maximum(y_low, x_low + d_low), torch.minimum(y_high, x_high + d_high)
        x_low, x_high = torch.maximum(x_low, y_low - d_high), torch.minimum(x_high, y_high - d_low)
        d_low, d_high = torch.maximum(d_low, y_low - x_high), torch.minimum(d_high, y_high - x_low)
        return (x_low, x_high), (y_low, y_high), (d_low, d_high)

    def output(self, layer: FloatLayer) -> Bounds:
        """The ends of the outputs' difference."""
        x, d = self.affine(layer)
        if layer.relu:
            (_, x_high), (_, y_high), (low, high) = self.ranges(layer, x, x.plus(d), d)
            low = torch.maximum(low.clamp(max=0), -x_high.clamp(min=0))
            high = torch.minimum(high.clamp(min=0), y_high.clamp(min=0))
        else:
            low, high = narrowed(d, layer.g, self.e_gaps)
        influence = d.coefficients.abs() @ self.blame
        return Bounds(low, high, influence, d.coefficients[:, :, : self.moving], self.blame.shape[1])
