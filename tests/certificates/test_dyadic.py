"""Matrices of dyadic rationals against Fractions."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lottery_verify.certificates.dyadic import HELD, TOGETHER, Dyadic, blocks, places_of, size
from lottery_verify.certificates.reals import fraction
from tests.certificates.integers import array, matrices, wide

floats = st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from(
    [0.0, -0.0, 5e-324, 2.0**61, -(2.0**62), 0.1]
)


def rational(matrix):
    """The entries as Fractions."""
    return [[Fraction(v, 1 << matrix.places) for v in row] for row in matrix.whole.tolist()]


@given(st.lists(st.lists(floats, min_size=2, max_size=2), min_size=1, max_size=3))
def test_floats_are_kept_as_they_are(rows):
    """Every float64, from the smallest to the largest. Catches a shift the wrong way, and a cast that overflows."""
    made = Dyadic.of(np.array(rows))
    assert rational(made) == [[Fraction(v) for v in row] for row in rows]
    assert [[fraction(v) for v in row] for row in made.reals()] == rational(made)
    assert made.floats().tolist() == rows
    assert made.whole.dtype == object or size(made.whole) <= HELD


@given(st.lists(floats, max_size=4))
def test_places_are_the_least(values):
    """2^k·v is whole for all v; with one place less it is not for some. Catches places that make every matrix wide."""
    places = places_of(np.array(values))
    assert all((Fraction(v) * 2**places).denominator == 1 for v in values)
    assert places == 0 or any((Fraction(v) * 2 ** (places - 1)).denominator != 1 for v in values)


@given(matrices(), st.integers(0, 70), st.integers(0, 70), st.data())
def test_differences(given_, places, more, data):
    """Matrices over different powers of two, of any size. Catches a difference, or a shift, that overflows 64 bits."""
    rows, n = given_
    others = [data.draw(st.lists(wide, min_size=n, max_size=n)) for _ in rows]
    one, other = Dyadic(array(rows, n), places), Dyadic(array(others, n), more)
    wanted = [[v - w for v, w in zip(*pair, strict=True)] for pair in zip(rational(one), rational(other), strict=True)]
    found = one.minus(other)
    assert rational(found) == wanted


def test_the_largest_entries_differ():
    """2^62 - 1 less its negative has 63 bits. Catches a bound of so many bits that a difference overflows."""
    one = Dyadic(np.array([[2**62 - 1]]), 0)
    twice = one.minus(Dyadic(-one.whole, 0))
    assert twice.whole.tolist() == [[2**63 - 2]]
    assert twice.minus(Dyadic(-twice.whole, 0)).whole.tolist() == [[2**64 - 4]]


def test_floats_of_what_no_float_holds():
    """Numbers between two floats go to the nearer, those beyond the largest to it, those far below the least to 0.

    Catches: a cast of Python integers that rounds twice, and one that fails.
    """
    rows = [[2**53 + 1, 2**53 + 3, -(2**1100)], [1, 3 << 1100, 2**61 + 2**8 + 1]]
    found = Dyadic(array(rows, 3), 0).floats().tolist()
    largest = np.finfo(np.float64).max
    assert found == [[2.0**53, 2.0**53 + 4, -largest], [1.0, largest, 2.0**61 + 2**9]]
    assert Dyadic(array([[3, 2**60 + 1]], 2), 1400).floats().tolist() == [[0.0, 0.0]]
    assert Dyadic(array([[3, 1]], 2), 1074).floats().tolist() == [[1.5e-323, 5e-324]]


@pytest.mark.parametrize("shape", [(0, 3), (1, 1), (3, TOGETHER), (5, TOGETHER // 2 - 1), (2, 0)])
def test_blocks_cover_each_row_once(shape):
    """In order, and none empty. Catches rows left out at the end."""
    found = list(blocks(shape))
    assert [row for part in found for row in range(part.start, part.stop)] == list(range(shape[0]))
    assert all(part.stop > part.start for part in found)
    assert all((part.stop - part.start - 1) * shape[1] < TOGETHER for part in found)


def test_shapes_that_differ_are_refused():
    """Catches numpy's broadcasting, which would subtract a column from each of several."""
    with pytest.raises(ValueError, match=r"shape \(2, 2\) less one of shape \(2, 1\)"):
        Dyadic(np.ones((2, 2), dtype=np.int64), 0).minus(Dyadic(np.ones((2, 1), dtype=np.int64), 0))
