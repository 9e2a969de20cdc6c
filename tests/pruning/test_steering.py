"""Errors that nearly cancel in what they add up to."""

import numpy as np
import pytest

from lottery_verify.decompose.nearest_sums import nearest_subsets
from lottery_verify.networks.network import Network
from lottery_verify.pruning.pruner import after_of
from lottery_verify.pruning.steering import Links, payment, steered


@pytest.fixture
def random():
    """Each test's own numbers, whatever ran before it."""
    return np.random.default_rng(3)


def test_payment(random):
    """It pays nearly what is owed, by the shifts of least squares. Independent: numpy's pseudo-inverse."""
    after, owed = random.normal(0, 1, (4, 30)), random.normal(0, 1, 4)
    shifts = payment(after, owed)
    np.testing.assert_allclose(after @ shifts, -owed, rtol=1e-3)
    np.testing.assert_allclose(shifts, np.linalg.pinv(after) @ -owed, rtol=1e-3, atol=1e-3 * abs(shifts).max())


def test_no_payment():
    """Too few links, or links that nothing depends on, pay nothing."""
    np.testing.assert_array_equal(payment(np.ones((2, 3)), np.ones(2)), np.zeros(3))
    np.testing.assert_array_equal(payment(np.zeros((2, 8)), np.ones(2)), np.zeros(8))


def test_sums_that_are_multiples_of_each_other():
    """They ask for no huge shifts, though their Gram matrix is singular. Catches a division by a pivot near 0."""
    shifts = payment(np.array([[1.0] * 8, [1.0] * 8]), np.array([1.0, 1.0]))
    np.testing.assert_allclose(shifts, np.full(8, -1 / 8), rtol=1e-3)


def test_sums_that_are_nearly_multiples_of_each_other():
    """Where they differ by 10^-6, what only their difference could pay stays owed: shifts of 3·10^5 would pay it.

    Catches a ridge that is too small to be seen.
    """
    shifts = payment(np.array([[1.0] * 8, [1 + 1e-6, 1 - 1e-6] * 4]), np.array([1.0, -1.0]))
    assert np.abs(shifts).max() < 1


@pytest.mark.parametrize("owed", [0.0, 0.002])
def test_steered(owed, random):
    """What is owed in the end is a quarter at most of what nearest sums owe, for a quarter more of root mean square.

    Catches a shift of the wrong sign, one that goes to the wrong link, and a debt that is forgotten between steps.
    """
    after = random.normal(0, 0.1, (3, 200))
    w, products = random.normal(0, 0.05, 200), random.normal(0, 0.04, (200, 9))

    def errors(kept):
        return np.where(kept, products, 0).sum(1) - w

    plain = errors(nearest_subsets(w, products))
    tolerance = float(np.sqrt((plain**2).mean()))
    begun = np.full(3, owed)
    (kept,) = steered([Links(w, products, after, begun, tolerance)])
    steady = errors(kept)
    assert np.linalg.norm(begun + after @ steady) < np.linalg.norm(begun + after @ plain) / 4
    assert np.sqrt((steady**2).mean()) < 1.25 * tolerance


def test_inputs_have_nothing_to_do_with_each_other(random):
    """Each input's subsets are those that it has alone, however many links and products the others have.

    Catches an answer that goes to another input, and a debt that is shared.
    """
    several = [
        Links(*(random.normal(0, 0.05, shape) for shape in (links, (links, n), (3, links), 3)), 1e-3)
        for links, n in ((200, 9), (5, 6), (90, 9), (0, 9), (90, 7))
    ]
    for links, kept in zip(several, steered(several), strict=True):
        np.testing.assert_array_equal(kept, steered([links])[0])


def test_what_comes_after(random):
    """It is the product of the weights behind the layer; none where outputs are many or the layer is the last."""
    weights = [random.integers(-9, 10, shape).astype(float) for shape in ((32, 5), (24, 32), (3, 24))]
    target = Network.from_arrays(weights, [None, None, None])
    np.testing.assert_array_equal(after_of(target, 0), weights[2] @ weights[1])  # integers: no rounding
    np.testing.assert_array_equal(after_of(target, 1), weights[2])
    assert after_of(target, 2) is None
    assert after_of(Network.from_arrays(weights[:2], [None, None]), 0) is None
