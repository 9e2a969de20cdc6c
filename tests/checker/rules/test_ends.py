"""An end by the products that all ends share: networks of one input, whose extremes are known, and all corners."""

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lottery_verify.checker.clock import Clock
from lottery_verify.checker.rules import ends, shared
from lottery_verify.checker.rules.bilinear import Last, Linear, Shares, last
from lottery_verify.checker.rules.ends import Weighted, bounded, columns, shared_bound, weighted
from lottery_verify.checker.rules.gated import tightened, together_of
from lottery_verify.checker.rules.joint import behind
from lottery_verify.checker.rules.multiples import SharedSide
from lottery_verify.checker.rules.packing import unpack
from lottery_verify.checker.rules.shared import LANE, multiplied
from lottery_verify.errors import InvalidArgument, Undecided
from tests.checker.test_gated import PRECISION, UNIT, Pair, extremes, layer, pairs


@given(pairs(), st.randoms(use_true_random=False))
def test_no_hint_makes_an_end_wrong(pair: Pair, random: Random) -> None:
    """Whatever the scale, ν, g, the shift and p are, the true extremes lie within the ends."""
    gates = last(behind(pair, [-UNIT], [UNIT], [(0, 0)], PRECISION))
    free, wide = len(gates.free), (-(1 << 200), 1 << 200)
    if not free:
        return

    def hints() -> SharedSide:
        def pick(count: int, bits: int) -> list[int]:
            return [random.randint(-(1 << bits), 1 << bits) for _ in range(count)]

        size, shift = random.randint(1, 1 << random.randint(1, 64)), random.randint(0, 40)
        return SharedSide(20, pick(free, 22), pick(free, 22), size, shift, pick(free + 1, random.randint(1, 60)))

    common = together_of(gates, [random.randint(1, 1 << 10)])
    low, high = tightened(pair[1], 0, gates, wide, PRECISION, hints(), hints(), common)
    least, largest = extremes(pair)
    assert low <= least * UNIT
    assert largest * UNIT <= high


@st.composite
def problems(draw: st.DrawFn) -> tuple[Last, list[int], Shares, SharedSide]:
    """Up to three gates and symbols, of sizes far apart, of which the rounding leaves few bits; good p and bad ones."""
    gates, symbols = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    size = st.sampled_from([3, 99, 1 << 12])

    def row(count: int) -> list[int]:
        largest = draw(size)
        return [draw(st.integers(-largest, largest)) for _ in range(count)]

    x, d = ([Linear(0, row(symbols), 0) for _ in range(gates)] for _ in "xd")
    form = Shares(0, row(gates), row(gates), row(gates), row(gates), row(gates))
    scale = [draw(st.integers(1, 40)) for _ in range(symbols)]
    places = draw(st.integers(0, 12))
    good = [draw(st.integers(-9, 1 << 20)) for _ in range(gates + 1)]
    side = SharedSide(0, [0] * gates, [0] * gates, draw(st.integers(1, 1 << 20)), places, good)
    return Last(x, d, [], [], list(range(gates))), scale, form, side


# Of a row, of a product, of a weight.
BITS = st.sampled_from([(19, 24, 18), (2, 24, 18), (23, 3, 18), (23, 24, 2), (4, 5, 3), (2, 2, 1)])
Problem = tuple[Last, list[int], Shares, SharedSide]


@contextmanager
def few_bits(bits: tuple[int, int, int]) -> Iterator[None]:
    """So many are kept: few of one alone too, so that no other charge hides its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shared, "NORM", bits[0])
        patch.setattr(shared, "ENTRY", bits[1])
        patch.setattr(ends, "WEIGHT", bits[2])
        yield


def value_at(s: tuple[int, ...], gates: Last, form: Shares) -> int:
    """The form's largest value where the shares are these."""
    parts = [v + share * u for v, share, u in zip(form.first_d, s, form.d, strict=True)]
    lines = [v + share * u for v, share, u in zip(form.first_x, s, form.x, strict=True)]
    value = form.constant + sum(c * share for c, share in zip(form.column, s, strict=True))
    for b in range(len(gates.x[0].coefficients)):
        value += abs(
            sum(w * one.coefficients[b] for w, one in zip(parts, gates.d, strict=True))
            + sum(w * one.coefficients[b] for w, one in zip(lines, gates.x, strict=True))
        )
    return value


