"""Which law suits a layer: parameters of the uniform and the hyperbolic law, and exact category probabilities."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import numpy as np

from lottery_verify.checker.source import MAX_OCTAVE, Law, mantissas
from lottery_verify.counts.base import Base, categories
from lottery_verify.errors import BeyondSource

CELLS = 1 << 16
LATTICE = Fraction(1, 1 << 22)
"""At least |uv − u'v'| for ideal u, v in [-1, 1] and their neighbours u', v' in the uniform law's 24 bits."""


def golden_law(w_max: Fraction, epsilon_w: Fraction, base: Base) -> Law:
    """The hyperbolic law for the categories that bring any |w| ≤ w_max within ε_w, at least one.

    Args:
        w_max: > 0, at least every |w| of the layer.
        epsilon_w: > 0, within which each must be met.
        base: γ.
    Source: hyperbolic-product.
    """
    return hyperbolic_law(w_max, max(1, categories(base, w_max / epsilon_w)), base)


def hyperbolic_law(w_max: Fraction, k: int, base: Base) -> Law:
    """The hyperbolic law on [α, β] of the claim hyperbolic-product, widened outward to whole cells.

    Args:
        w_max: > 0, at least every |w| of the layer.
        k: categories, ≥ 1.
        base: γ.
    Raises:
        BeyondSource: α or β leaves the range in which float32 products stay normal.
    """
    with mpmath.workdps(60):
        step = mpmath.log(base.rounded(), 2)
        middle = mpmath.log(mpmath.mpf(w_max.numerator) / w_max.denominator, 2) / 2
        quarter = mpmath.mpf(k) / 4
        lower = int(mpmath.floor(CELLS * (middle - step * (3 * quarter + mpmath.mpf(1) / 2))))
        upper = int(mpmath.ceil(CELLS * (middle + step * (quarter - mpmath.mpf(1) / 2))))
    upper = max(upper, lower + 1)
    _in_range(lower / CELLS, upper / CELLS, w_max)
    return Law("hyperbolic", lower, upper)


def uniform_law(w_max: Fraction, reach: Fraction = Fraction(1)) -> Law:
    """The uniform law on [-2^s, 2^s], s the least integer with 4^s ≥ reach·w_max, so that products reach that far."""
    with mpmath.workdps(60):
        want = w_max * reach
        scale = int(mpmath.ceil(mpmath.log(mpmath.mpf(want.numerator) / want.denominator, 4)))
    _in_range(scale, scale, w_max)
    return Law("uniform", scale, 0)


def _in_range(lower: float, upper: float, w_max: Fraction) -> None:
    if not -MAX_OCTAVE <= lower <= upper <= MAX_OCTAVE:
        raise BeyondSource(
            f"w_max {mpmath.nstr(mpmath.mpf(w_max.numerator) / w_max.denominator, 6)}: the law would need weights of "
            f"size 2^{lower:.1f} to 2^{upper:.1f}; the source's weights lie within 2^±{MAX_OCTAVE}"
        )


def category_probability(law: Law, w_max: Fraction, k: int, base: Base) -> Fraction:
    """A lower bound, exact for the finite law, of the least category probability with both signs prescribed.

    It counts the pairs of 31-bit draws whose product lies in w_max·[γ^{-i-1}, γ^{-i}], for each i = 1..k, leaving out
    pairs within a relative 2^-40 of an edge (there rounding of the edges could decide), and divides by 2^62·4.

    Args:
        law: a hyperbolic law.
        w_max, k, base: as in hyperbolic_law.
    Returns:
        c > 0 as an exact fraction; the ideal law's bound is 1/(8k).

    Source: hyperbolic-product.
    """
    cells = np.arange(law.lower, law.upper)
    size = len(cells)
    values = np.ldexp(np.array(mantissas(), dtype=np.float64)[cells & 0xFFFF], (cells >> 16).astype(np.int32) - 23)
    first = [-((-(c << 31)) // size) for c in range(size + 1)]  # the first t of each cell
    starts = np.array(first, dtype=np.int64)
    counts = np.diff(starts)
    least: int | None = None
    with mpmath.workdps(40):
        gamma = base.rounded()
        top = mpmath.mpf(w_max.numerator) / w_max.denominator
        edges = [float(top * gamma ** (-i)) for i in range(1, k + 2)]
    slack = 2.0**-40
    for low, high in zip(edges[1:], edges, strict=False):
        begin = starts[np.searchsorted(values, low * (1 + slack) / values, side="left")]
        end = starts[np.searchsorted(values, high * (1 - slack) / values, side="right")]
        pairs = counts * np.maximum(end - begin, 0)  # at most 2^62 in all; a chunk's sum fits in 63 bits
        total = sum(int(chunk.sum()) for chunk in np.array_split(pairs, max(1, size // CELLS)))
        least = total if least is None else min(least, total)
    return Fraction(least or 0, 1 << 64)
