"""The subset whose sum is nearest."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lottery_verify.decompose.nearest_sums import nearest_of_several, nearest_subsets

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


def test_sums_that_differ_little():
    """No subset is nearer where many sums are alike but for a few 2^-29 of their size, which 32 bits hardly tell apart.

    Catches sums of few digits that are trusted where their rounding decides, within a half and from half to half.
    Independent: all subset sums as whole numbers, one by one.
    """
    random = np.random.default_rng(0)
    whole = random.integers(-3, 4, (3000, 7)) * 2**31 + random.integers(-200, 201, (3000, 7))
    w, products = whole[:, 0], whole[:, 1:]
    subsets = (np.arange(64)[:, None] >> np.arange(6)) & 1
    least = np.abs(products @ subsets.T - w[:, None]).min(1)
    kept = nearest_subsets(w.astype(float), products.astype(float))  # exact: integers of 33 bits
    np.testing.assert_array_equal(np.abs((products * kept).sum(1) - w), least)


def test_several():
    """What is asked for at once has the answers that it has alone. Catches answers given to another one's question."""
    random = np.random.default_rng(7)
    asked = [(random.normal(0, 0.1, links), random.normal(0, 0.1, (links, 6))) for links in (3, 0, 5)]
    asked.insert(1, (random.normal(0, 0.1, 4), random.normal(0, 0.1, (4, 2))))
    for question, kept in zip(asked, nearest_of_several(asked), strict=True):
        np.testing.assert_array_equal(kept, nearest_subsets(*question))


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