@given(problems(), BITS)
def test_no_corner_exceeds_the_bound(problem: Problem, bits: tuple[int, int, int]) -> None:
    """The form at every corner is at most the bound, however few bits the roundings leave."""
    gates, scale, form, side = problem
    with few_bits(bits):
        common = shared.shared(gates, scale)
        bound = shared_bound(form, side, common, multiplied(common))
    for s in product((-1, 1), repeat=len(gates.free)):
        assert value_at(s, gates, form) <= bound


def rows_of(end: Weighted, common: shared.Shared) -> list[list[int]]:
    """K' in integers: the constant's row, then a row for each gate."""
    pairs = zip(end.w, end.n, common.d.rows, common.x.rows, strict=True)
    return [end.first, *([w * a + n * b for a, b in zip(d, x, strict=True)] for w, n, d, x in pairs)]


@given(problems(), BITS)
def test_the_rounded_form_is_above_the_form(problem: Problem, bits: tuple[int, int, int]) -> None:
    """At every corner, with what the rounding of the rows is charged with.

    Catches an error of D, of X, of the weights or of the first row that is left out.
    """
    gates, scale, form, _ = problem
    with few_bits(bits):
        common = shared.shared(gates, scale)
        end = weighted(form, common)
    rows = rows_of(end, common)
    for s in product((-1, 1), repeat=len(gates.free)):
        value = Fraction(end.constant + sum(c * share for c, share in zip(form.column, s, strict=True)))
        for b, each in enumerate(scale):
            total = sum(share * row[b] for share, row in zip((1, *s), rows, strict=True))
            value += Fraction(abs(total) << end.unit, each)
        assert value_at(s, gates, form) <= value


@pytest.mark.parametrize("part", ["d", "x"])
def test_each_error_of_a_coefficient_is_charged(part: str) -> None:
    """2^11 + 511 is rounded to 2^11, so that the form at s = 1 loses 511: nothing else is there to hide it."""
    zero, far = [Linear(0, [0], 0)], [Linear(0, [(1 << 11) + 511], 0)]
    gates = Last(zero, far, [], [], [0]) if part == "d" else Last(far, zero, [], [], [0])
    form = Shares(0, [1], [0], [1], [0], [0]) if part == "d" else Shares(0, [0], [1], [0], [1], [0])
    with few_bits((2, 24, 18)):
        common = shared.shared(gates, [1])
        end = weighted(form, common)
    rows = rows_of(end, common)
    assert rows[1] == [1 << 11]
    assert value_at((1,), gates, form) <= end.constant + (rows[0][0] + rows[1][0] << end.unit)


@given(problems(), BITS)
def test_columns_are_the_matrix_rounded_down(problem: Problem, bits: tuple[int, int, int]) -> None:
    """diag(p) − S/2^f − g·C/2^(u+f), up to 1 and to what the products' rounding is charged with, entry by entry.

    Catches a product of D with X taken for its transpose, and the weights of another row.
    """
    gates, scale, form, side = problem
    with few_bits(bits):
        common = shared.shared(gates, scale)
        end = weighted(form, common)
        found = list(columns(end, side, common, multiplied(common)))
    rows, places = rows_of(end, common), common.unit + side.shift
    sizes = [0, *(abs(w) + abs(n) for w, n in zip(end.w, end.n, strict=True))]
    for j, column in enumerate(found):
        for i, entry in enumerate(column, j):
            exact = Fraction(side.p[i] if i == j else 0)
            exact -= Fraction(sum(a * b for a, b in zip(rows[i], rows[j], strict=True)), 1 << places)
            if j == 0 < i:
                exact -= Fraction(side.size * form.column[i - 1], 2 << end.unit + places)
            off = Fraction(sizes[i] * sizes[j] << common.unit, 2 << places) if common.unit else 0
            assert -off <= exact - entry < 1 + off


