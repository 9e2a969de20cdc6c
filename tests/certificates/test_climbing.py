"""The ascent from boxes: its slopes are the difference's own, and it never ends lower than it began."""

import random

import numpy as np
import pytest

from lottery_verify.certificates.climbing import Gap, climbed, measured
from lottery_verify.certificates.tight import in_floats
from tests.checker.pairs import random_pair


@pytest.mark.parametrize("norm", ["linf", "l2"])
@pytest.mark.parametrize("seed", range(12))
def test_slopes_are_those_of_the_difference(seed, norm):
    """Against differences over 2^-30 along each input. Catches a gate, a layer, a kink or a sign that is left out."""
    pair = [in_floats(layer) for layer in random_pair(random.Random(seed), (3, 6, 6, 2), near=60, kinks=seed % 3)]
    gap, points = Gap(pair, norm), np.random.default_rng(seed).uniform(-0.5, 0.5, (8, 3))
    step = 2.0**-30 * np.eye(3)
    slopes = np.stack([(gap.at(points + h) - gap.at(points - h)) * 2.0**29 for h in step], 1)
    steep = np.abs(slopes) > 1e-4
    assert steep.any()
    assert np.array_equal(gap.uphill(points)[steep], np.sign(slopes[steep]))


@pytest.mark.parametrize("seed", range(4))
def test_no_climb_leads_down_or_out(seed):
    """The best of the points climbed to is no lower than the best before, and all are inside the ends."""
    pair = [in_floats(layer) for layer in random_pair(random.Random(seed), (3, 6, 6, 2), near=60)]
    gap, points = Gap(pair, "linf"), np.random.default_rng(seed).uniform(-0.5, 0.5, (20, 3))
    low, high = np.full(3, -0.5), np.full(3, 0.5)
    reached = climbed(gap, points, high - low, low, high)
    assert gap.at(reached).max() >= gap.at(points).max()
    assert (reached >= low).all()
    assert (reached <= high).all()


def test_shares_of_a_norm():
    """The largest share is the norm of the largest difference within the ends: 5 for l2 of 3 and 4, 4 for linf."""
    low, high = np.array([[-3.0, -1.0]]), np.array([[1.0, 4.0]])
    assert measured("linf", low, high).max() == 4
    assert measured("l2", low, high).max() == 5
