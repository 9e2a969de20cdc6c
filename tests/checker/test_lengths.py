"""Vectors and matrices that do not fit: refused, for a sum cut to the shorter of the two would be a bound of nothing.

No file leads here (shapes are demanded as they are read); these hold the rules themselves to it.
Catches: `strict=True` lost from any of their zips.
"""

from dataclasses import replace
from fractions import Fraction

import pytest

from lottery_verify.checker.graph import Network, Row
from lottery_verify.checker.propagation import Reach, affine, inputs, minus, one_sided, propagate
from lottery_verify.checker.regions import Ball, Box
from tests.checker.cases import affine as layer

ONE, TWO = Reach([(0, 1)]), Reach([(-1, 1), (-1, 1)])
WIDE = layer(0, [[(1, 2), (3, 4)]], [5], True)  # one output, two inputs
NARROW = layer(0, [[(1, 1)]], [5], True)
TALL = layer(0, [[(1, 1), (3, 3)], [(1, 1), (3, 3)]], [5, 6], True)
PLAIN = layer(0, [[(1, 1), (3, 3)]], [5], True)
BALL = Ball(Fraction(1), 2)
NETWORK = Network("", None, [2, 1], [Fraction(0)] * 2, [PLAIN])

ROW = Row(0, [0, 1], [1, 3], [1, 3], 5)
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
        lambda: affine(WIDE, ONE, 1, 4),
        lambda: affine(NARROW, TWO, 1, 4),
        lambda: one_sided(WIDE, TWO, ONE),
        lambda: one_sided(WIDE, ONE, TWO),
        lambda: one_sided(WIDE, ONE, ONE),
        lambda: one_sided(NARROW, TWO, TWO),
        lambda: one_sided(NARROW, TWO, ONE),
        lambda: one_sided(NARROW, ONE, TWO),
        lambda: minus(replace(ROW, positive=[1]), ROW),
        lambda: minus(replace(ROW, negative=[1]), ROW),
        lambda: minus(ROW, replace(ROW, positive=[1], negative=[1])),
        lambda: minus(ROW, replace(ROW, positive=[1], columns=[0, 2])),
        lambda: propagate(NETWORK, replace(NETWORK, layers=[replace(PLAIN, rows=[])]), BALL, 4, [None]),
        lambda: propagate(NETWORK, replace(NETWORK, layers=[NARROW]), BALL, 4, [None]),
        lambda: propagate(replace(NETWORK, layers=[NARROW]), NETWORK, BALL, 4, [None]),
        lambda: propagate(NETWORK, replace(NETWORK, shift=[Fraction(0)]), BALL, 4, [None]),
        lambda: propagate(replace(NETWORK, shift=[Fraction(0)]), NETWORK, BALL, 4, [None]),
        lambda: propagate(EMPTY, replace(EMPTY, shift=[Fraction(0)]), BALL, 4, []),
        lambda: propagate(NETWORK, NETWORK, BALL, 4, []),
        lambda: propagate(NETWORK, NETWORK, BALL, 4, [None, None]),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(unfit):
    """Whichever of the two is the shorter."""
    with pytest.raises(ValueError, match=r"zip|inputs, but"):
        unfit()


def test_what_fits_is_not():
    """The same with lengths that fit, so that the refusals above are about lengths."""
    assert TWO.minus(TWO).ends == [(-2, 2)] * 2
    assert inputs(Box((0, 0), (1, 1)), [Fraction(0)] * 2, 1).ends == [(0, 2)] * 2
    assert affine(WIDE, TWO, 9, 0).ends == [(-1, 9)]
    assert one_sided(WIDE, TWO, TWO) == WIDE
    assert minus(ROW, ROW) == (ROW, replace(ROW, positive=[0, 0], negative=[0, 0], bias=0))
    assert len(propagate(NETWORK, NETWORK, BALL, 4, [None])) == 1
