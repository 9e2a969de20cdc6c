"""Vectors and matrices that do not fit: refused, for a sum cut to the shorter of the two would be a bound of nothing.

No file leads here (shapes are demanded as they are read); these hold the rules themselves to it.
Catches: `strict=True` lost from any of their zips.
"""

from dataclasses import replace
from fractions import Fraction

import pytest

from lottery_verify.checker.graph import Row, chain
from lottery_verify.checker.reach import Reach, inputs
from lottery_verify.checker.regions import Ball, Box
from lottery_verify.checker.rules import difference
from lottery_verify.checker.rules.gain import gap_row
from lottery_verify.checker.rules.interval import affine
from lottery_verify.checker.rules.known import Gains, Known, Pair, Step
from lottery_verify.checker.rules.rows import interval, kinked
from lottery_verify.checker.rules.signs import one_sided
from lottery_verify.checker.rules.table import RULES
from tests.checker.cases import affine as layer
from tests.checker.cases import dense, propagate

ONE, TWO = Reach([(0, 1)]), Reach([(-1, 1), (-1, 1)])
WIDE = layer(0, [[(1, 2), (3, 4)]], [5])  # one output, two inputs
NARROW = layer(0, [[(1, 1)]], [5])
TALL = layer(0, [[(1, 1), (3, 3)], [(1, 1), (3, 3)]], [5, 6])
PLAIN = layer(0, [[(1, 1), (3, 3)]], [5])
BALL = Ball(Fraction(1), 2)
NETWORK = chain("", None, [Fraction(0)] * 2, [PLAIN], [True])
NARROWED = chain("", None, [Fraction(0)] * 2, [NARROW], [True])
TALLER = chain("", None, [Fraction(0)] * 2, [TALL], [True])
SHORT = chain("", None, [Fraction(0)], [PLAIN], [True])
GAINS = Gains(1, 1, 1)

ROW = Row(0, [0, 1], [1, 3], [1, 3], 5)


@pytest.mark.parametrize(
    "unfit",
    [
        lambda: TWO.minus(ONE),
        lambda: ONE.minus(TWO),
        lambda: TWO.meet(ONE),
        lambda: ONE.meet(TWO),
        lambda: difference.relu(ONE, TWO, TWO),
        lambda: difference.relu(TWO, ONE, TWO),
        lambda: difference.relu(TWO, TWO, ONE),
        lambda: inputs(Box((0, 0), (1, 1)), [Fraction(0)], 4),
        lambda: inputs(Box((0, 0), (1, 1)), [Fraction(0)] * 3, 4),
        lambda: affine(WIDE, ONE, 1, 4),
        lambda: affine(NARROW, TWO, 1, 4),
        lambda: interval(replace(ROW, positive=[1]), TWO, kinked),
        lambda: interval(replace(ROW, negative=[1]), TWO, kinked),
        lambda: interval(replace(ROW, columns=[0]), TWO, kinked),
        lambda: interval(Row(0, [0, 1], one := [1], one, 5), TWO, kinked),
        lambda: one_sided(WIDE, TWO, ONE),
        lambda: one_sided(WIDE, ONE, TWO),
        lambda: one_sided(WIDE, ONE, ONE),
        lambda: one_sided(NARROW, TWO, TWO),
        lambda: one_sided(NARROW, TWO, ONE),
        lambda: one_sided(NARROW, ONE, TWO),
        lambda: gap_row(replace(ROW, positive=[1]), ROW),
        lambda: gap_row(replace(ROW, negative=[1]), ROW),
        lambda: gap_row(ROW, replace(ROW, positive=[1], negative=[1])),
        lambda: gap_row(ROW, replace(ROW, positive=[1], columns=[0, 2])),
        lambda: difference.affine(PLAIN, WIDE, ONE, TWO, GAINS, 4),
        lambda: difference.affine(PLAIN, WIDE, TWO, ONE, GAINS, 4),
        lambda: difference.affine(TALL, WIDE, TWO, TWO, GAINS, 4),
        lambda: difference.affine(WIDE, TALL, TWO, TWO, GAINS, 4),
        lambda: RULES["gain"].apply(Step("gain", 1, None, "x"), Pair(NETWORK, TALLER), BALL, Known(4)),
        lambda: propagate(NETWORK, NARROWED, BALL, 4, [None]),
        lambda: propagate(NARROWED, NETWORK, BALL, 4, [None]),
        lambda: propagate(NETWORK, SHORT, BALL, 4, [None]),
        lambda: propagate(SHORT, NETWORK, BALL, 4, [None]),
        lambda: chain("", None, [Fraction(0)] * 2, [PLAIN], []),
        lambda: chain("", None, [Fraction(0)] * 2, [PLAIN], [True, True]),
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
    assert dense(one_sided(WIDE, TWO, TWO)) == dense(WIDE)
    assert gap_row(ROW, ROW) == replace(ROW, positive=[0, 0], negative=[0, 0], bias=0)
    assert len(propagate(NETWORK, NETWORK, BALL, 4, [None])) == 1
