"""How far a matrix is from its rounded Cholesky factor, against a factor whose products are taken one by one."""

from fractions import Fraction
from itertools import product
from math import floor, isqrt
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lottery_verify.checker.clock import Clock
from lottery_verify.checker.rules import factor
from lottery_verify.checker.rules.factor import BLOCK, Factor, residual
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


def test_entries_do_not_grow_with_each_column(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pivots of 1, and a last row whose entries of R grow by 60 bits a column: the lanes stay narrow.

    Catches gigabytes that a certificate of a few KB asks for.
    """
    rows, step, widths = 200, 1 << 60, []
    triangle = [[0] * i + [1 + step * step * (i > 0)] for i in range(rows - 1)] + [[step] * rows]
    for i in range(1, rows - 1):
        triangle[i][i - 1] = -step

    class Watched(Factor):
        def append(self, column: list[int]) -> None:
            super().append(column)
            widths.append(self.width)

    monkeypatch.setattr(factor, "Factor", Watched)
    residual(columns(triangle), rows)
    assert factor.MOST_BITS < max(widths) < 2 * factor.MOST_BITS + 64


@given(st.data())
def test_no_form_is_lower_than_what_is_left(data: st.DataObject) -> None:
    """zᵀ(R·Rᵀ + E)z ≥ −Σ |E| at every z of signs, also where entries of R are too long for all but the shortest."""
    rows, entries = data.draw(st.integers(1, 5)), st.integers(-(2**12), 2**12)
    triangle = [[data.draw(entries) for _ in range(i + 1)] for i in range(rows)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(factor, "MOST_BITS", data.draw(st.integers(0, 6)))
        left = residual(columns(triangle), rows)
    for z in product((1, -1), repeat=rows):
        value = sum(z[i] * z[j] * v * (1 + (i != j)) for i, row in enumerate(triangle) for j, v in enumerate(row))
        assert value >= -left


def test_no_time_is_no_answer() -> None:
    """The clock is asked before each column."""
    with pytest.raises(Undecided):
        residual([[1]], 1, Clock(0))
