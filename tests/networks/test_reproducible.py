"""Sums, products and factors in an order that no processor changes, against Fractions."""

import random
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lottery_verify.networks.reproducible import (
    BLOCK,
    Coarse,
    cholesky,
    choleskys,
    column_totals,
    length,
    limb_bits,
    product,
    total,
    two_limbs,
)

floats = st.floats(-1e6, 1e6)


def matrix(rows, columns, seed):
    """Integers over 2^20, so that no transcendental function takes part."""
    numbers = random.Random(seed)
    return np.array([[numbers.randint(-(2**40), 2**40) / 2**20 for _ in range(columns)] for _ in range(rows)])


@given(st.lists(st.lists(floats, min_size=3, max_size=3), max_size=40))
def test_total(columns):
    """Each sum is exact up to ⌈log₂ n⌉ roundings of the sum of sizes; no entry is left out or counted twice.

    Catches: an odd length whose middle entry is lost, a view of the argument that is written to.
    """
    values = np.array(columns, dtype=np.float64).reshape(len(columns), 3).T
    before = values.copy()
    found = total(values).tolist()
    for row, mine in zip(values.tolist(), found, strict=True):
        error = abs(sum(map(Fraction, row)) - Fraction(mine))
        assert error <= sum(map(Fraction, map(abs, row))) * 8 / 2**53
    assert np.array_equal(values, before)


def test_total_adds_halves():
    """The order is the one that is promised: with 2^53, 1, −2^53, 1 the halves give (2^53 − 2^53) + (1 + 1).

    Catches: the sum from left to right, which gives 1, and any order that a processor would choose.
    """
    assert float(total(np.array([2.0**53, 1.0, -(2.0**53), 1.0]))) == 2.0


@pytest.mark.parametrize("n", [0, 1, 2, 3, 7, 8, 13])
def test_totals_of_columns(n):
    """They are those of the transpose, bit by bit. Catches another order, and a middle entry that is lost."""
    values = np.random.default_rng(n).normal(0, 1, (n, 3, 2))
    np.testing.assert_array_equal(column_totals(values), total(np.moveaxis(values, 0, -1)))


def test_length():
    """√(3² + 4²) = 5 in each row; no row at all; an overflow is infinite. Catches a square root that is left out."""
    assert length(np.array([[3.0, 4.0], [-4.0, 3.0]])).tolist() == [5.0, 5.0]
    assert length(np.zeros((2, 0))).tolist() == [0.0, 0.0]
    with np.errstate(over="ignore"):
        assert float(length(np.array([1e200]))) == np.inf


@pytest.mark.parametrize("terms", [1, 2, 3, 64, 65, 784, 1024, 1025])
def test_limbs_are_small_enough(terms):
    """A sum of `terms` products of the largest limbs is at most 2^53, and a bit more would not be for long.

    Catches: sums that a BLAS would round, in an order of its own.
    """
    bits = limb_bits(terms)
    assert terms * 4**bits <= 2**53 < 2 * terms * 4 ** (bits + 1)


@given(st.lists(st.floats(-1e300, 1e300), min_size=1, max_size=9).filter(any), st.integers(2, 26))
def test_limbs(entries, bits):
    """Integers of so many bits; their sum is an entry up to 2^(1 − 2·bits) of the most. Catches a wrong exponent."""
    high, low, exponent = two_limbs(np.array(entries), bits)
    most = max(map(abs, entries))
    for entry, h, part in zip(entries, high.tolist(), low.tolist(), strict=True):
        assert h.is_integer()
        assert part.is_integer()
        assert max(abs(h), abs(part)) <= 2**bits
        value = (Fraction(h) + Fraction(part) / 2**bits) / Fraction(2) ** exponent
        assert abs(value - Fraction(entry)) <= Fraction(most) * 2 / 4**bits


@pytest.mark.parametrize("shape", [(1, 1, 1), (3, 5, 2), (2, 70, 3)])
def test_product(shape):
    """a·b within 2^-38 of the largest products, against Fractions. Catches a cross term that is dropped or doubled."""
    rows, inner, columns = shape
    a, b = matrix(rows, inner, 1), matrix(inner, columns, 2)
    found = product(a, b)
    most = Fraction(float(np.abs(a).max())) * Fraction(float(np.abs(b).max())) * inner
    for i in range(rows):
        for j in range(columns):
            true = sum(Fraction(x) * Fraction(y) for x, y in zip(a[i].tolist(), b[:, j].tolist(), strict=True))
            assert abs(true - Fraction(float(found[i, j]))) <= most / 2**38


@pytest.mark.parametrize("inner", [0, 1])
def test_product_of_nothing(inner):
    """Where no entry is summed, as for a region of one point, the product is 0. Catches the maximum of nothing."""
    assert product(np.zeros((2, inner)), np.zeros((inner, 3))).tolist() == [[0.0] * 3] * 2


@pytest.mark.parametrize("n", [1, 2, BLOCK, BLOCK + 1, 2 * BLOCK + 3])
def test_cholesky(n):
    """C is lower triangular and C·Cᵀ is the matrix, for sizes on both sides of a block's edge.

    Catches: a block that is not taken off the rest, a row of the panel left out.
    """
    a = matrix(n, n, 3)
    symmetric = product(a, a.T) + np.eye(n) * 2.0**40
    factor = cholesky(symmetric)
    assert np.array_equal(factor, np.tril(factor))
    assert np.abs(product(factor, factor.T) - symmetric).max() <= np.abs(symmetric).max() * 2.0**-36


@pytest.mark.parametrize("last", [0.0, -1.0, float("nan")])
def test_no_factor(last):
    """Where a pivot is not positive there is no factor, also behind the first block. Catches a root of −1, a NaN."""
    assert cholesky(np.diag([1.0] * BLOCK + [last])) is None


@pytest.mark.parametrize("n", [1, 4, BLOCK + 2])
def test_factors_of_several(n):
    """Each matrix has the factor that it has alone, bit by bit, and none where that has none.

    Catches a pivot of one matrix that ends the others.
    """
    some = [matrix(n, 2 * n, seed) for seed in range(5)]
    matrices = np.array([product(a, a.T) for a in some])
    matrices[2] = np.diag([1.0] * (n - 1) + [-1.0])
    found = choleskys(matrices)
    assert found[2] is None
    for alone, factor in zip(map(cholesky, matrices), found, strict=True):
        np.testing.assert_equal(factor, alone)


@pytest.mark.parametrize(("rows", "columns", "others"), [(3, 5, 2), (70, 130, 4), (130, 70, 4)])
def test_coarse_products(rows, columns, others):
    """Both products err by at most the roundings to a limb, and no sum is large enough for a BLAS to round it.

    Catches: limbs that fit the sums of one of the two products only, and a transpose that is forgotten.
    """
    a, b, c = matrix(rows, columns, 1), matrix(columns, others, 2), matrix(rows, others, 3)
    coarse = Coarse(a)
    assert max(rows, columns) * 4**coarse.bits <= 2**53
    for found, one, other in ((coarse.times(b), a, b), (coarse.transposed_times(c), a.T, c)):
        exact = np.array([[Fraction(v) for v in row] for row in one.tolist()]) @ [
            [Fraction(v) for v in row] for row in other.tolist()
        ]
        largest = Fraction(float(np.abs(one).max()) * float(np.abs(other).max()))
        allowed = largest * one.shape[1] * 3 / 2**coarse.bits
        for mine, row in zip(found.tolist(), exact.tolist(), strict=True):
            assert all(abs(Fraction(v) - w) <= allowed for v, w in zip(mine, row, strict=True))
