"""The exact supremum along a path, against points of the path and by hand."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lottery_verify.hunting.oracle import layers, run, size_of
from lottery_verify.hunting.paths import largest_along
from lottery_verify.networks.network import Network
from lottery_verify.strategies.masks import mask_cases
from lottery_verify.strategies.pairs import pair_cases

ZERO = Network.from_arrays([np.zeros((1, 1))])
TENT = Network.from_arrays(  # 0, then up to 5/32 at 5/32, and 0 from 10/32 on
    [np.ones((3, 1)), np.array([[1.0, -2.0, 1.0]])], [np.array([0, -5 / 32, -10 / 32]), None], [True, False]
)


def difference(f, g, x, norm):
    """‖F(x) − G(x)‖ at one point, by `run`."""
    left, right = (run(network, layers(network), x) for network in (f, g))
    return size_of([a - b for a, b in zip(left, right, strict=True)], norm)


@pytest.mark.parametrize("norm", ["linf", "l2"])
@pytest.mark.parametrize(
    ("path", "largest"),
    [
        ([0, 1], Fraction(5, 32)),
        ([1, 0], Fraction(5, 32)),
        ([-1, 1, Fraction(1, 8)], Fraction(5, 32)),
        ([Fraction(3, 16), 1], Fraction(1, 8)),
        ([Fraction(1, 8), 0], Fraction(1, 8)),
        ([Fraction(1, 4)], Fraction(1, 16)),
        ([1, 2], 0),
    ],
)
def test_a_tent(norm, path, largest):
    """A peak between the corners is found to the last digit, whichever network has it.

    Catches: corners only, a kink put in the wrong place, the last piece left out.
    """
    corners = [(Fraction(x),) for x in path]
    wanted = largest if norm == "linf" else largest**2
    assert largest_along(TENT, ZERO, corners, norm) == largest_along(ZERO, TENT, corners, norm) == wanted


def test_a_pruned_link_bends_at_0():
    """G(x) = 2·max(x, 0) + 3·min(x, 0) beside x ↦ 2x over [-1, 1]: the largest difference is 1, at −1.

    x ↦ 3x, where G differs by x above 0: the largest is 1, at 1. Catches: W⁺ and W⁻ exchanged, no knot at 0.
    """
    bent = Network.from_arrays([np.array([[1.0], [-1.0]]), np.array([[2.0, -3.0]])], [None, None], [True, False])
    for slope, at in ((2.0, -1), (3.0, 1)):
        straight = Network.from_arrays([np.array([[slope]])])
        assert largest_along(straight, bent, [(Fraction(-1),), (Fraction(1),)], "linf") == 1
        assert difference(straight, bent, (Fraction(at),), "linf") == 1


def between(path, place, parts):
    """The point at some of `parts` equal parts of a piece."""
    piece, part = divmod(place, parts)
    a, b = path[piece % (len(path) - 1)], path[piece % (len(path) - 1) + 1]
    return tuple(u + (v - u) * Fraction(part, parts) for u, v in zip(a, b, strict=True))


def lipschitz(network):
    """At least |F(x) − F(y)|_∞ / |x − y|_∞."""
    found = Fraction(1)
    for rows, _, _, _ in layers(network):
        found *= max(sum(map(abs, row)) for row in rows)
    return found


@settings(max_examples=60)
@given(pair_cases(max_width=2), st.integers(0, 1000))
def test_two_networks(case, place):
    """No point of the path has more, and the points of a fine grid come as near as slopes allow.

    Catches: values interpolated between the wrong knots, a ReLU left out, a supremum of somewhere else.
    """
    f, g, path = case.target.network(), case.pruned.network(), case.path()
    most = largest_along(f, g, path, "linf")
    assert difference(f, g, between(path, place, 97), "linf") <= most
    grid = [between(path, k, 16) for k in range(16 * (len(path) - 1))] + [path[-1]]
    step = max(abs(u - v) for a, b in pairwise(path) for u, v in zip(a, b, strict=True)) / 16
    nearest = max(difference(f, g, x, "linf") for x in grid)
    assert nearest <= most <= nearest + (lipschitz(f) + lipschitz(g)) * step
    squares = largest_along(f, g, path, "l2")
    assert most**2 <= squares <= f.widths[-1] * most**2
    assert max(difference(f, g, x, "l2") for x in grid) <= squares


@settings(max_examples=60)
@given(mask_cases(), st.integers(0, 1000))
def test_tickets(case, place):
    """For tickets, whose links bend at 0, no point of the path has more. Catches: knots before a ReLU only."""
    f, g, path = case.target.network(), case.ticket(), case.path()
    for norm in ("linf", "l2"):
        assert difference(f, g, between(path, place, 31), norm) <= largest_along(f, g, path, norm)
