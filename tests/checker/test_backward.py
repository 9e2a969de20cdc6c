"""Back-substitution of two networks in integers: sound on networks whose difference is known exactly, and tight."""

import random
from fractions import Fraction

import pytest

from lottery_verify.checker.rules.backward import apply
from lottery_verify.checker.rules.hints import Place, read_hints
from lottery_verify.checker.rules.matrices import Rows, floors
from lottery_verify.checker.rules.polygon import Gates, Slopes, least
from lottery_verify.errors import MalformedFile
from tests.checker.pairs import PRECISION, SCALE, gap_at, largest_along_line, random_pair

UNIT = 1 << PRECISION


def random_gates(generator: random.Random) -> Gates:
    """A neuron's ends, tightened, of which some (x, y) is inside."""
    x, y = generator.randint(-6, 6), generator.randint(-6, 6)
    ends = [(z - generator.randint(0, 6), z + generator.randint(0, 6)) for z in (x, y, y - x)]
    return Gates(*ends).tightened()


def inside(gates: Gates) -> list[tuple[int, int]]:
    """All integer points of a neuron's polygon."""
    square = [(x, y) for x in range(gates.x[0], gates.x[1] + 1) for y in range(gates.y[0], gates.y[1] + 1)]
    return [(x, y) for x, y in square if gates.d[0] <= y - x <= gates.d[1]]


def test_the_least_gap_is_that_of_all_integer_points() -> None:
    """The polygon's pieces have integer corners, so the least gap over all integer points is the least of all."""
    generator = random.Random(1)
    for _ in range(400):
        gates = random_gates(generator)
        u, v, a, b = (generator.randint(-9, 9) for _ in range(4))
        gaps = [u * max(x, 0) + v * (max(y, 0) - max(x, 0)) - a * x - b * (y - x) for x, y in inside(gates)]
        assert least(gates.corners(), u, v, a, b) == min(gaps)


def test_a_chosen_plane_lies_below_the_gates() -> None:
    """The plane that is chosen for u·f + v·e is nowhere above it."""
    generator = random.Random(2)
    for _ in range(400):
        gates = random_gates(generator)
        u, v = generator.randint(-99, 99), generator.randint(-99, 99)
        a, b, intercept = Slopes(gates).choose(u, v)
        for x, y in inside(gates):
            assert a * x + b * (y - x) + intercept <= u * max(x, 0) + v * (max(y, 0) - max(x, 0))


def test_what_gates_make_is_bounded_by_the_extreme_points() -> None:
    """f and e of every point lie within the stated ends, which are those of some point each for f."""
    generator = random.Random(3)
    for _ in range(400):
        gates = random_gates(generator)
        (low_f, high_f), (low_e, high_e) = gates.made()
        made = [(max(x, 0), max(y, 0) - max(x, 0)) for x, y in inside(gates)]
        assert (low_f, high_f) == (min(f for f, _ in made), max(f for f, _ in made))
        assert low_e <= min(e for _, e in made)
        assert max(e for _, e in made) <= high_e


def test_sums_of_packed_rows_are_those_of_plain_ones() -> None:
    """Entries of both signs and of very different sizes: no lane runs into its neighbour."""
    generator = random.Random(4)
    for bits in (1, 20, 63, 64, 65, 130):
        most = 1 << bits
        f, g = ([[generator.randint(-most, most) for _ in range(5)] for _ in range(4)] for _ in range(2))
        a, b = ([generator.choice((0, most, -most, 3)) for _ in range(4)] for _ in range(2))
        expected = [sum(a[j] * f[j][k] + b[j] * g[j][k] for j in range(4)) >> 7 for k in range(5)]
        assert floors([(a, Rows(f)), (b, Rows(g))], 7) == expected


@pytest.mark.parametrize("seed", range(40))
def test_bounds_hold_on_a_line_and_are_exact_for_one_layer(seed: int) -> None:
    """One input: the exact ends of each output's difference lie within; for one layer they are the very ends."""
    generator = random.Random(seed)
    widths = (1, *(generator.randint(1, 5) for _ in range(generator.randint(0, 3))), 2)
    kinks = (None, None, 0, 1)[seed % 4]
    pair = random_pair(generator, widths, near=generator.choice((1, 8, 300)), kinks=kinks)
    low = Fraction(generator.randint(-512, 256), 256)
    high = low + Fraction(generator.randint(0, 512), 256)
    found = apply(pair, [int(low * UNIT)], [int(high * UNIT)], PRECISION, {})
    for (least_, most), (a, b) in zip(largest_along_line(pair, low, high), found, strict=True):
        assert a <= least_ * UNIT
        assert most * UNIT <= b
        if len(pair) == 1 and seed % 4 < 2:
            assert b - a <= (most - least_) * UNIT + 8


