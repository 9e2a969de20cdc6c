"""Rule `boxes`: leaves make up the region, and the difference lies where each leaf says."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lottery_verify.checker.regions import Ball, Box
from lottery_verify.checker.rules import boxes
from lottery_verify.checker.rules.known import Known, Pair, Step
from lottery_verify.errors import MalformedFile, UnsupportedNetwork
from lottery_verify.hunting.paths import largest_along
from lottery_verify.networks.network import Network
from tests.checker.cases import networks, tickets
from tests.checker.files_of import as_read

PRECISION = 64
ZERO, ONE = (Fraction(0),), (Fraction(1),)
halves = st.integers(-8, 8).map(lambda n: Fraction(n, 4))


@st.composite
def trees(draw, width, depth=3):
    """A tree of splits of a box of so many inputs."""
    if depth == 0 or draw(st.booleans()):
        return [0]
    by = draw(st.integers(1, width))
    return [by, *draw(trees(width, depth - 1)), *draw(trees(width, depth - 1))]


@st.composite
def cases(draw, inputs):
    """Two networks of the same layers, a box and a tree."""
    widths = [inputs, *draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))]
    relu = draw(st.lists(st.booleans(), min_size=len(widths) - 1, max_size=len(widths) - 1))
    target = draw(networks(widths, relu))
    ticket = draw(tickets(widths, relu) | networks(widths, relu))
    ends = [sorted((draw(halves), draw(halves))) for _ in range(inputs)]
    return target, ticket, Box([low for low, _ in ends], [high for _, high in ends]), draw(trees(inputs))


def bound(target, ticket, region, tree, precision=PRECISION):
    """What the rule proves, as a Fraction."""
    pair = Pair(as_read(target), as_read(ticket))
    step = Step("boxes", pair.target.output, {"rule": "boxes", "tree": tree}, "x")
    known = boxes.apply(step, pair, region, Known(precision))
    return Fraction(known.difference[pair.target.output].largest, 1 << precision)


@given(cases(1))
def test_sound_over_the_whole_region(case):
    """With one input the supremum is known exactly, kinks solved for. Catches every unsound line, symbol or sum."""
    target, ticket, region, tree = case
    truth = largest_along(target, ticket, [list(region.lower), list(region.upper)], "linf")
    assert truth <= bound(target, ticket, region, tree)


@given(cases(2), st.data())
def test_sound_along_a_path(case, data):
    """With two inputs, the supremum along a path through the box. Catches a child of another box."""
    target, ticket, region, tree = case
    corners = [
        [low + data.draw(st.sampled_from([0, 1, Fraction(1, 3)])) * (high - low) for low, high in ends]
        for ends in [list(zip(region.lower, region.upper, strict=True))] * 3
    ]
    assert largest_along(target, ticket, corners, "linf") <= bound(target, ticket, region, tree)


@given(cases(1))
def test_exact_where_nothing_is_open(case):
    """A box of one point bounds the difference there by little more than it is. Catches a form that is too wide."""
    target, ticket, region, _ = case
    here = Box(region.lower, region.lower)
    truth = largest_along(target, ticket, [list(region.lower)], "linf")
    assert bound(target, ticket, here, [0]) - truth <= max(truth, 1) * Fraction(1, 2**20)


@given(trees(3))
def test_leaves_make_up_the_region(tree):
    """Their volumes add up to the region's, and each lies within it. Catches a half dropped, or one counted twice."""
    low, high = (Fraction(0), Fraction(-1), Fraction(2)), (Fraction(1), Fraction(3), Fraction(7))
    found = list(boxes.leaves(tree, low, high, "x"))
    volumes = [(b[0] - a[0]) * (b[1] - a[1]) * (b[2] - a[2]) for a, b in found]
    assert sum(volumes) == 20
    assert all(low[k] <= a[k] < b[k] <= high[k] for a, b in found for k in range(3))
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    ("tree", "message"),
    [
        ([], "expected 1 to"),
        ([1, 0], "ends with 1 boxes open"),
        ([0, 0], "belongs to no box"),
        ([2, 0, 0], "no integer from 0 to 1"),
        ([-1], "no integer from 0 to 1"),
        ([True, 0, 0], "no integer from 0 to 1"),
        ("00", "expected 1 to"),
    ],
)
def test_malformed_trees(tree, message):
    """Each way in which a tree is none is named. Catches a missing child taken for a proved one."""
    with pytest.raises(MalformedFile, match=message):
        list(boxes.leaves(boxes.read_tree(tree, 1, "x"), ZERO, ONE, "x"))


def test_only_boxes_and_networks_alike():
    """A ball is not halved, and networks of other layers are not paired. Catches a zip cut to the shorter network."""
    one = Network.from_arrays([np.ones((1, 1))], None, [True])
    with pytest.raises(UnsupportedNetwork, match="is a box"):
        bound(one, one, Ball(1, 1), [0])
    with pytest.raises(UnsupportedNetwork, match="same widths"):
        bound(one, Network.from_arrays([np.ones((1, 1))], None, [False]), Box([0], [1]), [0])
