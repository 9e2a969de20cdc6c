"""Hints for all ends at once, where these share the scales of the symbols: a search in the gates' products.

For one scale s_b of each symbol an end is at most g/4·Σ 1/s² + max zᵀ(S/g + C)z, with S made of the products that all
ends share. Each entry of z gets a unit vector; one product of matrices is an ascent step of every end. Sums are the
same on every processor. Source: gated-difference.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lottery_verify.certificates.deadline import Deadline
from lottery_verify.certificates.last_gates import LEAST, FloatGates, slopes
from lottery_verify.checker.rules.paired import PairLayer
from lottery_verify.networks.reproducible import Coarse, length, product, total

Array = npt.NDArray[np.float64]
RANK = 8  # of the vectors
SETTLING, FIRST, TAIL = 10, 15, 20  # sweeps before the first step of ν, steps for each new scale, sweeps after the last
ROUNDS = 2  # of new scales
STEP = 0.05  # of ν, relative to the size of the weights of s beside those of x
SCALE = 1023  # the largest scale
HARD = 4  # an end's part in the scales is its bound to the power 2^HARD


class Searched(NamedTuple):
    """What the search found, an end for each last index; g and p in the outputs' unit."""

    scale: Array
    multipliers: Array  # of s·x − x, s·x + x and m·x + h − s·x
    g: Array
    p: Array  # the constant's first


