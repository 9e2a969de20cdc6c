"""Products and sums of squares of integer matrices against Python's own integers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lottery_verify.certificates.limbs import held, product, squares, times
from tests.certificates.integers import array, matrices, wide


@given(matrices(), st.data())
def test_products(given_, data):
    """Entries and vectors of any size and sign, empty ones too. Catches a limb that is dropped, or put a place off."""
    rows, n = given_
    vectors = data.draw(st.lists(st.lists(wide, min_size=n, max_size=n), max_size=3))
    wanted = [[sum(a * b for a, b in zip(row, vector, strict=True)) for row in rows] for vector in vectors]
    assert product(array(rows, n), vectors) == wanted


@given(matrices())
def test_squares(given_):
    """Of each row. Catches a product of two different limbs that is counted once."""
    rows, n = given_
    assert squares(array(rows, n)) == [sum(v * v for v in row) for row in rows]


@given(matrices(rows=4), matrices(rows=4))
def test_two_matrices(one, other):
    """One times the other's transpose, cut to as many columns as both have."""
    n = min(one[1], other[1])
    left, right = ([row[:n] for row in rows] for rows, _ in (one, other))
    found = times(array(left, n), held(array(right, n)).T)
    assert found.shape == (len(left), len(right))
    assert found.tolist() == [[sum(a * b for a, b in zip(v, w, strict=True)) for w in right] for v in left]


@pytest.mark.parametrize("n", [1, 2, 3, 127, 128, 129, 1023, 1024, 1025])
def test_the_largest_sums_of_limbs(n):
    """n entries of 62 ones each: every sum of products of limbs is as large as it may get.

    Catches limbs of a bit too many, whose sums float64 rounds; odd terms, and one that is other, make the loss show.
    """
    entry = 2**62 - 1
    row = [entry] * (n - 1) + [entry - 2]
    assert product(array([row, [-v for v in row]], n), [row]) == [[sum(v * v for v in row), -sum(v * v for v in row)]]
    assert squares(array([row], n)) == [sum(v * v for v in row)]


def test_rows_in_several_blocks(monkeypatch):
    """Each block's sums in their place. Catches a block that is skipped, or joined out of order."""
    monkeypatch.setattr("lottery_verify.certificates.dyadic.TOGETHER", 6)
    rows = [[i, 2**53 + i, -(2**61) + i] for i in range(7)]
    assert product(array(rows, 3), [[1, 2, 3], [0, 0, 1]]) == [
        [a + 2 * b + 3 * c for a, b, c in rows], [c for _, _, c in rows]
    ]  # fmt: skip
    assert squares(array(rows, 3)) == [sum(v * v for v in row) for row in rows]


def test_lengths_that_differ_are_refused():
    """A vector that is too short, or too long, is named."""
    for vector in ([1], [1, 2, 3]):
        with pytest.raises(ValueError, match="2 columns meet vectors of lengths"):
            product(np.ones((2, 2), dtype=np.int64), [vector])
