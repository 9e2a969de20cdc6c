"""Joint affine forms in floats say what the checker's rule says in integers, for each box of a batch."""

import random

import numpy as np
import pytest

from lottery_verify.certificates.joint import joint_bounds
from lottery_verify.certificates.tight import in_floats
from lottery_verify.checker.rules.joint import difference
from tests.checker.pairs import SCALE, random_pair

PRECISION = 64
UNIT = 1 << PRECISION


def compare(pair, generator, width):
    """Bounds three random boxes at once in floats, and each in integers."""
    inputs = len(pair[0].f[0])
    starts = [[generator.randint(-256, 160) for _ in range(inputs)] for _ in "abc"]
    boxes = [[(a, a + generator.randint(1, width)) for a in start] for start in starts]
    low, high = (np.array([[ends[k] for ends in box] for box in boxes]) / 256 for k in (0, 1))
    bounds = joint_bounds([in_floats(layer) for layer in pair], low, high, np.arange(inputs))
    for i, box in enumerate(boxes):
        least, most = ([ends[k] << PRECISION - SCALE for ends in box] for k in (0, 1))
        for j, (a, b) in enumerate(difference(pair, least, most, [(0, 0)] * inputs, PRECISION)):
            assert float(bounds.low[i, j]) == pytest.approx(a / UNIT, rel=1e-6, abs=1e-6)
            assert float(bounds.high[i, j]) == pytest.approx(b / UNIT, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("seed", range(24))
def test_floats_and_integers_agree(seed):
    """Open gates in different places, Ĝ near F or not, kinks or none: each box's ends are the integers'."""
    generator = random.Random(seed)
    kinks = (None, None, 0, 1)[seed % 4]
    compare(random_pair(generator, (3, 6, 6, 5, 2), near=generator.choice((2, 30, 200)), kinks=kinks), generator, 90)


@pytest.mark.parametrize("seed", range(24))
def test_a_settled_sign_is_no_reason_to_leave_ranges_wide(seed):
    """Many open gates: one network's sign is often settled by a way that leaves its range wide.

    Catches a rule that narrows x, y or d on one side only where that very sign is still open; the ends then differ by
    per cents, and a leaf that the search closes is bounded above the goal.
    """
    generator = random.Random(seed)
    compare(random_pair(generator, (2, 12, 12, 12, 2), near=generator.choice((60, 100))), generator, 200)
