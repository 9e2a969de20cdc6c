"""A sum of gates by lines below and above them."""

import pytest

from lottery_verify.checker.rules.forms import Form, Space
from lottery_verify.checker.rules.substitution import narrowed

SIZE, SCALE, ROUNDING = 1 << 60, 8, 1 << 40


@pytest.mark.parametrize(("weight", "low", "high"), [(3, 0, 3), (-3, -3, 0)])
def test_each_weight_takes_the_line_on_its_side(weight: int, low: int, high: int) -> None:
    """w·max(x, 0) for |x| ≤ 1 reaches from 0 to w, where its form alone reaches from −w/2 to w.

    The lines are 0, x and the chord (x + 1)/2; the form is half way between, with a symbol of its own. Catches a line
    above where one below is due, which bounds nothing, and gates that are passed over.
    """
    space = Space(64, 128, 3)
    x = space.symbol(1, SIZE)
    half = space.symbol(1, SIZE // 2)
    relu = half + space.constant(SIZE // 4) + space.symbol(2, SIZE // 4)
    gaps = {0: ((relu, relu - x), relu - half - space.constant(SIZE // 2))}
    form = Form(weight * relu.packed, 0)
    before = space.ends(form)
    assert before[1] - before[0] >= 3 * SIZE * 3 // 2
    found = narrowed(space, Form(form.packed, 0), before, [weight << SCALE], gaps, SCALE)
    assert low * SIZE - ROUNDING <= found[0] <= low * SIZE
    assert high * SIZE <= found[1] <= high * SIZE + ROUNDING
