"""The largest value of a form that is bilinear in two vectors of the unit cube; integers, every hint is harmless.

For |s_k| ≤ 1, |t_b| ≤ 1 and z = (1, s): zᵀK·t + c·s is at most Σ q + Σ p + residual, for any q > 0, any p and any R:
 (1) x·t ≤ q·t² + x²/(4q) for each b, with x = (Kᵀz)_b, so that zᵀK·t ≤ Σ q + zᵀS·z, S = K·diag(1/(4q))·Kᵀ;
 (2) with C the symmetric matrix of c·s, and diag(p) − S − C = R·Rᵀ + E: zᵀ(S + C)z ≤ Σ p·z² + Σ |E| ≤ Σ p + Σ |E|.
R is the Cholesky factor rounded to integers, as far as it goes; E is what that leaves, entry by entry, exactly.
"""

from collections.abc import Sequence
from operator import mul

from lottery_verify.checker.clock import NO_LIMIT, Clock
from lottery_verify.checker.rules.factor import residual
from lottery_verify.checker.rules.packing import pack, unpack
from lottery_verify.checker.rules.relaxation import up

FRACTION = 36  # places of S, p and E below the unit of K; even
BLOCK = 32  # rows of K that are done at once


def most(matrix: Sequence[Sequence[int]], column: Sequence[int], q: Sequence[int], p: Sequence[int],
         clock: Clock = NO_LIMIT) -> int:  # fmt: skip
    """An upper bound of zᵀK·t + c·s, for integers all over one unit. See docs/gated.md, quadratic_bound.

    Args:
        matrix: K, a row for each entry of z, the first for its 1.
        column: c, an entry for each row but the first.
        q: at least 1 each, one for each column of K.
        p: one for each row; those of s count as 0 where they are less.
        clock: asked before each row of S, and before each column of R.
    """
    square = gram(matrix, [up(1 << FRACTION, 2) // each + 1 for each in q], clock)
    gap = [[-entry for entry in row] for row in square]
    for i, row in enumerate(gap):
        row[i] += p[i] << FRACTION
        if i:
            row[0] -= column[i - 1] << FRACTION - 1
    columns = ([row[j] for row in gap[j:]] for j in range(len(gap)))
    return sum(q) + p[0] + sum(max(each, 0) for each in p[1:]) + up(residual(columns, len(gap), clock), FRACTION)


def gram(matrix: Sequence[Sequence[int]], weights: Sequence[int], clock: Clock = NO_LIMIT) -> list[list[int]]:
    """The lower triangle of K·diag(weights)·Kᵀ; row i has its entries up to the diagonal.

    The columns of K are packed into long integers, as many rows of them as a block of rows needs, so that a row of the
    product is one sum of small multiples of these. The clock is asked before each.
    """
    largest = max((max(map(abs, row), default=0) for row in matrix), default=0)
    width = -(-(2 * largest.bit_length() + sum(weights).bit_length() + 2) // 8) * 8
    columns = [0] * len(weights)
    found = []
    for start in range(0, len(matrix), BLOCK):
        block = matrix[start : start + BLOCK]
        parts = [pack(part, width) << start * width for part in zip(*block, strict=True)]
        columns = [column + part for column, part in zip(columns, parts, strict=True)]
        weighted = list(map(mul, columns, weights))
        for i, row in enumerate(block, start):
            clock.demand()
            found.append(unpack(sum(map(mul, row, weighted)), width, start + len(block))[: i + 1])
    return found
