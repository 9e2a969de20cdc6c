"""Sums of a ticket's products by link, and layers that do not fit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath.libmp import fzero

from lottery_verify.certificates.dyadic import Dyadic
from lottery_verify.certificates.exact import ExactLayer, totals

terms = st.builds(
    lambda m, e: float(m) * 2.0**e, st.integers(-(2**48) + 1, 2**48 - 1), st.sampled_from([0, 1, 12, 13, 14, 90])
)


@given(st.lists(st.tuples(st.integers(0, 3), terms), max_size=40))
def test_sums_by_key(pairs):
    """Products of 24-bit weights, small and large at once. Catches a lane that is dropped, and a sum of 64 bits that
    overflows.
    """
    keys, values = np.array([k for k, _ in pairs], dtype=np.int64), np.array([v for _, v in pairs])
    assert totals(values, keys, 4).tolist() == [sum(int(v) for k, v in pairs if k == key) for key in range(4)]


@pytest.mark.parametrize("n", [1, 2, 3, 2**14 - 1, 2**14, 2**14 + 1])
def test_many_products_of_one_link(n):
    """n products of 48 ones each: from 2^14 on, their sum has more than 62 bits. Catches lanes of a bit too many."""
    value = float(2**48 - 1)
    found = totals(np.full(n, value), np.zeros(n, dtype=np.int64), 2)
    assert found.tolist() == [n * (2**48 - 1), 0]


def test_no_products():
    """A layer that keeps nothing. Catches an empty list of lanes taken for a list of keys."""
    assert totals(np.zeros(0), np.zeros(0, dtype=np.int64), 3).tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("shape", "places", "biases"), [((2, 1), 0, 2), ((1, 2), 0, 2), ((2, 2), 1, 2), ((2, 2), 0, 1)]
)
def test_layers_that_do_not_fit(shape, places, biases):
    """Another shape of N, other places, another number of biases. Catches numpy's broadcasting, and mixed scales."""
    two = Dyadic(np.ones((2, 2), dtype=np.int64), 0)
    ExactLayer(two, two, [fzero] * 2, True)
    with pytest.raises(ValueError, match="no fit"):
        ExactLayer(two, Dyadic(np.ones(shape, dtype=np.int64), places), [fzero] * biases, True)
