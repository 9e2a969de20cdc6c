"""The subset whose sum is nearest."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lottery_verify.decompose.nearest_sums import nearest_subsets

FLOATS = st.floats(-1, 1, allow_subnormal=False)


def best(w, products):
    """The least |w − Σ| over all subsets, exactly."""
    exact = [Fraction(p) for p in products]
    return min(
        abs(sum((p for p, kept in zip(exact, mask, strict=True) if kept), Fraction(0)) - Fraction(w))
        for mask in product((0, 1), repeat=len(exact))
    )


@given(w=FLOATS, products=st.lists(FLOATS, max_size=8))
def test_no_subset_is_nearer(w, products):
    """No subset of up to 8 products comes nearer by more than 2^-50 of their sizes.

    Catches two sums of the same half taken for neighbours, halves exchanged, and a bit of the mask misplaced.
    """
    (kept,) = nearest_subsets(np.array([w]), np.array([products]).reshape(1, -1))
    error = abs(sum((Fraction(p) for p, k in zip(products, kept, strict=True) if k), Fraction(0)) - Fraction(w))
    size = abs(Fraction(w)) + sum((abs(Fraction(p)) for p in products), Fraction(0))
    assert error <= best(w, products) + size / 2**50


@pytest.mark.parametrize("n", [0, 1, 5, 18])
def test_many_links(n):
    """Each link's subset is that of the link alone, however many are searched together. Catches rows mixed up."""
    random = np.random.default_rng(n)
    w, products = random.normal(0, 0.1, 300), random.normal(0, 0.1, (300, n))
    together = nearest_subsets(w, products)
    for i in range(0, 300, 37):
        np.testing.assert_array_equal(together[i], nearest_subsets(w[i : i + 1], products[i : i + 1])[0])


def test_no_links():
    """No links give no masks."""
    assert nearest_subsets(np.zeros(0), np.zeros((0, 3))).shape == (0, 3)
