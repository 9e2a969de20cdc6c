"""Certified upper bounds of spectral norms: floating point proposes, exact integers and outward rounding decide.

W is read as H*2^-a + R, H a matrix of integers of so few bits that every sum in H*H^T is an integer below 2^53: such
sums are exact in float64 in whatever order a BLAS adds them. Then, for any number s and any matrix C of integers,
s*I - H*H^T = C*C^T + E gives lambda_max(H*H^T) <= s + max_row sum |E|, where C is a rounded Cholesky factor. E is
computed from exact integer products with every later rounding counted. Last, |W| <= 2^-a*sqrt(...) + |R|_F.
The proposals for s and C are those of networks.norms, and so the bound is the same number on every processor.
"""

from fractions import Fraction
from math import fsum, isqrt

import numpy as np
import numpy.typing as npt

from lottery_verify.networks.norms import factor_below, largest_eigenvalue, wide
from lottery_verify.networks.reproducible import EXACT, limb_bits, two_limbs

Array = npt.NDArray[np.float64]
_UNIT = Fraction(1, 1 << EXACT)
_ROOT_BITS = 64


def spectral_norm_bound(weight: Array) -> Fraction:
    """A rational number that is certainly at least the spectral norm.

    Args:
        weight: a finite matrix, float64.
    Returns: the least of the Cholesky bound, sqrt(|W|_1*|W|_inf) and the Frobenius norm, each rounded up.
    Source: error-propagation needs |W_i y| <= s_i*|y|.
    """
    rows = wide(weight)
    largest = float(np.max(np.abs(rows))) if rows.size else 0.0
    if largest == 0.0:
        return Fraction(0)
    integers, _, exponent = two_limbs(rows, limb_bits(rows.shape[1]))
    unit = Fraction(1 << max(-exponent, 0), 1 << max(exponent, 0))
    # |W*2^a - H| <= 1/2 entrywise (ldexp can only lose what is below 2^-1074), and exact where it is 0
    exact = np.array_equal(np.ldexp(integers, -exponent), rows)
    rest = Fraction(0) if exact else Fraction(isqrt(rows.size) + 1) * Fraction(513, 1024)
    candidates = [_frobenius(integers), _cheap(integers)]
    by_factor = _by_cholesky(integers)
    if by_factor is not None:
        candidates.append(by_factor)
    return (min(candidates) + rest) * unit


def root_above(square: Fraction) -> Fraction:
    """A rational number whose square is at least `square` (not negative), within about 2^-64 of the root."""
    scaled = -(-square.numerator * (1 << 2 * _ROOT_BITS) // square.denominator)
    root = isqrt(scaled)
    return Fraction(root if root * root == scaled else root + 1, 1 << _ROOT_BITS)


def _frobenius(integers: Array) -> Fraction:
    return root_above(Fraction(sum(int(row @ row) for row in integers)))


def _cheap(integers: Array) -> Fraction:
    size = np.abs(integers)
    return root_above(Fraction(int(size.sum(axis=0).max())) * Fraction(int(size.sum(axis=1).max())))


def _by_cholesky(integers: Array) -> Fraction | None:
    """The bound from a Cholesky factor of s*I - H*H^T, or None when floating point finds no factor."""
    gram = integers @ integers.T  # exact: every partial sum is an integer below 2^53
    guess = largest_eigenvalue(gram)
    for slack in (2.0**-30, 2.0**-24, 2.0**-16):
        shift = float(np.ceil(guess * (1.0 + slack)))
        if not np.isfinite(shift) or shift >= 2.0**EXACT:
            return None
        factor = factor_below(shift, gram)
        if factor is not None:
            return root_above(Fraction(shift) + _residual(gram, int(shift), factor))
    return None


def _residual(gram: Array, shift: int, factor: Array) -> Fraction:
    """At least the largest row sum of |s*I - G - C*C^T| for C the factor rounded to two limbs, and of its rounding.

    C = (A + B*2^-b)*2^-a with integer limbs A, B: A*A^T, A*B^T and B*B^T are exact, and each of the at most six
    roundings that follow is at most one unit of the sum of the sizes added.
    """
    size = len(gram)
    limb = limb_bits(size)
    high, low, top = two_limbs(factor, limb)
    parts = [
        np.ldexp(high @ high.T, -2 * top),
        np.ldexp(high @ low.T, -2 * top - limb),
        np.ldexp(low @ high.T, -2 * top - limb),
        np.ldexp(low @ low.T, -2 * top - 2 * limb),
    ]
    error = np.diag(np.full(size, float(shift))) - gram
    sizes = np.abs(np.diag(np.full(size, float(shift)))) + np.abs(gram)
    for part in parts:
        error = error - part
        sizes = sizes + np.abs(part)
    most, total = (max(map(fsum, entries.tolist())) for entries in (np.abs(error), sizes))
    # fsum rounds an exact sum once, and each entry of `sizes`, having up to five additions of numbers that are not
    # negative, is below the exact one by a factor of at most 1 - 5*2^-53: 2 covers both
    return Fraction(most) * 2 + Fraction(total) * 2 * 6 * _UNIT
