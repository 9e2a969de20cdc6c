"""Affine forms: their ends hold every value, whatever the values' size."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lottery_verify.checker.regions import Box
from lottery_verify.checker.rules.forms import MOST_BITS, SPARE, WIDTHS, Form, NarrowLanes, Space
from lottery_verify.errors import UnsupportedNetwork
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


def test_forms_that_would_not_fit_in_memory_are_refused():
    """So many forms of so many lanes of such a width are allowed, and no more of any.

    Catches: a layer of 1,448 neurons whose forms ask for 6 GB, since a certificate of 600 bytes chose precision 1024.
    """
    width, forms = WIDTHS[-1], 64
    space = Space(64, width, MOST_BITS // (width * forms) - 1)
    assert space.products([[]] * forms, []) == [0] * forms
    space.demand_memory(forms, more=1)
    with pytest.raises(UnsupportedNetwork, match=f"forms would take {MOST_BITS + width * forms} bits"):
        space.demand_memory(forms, more=2)
    with pytest.raises(UnsupportedNetwork):
        space.products([[]] * (forms + 1), [])


@pytest.mark.parametrize(("inputs", "hidden", "outputs"), [(20, 1, 1), (1, 20, 1), (1, 5, 90)])
def test_memory_is_looked_at_before_it_is_taken(inputs, hidden, outputs, monkeypatch):
    """Of the inputs' forms, of those that gates open, and of the next layer's. Catches each of the three left out."""
    one = Network.from_arrays([np.ones((hidden, inputs)), np.ones((outputs, hidden))])
    other = Network.from_arrays([2 * np.ones((hidden, inputs)), np.ones((outputs, hidden))])
    box = Box.cube(-1, 1, inputs)
    assert bound(one, other, box, [0]) > 0
    monkeypatch.setattr("lottery_verify.checker.rules.forms.MOST_BITS", 128 * 20 * 20)
    with pytest.raises(UnsupportedNetwork, match="forms would take"):
        bound(one, other, box, [0])
