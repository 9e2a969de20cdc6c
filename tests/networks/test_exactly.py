"""Sums, products and quotients of arrays, against Fractions."""

from fractions import Fraction
from math import isfinite

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lottery_verify.errors import UnsupportedNetwork
from lottery_verify.networks.exactly import exact_product, exact_quotient, exact_sum

WHOLE = st.floats(allow_nan=False, allow_infinity=False)
SHORT = st.builds(lambda m, e: m * 2.0**e, st.integers(-(2**26), 2**26), st.integers(-540, 480))


def agrees(compute, a, b, true):
    """The function gives `true` where a float64 is it, and refuses exactly elsewhere."""
    try:
        nearest = None if true is None else float(true)
    except OverflowError:
        nearest = None
    proper = nearest is not None and isfinite(nearest) and Fraction(nearest) == true
    try:
        found = compute(np.array([a]), np.array([b]), "w")
    except UnsupportedNetwork:
        assert not proper
    else:
        assert proper
        assert Fraction(float(found[0])) == true


@given(SHORT | WHOLE, SHORT | WHOLE)
@example(5e-324, 0.5)
@example(2.0**-1000, 2.0**-74)
@example(2.0**1000, 2.0**-1074)
@example(1e308, 10.0)
def test_exact_or_refused(a, b):
    """Catches a rounded product, one lost to underflow or overflow, and an exact one refused."""
    x, y = Fraction(a), Fraction(b)
    agrees(exact_product, a, b, x * y)
    agrees(exact_quotient, a, b, x / y if y else None)
    if max(abs(x), abs(y)) < 2**1000:
        agrees(exact_sum, a, b, x + y)


def test_broadcast_and_place():
    """The entry that fails is named by its values. Catches an error that names another entry."""
    a = np.array([[1.0, 2.0], [3.0, 0.1]])
    with pytest.raises(UnsupportedNetwork, match=r"w: 0.1 times 0.3 is no float64"):
        exact_product(a, np.array([[2.0, 2.0], [2.0, 0.3]]), "w")
    assert np.array_equal(exact_product(a, np.array([2.0, 4.0]), "w"), a * np.array([2.0, 4.0]))
    with pytest.raises(UnsupportedNetwork, match=r"1.0 divided by 0.0 is no number"):
        exact_quotient(np.ones(2), np.array([1.0, 0.0]), "w")
