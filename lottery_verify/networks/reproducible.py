"""Sums and products of floats that are the same bytes on every processor.

A BLAS, a LAPACK, and the reductions of numpy and torch add in the order that the processor's kernels like, and fuse
multiplications with additions where they can. Elementwise steps round each number alone, by IEEE 754; and a sum of
integers below 2^53 is exact in whatever order a BLAS adds it. So here nothing but these two is used.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
EXACT = 53  # every integer of so many bits is a float64
BLOCK = 64  # columns of a Cholesky factor that are found one by one


def total(values: Array) -> Array:
    """The sums over the last axis, as `column_totals` adds over the first.

    Args:
        values: shape (…, n).
    Returns:
        Shape (…).
    """
    return column_totals(values.transpose(-1, *range(values.ndim - 1)))


def column_totals(values: Array) -> Array:
    """The sums over the first axis: one half is added to the other, elementwise, until one entry is left.

    Args:
        values: shape (n, …).
    Returns:
        Shape (…); the error is that of at most ⌈log₂ n⌉ roundings.
    """
    n = len(values)
    if n == 0:
        return np.zeros(values.shape[1:])
    while n > 1:
        half = (n + 1) // 2
        if n == 2 * half:
            sums = values[:half] + values[half:]
        else:
            sums = values[:half].copy(order="K")
            sums[:-1] += values[half:]
        values, n = sums, half
    return np.asarray(values[0])


def length(values: Array) -> Array:
    """The Euclidean norms over the last axis, up to rounding; infinite where a square overflows."""
    return np.asarray(np.sqrt(total(values * values)))


def limb_bits(terms: int) -> int:
    """How many bits two integers may have so that a sum of so many products of them is at most 2^53."""
    return (EXACT - max(1, (terms - 1).bit_length())) // 2


def two_limbs(matrix: Array, bits: int) -> tuple[Array, Array, int]:
    """Integers H and L, at most 2^bits in size, and e, so that (H + L·2^-bits)·2^-e is the matrix, nearly.

    Args:
        matrix: finite; it may be empty.
        bits: of each integer.
    Returns:
        H, L and e; the error of an entry is at most 2^(1 - 2·bits) of the largest one.
    """
    high, exponent = limb(matrix, bits)
    return high, np.rint(np.ldexp(np.ldexp(matrix, exponent) - high, bits)), exponent


def limb(matrix: Array, bits: int) -> tuple[Array, int]:
    """Integers H, at most 2^bits in size, and e, so that H·2^-e is the matrix, rounded by half of 2^-e at most."""
    exponent = bits - int(np.frexp(np.abs(matrix).max(initial=0))[1])
    return np.rint(np.ldexp(matrix, exponent)), exponent


def product(a: Array, b: Array) -> Array:
    """a·b for finite matrices, as precise as two limbs of each are: each sum is one of integers, and exact."""
    bits = limb_bits(a.shape[1])
    (high_a, low_a, exponent_a), (high_b, low_b, exponent_b) = two_limbs(a, bits), two_limbs(b, bits)
    cross = np.ldexp(high_a @ low_b + low_a @ high_b, -bits)
    return np.asarray(np.ldexp(high_a @ high_b + cross, -exponent_a - exponent_b))


class Coarse:
    """A finite matrix as integers of one limb, for many products: each entry errs by at most 2^-bits of the largest.

    Products with it and with its transpose are rounded likewise and summed exactly, so they are reproducible; a third
    of the work of `product`, for searches whose outcome need not be exact.
    """

    def __init__(self, matrix: Array) -> None:
        self.bits = limb_bits(max(1, *matrix.shape))
        self.whole, self.exponent = limb(matrix, self.bits)

    def times(self, other: Array) -> Array:
        """The matrix times another one."""
        whole, exponent = limb(other, self.bits)
        return np.asarray(np.ldexp(self.whole @ whole, -self.exponent - exponent))

    def transposed_times(self, other: Array) -> Array:
        """The transpose times another one."""
        whole, exponent = limb(other, self.bits)
        return np.asarray(np.ldexp(self.whole.T @ whole, -self.exponent - exponent))


def cholesky(matrix: Array) -> Array | None:
    """The lower triangular C with C·Cᵀ near the matrix, or None where rounding leaves no positive pivot.

    Args:
        matrix: symmetric, finite, shape (n, n).
    """
    factor = np.array(matrix, order="F")
    n = len(factor)
    for start in range(0, n, BLOCK):
        stop = min(n, start + BLOCK)
        if not _eliminated(factor[start:, start:stop]):
            return None
        if stop < n:
            panel = factor[stop:, start:stop]
            factor[stop:, stop:] -= product(panel, panel.T)
    return np.asarray(np.tril(factor))


def choleskys(matrices: Array) -> list[Array | None]:
    """The same of many matrices, at once where they are small.

    Args:
        matrices: symmetric, finite, shape (m, n, n).
    """
    if matrices.shape[-1] > BLOCK:
        return [cholesky(matrix) for matrix in matrices]
    factors = matrices.copy()
    found = _eliminated(factors)
    return [factor if there else None for factor, there in zip(np.tril(factors), found.tolist(), strict=True)]


def _eliminated(panels: Array) -> npt.NDArray[np.bool_]:
    """Makes columns of a Cholesky factor out of what is left of a matrix, in place; where all pivots are positive."""
    width = panels.shape[-1]
    positive = np.ones(panels.shape[:-2], dtype=bool)
    with np.errstate(over="ignore", invalid="ignore"):  # of those that have no factor
        for k in range(width):
            pivot = panels[..., k, k]
            positive = positive & (pivot > 0)
            if not positive.any():
                break
            panels[..., k:, k] /= np.sqrt(np.where(positive, pivot, 1.0))[..., None]
            panels[..., k + 1 :, k + 1 :] -= panels[..., k + 1 :, k, None] * panels[..., None, k + 1 : width, k]
    return positive