@pytest.mark.parametrize("seed", range(12))
def test_bounds_hold_at_corners_and_inside_with_any_hints(seed: int) -> None:
    """Three inputs, slopes from nowhere: whatever a certificate proposes, every point's difference lies within."""
    generator = random.Random(100 + seed)
    pair = random_pair(generator, (3, 4, 4, 2), near=generator.choice((2, 100)), kinks=seed % 3 or None)
    low = [generator.randint(-256, 0) for _ in range(3)]
    high = [a + generator.randint(0, 256) for a in low]
    hints = {}
    for layer, part in ((1, "x"), (1, "d"), (1, "y"), (2, "d")):
        for neuron in range(len(pair[layer].bias)):
            wild = {j: tuple(generator.randint(-(1 << 41), 1 << 41) for _ in "ab") for j in range(4)}
            hints[Place(layer, part, neuron, bool(generator.getrandbits(1)))] = {layer - 1: wild}
    shift = PRECISION - SCALE
    for given in ({}, hints):
        found = apply(pair, [v << shift for v in low], [v << shift for v in high], PRECISION, given)  # type: ignore[arg-type]
        for _ in range(60):
            ends = zip(low, high, strict=True)
            point = [Fraction(generator.choice((a, b, generator.randint(a, b))), 256) for a, b in ends]
            for (a, b), gap in zip(found, gap_at(pair, point), strict=True):
                assert a <= gap * UNIT <= b


def test_equal_networks_differ_by_nothing() -> None:
    """Ĝ = F: the bound is that of rounding alone, where two intervals would give a wide one."""
    pair = random_pair(random.Random(5), (4, 6, 6, 2), near=0)
    found = apply(pair, [-UNIT] * 4, [UNIT] * 4, PRECISION, {})
    assert all(a <= 0 <= b and b - a <= 1 << 12 for a, b in found)


def test_a_hint_helps() -> None:
    """F is x ↦ max(x, 0) of x in [−1, 2]; Ĝ has nothing: with slope 0 in place of z's the bound is exact."""
    line = random_pair(random.Random(0), (1, 1, 1), near=0)
    first = line[0]._replace(f=[[256]], g=[[256]], gap=[[0]], bias=[0], gap_bias=[0])
    second = line[1]._replace(f=[[256]], g=[[0]], gap=[[-256]], bias=[0], gap_bias=[0])
    ends = [-UNIT], [2 * UNIT], PRECISION
    (without,) = apply([first, second], *ends, {})
    hints = {Place(1, "d", 0, True): {0: {0: (0, 0)}}}
    (with_hint,) = apply([first, second], *ends, hints)
    assert without == (-2 * UNIT, 0)
    assert with_hint == (-2 * UNIT, 0)
    wild = {Place(1, "d", 0, True): {0: {0: (-1 << 42, 0)}}}
    assert apply([first, second], *ends, wild) == [(-2 * UNIT, 0)]  # a bad slope leaves what intervals know


HINT = {"layer": 1, "part": "d", "neuron": 0, "upper": True, "planes": [[[0, 5, -5], [2, 0, 1]]]}


def test_hints_are_read_as_they_are_written() -> None:
    """Each list of planes belongs to its layer, each plane to its neuron."""
    assert read_hints([HINT], [3, 1], "h") == {Place(1, "d", 0, True): {0: {0: (5, -5), 2: (0, 1)}}}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"layer": 2}, "layer"),
        ({"layer": True}, "layer"),
        ({"part": "z"}, "expected x, y or d"),
        ({"part": []}, "expected x, y or d"),
        ({"upper": 1}, "expected true or false"),
        ({"neuron": 1}, "neuron"),
        ({"planes": []}, "expected 1 lists"),
        ({"planes": [[[0, 1]]]}, "expected [neuron, a, b]"),
        ({"planes": [[[0, 1, 1], [0, 1, 1]]]}, "neuron"),
        ({"planes": [[[3, 1, 1]]]}, "neuron"),
        ({"planes": [[[0, 1 << 63, 1]]]}, "a: "),
        ({"planes": [[[0, 1, 1.5]]]}, "b: "),
        ({"more": 0}, "unknown key"),
    ],
)
def test_malformed_hints_are_refused_by_name(change: dict[str, object], message: str) -> None:
    """Every way in which a hint can be wrong is an error that names it."""
    with pytest.raises(MalformedFile) as error:
        read_hints([HINT | change], [3, 1], "h")
    assert message in str(error.value)


def test_two_hints_for_one_end_are_refused() -> None:
    """Which of two were meant is not guessed."""
    with pytest.raises(MalformedFile, match="same end"):
        read_hints([HINT, HINT], [3, 1], "h")
