"""Relaxations of gates for a batch of boxes, in floats: the formulas of `lottery_verify.checker.rules.relaxation`."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
LEAST = 1e-300  # keeps a division by the width of an empty range finite


class Form(NamedTuple):
    """centre + Σ coefficients·symbols: shapes (boxes, neurons) and (boxes, neurons, symbols)."""

    centre: Array
    coefficients: Array

    def plus(self, other: Form) -> Form:
        """The sum of two forms over the same symbols."""
        return Form(self.centre + other.centre, self.coefficients + other.coefficients)

    def minus(self, other: Form) -> Form:
        """The difference of two forms over the same symbols."""
        return Form(self.centre - other.centre, self.coefficients - other.coefficients)

    def mapped(self, matrix: Array) -> Form:
        """A matrix times the form."""
        return Form(self.centre @ matrix.T, matrix @ self.coefficients)

    def scaled(self, slope: Array, offset: Array) -> Form:
        """slope·form + offset, neuron by neuron."""
        return Form(slope * self.centre + offset, slope[:, :, None] * self.coefficients)

    def padded(self, count: int) -> Form:
        """The same over `count` symbols."""
        more = count - self.coefficients.shape[2]
        return Form(self.centre, widened(self.coefficients, more)) if more else self

    def with_symbols(self, columns: Array) -> Form:
        """The form plus symbols of its own."""
        return Form(self.centre, self.coefficients + columns)

    def ends(self) -> tuple[Array, Array]:
        """The least and the largest value."""
        radius = np.abs(self.coefficients).sum(2)
        return self.centre - radius, self.centre + radius


class Slots:
    """Which neurons of each box are meant, as many for every box: `index` and `valid` have shape (boxes, count)."""

    def __init__(self, mask: Mask) -> None:
        self.count = int(mask.sum(1).max()) if mask.size else 0
        self.index = np.argsort(~mask, axis=1, kind="stable")[:, : self.count]
        self.valid = np.take_along_axis(mask, self.index, 1)

    def take(self, values: Array) -> Array:
        """The rows of these neurons, of values of shape (boxes, neurons, k)."""
        return values[np.arange(len(values))[:, None], self.index]

    def take_form(self, form: Form) -> Form:
        """The form of these neurons."""
        return Form(np.take_along_axis(form.centre, self.index, 1), self.take(form.coefficients))

    def columns(self, neurons: int, size: Array) -> Array:
        """A symbol for each slot, of its neuron's size: shape (boxes, neurons, count)."""
        found = np.zeros((len(size), neurons, self.count))
        own = np.take_along_axis(size, self.index, 1) * self.valid
        found[np.arange(len(size))[:, None], self.index, np.arange(self.count)] = own
        return found


class Gaps(NamedTuple):
    """For some gates, how far their forms lie above two lines below them, and above a line above them."""

    slots: Slots
    below: tuple[Form, Form]
    above: Form

    @classmethod
    def of_gates(cls, slots: Slots, relu: Form, z: Form, slope: Array, height: Array) -> Gaps:
        """Lines 0 and z below max(z, 0), and the chord above it."""
        gate, below, chord_ = (slots.take_form(form) for form in (relu, z, z.scaled(slope, height)))
        return cls(slots, (gate, gate.minus(below)), gate.minus(chord_))

    @classmethod
    def of_lines(cls, slots: Slots, e: Form, d: Form, lower: tuple[Array, Array], upper: tuple[Array, Array]) -> Gaps:
        """The same line of d below e twice, and one above it."""
        gate, below, above = (slots.take_form(form) for form in (e, d.scaled(*lower), d.scaled(*upper)))
        return cls(slots, (gate.minus(below), gate.minus(below)), gate.minus(above))

    def where(self, chosen: Mask, other: Gaps) -> Gaps:
        """The other's gaps where chosen, of shape (boxes, count)."""

        def pick(a: Form, b: Form) -> Form:
            return Form(
                np.where(chosen, b.centre, a.centre),
                np.where(chosen[:, :, None], b.coefficients, a.coefficients),
            )

        below = tuple(pick(a, b) for a, b in zip(self.below, other.below, strict=True))
        return Gaps(self.slots, (below[0], below[1]), pick(self.above, other.above))


def narrowed(form: Form, matrix: Array, gaps: Gaps | None) -> tuple[Array, Array]:
    """Ends of a form that holds matrix·gates, each gate given way to a line below or above it, by two choices."""
    low, high = form.ends()
    if gaps is None or gaps.slots.count == 0:
        return low, high
    weights = matrix.T[gaps.slots.index].transpose(0, 2, 1) * gaps.slots.valid[:, None, :]
    positive, negative = np.maximum(weights, 0), np.minimum(weights, 0)
    shape = form.coefficients.shape[2]
    above = gaps.above.padded(shape)
    up, down = _product(positive, above), _product(negative, above)
    for below in gaps.below:
        line = below.padded(shape)
        low = np.maximum(low, form.minus(_product(positive, line)).minus(down).ends()[0])
        high = np.minimum(high, form.minus(_product(negative, line)).minus(up).ends()[1])
    return low, high


def _product(weights: Array, form: Form) -> Form:
    return Form((weights @ form.centre[:, :, None])[:, :, 0], weights @ form.coefficients)


def widened(values: Array, more: int) -> Array:
    """Values of shape (boxes, neurons, symbols), and so many zeros behind each row."""
    return np.concatenate([values, np.zeros((*values.shape[:2], more))], 2)


def chord(low: Array, high: Array) -> tuple[Array, Array]:
    """(slope, height) with 0 ≤ max(z, 0) − slope·z ≤ height for low ≤ z ≤ high; height 0 where the sign is known."""
    crosses = (low < 0) & (high > 0)
    slope = np.where(crosses, high / np.maximum(high - low, LEAST), np.where(low >= 0, 1.0, 0.0))
    return slope, np.where(crosses, -slope * low, 0.0)


def coupled(low: Array, high: Array) -> tuple[float, Array]:
    """(slope, half) with |e − slope·d| ≤ half for low ≤ d ≤ high, whatever x is."""
    return 0.5, np.maximum(-low, high) / 2


def strip(low: Array, high: Array) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """Lines (slope, offset) of d below and above e for low ≤ d ≤ high."""
    share = np.clip(high / np.maximum(high - low, LEAST), 0, 1)
    upper = np.where(low >= 0, 1.0, np.where(high <= 0, 0.0, share))
    lower = 1 - upper
    crosses = (low < 0) & (high > 0)
    return (lower, np.where(crosses, -lower * high, 0.0)), (upper, np.where(crosses, -upper * low, 0.0))
