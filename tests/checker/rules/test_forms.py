"""Affine forms: their ends hold every value, whatever the values' size."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lottery_verify.checker.regions import Box
from lottery_verify.checker.rules.forms import SPARE, WIDTHS, Form, NarrowLanes, Space
from lottery_verify.networks.network import Layer, Network
from tests.checker.rules.test_boxes import bound


@st.composite
def forms(draw):
    """The width of the lanes, a centre and coefficients, up to the largest that a layer's forms may have."""
    width = draw(st.sampled_from(WIDTHS))
    most = width - SPARE - draw(st.integers(0, 20) | st.integers(0, width - SPARE - 1))
    entry = st.integers(-(2**most), 2**most - 1)
    return width, draw(st.lists(entry | st.sampled_from([-(2**most), 2**most - 1, 0, -1]), min_size=1, max_size=4))


@given(forms())
def test_ends_hold_the_form(case):
    """centre ∓ Σ|coefficient| lies within the ends, or wider lanes are asked for. Catches a bias that is read."""
    width, (centre, *coefficients) = case
    radius = sum(map(abs, coefficients))
    packed = sum(value << width * k for k, value in enumerate((centre, *coefficients)))
    try:
        low, high = Space(64, width, 1 + len(coefficients)).ends(Form(packed, 0))
    except NarrowLanes:
        assert max(map(abs, (centre, *coefficients))) >= 2 ** (width - 18)
        return
    assert low <= centre - radius
    assert centre + radius <= high
    assert high - low <= 2 * radius + (radius + abs(centre) >> 40) + 2**20


def test_no_gate_is_closed_by_a_value_of_almost_a_lane():
    """max(2^23·x, 0) against 0 for |x| ≤ 2^−20 differs by 8, which ends of 110 and more bits once made out to be 0."""
    one = np.array([[1.0]])
    target = Network((Layer(2.0**23 * one, None, True), Layer(one, None, False)))
    ticket = Network((Layer(0 * one, None, True), Layer(one, None, False)))
    for precision in range(0, 1024, 8):
        assert bound(target, ticket, Box([-(2.0**-20)], [2.0**-20]), [0], precision) >= 8
