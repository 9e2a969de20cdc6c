"""Rule `ball`: what the first layer gives over a ball, from what it gives at the centre."""

from fractions import Fraction
from math import isqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lottery_verify.certificates.centred import centred
from lottery_verify.certificates.certificate import certify
from lottery_verify.certificates.exact import exact_network
from lottery_verify.certificates.repeat import check
from lottery_verify.certificates.rules import Rules
from lottery_verify.checker.proof import read_entries, steps
from lottery_verify.checker.regions import Ball, Box
from lottery_verify.checker.rules.known import Known, Pair
from lottery_verify.checker.rules.table import RULES
from lottery_verify.errors import UnsupportedNetwork
from lottery_verify.hunting.centred import first_layer
from lottery_verify.hunting.paths import largest_along
from lottery_verify.networks.network import Network
from tests.checker.cases import networks, tickets
from tests.checker.files_of import as_read

PRECISION = 64
UNIT = 1 << PRECISION
BALL = {"rule": "ball"}
DIRECTIONS = [(Fraction(1), Fraction(0)), (Fraction(0), Fraction(1)), (Fraction(3, 5), Fraction(4, 5)),
              (Fraction(5, 13), Fraction(-12, 13)), (Fraction(-7, 25), Fraction(24, 25))]  # fmt: skip
places = st.fractions(-2, 2, max_denominator=7)


def walked(target, ticket, region, *rules):
    """What is known after these entries of a certificate of format 2."""
    pair = Pair(as_read(target), as_read(ticket))
    entries = read_entries([*rules, layers(target)], "c")[: len(rules)]  # which are no certificate by themselves
    known = Known(PRECISION)
    for step in steps(entries, pair, pair.alike, "c"):
        known = RULES[step.name].apply(step, pair, region, known)
    return known


def layers(target):
    """The entry that goes layer by layer, without witnesses."""
    return {"rule": "layers", "spectral": [None] * target.depth}


@st.composite
def cases(draw, inputs):
    """Two networks of the same layers, and a ball around some point."""
    widths = [inputs, *draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))]
    relu = draw(st.lists(st.booleans(), min_size=len(widths) - 1, max_size=len(widths) - 1))
    target = draw(networks(widths, relu))
    ticket = draw(tickets(widths, relu) | networks(widths, relu))
    centre = tuple(draw(places) for _ in range(inputs))
    return target, ticket, Ball(draw(st.fractions(Fraction(1, 8), 3, max_denominator=8)), inputs, centre)


@given(cases(1))
def test_sound_where_the_truth_is_known(case):
    """A ball of one input is an interval, over which the supremum is known exactly.

    Catches a spread that is too small, a centre that is another network's, or a radius rounded down.
    """
    target, ticket, region = case
    (c,) = region.centre
    truth = largest_along(target, ticket, [[c - region.radius], [c + region.radius]], "linf")
    known = walked(target, ticket, region, BALL, layers(target))
    assert truth * UNIT <= known.difference[as_read(target).output].largest


@given(cases(2), st.sampled_from(DIRECTIONS), st.sampled_from(["linf", "l2"]))
def test_sound_along_diameters(case, direction, norm):
    """No point of a diameter, whose ends lie on the sphere, exceeds what is proved, in either norm."""
    target, ticket, region = case
    ends = [
        [c + sign * region.radius * u for c, u in zip(region.centre, direction, strict=True)] for sign in (-1, 1)
    ]
    reach = walked(target, ticket, region, BALL, layers(target)).difference[as_read(target).output]
    found = largest_along(target, ticket, ends, norm)  # for l2 its square
    assert found * UNIT <= reach.largest if norm == "linf" else found * UNIT**2 <= reach.norm**2


