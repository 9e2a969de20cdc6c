"""How far the forms of an affine layer may lie from what they stand for."""

import pytest

from lottery_verify.checker.rules.forms import Form
from lottery_verify.checker.rules.joint import Walk
from lottery_verify.checker.rules.paired import PairLayer

# One neuron, weights over 2^0: W = 3, N = 5, P − N = 7, so that N − W = 2.
LAYER = PairLayer(0, [[3]], [[5]], [[2]], [0], [0], [0], [[7]], 17, False)


@pytest.mark.parametrize(("x", "e"), [(11, 0), (0, 13), (11, 13)])
def test_each_slack_counts_by_its_weight(x, e):
    """W·f with f off by x lies 3x off; (N − W)·f + N·e + (P − N)·max(y, 0) lies 2x + 5e + 7(x + e) off; 1 by rounding.

    y = f + e is above 0 and off by x + e. Catches e's slack left out of the difference (an acceptance would be wrong by
    so much), and f's slack counted by another matrix.
    """
    walk = Walk(40, 128, [0], [0], [(0, 0)])
    walk.x, walk.e = [Form(1 << 40, x)], [Form(0, e)]
    (f_form,), (d_form,) = walk.affine(LAYER)
    assert f_form.slack == 3 * x + 1
    assert d_form.slack == 2 * x + 5 * e + 7 * (x + e) + 1
