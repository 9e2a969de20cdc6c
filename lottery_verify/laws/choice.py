"""Which law suits a layer: parameters of the uniform and the hyperbolic law, and exact category probabilities."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import numpy as np

from lottery_verify.checker.regions import parse_number
from lottery_verify.checker.source import MAX_OCTAVE, Law, mantissas
from lottery_verify.errors import BeyondSource, InvalidArgument

CELLS = 1 << 16


def base_value(base: str) -> mpmath.mpf:
    """The number γ that `base` names, to the working precision of mpmath.

    Args:
        base: "phi" or a rational in (1, φ], as text.
    Raises:
        InvalidArgument: γ² > γ + 1, or γ ≤ 1.
    """
    if base == "phi":
        return mpmath.phi
    try:
        ratio = parse_number(base, "base")
    except InvalidArgument:
        raise InvalidArgument(f"base {base[:60]!r} is neither phi nor a number") from None
    if ratio <= 1 or ratio * ratio > ratio + 1:
        raise InvalidArgument(f"base {base[:60]} must lie in (1, phi], phi = (1 + sqrt 5)/2 = 1.618…")
    return mpmath.mpf(ratio.numerator) / ratio.denominator


def category_count(w_max: Fraction, epsilon_w: Fraction, base: str) -> int:
    """k = ⌈log_γ(w_max/ε_w)⌉, the golden categories that bring any |w| ≤ w_max within ε_w; 0 when ε_w ≥ w_max.

    Source: golden-decomposition.
    """
    if epsilon_w >= w_max:
        return 0
    ratio = w_max / epsilon_w
    with mpmath.workdps(60):
        power = mpmath.log(mpmath.mpf(ratio.numerator) / ratio.denominator) / mpmath.log(base_value(base))
        k, near = max(1, int(mpmath.ceil(power))), abs(power - mpmath.nint(power)) < mpmath.mpf(2) ** -100
    if near:  # rounding could decide: γ^k is compared exactly
        k = max(1, k - 1)
        while not _power_reaches(base, k, ratio):
            k += 1
    return k


def _power_reaches(base: str, k: int, ratio: Fraction) -> bool:
    """Whether γ^k ≥ ratio, exactly; φ^k = (L_k + F_k·√5)/2 with Lucas and Fibonacci numbers."""
    if base != "phi":
        return Fraction(base) ** k >= ratio
    fibonacci, following = 0, 1
    for _ in range(k):
        fibonacci, following = following, fibonacci + following
    beyond = 2 * ratio - (2 * following - fibonacci)
    return beyond <= 0 or beyond * beyond <= 5 * fibonacci * fibonacci


def hyperbolic_law(w_max: Fraction, k: int, base: str) -> Law:
    """The hyperbolic law on [α, β] of the claim hyperbolic-product, widened outward to whole cells.

    Args:
        w_max: > 0, at least every |w| of the layer.
        k: categories, ≥ 1.
        base: γ, "phi" or a rational in (1, φ].
    Raises:
        InvalidArgument: α or β leaves the range in which float32 products stay normal.
    """
    with mpmath.workdps(60):
        step = mpmath.log(base_value(base), 2)
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


def category_probability(law: Law, w_max: Fraction, k: int, base: str) -> Fraction:
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
        gamma = base_value(base)
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
