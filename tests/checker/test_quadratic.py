"""The bound of zᵀK·t + c·s over the unit cube, against all corners and against a second implementation in fractions."""

from fractions import Fraction
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lottery_verify.checker.clock import Clock
from lottery_verify.checker.rules.factor import residual
from lottery_verify.checker.rules.quadratic import BLOCK, FRACTION, gram, most
from lottery_verify.errors import Undecided


@st.composite
def problems(draw: st.DrawFn) -> tuple[list[list[int]], list[int], list[int], list[int]]:
    """K, c, q, p of up to three entries of s and of t."""
    rows, columns = draw(st.integers(1, 4)), draw(st.integers(0, 3))
    entry = st.integers(-300, 300)
    matrix = [[draw(entry) for _ in range(columns)] for _ in range(rows)]
    column = [draw(entry) for _ in range(rows - 1)]
    q = [draw(st.integers(1, 2000)) for _ in range(columns)]
    return matrix, column, q, [draw(st.integers(-2000, 2000)) for _ in range(rows)]


@given(problems())
def test_no_corner_exceeds_the_bound(problem: tuple[list[list[int]], list[int], list[int], list[int]]) -> None:
    """A form that is linear in each entry alone is largest at a corner."""
    matrix, column, q, _ = problem
    bound = most(*problem)
    for s in product((-1, 1), repeat=len(column)):
        for t in product((-1, 1), repeat=len(q)):
            rows = [sum(k * v for k, v in zip(row, t, strict=True)) for row in matrix]
            value = sum(a * b for a, b in zip((1, *s), rows, strict=True)) + sum(
                a * b for a, b in zip(column, s, strict=True)
            )
            assert value <= bound


@given(problems())
def test_product_of_packed_columns_is_the_product(
    problem: tuple[list[list[int]], list[int], list[int], list[int]],
) -> None:
    """The lower triangle of K·diag(weights)·Kᵀ, entry by entry."""
    matrix, _, weights, _ = problem
    assert gram(matrix, weights) == lower_triangle(matrix, weights)


def lower_triangle(matrix: list[list[int]], weights: list[int]) -> list[list[int]]:
    """K·diag(weights)·Kᵀ as the sums say it."""
    return [
        [sum(a * b * w for a, b, w in zip(row, other, weights, strict=True)) for other in matrix[: i + 1]]
        for i, row in enumerate(matrix)
    ]


@pytest.mark.parametrize("rows", [BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 3])
@pytest.mark.parametrize("size", [1, 2**20, 2**70])
def test_many_rows_are_done_block_by_block(rows: int, size: int) -> None:
    """Products of more rows than a block are those of sums.

    Catches rows of a block in the lanes of another, and a lane too narrow for its sum.
    """
    random = Random(rows)
    matrix = [[random.randint(-size, size) for _ in range(rows + 2)] for _ in range(rows)]
    weights = [random.randint(1, 1000) for _ in range(rows + 2)]
    assert gram(matrix, weights) == lower_triangle(matrix, weights)


def test_good_hints_give_the_true_maximum() -> None:
    """|s|, |t| ≤ 1: 7·s·t is at most 7, and q = p = 7/2 prove it, up to what rounding takes."""
    assert most([[0], [700]], [0], [350], [1, 351]) <= 705


@given(problems())
def test_second_implementation_in_fractions_agrees(
    problem: tuple[list[list[int]], list[int], list[int], list[int]],
) -> None:
    """With exact 1/(4q) and the same factor the bound is no larger, and less by the rounding of 1/(4q) at most."""
    matrix, column, q, p = problem
    bound, unit = most(*problem), 1 << FRACTION
    weights = [Fraction(2**FRACTION // 4 // each + 1, unit) for each in q]
    square = [
        [sum((a * b * w for a, b, w in zip(row, other, weights, strict=True)), Fraction(0)) for other in matrix]
        for row in matrix
    ]
    for k, entry in enumerate(column):
        square[0][k + 1] += Fraction(entry, 2)
        square[k + 1][0] += Fraction(entry, 2)
    gap = [[(p[i] if i == j else 0) - square[i][j] for j in range(len(p))] for i in range(len(p))]
    value = sum(q) + p[0] + sum(max(each, 0) for each in p[1:]) + Fraction(residual(*scaled(gap, unit)), unit)
    assert 0 <= bound - value < 1


def scaled(gap: list[list[Fraction]], unit: int) -> tuple[list[list[int]], int]:
    """The lower triangle's columns over 2^FRACTION, and how many they are."""
    return [[int(row[j] * unit) for row in gap[j:]] for j in range(len(gap))], len(gap)


def test_no_time_is_no_answer() -> None:
    """The clock is asked before each row of S: 2,000 gates of 2,000 symbols took 25 seconds there."""
    with pytest.raises(Undecided):
        gram([[1]], [1], Clock(0))