class Ascent:
    """The vectors and multiples of all ends."""

    def __init__(self, gates: FloatGates, layer: PairLayer, ends: list[tuple[int, int]]) -> None:
        unit, free, opened = 1 << layer.scale, gates.free, gates.opened
        both = layer.g, layer.gap
        weights = [np.array([[sign * w / unit for w in rows[j]] for j, sign in ends]).T for rows in both]
        self.gap_bias = np.array([2 * sign * layer.gap_bias[j] / unit for j, sign in ends])
        self.w, self.v = (matrix[free] for matrix in weights)
        self.x_centre, self.d_centre = gates.x_centre[free][:, None], gates.d_centre[free][:, None]
        self.far = gates.far[:, None]
        self.slope, self.height = (one[:, None] for one in slopes(gates))
        size_d, size_x = (max(float(length(one[free].ravel())), LEAST) for one in (gates.d, gates.x))
        self.ratio = float(np.ldexp(1.0, int(np.frexp(size_d)[1]) - int(np.frexp(size_x)[1])))  # x in the unit of d
        self.rows = np.vstack([gates.d[free], gates.x[free] * self.ratio])
        by_d, by_x = product(gates.d[opened].T, weights[0][opened]), product(gates.x[opened].T, weights[1][opened])
        self.opened = 2 * (by_d + by_x)
        self.pace = STEP * length((self.w * length(gates.d[free])[:, None]).T) / size_x
        self.count, self.ends = len(free), len(ends)
        start = np.random.default_rng(0).integers(-999, 1000, (self.count, self.ends, RANK)).astype(np.float64)
        self.vectors = start / np.maximum(length(start), LEAST)[..., None]
        self.multipliers = np.zeros((3, self.count, self.ends))
        self.mean, self.square = np.zeros_like(self.multipliers), np.zeros_like(self.multipliers)
        self.rescale(np.full(self.rows.shape[1], float(SCALE)))

    def rescale(self, scale: Array) -> None:
        """New scales of the symbols."""
        self.scale, rows = scale, self.rows * scale
        self.coarse_rows, self.products = Coarse(rows), Coarse(product(rows, rows.T))
        self.own = self.opened * scale[:, None]
        self.by_own, self.own_square = product(rows, self.own), total((self.own * self.own).T)
        self.inverse = float(total(1 / (scale * scale)))

    def multiples(self) -> tuple[Array, Array]:
        """Of each gate's s·x, and of its x alone."""
        up, down, chord = self.multipliers
        return self.v + up + down - chord, self.v + down - up + chord * self.slope

    def combined(self) -> Array:
        """Each row's vector: of d, then of x."""
        n, alone = (one / self.ratio for one in self.multiples())
        found = np.concatenate([self.w[..., None] * self.vectors, n[..., None] * self.vectors])
        found[..., 0] += np.concatenate([self.w, alone])
        return found

    def sweep(self) -> None:
        """The best vectors of the gates for those of the symbols, which are the best for the gates' last ones."""
        vectors, k = self.combined(), self.count
        met = self.products.times(vectors.reshape(2 * k, -1)).reshape(vectors.shape)
        met[..., 0] += self.by_own
        squares = total((vectors * met).transpose(1, 0, 2).reshape(self.ends, -1))
        squares += total((vectors[..., 0] * self.by_own).T) + self.own_square
        self.g = 2 * np.sqrt(np.maximum(squares, LEAST) / self.inverse)
        n, alone = self.multiples()
        column = self.w * self.d_centre + n * self.x_centre
        new = (self.w[..., None] * met[:k] + (n / self.ratio)[..., None] * met[k:]) / self.g[:, None]
        new[..., 0] += column / 2
        self.p = length(new)
        value = 2 / (self.ratio * self.g[:, None]) * met[k:]
        value[..., 0] += self.x_centre
        self.met, self.alone = total(self.vectors * value), value[..., 0]
        self.vectors = new / np.maximum(self.p, LEAST)[..., None]
        corner = total((self.w * met[:k, :, 0] + alone / self.ratio * met[k:, :, 0]).T) + self.own_square
        corner = (corner + total((vectors[..., 0] * self.by_own).T)) / self.g
        self.corner = corner + total((column * self.vectors[..., 0]).T) / 2

    def step(self, size: float) -> None:
        """A step of ν along its gradient."""
        lines = self.met - self.alone, self.met + self.alone, self.slope * self.alone + self.height - self.met
        gradient = np.stack([lines[0] + self.far / 2, lines[1] + self.far / 2, lines[2]])
        self.mean = 0.9 * self.mean + 0.1 * gradient
        self.square = 0.95 * self.square + 0.05 * gradient * gradient
        move = self.pace * size * self.mean / (np.sqrt(self.square) + LEAST)
        self.multipliers = np.maximum(self.multipliers - move, 0)

    def bounds(self) -> Array:
        """Twice each end, as far as the vectors have come."""
        n, alone = self.multiples()
        up, down, chord = self.multipliers
        shares = (np.maximum(self.v, 0) + up + down) * self.far / 2 + chord * self.height
        constant = self.gap_bias + total((shares + self.w * self.d_centre + alone * self.x_centre).T)
        column = self.w * self.d_centre + n * self.x_centre
        return np.asarray(constant + self.g * self.inverse / 2 + total((column * self.vectors[..., 0]).T))

    def fitted(self) -> Array:
        """Scales that suit the hardest ends most: 1/s² is as large as what the end's vectors make of the symbol."""
        vectors = self.combined()
        symbols = self.coarse_rows.transposed_times(vectors.reshape(2 * self.count, -1)).reshape(-1, self.ends, RANK)
        symbols[..., 0] += self.own
        bounds = np.maximum(self.bounds(), 0)
        part = bounds / max(float(bounds.max()), LEAST)
        for _ in range(HARD):
            part = part * part
        squares = total(total(symbols * symbols) * part) / (self.scale * self.scale)
        scale = 1 / np.sqrt(np.sqrt(np.maximum(squares, LEAST)))
        return np.maximum(np.rint(scale * (SCALE / float(scale.max()))), 1)


def search(
    gates: FloatGates, layer: PairLayer, ends: list[tuple[int, int]], steps: int, deadline: Deadline
) -> Searched | None:
    """Scales, multiples, g and p of all ends; None where there was no time.

    Args:
        gates: the last ones; at least one is free, and there is a symbol.
        layer: behind them.
        ends: (output, sign) of each.
        steps: of ν, after the last new scales.
        deadline: when the search ends.
    """
    ascent = Ascent(gates, layer, ends)
    for turn in range(ROUNDS + 1):
        last = turn == ROUNDS
        wanted = steps if last else min(steps, FIRST)
        for k in range(SETTLING + wanted + (TAIL if last else 0)):
            if deadline.passed:
                return None
            ascent.sweep()
            if SETTLING <= k < SETTLING + wanted:
                ascent.step(1 - (k - SETTLING) / wanted if last else 1)
        if not last:
            ascent.rescale(ascent.fitted())
    return Searched(ascent.scale, ascent.multipliers, ascent.g, np.vstack([ascent.corner, ascent.p]))
