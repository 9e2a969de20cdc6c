"""Cells: they make up the box, both networks are affine on each, and the ranges are known by hand for some."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lottery_verify.checker.regions import Box
from lottery_verify.errors import InvalidArgument
from lottery_verify.hunting.cells import cells, ranges, supremum
from lottery_verify.hunting.oracle import layers, run
from lottery_verify.hunting.paths import largest_along
from lottery_verify.networks.network import Network
from lottery_verify.strategies.proofs import proof_cases


def area(cell):
    """Of a polygon, by its corners in order."""
    pairs = zip(cell, [*cell[1:], cell[0]], strict=True)
    return abs(sum(a.x[0] * b.x[1] - b.x[0] * a.x[1] for a, b in pairs)) / 2


@given(proof_cases())
def test_cells_make_up_the_box(case):
    """Their areas or lengths add up to the box's, and at each corner the outputs are the networks'."""
    f, g = case.networks()
    found, sides = cells(f, g, case.box), [b - a for a, b in zip(case.box.lower, case.box.upper, strict=True)]
    if case.box.width == 2:
        assert sum(map(area, found)) == sides[0] * sides[1]
    else:
        assert sum(max(c.x for c in cell)[0] - min(c.x for c in cell)[0] for cell in found) == sides[0]
    for cell in found:
        for corner in cell:
            outputs = (tuple(run(one, layers(one), corner.x)) for one in (f, g))
            assert (corner.kept, corner.values) == tuple(outputs)


@given(proof_cases(), st.data())
def test_affine_on_each_cell(case, data):
    """Between any two corners of a cell the outputs lie on a straight line. Catches a cut that is left out."""
    f, g = case.networks()
    cell = data.draw(st.sampled_from(cells(f, g, case.box)))
    a, b = data.draw(st.sampled_from(cell)), data.draw(st.sampled_from(cell))
    middle = [(v + w) / 2 for v, w in zip(a.x, b.x, strict=True)]
    for network, ends in ((f, (a.kept, b.kept)), (g, (a.values, b.values))):
        assert run(network, layers(network), middle) == [(v + w) / 2 for v, w in zip(*ends, strict=True)]


@given(proof_cases(), st.sampled_from(["linf", "l2"]))
def test_one_input_is_a_path(case, norm):
    """Over a segment the supremum is that along the path from end to end, found by other code."""
    f, g = case.networks()
    flat = Box(case.box.lower, (case.box.upper[0], *case.box.lower[1:]))
    assert supremum(f, g, flat, norm) == largest_along(f, g, [flat.lower, flat.upper], norm)


def test_by_hand():
    """|x| − |y| against 0 over [−1, 2] × [−3, 1]: from −3 to 2, both at points inside of a side."""
    rows = np.array([[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]])
    f = Network.from_arrays([rows, np.array([[1.0, 1.0, -1.0, -1.0]])])
    zero = Network.from_arrays([np.zeros((4, 2)), np.zeros((1, 4))])
    assert ranges(zero, f, Box((-1, -3), (2, 1))) == [(-3, 2)]
    assert ranges(f, zero, Box((-1, -3), (2, 1))) == [(-2, 3)]
    assert supremum(f, zero, Box((-1, -3), (2, 1)), "l2") == 9


def test_what_floats_absorb():
    """relu(x + 2^53) − 2^53 is x, and 1 where the bias is 2^53 + 2 less 1: nothing is lost."""
    f = Network.from_arrays([np.ones((1, 1))] * 2, [np.array([2.0**53]), np.array([-(2.0**53)])])
    zero = Network.from_arrays([np.zeros((1, 1))] * 2)
    assert ranges(zero, f, Box((0,), (Fraction(1, 3),))) == [(0, Fraction(1, 3))]


def test_three_inputs_are_refused():
    """It is named, not cut to two."""
    f = Network.from_arrays([np.ones((1, 3))])
    with pytest.raises(InvalidArgument, match="3 inputs; cells are made of at most 2"):
        cells(f, f, Box.cube(0, 1, 3))
