"""Vectors and matrices that do not fit, in certify's own rules: refused, as in the checker's (tests/checker)."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from mpmath.libmp import from_float, fzero

from lottery_verify.certificates.dyadic import Dyadic
from lottery_verify.certificates.evaluate import evaluate
from lottery_verify.certificates.exact import ExactLayer, ExactNetwork
from lottery_verify.certificates.rules import Reach, Rules, minus, one_sided
from lottery_verify.checker.regions import Ball, Box


def reals(*values):
    """Raw values of small floats."""
    return [from_float(float(v)) for v in values]


RULES = Rules(8)
ONE, TWO = Reach(reals(0), reals(1), reals(1)[0]), Reach(reals(-1, -1), reals(1, 1), reals(2)[0])
LOW, HIGH = replace(TWO, low=reals(-1)), replace(TWO, high=reals(1))  # one end is missing
P, N = (Dyadic.of(np.array(rows)) for rows in ([[1.0, 3.0], [5.0, 7.0]], [[2.0, 4.0], [6.0, 8.0]]))
LAYER = ExactLayer(P, N, reals(1, 2), True)
PLAIN = ExactLayer(P, P, reals(1, 2), True)
SHORT = ExactLayer(Dyadic(P.whole[:, :1], 0), Dyadic(N.whole[:, :1], 0), reals(1, 2), True)
FEWER = ExactLayer(Dyadic(P.whole[:1], 0), Dyadic(N.whole[:1], 0), reals(1), True)
SHIFT = [fzero, fzero]
NETWORK = ExactNetwork("", [PLAIN], SHIFT)
BALL, BOX = Ball(Fraction(1), 2), Box.cube(0, 1, 2)
GAIN = reals(9)[0]
RULES_UNFIT = {
    "farthest, low": lambda: LOW.farthest(),
    "farthest, high": lambda: HIGH.farthest(),
    "reach, low": lambda: RULES.reach(reals(0), reals(1, 1)),
    "reach, high": lambda: RULES.reach(reals(0, 0), reals(1)),
    "inputs, one shift": lambda: RULES.inputs(BOX, replace(NETWORK, shift=[fzero])),
    "inputs, three shifts": lambda: RULES.inputs(BOX, replace(NETWORK, shift=[fzero] * 3)),
    "inputs, upper end": lambda: RULES.inputs(unequal("upper"), NETWORK),
    "inputs, all but the lower end": lambda: RULES.inputs(unequal("upper"), replace(NETWORK, shift=[fzero])),
    "inputs, all but the upper end": lambda: RULES.inputs(unequal("lower"), replace(NETWORK, shift=[fzero])),
    "affine, entries": lambda: RULES.affine(LAYER, ONE, GAIN),
    "affine, high": lambda: RULES.affine(LAYER, HIGH, GAIN),
    "difference, gap's rows": lambda: RULES.difference(LAYER, FEWER, TWO, TWO, GAIN),
    "difference, d": lambda: RULES.difference(LAYER, LAYER, TWO, ONE, GAIN),
    "difference, x": lambda: RULES.difference(LAYER, LAYER, ONE, TWO, GAIN),
    "apart, low": lambda: RULES.apart(LOW, ONE),
    "apart, high": lambda: RULES.apart(HIGH, ONE),
    "apart, both": lambda: RULES.apart(TWO, ONE),
    "relu_difference, d": lambda: RULES.relu_difference(ONE, TWO, TWO),
    "relu_difference, f": lambda: RULES.relu_difference(TWO, ONE, TWO),
    "relu_difference, g": lambda: RULES.relu_difference(TWO, TWO, ONE),
    "propagate, f's shift": lambda: RULES.propagate(replace(NETWORK, shift=[fzero]), NETWORK, BALL, [None]),
    "propagate, no spectral": lambda: RULES.propagate(NETWORK, NETWORK, BALL, []),
    "propagate, two spectral": lambda: RULES.propagate(NETWORK, NETWORK, BALL, [None, None]),
    "one_sided, low": lambda: one_sided(SHORT, ONE, HIGH),
    "one_sided, high": lambda: one_sided(SHORT, ONE, LOW),
    "one_sided, entries": lambda: one_sided(LAYER, ONE_SIGN, ONE_SIGN),
    "minus, entries": lambda: minus(PLAIN, SHORT),
    "minus, rows": lambda: minus(PLAIN, FEWER),
    "evaluate, x": lambda: evaluate(NETWORK, (Fraction(0),)),
    "evaluate, x too long": lambda: evaluate(NETWORK, (Fraction(0),) * 3),
    "evaluate, layers": lambda: evaluate(replace(NETWORK, layers=[FEWER, PLAIN]), (Fraction(0),) * 2),
}  # fmt: skip
ONE_SIGN = Reach(reals(-1, 0, 0), reals(1, 1, 1), reals(2)[0])


def unequal(short):
    """A box whose ends are not of one length, which the class itself refuses to make."""
    box = Box.cube(0, 1, 2)
    object.__setattr__(box, short, (Fraction(0),))
    return box


@pytest.mark.parametrize("unfit", RULES_UNFIT)
def test_what_does_not_fit_is_refused(unfit):
    """Catches: `strict=True` lost from any of the rules' zips, and numpy's broadcasting of one row over several."""
    with pytest.raises(ValueError, match=r"zip|fit|shape|ends|inputs|columns"):
        RULES_UNFIT[unfit]()


def test_what_fits_is_not():
    """The same with lengths that fit, so that the refusals above are about lengths."""
    assert len(RULES.affine(LAYER, TWO, GAIN).low) == len(RULES.difference(LAYER, LAYER, TWO, TWO, GAIN).low) == 2
    assert len(RULES.propagate(NETWORK, NETWORK, BALL, [None])) == 1
    same = one_sided(LAYER, TWO, TWO)
    assert [half.whole.tolist() for half in (same.positive, same.negative)] == [P.whole.tolist(), N.whole.tolist()]
    assert evaluate(NETWORK, (Fraction(1), Fraction(0))) == [2, 7]