@given(problems(), BITS, st.integers(0, 1 << 40))
def test_the_bound_is_the_sum_that_the_lemma_has(problem: Problem, bits: tuple[int, int, int], left: int) -> None:
    """Constant, Σ q, Σ p, Σ |E| and both roundings of the entries, up to three units of the form."""
    gates, scale, form, side = problem
    with few_bits(bits):
        common = shared.shared(gates, scale)
        end = weighted(form, common)
    unit = 1 << end.unit
    squares = sum(Fraction(1, s * s) for s in scale)
    products = Fraction((sum(map(abs, end.w)) + sum(map(abs, end.n))) ** 2 << common.unit, 2)
    entries = side.p[0] + sum(max(p, 0) for p in side.p[1:]) + left + len(side.p) ** 2
    symbols, gates_part = side.size * squares / 4, ((entries << common.unit + side.shift) + products) / side.size
    assert 0 <= bounded(end, side, common, left) - (end.constant + unit * (symbols + gates_part)) <= 3


def test_good_hints_give_the_true_maximum() -> None:
    """|s|, |t| ≤ 1: m·s·t is at most m, and the right g and p prove it, up to what rounding takes."""
    gates = Last([Linear(0, [0], 0)], [Linear(0, [100], 0)], [], [], [0])
    common = shared.shared(gates, [3])
    form = Shares(0, [0], [0], [7 << 30], [0], [0])
    met = (7 << 15) * 300  # w·D' in the rounded rows, of which 7 keeps 18 bits and D' is 100 times the scale
    side = SharedSide(0, [0], [0], 6 * met, 0, [0, met * met])
    assert common.unit == 0
    assert 700 << 30 <= shared_bound(form, side, common, multiplied(common)) <= (700 << 30) * 101 // 100


@pytest.mark.parametrize("rows", [31, 32, 33, 67])
def test_products_are_those_of_sums(rows: int) -> None:
    """Each entry of the four products is the sum rounded to the unit: catches lanes of another row or a wrong block."""
    random = Random(rows)
    x, d = ([Linear(0, [random.randint(-(10**k), 10**k) for _ in range(5)], 0) for _ in range(rows)] for k in (3, 6))
    common = shared.shared(Last(x, d, [], [], list(range(rows))), [1, 2, 3, 4, 500])

    def entry(a: list[int], b: list[int]) -> int:
        total = sum(u * v for u, v in zip(a, b, strict=True))
        return total + (1 << common.unit >> 1) >> common.unit

    both = common.d.rows, common.x.rows
    assert common.unit > 0
    for j, four in enumerate(multiplied(common)):
        expected = [[entry(one[j], other[i]) for i in range(j, rows)] for one in both for other in both]
        assert [unpack(packed, LANE, rows - j) for packed in four] == expected


def test_rounded_rows_keep_within_half_a_unit() -> None:
    """Each entry times its scale is within half of 2^unit, and the longest row has the bits that it may have."""
    matrix = [[3**k * 10**6, -(7**k) * 10**5, k] for k in range(1, 9)]
    scale = [1, 5, 900]
    found = shared.rounded_rows(matrix, scale)
    assert found.unit > 0
    for row, near in zip(matrix, found.rows, strict=True):
        for entry, s, value in zip(row, scale, near, strict=True):
            assert abs(entry * s - (value << found.unit)) * 2 <= 1 << found.unit
    sizes = sum(Fraction(abs(value), s) for near in found.rows for value, s in zip(near, scale, strict=True))
    assert sizes * 2**shared.PLACES <= found.size <= sizes * 2**shared.PLACES + len(scale)


def test_no_time_is_no_answer() -> None:
    """The clock is asked before each row of the products, and before each column of the factor."""
    gates = Last([Linear(0, [1], 0)], [Linear(0, [1], 0)], [], [], [0])
    common = shared.shared(gates, [1])
    products = multiplied(common)
    with pytest.raises(Undecided):
        multiplied(common, Clock(0))
    form, side = Shares(0, [1], [1], [1], [1], [1]), SharedSide(0, [0], [0], 1, 0, [0, 0])
    with pytest.raises(Undecided):
        shared_bound(form, side, common, products, Clock(0))


def test_shared_hints_need_the_scales() -> None:
    """An end of such hints is refused where no scales are given."""
    gates = Last([Linear(0, [1], 0)], [Linear(0, [1], 0)], [], [], [])
    behind_them = layer([[64]], [[64]], [0], [0], False)
    with pytest.raises(InvalidArgument, match="share"):
        tightened(behind_them, 0, gates, (-1, 1), 4, SharedSide(0, [], [], 1, 0, [0]), None)
