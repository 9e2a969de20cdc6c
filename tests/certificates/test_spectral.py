"""Certified spectral norms."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lottery_verify.certificates.spectral import spectral_witness
from lottery_verify.networks.network import Network

entries = st.floats(-4, 4) | st.sampled_from([0.0, 1.0, -1.0, 0.5, 2.0**-60, 1e-200])


def bound_of(rows):
    """The witness' bound of ‖W‖₂ as a Fraction, or None."""
    witness = spectral_witness(Network.from_arrays([np.array(rows)]).layers[0])
    return None if witness is None else Fraction(witness.bound()[0], 2 ** witness.bound()[1])


@given(st.lists(entries, min_size=4, max_size=4))
def test_exact_two_by_two(numbers):
    """For 2×2 the largest eigenvalue of WWᵀ is known exactly; the bound's square is at least that and within 0.1 %.

    Catches: a residual left out, a rounding downward, a bound that is sound and useless.
    """
    rows = [numbers[:2], numbers[2:]]
    found = bound_of(rows)
    (a, b), (c, d) = [[Fraction(v) for v in row] for row in rows]
    trace, determinant = a * a + b * b + c * c + d * d, (a * d - b * c) ** 2
    if found is None:
        assert trace < Fraction(1, 10**200), "no witness for an ordinary matrix"
        return
    # λ = (trace + √(trace² − 4·determinant))/2 ≤ s² iff 2s² ≥ trace and (2s² − trace)² ≥ trace² − 4·determinant
    above = 2 * found**2 - trace
    assert above >= 0
    assert above**2 >= trace**2 - 4 * determinant
    less = 2 * found**2 * Fraction(999, 1000) - trace
    assert less < 0 or less**2 < trace**2 - 4 * determinant


@pytest.mark.parametrize("places", [-100, -30, 0, 30, 100])
def test_as_tight_for_every_size(places):
    """W scaled by a power of two has its bound scaled, up to 2^-20: the factor's grid follows the norm.

    Catches: a grid that is as coarse as the entries where these are tiny.
    """
    rows = np.array([[3.0, 1.0], [1.0, 2.0]])
    scaled, one = bound_of(rows * 2.0**places), bound_of(rows)
    assert abs(scaled / Fraction(2) ** places - one) <= one / 2**20


@given(st.integers(1, 4), st.integers(1, 4), st.data())
def test_no_vector_is_stretched_further(n_out, n_in, data):
    """‖Wx‖ ≤ s·‖x‖ exactly, for integer vectors x, wide and tall W. Catches a transpose that is forgotten."""
    rows = [data.draw(st.lists(entries, min_size=n_in, max_size=n_in)) for _ in range(n_out)]
    found = bound_of(rows)
    for x in data.draw(st.lists(st.lists(st.integers(-9, 9), min_size=n_in, max_size=n_in), max_size=4)):
        stretched = sum(sum(Fraction(w) * v for w, v in zip(row, x, strict=True)) ** 2 for row in rows)
        assert found is None or stretched <= found**2 * sum(v * v for v in x)


@pytest.mark.parametrize("shape", [(1, 1), (3, 40), (40, 3), (30, 30)])
def test_power_iteration_from_below(shape):
    """Power iteration on real-sized matrices gives a lower bound, in Fractions, just below the witness.

    Catches: a margin that grows with the size.
    """
    weight = np.random.default_rng(5).normal(size=shape).astype(np.float32).astype(np.float64)
    x = np.linalg.svd(weight)[2][0]
    direction = [Fraction(round(v * 2**30)) for v in x.tolist()]
    stretched = sum(sum(Fraction(w) * v for w, v in zip(row, direction, strict=True)) ** 2 for row in weight.tolist())
    lower = stretched / sum(v * v for v in direction)
    assert lower <= bound_of(weight) ** 2 <= lower * (1 + Fraction(1, 5000))


def test_zero_and_huge():
    """No witness is needed for the zero matrix, and none is made beyond float64's squares.

    Catches 0/0, OverflowError.
    """
    assert bound_of([[0.0, 0.0]]) is None
    assert bound_of([[1e200]]) is None
    assert bound_of([[1e-200]]) is None


@pytest.mark.parametrize("shape", [(1, 1), (2, 2), (3, 5), (5, 3), (4, 4)])
def test_the_residual_is_the_largest_row_sum(shape):
    """The witness' own residual is ‖square·I − WWᵀ − RRᵀ‖_∞, over the whole symmetric matrix.

    Catches: a triangle that is counted once, a row's sum that is replaced, a diagonal counted twice.
    """
    weight = np.random.default_rng(sum(shape)).normal(size=shape)
    layer = Network.from_arrays([weight]).layers[0]
    witness = spectral_witness(layer)
    unit = Fraction(1, 1 << witness.scale)
    w = [[Fraction(v) for v in row] for row in (weight if shape[0] <= shape[1] else weight.T).tolist()]
    r = [[v * unit for v in row] + [Fraction(0)] * (len(w) - 1 - i) for i, row in enumerate(witness.factor)]

    def inner(a, b):
        return sum(x * y for x, y in zip(a, b, strict=True))

    sums = [
        sum(
            abs((witness.square * unit**2 if i == j else 0) - inner(w[i], w[j]) - inner(r[i], r[j]))
            for j in range(len(w))
        )
        for i in range(len(w))
    ]
    assert witness.residual * unit**2 == max(sums)
    assert len(set(sums)) == len(sums), "rows that a wrong sum could not tell apart"
