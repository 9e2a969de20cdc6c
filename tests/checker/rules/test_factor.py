"""How far a matrix is from its rounded Cholesky factor, against a factor whose products are taken one by one."""

from fractions import Fraction
from math import floor, isqrt
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lottery_verify.checker.clock import Clock
from lottery_verify.checker.rules.factor import BLOCK, residual
from lottery_verify.errors import Undecided

Matrix = list[list[int]]


def columns(triangle: Matrix) -> Matrix:
    """Each from the diagonal down."""
    return [[row[j] for row in triangle[j:]] for j in range(len(triangle))]


def plain_residual(triangle: Matrix) -> int:
    """Σ |gap − R·Rᵀ| for the factor R that rounding each entry gives; its products are taken at the end."""
    factor: Matrix = []
    for i, row in enumerate(triangle):
        own: list[int] = []
        for j, entry in enumerate(row):
            left = entry - sum(a * b for a, b in zip(own, own if j == i else factor[j], strict=False))
            if j == i:
                own.append(isqrt(max(left, 0)))
            else:
                own.append(floor(Fraction(left, factor[j][j]) + Fraction(1, 2)) if factor[j][j] else 0)
        factor.append(own)
    return sum(
        abs(entry - sum(a * b for a, b in zip(factor[i], factor[j], strict=False))) * (1 if i == j else 2)
        for i, row in enumerate(triangle)
        for j, entry in enumerate(row)
    )


@pytest.mark.parametrize("rows", [BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 3])
@pytest.mark.parametrize("size", [1, 2**20, 2**70])
def test_many_columns_are_done_block_by_block(rows: int, size: int) -> None:
    """Catches a block's columns that are not taken from what is left, and lanes of another row.

    The matrix is a Gram matrix, so that pivots are above 0 in every block; once one is far below.
    """
    random = Random(rows)
    matrix = [[random.randint(-size, size) for _ in range(rows + 2)] for _ in range(rows)]
    square = [[sum(a * b for a, b in zip(row, other, strict=True)) for other in matrix[: i + 1]]
              for i, row in enumerate(matrix)]  # fmt: skip
    assert residual(columns(square), rows) == plain_residual(square)
    square[BLOCK // 2][BLOCK // 2] = -size
    assert residual(columns(square), rows) == plain_residual(square)


@given(st.data())
def test_any_matrix_leaves_what_the_factor_one_by_one_leaves(data: st.DataObject) -> None:
    """Entries of all sizes in one matrix: catches lanes that do not grow with what is put into them."""
    sizes = st.sampled_from([1, 2**7, 2**31, 2**62, 2**64, 2**200])
    rows = data.draw(st.integers(0, 6))
    triangle = [
        [data.draw(st.integers(-(size := data.draw(sizes)), size)) for _ in range(i + 1)] for i in range(rows)
    ]
    assert residual(columns(triangle), rows) == plain_residual(triangle)


def test_a_matrix_without_factor_counts_whole() -> None:
    """Where no pivot is above 0, R is 0 and E is all there is."""
    assert residual([[-4, 3], [-5]], 2) == 4 + 2 * 3 + 5


def test_no_time_is_no_answer() -> None:
    """The clock is asked before each column."""
    with pytest.raises(Undecided):
        residual([[1]], 1, Clock(0))