@given(cases(2))
def test_the_second_implementation_finds_the_same_integers(case):
    """After the first layer and at the output. Catches a rounding that only one of the two does."""
    target, ticket, region = case
    rules, f, g = Rules(PRECISION), exact_network(target), exact_network(ticket)
    known = walked(target, ticket, region, BALL)
    found = first_layer(rules, f, g, region)
    for reach, kind in zip(found, (known.target, known.ticket, known.difference), strict=True):
        ends = [(rules.grid.integer(a), rules.grid.integer(b)) for a, b in zip(reach.low, reach.high, strict=True)]
        assert (kind[1].ends, kind[1].norm) == (ends, rules.grid.integer(reach.norm))
    output = walked(target, ticket, region, BALL, layers(target)).difference[as_read(target).output]
    last = rules.propagate(f, g, region, [None] * target.depth, found)[-1]
    assert (output.largest, output.norm) == (rules.grid.integer(last.farthest()), rules.grid.integer(last.norm))


@given(st.data())
def test_exact_for_one_linear_layer(data):
    """sup |Δw·x + Δb| over the ball is |Δw·c + Δb| + r·‖Δw‖₂: the bound is that, up to what rounding takes.

    Catches a rule that is sound and useless.
    """
    weight = st.integers(-9, 9).map(float)
    rows = [[[data.draw(weight) for _ in range(3)]] for _ in range(2)]
    biases = [[[data.draw(weight)]] for _ in range(2)]
    f, g = (Network.from_arrays([row], bias, [False]) for row, bias in zip(rows, biases, strict=True))
    centre = [data.draw(places) for _ in range(3)]
    radius = data.draw(st.fractions(Fraction(1, 9), 3, max_denominator=9))
    gap = [Fraction(q - p) for p, q in zip(rows[0][0], rows[1][0], strict=True)]
    middle = sum((w * c for w, c in zip(gap, centre, strict=True)), Fraction(biases[1][0][0] - biases[0][0][0]))
    length = isqrt(int(sum(w * w for w in gap)) << 2 * PRECISION)  # rounded down
    reach = walked(f, g, Ball(radius, 3, centre), BALL, layers(f)).difference[1]
    assert 0 <= reach.largest - (abs(middle) * UNIT + radius * length) < 64


def test_tighter_away_from_the_origin():
    """Δw = (−4, 3) has length 5 and is 0 at the centre (60, 80); over the box around the ball it reaches 4 + 3."""
    f, g = Network.from_arrays([[[3.0, 4.0]]]), Network.from_arrays([[[-1.0, 7.0]]])
    region = Ball(1, 2, (60, 80))
    assert centred(g, f, region=region, norm="linf").proved == 5
    assert certify(g, f, region=region).proved == 7


def test_the_checker_accepts_what_is_proved():
    """Through files, and no less than that. Catches a producer that proves by steps that it does not state."""
    f, g = Network.from_arrays([[[3.0, 4.0]]]), Network.from_arrays([[[-1.0, 7.0]]])
    region = Ball(1, 2, (60, 80))
    made = centred(g, f, region=region, norm="l2")
    asked = {"ticket": g, "target": f, "region": region, "norm": "l2"}
    verdict = check(made, **asked, epsilon=made.epsilon)
    assert (verdict.status, verdict.proved) == ("accepted", 5)
    assert check(made, **asked, epsilon=made.epsilon - Fraction(1, 10**9)).status == "undecided"


def test_a_box_is_no_ball():
    """Refused by name."""
    f = Network.from_arrays([[[1.0]]])
    with pytest.raises(UnsupportedNetwork, match="the region is a box"):
        walked(f, f, Box((0,), (1,)), BALL)


def test_networks_of_other_layers_are_refused():
    """f has one layer, ĝ two: ticket − target of their first layers is no difference of the outputs.

    Catches that difference taken for the output's, which has the same number.
    """
    f = Network.from_arrays([[[1.0]]])
    g = Network.from_arrays([[[1.0]], [[2.0]]], relu=[False, False])
    with pytest.raises(UnsupportedNetwork, match="two networks of the same layers"):
        walked(f, g, Ball(1, 1), BALL, layers(f))
