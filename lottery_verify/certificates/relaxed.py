"""Relaxations of gates for a batch of boxes, in floats: the formulas of `lottery_verify.checker.rules.relaxation`."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import pad

LEAST = 1e-300  # keeps a division by the width of an empty range finite


class Form(NamedTuple):
    """centre + Σ coefficients·symbols: shapes (boxes, neurons) and (boxes, neurons, symbols)."""

    centre: Tensor
    coefficients: Tensor

    def plus(self, other: Form) -> Form:
        """The sum of two forms over the same symbols."""
        return Form(self.centre + other.centre, self.coefficients + other.coefficients)

    def minus(self, other: Form) -> Form:
        """The difference of two forms over the same symbols."""
        return Form(self.centre - other.centre, self.coefficients - other.coefficients)

    def mapped(self, matrix: Tensor) -> Form:
        """A matrix times the form."""
        return Form(self.centre @ matrix.T, matrix @ self.coefficients)

    def scaled(self, slope: Tensor, offset: Tensor) -> Form:
        """slope·form + offset, neuron by neuron."""
        return Form(slope * self.centre + offset, slope[:, :, None] * self.coefficients)

    def padded(self, count: int) -> Form:
        """The same over `count` symbols."""
        more = count - self.coefficients.shape[2]
        return Form(self.centre, pad(self.coefficients, (0, more))) if more else self

    def with_symbols(self, columns: Tensor) -> Form:
        """The form plus symbols of its own."""
        return Form(self.centre, self.coefficients + columns)

    def ends(self) -> tuple[Tensor, Tensor]:
        """The least and the largest value."""
        radius = self.coefficients.abs().sum(2)
        return self.centre - radius, self.centre + radius


class Slots:
    """Which neurons of each box are meant, as many for every box: `index` and `valid` have shape (boxes, count)."""

    def __init__(self, mask: Tensor) -> None:
        self.count = int(mask.sum(1).max()) if mask.numel() else 0
        self.index = torch.argsort((~mask).to(torch.int8), dim=1, stable=True)[:, : self.count]
        self.valid = mask.gather(1, self.index)

    def take(self, values: Tensor) -> Tensor:
        """The rows of these neurons, of values of shape (boxes, neurons, k)."""
        return values.gather(1, self.index[:, :, None].expand(-1, -1, values.shape[2]))

    def take_form(self, form: Form) -> Form:
        """The form of these neurons."""
        return Form(form.centre.gather(1, self.index), self.take(form.coefficients))

    def columns(self, neurons: int, size: Tensor) -> Tensor:
        """A symbol for each slot, of its neuron's size: shape (boxes, neurons, count)."""
        found = torch.zeros(len(size), neurons, self.count, dtype=size.dtype)
        return found.scatter_(1, self.index[:, None, :], (size.gather(1, self.index) * self.valid)[:, None, :])


class Gaps(NamedTuple):
    """For some gates, how far their forms lie above two lines below them, and above a line above them."""

    slots: Slots
    below: tuple[Form, Form]
    above: Form

    @classmethod
    def of_gates(cls, slots: Slots, relu: Form, z: Form, slope: Tensor, height: Tensor) -> Gaps:
        """Lines 0 and z below max(z, 0), and the chord above it."""
        gate, below, chord_ = (slots.take_form(form) for form in (relu, z, z.scaled(slope, height)))
        return cls(slots, (gate, gate.minus(below)), gate.minus(chord_))

    @classmethod
    def of_lines(
        cls, slots: Slots, e: Form, d: Form, lower: tuple[Tensor, Tensor], upper: tuple[Tensor, Tensor]
    ) -> Gaps:
        """The same line of d below e twice, and one above it."""
        gate, below, above = (slots.take_form(form) for form in (e, d.scaled(*lower), d.scaled(*upper)))
        return cls(slots, (gate.minus(below), gate.minus(below)), gate.minus(above))

    def where(self, chosen: Tensor, other: Gaps) -> Gaps:
        """The other's gaps where chosen, of shape (boxes, count)."""

        def pick(a: Form, b: Form) -> Form:
            return Form(
                torch.where(chosen, b.centre, a.centre),
                torch.where(chosen[:, :, None], b.coefficients, a.coefficients),
            )

        below = tuple(pick(a, b) for a, b in zip(self.below, other.below, strict=True))
        return Gaps(self.slots, (below[0], below[1]), pick(self.above, other.above))


def narrowed(form: Form, matrix: Tensor, gaps: Gaps | None) -> tuple[Tensor, Tensor]:
    """Ends of a form that holds matrix·gates, each gate given way to a line below or above it, by two choices."""
    low, high = form.ends()
    if gaps is None or gaps.slots.count == 0:
        return low, high
    weights = matrix.T[gaps.slots.index].transpose(1, 2) * gaps.slots.valid[:, None, :]
    positive, negative = weights.clamp(min=0), weights.clamp(max=0)
    shape = form.coefficients.shape[2]
    above = gaps.above.padded(shape)
    up, down = _product(positive, above), _product(negative, above)
    for below in gaps.below:
        line = below.padded(shape)
        low = torch.maximum(low, form.minus(_product(positive, line)).minus(down).ends()[0])
        high = torch.minimum(high, form.minus(_product(negative, line)).minus(up).ends()[1])
    return low, high


def _product(weights: Tensor, form: Form) -> Form:
    return Form((weights @ form.centre[:, :, None])[:, :, 0], weights @ form.coefficients)


def chord(low: Tensor, high: Tensor) -> tuple[Tensor, Tensor]:
    """(slope, height) with 0 ≤ max(z, 0) − slope·z ≤ height for low ≤ z ≤ high; height 0 where the sign is known."""
    crosses = (low < 0) & (high > 0)
    slope = torch.where(crosses, high / (high - low).clamp(min=LEAST), (low >= 0).to(low.dtype))
    return slope, torch.where(crosses, -slope * low, torch.zeros_like(low))


def coupled(low: Tensor, high: Tensor) -> tuple[float, Tensor]:
    """(slope, half) with |e − slope·d| ≤ half for low ≤ d ≤ high, whatever x is."""
    return 0.5, torch.maximum(-low, high) / 2


def strip(low: Tensor, high: Tensor) -> tuple[tuple[Tensor, Tensor], tuple[Tensor, Tensor]]:
    """Lines (slope, offset) of d below and above e for low ≤ d ≤ high."""
    share = (high / (high - low).clamp(min=LEAST)).clamp(0, 1)
    upper = torch.where(low >= 0, torch.ones_like(low), torch.where(high <= 0, torch.zeros_like(low), share))
    lower = 1 - upper
    crosses = (low < 0) & (high > 0)
    zero = torch.zeros_like(low)
    return (lower, torch.where(crosses, -lower * high, zero)), (upper, torch.where(crosses, -upper * low, zero))
