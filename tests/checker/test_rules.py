"""The checker's integer rules one by one, against brute force over small integers and numbers worked out by hand."""

from fractions import Fraction
from itertools import product

import pytest

from lottery_verify.certificates.spectral import Witness
from lottery_verify.checker.reach import MAX_BITS, Reach, inputs, up
from lottery_verify.checker.regions import Ball, Box
from lottery_verify.checker.rules import difference
from lottery_verify.checker.rules.rows import kinked, sloped
from lottery_verify.checker.rules.signs import one_sided
from lottery_verify.checker.rules.spectral import spectral_bound
from lottery_verify.errors import UnsupportedNetwork
from tests.checker.cases import affine, dense

SMALL = range(-2, 3)
RANGES = [(low, high) for low, high in product(SMALL, SMALL) if low <= high]


def bent(p, n, t):
    """p·max(t, 0) + n·min(t, 0)."""
    return p * max(t, 0) + n * min(t, 0)


@pytest.mark.parametrize("ends", RANGES)
def test_kinked_is_the_range(ends):
    """Exactly: its ends are the least and the largest value, 0 included where the range crosses it."""
    for p, n in product(SMALL, SMALL):
        values = [bent(p, n, t) for t in range(ends[0], ends[1] + 1)]
        assert kinked(p, n, *ends) == (min(values), max(values))


@pytest.mark.parametrize("ends", RANGES)
def test_sloped_is_the_range_of_increments(ends):
    """Exactly, where one may start anywhere; p = n is no exception."""
    for p, n in product(SMALL, SMALL):
        steps = range(ends[0], ends[1] + 1)
        values = [bent(p, n, x + step) - bent(p, n, x) for x in range(-5, 6) for step in steps]
        assert sloped(p, n, *ends) == (min(values), max(values))


def test_relu_difference_holds():
    """max(g, 0) − max(f, 0) lies within it for all f, g, g − f in their ranges; where f is known it is the range."""
    for (a, b), (f0, f1), (g0, g1) in product(RANGES, RANGES, RANGES):
        pairs = [(f, g) for f in range(f0, f1 + 1) for g in range(g0, g1 + 1) if a <= g - f <= b]
        if not pairs:
            continue
        ((low, high),) = difference.relu(Reach([(a, b)]), Reach([(f0, f1)]), Reach([(g0, g1)])).ends
        values = [max(g, 0) - max(f, 0) for f, g in pairs]
        assert low <= min(values)
        assert max(values) <= high
        if f0 == f1 and a == g0 - f0 and b == g1 - f0:
            assert (low, high) == (min(values), max(values))


@pytest.mark.parametrize(
    ("x", "y", "row"),
    [
        ((0, 1), (0, 2), (2, 2)),
        ((0, 0), (0, 0), (2, 2)),
        ((-1, 0), (-2, 0), (3, 3)),
        ((-2, -1), (-1, -1), (3, 3)),
        ((-1, 1), (0, 1), (2, 3)),
        ((0, 1), (-1, 1), (2, 3)),
        ((-1, 0), (-1, 1), (2, 3)),
        ((-1, 1), (-1, 0), (2, 3)),
        ((0, 1), (-1, 0), (2, 3)),
    ],
)
def test_one_matrix_for_inputs_of_one_sign(x, y, row):
    """In both reaches: positive weights for x ≥ 0, negative ones for x ≤ 0, else both."""
    layer = affine(1, [[(2, 3)]], [5])
    assert dense(one_sided(layer, Reach([x]), Reach([y]))) == dense(affine(1, [[row]], [5]))


def test_inputs():
    """A box's ends exactly; a ball's with its shift, and its norm where that is less than the corner's."""
    reach = inputs(Box((0, Fraction(-1, 3)), (1, Fraction(1, 3))), [Fraction(1, 4), 0], 4)
    assert (reach.ends, reach.largest, reach.norm) == ([(-4, 12), (-6, 6)], 12, 14)  # √(144 + 36) = 13.4…
    reach = inputs(Ball(Fraction(1, 2), 2), [Fraction(1, 4)] * 2, 4)
    assert (reach.ends, reach.largest, reach.norm) == ([(-12, 4)] * 2, 12, 14)  # 8 + √32 = 13.6…, rounded apart


def test_reaches():
    """The norm is the corner's or a known one, whichever is less; differences add norms, meets take the least."""
    x, y = Reach([(-3, 4), (0, 0)], 2), Reach([(1, 2), (-5, 5)])
    assert (x.largest, x.norm, y.largest, y.norm) == (4, 2, 5, 6)
    apart = x.minus(y)
    assert (apart.ends, apart.norm) == ([(-5, 3), (-5, 5)], 8)
    met = x.meet(y)
    assert (met.ends, met.norm) == ([(1, 2), (0, 0)], 2)
    assert (x.relu().ends, x.relu().norm) == ([(0, 4), (0, 0)], 2)
    assert [up(n, 2) for n in (-5, -4, 0, 1, 4, 5)] == [-1, -1, 0, 1, 1, 2]


def test_bounds_have_an_end():
    """A norm of MAX_BITS bits is computed with, one of a bit more is refused."""
    largest = (1 << MAX_BITS) - 1
    assert Reach([(0, largest)]).norm == largest
    with pytest.raises(UnsupportedNetwork, match=f"a bound has over {MAX_BITS} bits"):
        Reach([(0, largest + 1)])


@pytest.mark.parametrize(("square", "bound"), [(0, 0), (8, 4), (9, 5), (-1, 0), (-8, 0), (2, 2)])
def test_spectral_bound_of_zero(square, bound):
    """For W = 0 and R = 0: √(square + |square|), rounded up. Catches a sum that begins at 1."""
    layer = affine(0, [[(0, 0)]], [0])
    given = {"scale": 0, "square": hex(square), "factor": [["0x0"]]}
    assert spectral_bound(layer, given, "x") == (bound, 0)
    assert Witness(0, square, ((0,),), abs(square)).bound() == (bound, 0)


def test_spectral_bound_at_a_square():
    """W = I, R = (1 0; 1 1), square = 3: off by 1, −1 and 0, so √(3 + 2), above 2. Catches a residual short of 1."""
    layer = affine(0, [[(1, 1), (0, 0)], [(0, 0), (1, 1)]], [0, 0])
    assert spectral_bound(layer, {"scale": 0, "square": "0x3", "factor": [["0x1"], ["0x1", "0x1"]]}, "x") == (3, 0)


def test_spectral_bound_by_hand():
    """W = (3 1; 1 2), R = (1 0; 2 1), square = 9: off by 9 − 10 − 1 = −2, −5 − 2 = −7 and 9 − 5 − 5 = −1; √(9 + 9)."""
    layer = affine(0, [[(3, 3), (1, 1)], [(1, 1), (2, 2)]], [0, 0])
    given = {"scale": 0, "square": "0x9", "factor": [["0x1"], ["0x2", "0x1"]]}
    assert spectral_bound(layer, given, "x") == (5, 0)
    given = {"scale": 1, "square": hex(36), "factor": [["0x2"], ["0x4", "0x2"]]}
    assert spectral_bound(layer, given, "x") == (9, 1)  # the same over 4, its root over 2: √72 = 8.5
