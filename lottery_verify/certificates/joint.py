"""Bounds of Ĝ − F over many boxes at once, in floats: what the checker's joint affine forms will say of each box.

The same rules as `lottery_verify.checker.rules.joint`, for a batch of boxes; a proposal, which the checker repeats in
integers. A form of a layer is a centre, shape (boxes, neurons), and coefficients, shape (boxes, neurons, symbols).
x and y are pre-activations of F and Ĝ, d = y − x, e = max(y, 0) − max(x, 0).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lottery_verify.certificates.relaxed import (
    LEAST,
    Array,
    Form,
    Gaps,
    Slots,
    chord,
    coupled,
    narrowed,
    strip,
    widened,
)

Indices = npt.NDArray[np.intp]


class FloatLayer(NamedTuple):
    """One layer of both networks, in floats: the fields of the checker's `PairLayer`, `kink` with a column a kink."""

    f: Array
    g: Array
    gap: Array
    bias: Array
    gap_bias: Array
    kinks: tuple[int, ...]
    kink: Array
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

    low: Array
    high: Array
    influence: Array
    slope: Array
    symbols: int


@np.errstate(over="ignore", invalid="ignore", divide="ignore")  # what overflows is known to be nothing
def joint_bounds(pair: Sequence[FloatLayer], low: Array, high: Array, moving: Indices) -> Bounds:
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

    def __init__(self, low: Array, high: Array, moving: Indices) -> None:
        boxes, inputs = low.shape
        count = len(moving)
        coefficients = np.zeros((boxes, inputs, count))
        coefficients[:, moving, np.arange(count)] = (high - low)[:, moving] / 2
        self.moving = count
        self.x = Form((low + high) / 2, coefficients)
        self.e = Form(np.zeros((boxes, inputs)), np.zeros_like(coefficients))
        self.blame = np.broadcast_to(np.eye(count), (boxes, count, count))
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

    def blamed(self, form: Form) -> Array:
        """The share of each moving input in the range of each of a form's neurons, by the symbols' own shares."""
        share = np.abs(form.coefficients) @ self.blame
        return np.asarray(share / np.maximum(share.sum(2, keepdims=True), LEAST))

    def open_symbols(self, opened: Sequence[tuple[Slots, Array]]) -> None:
        """Takes note of new symbols: whose gates they are, and which inputs these depend on."""
        self.blame = np.concatenate([self.blame, *(slots.take(share) for slots, share in opened)], 1)

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
        x_slots, e_height = Slots(x_height > 0), np.where(together, 2 * half, y_height)
        e_slots = Slots(e_height > 0)
        e_share = np.where(together[:, :, None], self.blamed(d), self.blamed(x) + self.blamed(d))
        e_share /= np.maximum(e_share.sum(2, keepdims=True), LEAST)
        self.open_symbols([(x_slots, self.blamed(x)), (e_slots, e_share)])
        count, neurons = self.blame.shape[1], x.centre.shape[1]
        x, y, d = (form.padded(count) for form in (x, y, d))
        x_own, e_own = x_slots.columns(neurons, x_height / 2), e_slots.columns(neurons, e_height / 2)
        before = np.zeros((*x.centre.shape, count - x_slots.count - e_slots.count))
        x_symbols = widened(np.concatenate([before, x_own], 2), e_slots.count)
        e_symbols = np.concatenate([before, np.zeros_like(x_own), e_own], 2)
        relu_x = x.scaled(x_slope, x_height / 2).with_symbols(x_symbols)
        apart = y.scaled(y_slope, y_height / 2).with_symbols(e_symbols)
        joined = d.scaled(np.full_like(half, slope), np.zeros_like(half)).with_symbols(e_symbols)
        e = Form(
            np.where(together, joined.centre, apart.centre - relu_x.centre),
            np.where(together[:, :, None], joined.coefficients, apart.coefficients - relu_x.coefficients),
        )
        self.x_gaps = Gaps.of_gates(x_slots, relu_x, x, x_slope, x_height)
        self.y_gaps = Gaps.of_gates(Slots(y_height > 0), relu_x.plus(e), y, y_slope, y_height)
        lower, upper = strip(d_low, d_high)
        self.e_gaps = Gaps.of_gates(e_slots, apart, y, y_slope, y_height).where(
            np.take_along_axis(together, e_slots.index, 1),
            Gaps.of_lines(e_slots, e, d, lower, upper),
        )
        self.x, self.e = relu_x, e

    def ranges(self, layer: FloatLayer, x: Form, y: Form, d: Form) -> tuple[tuple[Array, Array], ...]:
        """Where x, y and d lie, each by every way there is."""
        x_low, x_high = narrowed(x, layer.f, self.x_gaps)
        y_low, y_high = narrowed(y, layer.g, self.y_gaps)
        d_low, d_high = narrowed(d, layer.g, self.e_gaps)
        y_low, y_high = np.maximum(y_low, x_low + d_low), np.minimum(y_high, x_high + d_high)
        x_low, x_high = np.maximum(x_low, y_low - d_high), np.minimum(x_high, y_high - d_low)
        d_low, d_high = np.maximum(d_low, y_low - x_high), np.minimum(d_high, y_high - x_low)
        return (x_low, x_high), (y_low, y_high), (d_low, d_high)

    def output(self, layer: FloatLayer) -> Bounds:
        """The ends of the outputs' difference."""
        x, d = self.affine(layer)
        if layer.relu:
            (_, x_high), (_, y_high), (low, high) = self.ranges(layer, x, x.plus(d), d)
            low = np.maximum(np.minimum(low, 0), -np.maximum(x_high, 0))
            high = np.minimum(np.maximum(high, 0), np.maximum(y_high, 0))
        else:
            low, high = narrowed(d, layer.g, self.e_gaps)
        influence = np.abs(d.coefficients) @ self.blame
        return Bounds(low, high, influence, d.coefficients[:, :, : self.moving], self.blame.shape[1])
