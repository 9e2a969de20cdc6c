"""The largest value of a form that is bilinear in two vectors of the unit cube; integers, every hint is harmless.

For |s_k| ≤ 1, |t_b| ≤ 1 and z = (1, s): zᵀK·t + c·s is at most Σ q + Σ p + residual, for any q > 0, any p and any R:
 (1) x·t ≤ q·t² + x²/(4q) for each b, with x = (Kᵀz)_b, so that zᵀK·t ≤ Σ q + zᵀS·z, S = K·diag(1/(4q))·Kᵀ;
 (2) with C the symmetric matrix of c·s, and diag(p) − S − C = R·Rᵀ + E: zᵀ(S + C)z ≤ Σ p·z² + Σ |E| ≤ Σ p + Σ |E|.
R is the Cholesky factor rounded to integers, as far as it goes; E is what that leaves, entry by entry, exactly.
"""

from collections.abc import Sequence
from math import isqrt
from operator import mul

from lottery_verify.checker.rules.lanes import WORD, lanes
from lottery_verify.checker.rules.relaxation import up

FRACTION = 36  # places of S, p and E below the unit of K; even


def most(matrix: Sequence[Sequence[int]], column: Sequence[int], q: Sequence[int], p: Sequence[int]) -> int:
    """An upper bound of zᵀK·t + c·s, for integers all over one unit. See docs/gated.md, quadratic_bound.

    Args:
        matrix: K, a row for each entry of z, the first for its 1.
        column: c, an entry for each row but the first.
        q: at least 1 each, one for each column of K.
        p: one for each row; those of s count as 0 where they are less.
    """
    square = gram(matrix, [up(1 << FRACTION, 2) // each + 1 for each in q])
    gap = [[-entry for entry in row[: i + 1]] for i, row in enumerate(square)]
    for i, row in enumerate(gap):
        row[i] += p[i] << FRACTION
        if i:
            row[0] -= column[i - 1] << FRACTION - 1
    return sum(q) + p[0] + sum(max(each, 0) for each in p[1:]) + up(residual(gap), FRACTION)


def gram(matrix: Sequence[Sequence[int]], weights: Sequence[int]) -> list[list[int]]:
    """K·diag(weights)·Kᵀ; a column of K is packed into one long integer, so that a row of the product is one sum."""
    largest = max(max(map(abs, row), default=0) for row in matrix)
    bits = 2 * largest.bit_length() + sum(weights).bit_length() + 2
    space = lanes(-(-bits // WORD) * WORD, len(matrix))
    columns = [space.pack(column) for column in zip(*matrix, strict=True)]
    return [space.unpack(sum(map(mul, map(mul, row, weights), columns))) for row in matrix]


def residual(gap: Sequence[Sequence[int]]) -> int:
    """Σ |E| of gap = R·Rᵀ + E, for a symmetric matrix over 2^FRACTION given by its lower triangle.

    Where a pivot is not above 0, its column of R is 0, and all of it counts.
    """
    factor: list[list[int]] = []
    left = 0
    for i, row in enumerate(gap):
        own: list[int] = []
        for j in range(i):
            value = row[j] - sum(map(mul, own, factor[j]))
            pivot = factor[j][j]
            own.append((2 * value + pivot) // (2 * pivot) if pivot else 0)
            left += 2 * abs(value - own[j] * pivot)
        value = row[i] - sum(map(mul, own, own))
        own.append(isqrt(value) if value > 0 else 0)
        left += abs(value - own[i] * own[i])
        factor.append(own)
    return left
