"""Certified upper bounds of ‖W‖₂ by a factorisation whose residual is exact."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from operator import mul

import numpy as np

from lottery_verify.checker.reach import root
from lottery_verify.networks.network import Layer
from lottery_verify.networks.norms import LARGEST_SIDE, factor_below, largest_eigenvalue, wide
from lottery_verify.networks.reproducible import product

GRID = 40  # binary places of the factor's entries, relative to the norm
MARGIN = 2.0**-16  # the square lies so much above the estimate of ‖W‖₂², relative to it
SMALLEST, GREATEST = 1e-120, 1e115  # of the largest entry, so that float64 holds the squares and their sums
MOST_PLACES = 2048  # of an entry; those of float64 need 1126


@dataclass(frozen=True)
class Witness:
    """‖W‖₂² ≤ square + ‖square·I − WWᵀ − RRᵀ‖_∞, all integers over 4^scale (R over 2^scale), R lower triangular.

    W stands for its transpose where that has fewer rows.
    """

    scale: int
    square: int
    factor: tuple[tuple[int, ...], ...]
    residual: int

    def bound(self) -> tuple[int, int]:
        """(s, t) with ‖W‖₂ ≤ s/2^t."""
        return root(max(0, self.square + self.residual)), self.scale

    def describe(self) -> dict[str, object]:
        """What the certificate stores; the residual is for the checker to find."""
        return {
            "scale": self.scale,
            "square": hex(self.square),
            "factor": [[hex(v) for v in row] for row in self.factor],
        }


def spectral_witness(layer: Layer) -> Witness | None:
    """A witness for ‖W‖₂ just above its true value, or None where W is zero or too large for it to be worthwhile.

    Args:
        layer: W and the bias, whose entries the witness' scale holds too, as the checker wants it.
    """
    rows = wide(layer.weight)
    if not rows.any() or len(rows) > LARGEST_SIDE:
        return None
    entries = np.abs(rows if layer.bias is None else np.append(rows, layer.bias))
    scale = max(0, 53 - int(np.frexp(entries[entries != 0].min())[1]))
    if scale > MOST_PLACES or not SMALLEST < np.abs(rows).max() < GREATEST:
        return None
    gram = product(rows, rows.T)
    estimate = largest_eigenvalue(gram) * (1 + MARGIN)
    factor = factor_below(estimate, gram)
    if factor is None:
        return None
    step = GRID - int(np.frexp(estimate)[1]) // 2  # entries of R as multiples of 2^-step
    scale = max(scale, step)
    grid = [[round(v * 2.0**step) << (scale - step) for v in row[: i + 1]] for i, row in enumerate(factor.tolist())]
    square = int(Fraction(estimate) * 4**scale)
    exact = [[_integer(v, scale) for v in row] for row in rows.tolist()]
    sums = [0] * len(rows)
    for i, row in enumerate(exact):
        for j in range(i + 1):
            off = abs((square if i == j else 0) - sum(map(mul, row, exact[j])) - sum(map(mul, grid[i], grid[j])))
            sums[i] += off
            sums[j] += off if i != j else 0
    return Witness(scale, square, tuple(map(tuple, grid)), max(sums))


def _integer(value: float, scale: int) -> int:
    numerator, denominator = value.as_integer_ratio()
    return numerator * ((1 << scale) // denominator)
