"""Bilinear bounds behind the last gates, on networks of one input, whose largest difference is known exactly."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lottery_verify.certificates.gated import side
from lottery_verify.certificates.last_gates import in_floats
from lottery_verify.checker.rules import gated
from lottery_verify.checker.rules.activations import Ranges
from lottery_verify.checker.rules.bilinear import Last, Linear, bilinear, chord, last, shares
from lottery_verify.checker.rules.gated import tightened
from lottery_verify.checker.rules.joint import behind
from lottery_verify.checker.rules.multiples import Side, parse
from lottery_verify.checker.rules.paired import PairLayer
from lottery_verify.errors import MalformedFile

PRECISION, SCALE = 40, 6
UNIT = 1 << PRECISION
Pair = list[PairLayer]


def layer(f: list[list[int]], g: list[list[int]], bias: list[int], gap_bias: list[int], relu: bool) -> PairLayer:
    """A layer over 2^SCALE of two plain matrices."""
    gap = [[b - a for a, b in zip(p, q, strict=True)] for p, q in zip(f, g, strict=True)]
    size = max(sum(map(abs, (*f[k], *g[k], *gap[k]))) for k in range(len(f)))
    return PairLayer(SCALE, f, g, gap, bias, gap_bias, [], [[] for _ in f], size, relu)


@st.composite
def pairs(draw: st.DrawFn) -> Pair:
    """Two networks 1-k-1 which may be near each other or far apart."""
    neurons, near = draw(st.integers(1, 4)), draw(st.sampled_from([1, 9, 200]))
    weight, off = st.integers(-200, 200), st.integers(-near, near)
    first, second, bias = ([draw(weight) for _ in range(neurons)] for _ in range(3))
    a, b = ([w + draw(off) for w in row] for row in (first, second))
    moved = [draw(off) for _ in range(neurons)]
    hidden = layer([[w] for w in first], [[w] for w in a], bias, moved, True)
    return [hidden, layer([second], [b], [draw(weight)], [draw(off)], False)]


def gap_at(pair: Pair, x: Fraction) -> Fraction:
    """ĝ(x) − f(x)."""
    first, second = pair
    values: list[Fraction] = []
    for rows, outputs, bias, end in (
        (first.f, second.f, first.bias, second.bias),
        (first.g, second.g, [a + b for a, b in zip(first.bias, first.gap_bias, strict=True)],
         [second.bias[0] + second.gap_bias[0]]),
    ):  # fmt: skip
        hidden = [max(w[0] * x + b, Fraction(0)) / 2**SCALE for w, b in zip(rows, bias, strict=True)]
        terms = (w * h for w, h in zip(outputs[0], hidden, strict=True))
        values.append((sum(terms, Fraction(0)) + end[0]) / 2**SCALE)
    f, g = values
    return g - f


def extremes(pair: Pair) -> tuple[Fraction, Fraction]:
    """The least and the largest of ĝ − f over [−1, 1]: at an end or at a kink."""
    values = [gap_at(pair, x) for x in (*kinks(pair), Fraction(-1), Fraction(1))]
    return min(values), max(values)


def kinks(pair: Pair) -> list[Fraction]:
    """Where a neuron of either network is 0, within [−1, 1]."""
    points, first = [], pair[0]
    for k, bias in enumerate(first.bias):
        for w, b in ((first.f[k][0], bias), (first.g[k][0], bias + first.gap_bias[k])):
            if w and abs(b) <= abs(w):
                points.append(Fraction(-b, w))
    return points


@given(pairs(), st.randoms(use_true_random=False))
def test_no_hint_makes_an_end_wrong(pair: Pair, random: Random) -> None:
    """Whatever ν, q and p are, the true extremes lie within the ends."""
    found = behind(pair, [-UNIT], [UNIT], [(0, 0)], PRECISION)
    gates = last(found)
    wide = (-(1 << 200), 1 << 200)
    free = len(gates.free)
    symbols = len(gates.x[0].coefficients)

    def hints() -> Side:
        def pick(count: int, lowest: int) -> list[int]:
            return [random.randint(lowest, 1 << 22) for _ in range(count)]

        return Side(20, pick(free, -(1 << 22)), pick(free, -(1 << 22)), pick(symbols, 0), pick(free + 1, -(1 << 20)))

    low, high = tightened(pair[1], 0, gates, wide, PRECISION, hints(), hints())
    least, largest = extremes(pair)
    assert low <= least * UNIT
    assert largest * UNIT <= high


def above_the_difference(pair: Pair, nu: list[int], lean: list[int], points: Sequence[Fraction], places: int) -> None:
    """At each point, with each gate's s as the lemma has it, twice the difference is at most the form's value."""
    found = behind(pair, [-1 << places], [1 << places], [(0, 0)], places)
    gates, hidden = last(found), pair[0]
    free = len(gates.free)
    for sign in (1, -1):
        form = bilinear(gates, shares(pair[1], 0, sign, gates, places, nu[:free], lean[:free]))
        for x in points:
            parts = [share(hidden, k, x) for k in gates.free]
            value = form.constant + sum(c * s for c, s in zip(form.column, parts, strict=True))
            for s, row in zip([Fraction(1), *parts], form.matrix, strict=True):
                value += s * x * row[0]
            assert 2 * sign * gap_at(pair, x) * 2 ** (SCALE + places) <= value


def share(hidden: PairLayer, k: int, x: Fraction) -> Fraction:
    """s of neuron k: 2e/d − 1, and the sign of the pre-activation where d is 0."""
    z = hidden.f[k][0] * x + hidden.bias[k]
    d = hidden.gap[k][0] * x + hidden.gap_bias[k]
    e = max(z + d, Fraction(0)) - max(z, Fraction(0))
    return 2 * e / d - 1 if d else Fraction(1 if z > 0 else -1)


@given(pairs(), st.lists(st.integers(-99, 99), min_size=8, max_size=8), st.sampled_from([5, 40]))
def test_bilinear_form_is_above_the_difference(pair: Pair, hints: list[int], places: int) -> None:
    """Also where roundings count."""
    above_the_difference(pair, hints[:4], hints[4:], [*kinks(pair), Fraction(1, 3), Fraction(-1), Fraction(1)], places)


@pytest.mark.parametrize("bias", [0, 64, -64, 65, -65])
@pytest.mark.parametrize("moved", [32, -32, 1, -1, 96, -96])
def test_bilinear_form_of_one_neuron_is_above_the_difference(bias: int, moved: int) -> None:
    """x = t + bias and y = x + moved: where signs differ, s·x falls short of |x| by D/2, reached halfway between."""
    points = [Fraction(n, 32) for n in range(-32, 33)]
    hidden = layer([[64]], [[64]], [bias], [moved], True)
    for a, b in product((-64, 0, 64), repeat=2):
        for nu, lean in product((-64, 0, 200), (-300, 0, 300)):
            for places in (5, 40):
                pair = [hidden, layer([[a]], [[b]], [0], [0], False)]
                above_the_difference(pair, [nu], [lean], points, places)


def test_rounding_of_the_matrix_is_charged(monkeypatch: pytest.MonkeyPatch) -> None:
    """With two bits for an entry, each 18 becomes 16, and the bound of eight such times t must not."""
    monkeypatch.setattr(gated, "GRID", 2)
    hidden = layer([[64] * 8], [[64] * 8], [9 * 64], [0], True)
    pair = [hidden, layer([[0]], [[9]], [0], [-81], False)]
    gates = last(behind(pair, [-UNIT] * 8, [UNIT] * 8, [(0, 0)] * 8, PRECISION))
    hints = Side(7, [], [], [18] * 8, [8 * 16])
    high = tightened(pair[1], 0, gates, (-8 * UNIT, 8 * UNIT), PRECISION, hints, None)[1]
    assert Fraction(8 * 9, 64) * UNIT <= high


@pytest.mark.parametrize("nu", [-30, 0, 30])
def test_what_forms_lack_is_charged_in_both_places(nu: int) -> None:
    """A form of x off by 5 and one of d off by 7 count with their weights: for the 1 of z, and for s where free."""

    def constant(x_low: int, x_slack: int, d_slack: int) -> int:
        ranges = Ranges((x_low, 900), (x_low, 900), (-4, 4))
        x, d = Linear(100, [800], x_slack), Linear(0, [4], d_slack)
        gates = Last([x], [d], [ranges], [0] if x_low >= 0 else [], [] if x_low >= 0 else [0])
        free = len(gates.free)
        behind_them = layer([[20]], [[31]], [0], [0], False)
        return shares(behind_them, 0, 1, gates, 10, [nu][:free], [0][:free]).constant

    assert constant(0, 5, 7) - constant(0, 0, 0) == 2 * (31 * 7 + 11 * 5)
    slope = 30 * (900 - 700) // (900 + 700) if nu < 0 else 0
    expected = 31 * 7 + abs(11 + nu) * 5 + 31 * 7 + abs(11 + slope) * 5
    assert constant(-700, 5, 7) - constant(-700, 0, 0) == expected


@given(pairs())
def test_proposed_hints_are_sound_and_within_the_relaxation(pair: Pair) -> None:
    """The proposed ends hold the extremes, and no kink of the true function escapes them."""
    found = behind(pair, [-UNIT], [UNIT], [(0, 0)], PRECISION)
    gates = last(found)
    floats = in_floats(gates, PRECISION)
    if not gates.free:
        return
    upper, lower = (side(floats, pair[1], 0, sign, 20) for sign in (1, -1))
    low, high = tightened(pair[1], 0, gates, (-(1 << 200), 1 << 200), PRECISION, upper, lower)
    least, largest = extremes(pair)
    assert low <= least * UNIT
    assert largest * UNIT <= high


def test_gates_know_where_they_are_open() -> None:
    """f = max(x, 0) − max(−x, 0) = x and ĝ = 65/64·f: 1/64 at most, where gates that know nothing of x leave 2/64."""
    pair = [layer([[64], [-64]], [[65], [-65]], [0, 0], [0, 0], True), layer([[64, -64]], [[64, -64]], [0], [0], False)]
    gates = last(behind(pair, [-UNIT], [UNIT], [(0, 0)], PRECISION))
    upper = side(in_floats(gates, PRECISION), pair[1], 0, 1, 400)
    ends = tightened(pair[1], 0, gates, (-UNIT, UNIT), PRECISION, upper, None)
    assert UNIT // 64 <= ends[1] <= UNIT // 64 * 11 // 10


@given(st.integers(0, 99), st.integers(-99, 99), st.integers(1, 99))
def test_chord_lies_above_the_absolute_value(weight: int, low: int, width: int) -> None:
    """weight·|x| ≤ slope·x + height at every integer of the range."""
    slope, height = chord(weight, low, low + width)
    assert all(weight * abs(x) <= slope * x + height for x in range(low, low + width + 1))


BAD = {
    "no list": {},
    "two outputs of one number": [{"output": 0, "upper": None, "lower": None}] * 2,
    "an output that is not there": [{"output": 1, "upper": None, "lower": None}],
    "a key too many": [{"output": 0, "upper": None, "lower": None, "more": 1}],
    "too few": [{"output": 0, "upper": {"places": 1, "nu": [], "lean": [0], "q": [1], "p": [1]}, "lower": None}],
    "text": [{"output": 0, "upper": {"places": 1, "nu": ["1"], "lean": [0], "q": [1], "p": [1, 1]}, "lower": None}],
    "a truth value": [
        {"output": 0, "upper": {"places": 1, "nu": [True], "lean": [0], "q": [1], "p": [1, 1]}, "lower": None}
    ],
    "too large": [
        {"output": 0, "upper": {"places": 1, "nu": [0], "lean": [0], "q": [1 << 64], "p": [1, 1]}, "lower": None}
    ],
    "too many places": [
        {"output": 0, "upper": {"places": 257, "nu": [0], "lean": [0], "q": [1], "p": [1, 1]}, "lower": None}
    ],
}


@pytest.mark.parametrize("name", BAD)
def test_malformed_hints_are_refused(name: str) -> None:
    """Each way in which hints can be wrong in form is named."""
    pair = [layer([[64]], [[65]], [0], [0], True), layer([[64]], [[64]], [0], [0], False)]
    gates = last(behind(pair, [-UNIT], [UNIT], [(0, 0)], PRECISION))
    with pytest.raises(MalformedFile, match="step 1"):
        parse(BAD[name], gates, 1, "step 1")
