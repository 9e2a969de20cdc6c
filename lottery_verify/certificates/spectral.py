"""Certified upper bounds of ‖W‖₂ by a factorisation whose residual is exact."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from lottery_verify.certificates.dyadic import Dyadic, blocks
from lottery_verify.certificates.limbs import times
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
    grid = np.rint(np.ldexp(factor, step)).astype(np.int64)
    square = int(Fraction(estimate) * 4**scale)
    made = tuple(tuple(v << (scale - step) for v in row[: i + 1]) for i, row in enumerate(grid.tolist()))
    return Witness(scale, square, made, _residual(square, scale, Dyadic.of(rows), Dyadic(grid, step)))


def _residual(square: int, scale: int, *factors: Dyadic) -> int:
    """The largest row sum of |square·I − Σ AAᵀ|, over 4^scale, for factors A of no more places than `scale`."""
    sums: list[int] = []
    for part in blocks(factors[0].shape):
        rest = np.zeros((part.stop - part.start, len(factors[0].whole)), dtype=object)
        rest[range(len(rest)), range(part.start, part.stop)] = square
        for a in factors:
            rest -= times(a.whole[part], a.whole.T) << 2 * (scale - a.places)
        sums += np.abs(rest).sum(axis=1).tolist()
    return max(sums)
