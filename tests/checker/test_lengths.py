"""Vectors and matrices that do not fit: refused, for a sum cut to the shorter of the two would be a bound of nothing.

No file leads here (shapes are demanded as they are read); these hold the rules themselves to it.
Catches: `strict=True` lost from any of their zips.
"""

from dataclasses import replace
from fractions import Fraction

import pytest

from lottery_verify.checker.judge import spectral_bound
from lottery_verify.checker.networks import Affine, Network
from lottery_verify.checker.propagation import Reach, affine, aligned, inputs, kinked, minus, propagate
from lottery_verify.checker.regions import Ball, Box

ONE, TWO = Reach([(0, 1)]), Reach([(-1, 1), (-1, 1)])
WIDE = Affine(0, [[(1, 2), (3, 4)]], [5], True)  # one output, two inputs
NARROW = Affine(0, [[(1, 1)]], [5], True)
TALL = Affine(0, [[(1, 1), (3, 3)], [(1, 1), (3, 3)]], [5, 6], True)
BALL = Ball(Fraction(1), 2)
NETWORK = Network("", None, [2, 1], [Fraction(0)] * 2, [replace(WIDE, rows=[[(1, 1), (3, 3)]])])

EMPTY = replace(NETWORK, layers=[])


@pytest.mark.parametrize(
    "unfit",
    [
        lambda: TWO.minus(ONE),
        lambda: ONE.minus(TWO),
        lambda: TWO.meet(ONE),
        lambda: ONE.meet(TWO),
        lambda: ONE.relu_difference(TWO, TWO),
        lambda: TWO.relu_difference(ONE, TWO),
        lambda: TWO.relu_difference(TWO, ONE),
        lambda: inputs(Box((0, 0), (1, 1)), [Fraction(0)], 4),
        lambda: inputs(Box((0, 0), (1, 1)), [Fraction(0)] * 3, 4),
        lambda: affine([(WIDE, ONE, kinked, 1)], [0], 4),
        lambda: affine([(NARROW, TWO, kinked, 1)], [0], 4),
        lambda: aligned(WIDE, 0, TWO, ONE),
        lambda: aligned(WIDE, 0, ONE, TWO),
        lambda: aligned(WIDE, 0, ONE, ONE),
        lambda: aligned(NARROW, 0, TWO, TWO),
        lambda: aligned(NARROW, 0, TWO, ONE),
        lambda: aligned(NARROW, 0, ONE, TWO),
        lambda: minus(WIDE, NARROW),
        lambda: minus(NARROW, WIDE),
        lambda: minus(TALL, replace(TALL, rows=TALL.rows[:1])),
        lambda: minus(replace(TALL, rows=TALL.rows[:1]), TALL),
        lambda: minus(TALL, replace(TALL, bias=[5])),
        lambda: minus(replace(TALL, bias=[5]), TALL),
        lambda: propagate(NETWORK, replace(NETWORK, shift=[Fraction(0)]), BALL, 4, [None]),
        lambda: propagate(replace(NETWORK, shift=[Fraction(0)]), NETWORK, BALL, 4, [None]),
        lambda: propagate(EMPTY, replace(EMPTY, shift=[Fraction(0)]), BALL, 4, []),
        lambda: propagate(NETWORK, NETWORK, BALL, 4, []),
        lambda: propagate(NETWORK, NETWORK, BALL, 4, [None, None]),
        lambda: spectral_bound(Affine(0, [[(1, 1)], [(1, 1), (2, 2)]], [0, 0], False), {
            "scale": 0, "square": "0x9", "factor": [["0x1"]]
        }, "x"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(unfit):
    """Whichever of the two is the shorter."""
    with pytest.raises(ValueError, match="zip"):
        unfit()


def test_what_fits_is_not():
    """The same with lengths that fit, so that the refusals above are about lengths."""
    assert TWO.minus(TWO).ends == [(-2, 2)] * 2
    assert inputs(Box((0, 0), (1, 1)), [Fraction(0)] * 2, 1).ends == [(0, 2)] * 2
    assert affine([(WIDE, TWO, kinked, 9)], [0], 0).ends == [(-6, 4)]
    assert aligned(WIDE, 0, TWO, TWO) == WIDE
    assert minus(TALL, TALL).rows == [[(0, 0)] * 2] * 2
    assert len(propagate(NETWORK, NETWORK, BALL, 4, [None])) == 1
