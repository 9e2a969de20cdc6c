"""Products of integer matrices, exact whatever their size: as limbs, whose products a float64 sums without rounding.

An integer is cut into limbs of b bits, each with the integer's sign, so that n products of two limbs add up to at most
2^53: in whatever order a BLAS adds them, each sum on the way is an integer that float64 holds.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lottery_verify.certificates.dyadic import Floats, Integers, blocks, objects, size
from lottery_verify.networks.reproducible import limb_bits

Vector = Sequence[int]


def product(whole: Integers, vectors: Sequence[Vector]) -> list[list[int]]:
    """The matrix times each of some vectors.

    Args:
        whole: shape (rows, columns); int64, or Python integers.
        vectors: of Python integers, each of length `columns`.
    Raises:
        ValueError: a vector is of another length.
    """
    columns = whole.shape[1]
    if any(len(vector) != columns for vector in vectors):
        raise ValueError(f"{columns} columns meet vectors of lengths {[len(vector) for vector in vectors]}")
    right = held(objects(vectors, (len(vectors), columns))).T
    found: list[list[int]] = [[] for _ in vectors]
    for part in blocks(whole.shape):
        for sums, column in zip(found, times(whole[part], right).T.tolist(), strict=True):
            sums.extend(column)
    return found


def times(left: Integers, right: Integers) -> Integers:
    """left·right for matrices of int64 or of Python integers; Python integers.

    Args:
        left, right: shapes (rows, n) and (n, columns); entries of int64 are below 2^63 in size.
    """
    if left.dtype == object:
        return np.asarray(left.dot(right.astype(object)))
    bits = limb_bits(len(right))
    others = limbs(right, bits)
    digits = np.zeros((size(left) // bits + 1 + len(others), len(left), right.shape[1]), dtype=np.int64)
    for i, one in enumerate(limbs(left, bits)):
        for j, other in enumerate(others):
            digits[i + j] += (one @ other).astype(np.int64)
    return joined(digits, bits)


def squares(whole: Integers) -> list[int]:
    """The sum of squares of each row."""
    if whole.dtype == object:
        return [int(v) for v in (whole * whole).sum(axis=1)]
    bits = limb_bits(whole.shape[1])
    found: list[int] = []
    for part in blocks(whole.shape):
        cut = limbs(whole[part], bits)
        digits = np.zeros((2 * len(cut), part.stop - part.start), dtype=np.int64)
        for i, one in enumerate(cut):
            for j, other in enumerate(cut):
                digits[i + j] += np.einsum("ij,ij->i", one, other).astype(np.int64)
        found.extend(joined(digits, bits).tolist())
    return found


def held(whole: Integers) -> Integers:
    """Python integers in int64 where they fit."""
    return whole.astype(np.int64) if size(whole) < 63 else whole


def limbs(whole: Integers, bits: int) -> list[Floats]:
    """Integers of at most `bits` bits, the least significant first, whose sum over powers of 2^bits is the matrix."""
    sizes: Integers = abs(whole)
    sign = np.where(whole < 0, -1.0, 1.0)
    mask = (1 << bits) - 1
    return [((sizes >> shift) & mask).astype(np.float64) * sign for shift in range(0, size(whole), bits)]


def joined(digits: Integers, bits: int) -> Integers:
    """Σ digits[i]·2^(bits·i) as Python integers; digits have any sign and may exceed 2^bits."""
    total = np.zeros(digits.shape[1:], dtype=object)
    for one in digits[::-1]:
        total = (total << bits) + one.astype(object)
    return total
