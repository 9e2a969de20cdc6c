"""When the search in floats closes a leaf, so that its exact bound decides."""

import numpy as np
import pytest

from lottery_verify import Box
from lottery_verify.certificates.branching import ROUNDING, Search
from lottery_verify.certificates.tight import in_floats, read_pair
from lottery_verify.checker.rules import boxes
from lottery_verify.networks.network import Network

# f = relu(x) and g = 5/4·relu(x): over [1/2, 1] the largest difference is 1/4, which is the bound of the whole box.
F, G = (Network.from_arrays([[[1.0]], [[size]]]) for size in (1.0, 1.25))


def search(goal: float, found: float) -> Search:
    """Begins with the whole box, bounded and not halved."""
    layers, _ = boxes.problem(read_pair(F, G), Box([0.5], [1]))
    floats = [in_floats(layer) for layer in layers]
    return Search(floats, np.array([0.5]), np.array([1.0]), norm="linf", goal=lambda _: goal, found=found)


@pytest.mark.parametrize(
    ("goal", "found", "closed"),
    [(0.25, 0.25, [0]), (0.25 * ROUNDING, 0.25 * ROUNDING, [0]), (0.26, 0.0, [0]), (0.24, 0.24, [])],
)
def test_a_leaf_is_closed_within_the_goal_or_where_the_goal_is_attained(goal, found, closed):
    """By the goal's rounding it stays open, but where the goal is attained: no half of it lies below. Catches a search
    that halves on for all its time where epsilon is the largest difference itself."""
    made = search(goal, found)
    made.finish()
    assert made.taken_closed() == closed


def test_a_leaf_that_is_opened_again_is_halved():
    """Its exact bound was a rounding above the goal. Catches one that is closed at once, for ever."""
    made = search(0.25, 0.25)
    made.finish()
    assert made.taken_closed() == [0]
    made.reopen([0], [0.25 * (1 + 2.0**-60)])
    made.finish()
    assert (made.taken_closed(), made.open.nodes) == ([], [0])
