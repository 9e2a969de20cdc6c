"""Rule `branches`: the ends that parts of signs show hold the exact range of the difference, whatever is proposed."""

import random
import tracemalloc
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lottery_verify.checker.rules import branches
from lottery_verify.checker.rules.backward import Walk
from lottery_verify.checker.rules.branches import End, met, read_ends
from lottery_verify.checker.rules.hints import COEFFICIENT
from lottery_verify.checker.rules.part import Empty, Signs, sided
from tests.checker.pairs import PRECISION, largest_along_line, random_pair
from tests.checker.rules.test_splits import random_tree, rounded

WIDTHS = (1, 3, 2)
FAR = 1 << PRECISION + 20


def proposed(generator: random.Random) -> list[list[list[int]]]:
    """Slopes for a part: none, so that the rule's own good ones count, or any for some gates."""
    size, share = generator.choice([0, COEFFICIENT - 4, COEFFICIENT + 1]), generator.choice([0, 0, 0.3, 1])
    return [
        [
            [k, *(generator.randint(-(1 << size), 1 << size) for _ in "xd")]
            for k in range(n)
            if generator.random() < share
        ]
        for n in WIDTHS[1:-1]
    ]


def strayed(seed: int) -> bool:
    """Whether some exact range on a line lies outside the ends that random trees and slopes show."""
    generator = random.Random(seed)
    pair = random_pair(generator, WIDTHS, near=generator.choice([4, 300]))
    low = Fraction(generator.randint(-64, 64), 32)
    high = low + Fraction(generator.randint(0, 64), 32)
    walk = Walk(pair, *rounded(low, high), PRECISION, {})
    for layer in pair[:-1]:
        walk.through(layer)
    unit = 1 << PRECISION
    for j, (least, most) in enumerate(largest_along_line(pair, low, high)):
        known = -FAR, FAR
        for upper in (False, True):
            tree = random_tree(generator, pair, {}, 3)
            planes = [proposed(generator) for node in tree if node == 0]
            stated = {"output": j, "upper": upper, "tree": tree, "planes": planes}
            known = met(walk, read_ends([stated], pair, "here")[0], known)
        if known[0] > least * unit or known[1] < most * unit:
            return True
    return False


@given(st.integers(0, 1 << 32))
def test_parts_hold_the_exact_range(seed: int) -> None:
    """The range of the difference along a line is known exactly; no tree and no slopes leave some of it out."""
    assert not strayed(seed)


WRONG = {
    "both sides of 0 are one": ("sided", lambda ends, at_least: sided(ends, True)),
    "every part but the whole box is empty": ("cut", lambda walk, signs: _only(walk, signs)),
}


def _only(walk: Walk, signs: object) -> Walk:
    if signs:
        raise Empty
    return walk


def _nearest(*values: Any) -> Any:
    return min(values) if len(values) > 1 else max(*values)


@pytest.mark.parametrize("name", WRONG)
def test_wrong_rules_are_found(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same search notices each wrong program; a rule by which all parts are empty shows nothing at all."""
    monkeypatch.setattr(branches, *WRONG[name])
    assert any(strayed(seed) for seed in range(400)) == (name == "both sides of 0 are one")


def test_the_nearest_part_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were the nearest part's bound taken for the end, the same search would notice."""
    monkeypatch.setattr(branches, "min", _nearest, raising=False)
    assert any(strayed(seed) for seed in range(400))


def test_a_slope_of_a_known_gate_is_a_multiplier() -> None:
    """max(−t, 0) over [−1, 1] is at most (1 − t)/2; where t ≥ 0 is known, t/2 may be added, which leaves 1/2.

    The gate of t itself is not in the output. Where its sign is not known the same slope gains nothing.
    """
    one, half = 1 << 8, 1 << COEFFICIENT - 1
    pair = random_pair(random.Random(0), [1, 2, 1], near=1)
    same = {"gap_bias": [0, 0], "bias": [0, 0], "size": 3 * one}
    first = pair[0]._replace(f=[[one], [-one]], g=[[one], [-one]], gap=[[0], [0]], **same)
    last = pair[1]._replace(f=[[0, 0]], g=[[0, one]], gap=[[0, one]], bias=[0], gap_bias=[0], size=3 * one)
    walk = Walk([first, last], *rounded(Fraction(-1), Fraction(1)), PRECISION, {})
    walk.through(first)
    end, chord, multiplier = End(0, True, [], [], "here"), {1: (-half, 0)}, {0: (-half, 0)}
    known: Signs = {(0, 0, "x"): True}
    bounds = [
        branches.least(walk, end, signs, {0: slopes})
        for signs, slopes in ((known, chord), ({}, chord | multiplier), (known, chord | multiplier))
    ]
    for bound, expected in zip(bounds, (1, 1, Fraction(1, 2)), strict=True):
        assert bound is not None
        assert 0 <= -bound - expected * (1 << PRECISION) <= 4


def test_parts_are_made_one_by_one() -> None:
    """A tree of 400 signs and 1,024 parts below them is read in less memory than the signs of all parts take.

    Catches a list of them: a certificate of 3 MB asked for 4.8 GB.
    """
    pair = random_pair(random.Random(0), [1, 300, 1], near=1)
    gates = [[0, j, which] for which in "xy" for j in range(300)]

    def bushy(level: int) -> list[Any]:
        return [0] if level == 10 else [gates[400 + level], *bushy(level + 1) * 2]

    tree = [*(node for gate in gates[:400] for node in (gate, 0)), *bushy(0)]
    given = [{"output": 0, "upper": True, "tree": tree, "planes": [[[]]] * tree.count(0)}]
    tracemalloc.start()
    try:
        (end,) = read_ends(given, pair, "here")
        assert sum(1 for _ in end.parts()) == 400 + 1024
        assert tracemalloc.get_traced_memory()[1] < 1 << 22
    finally:
        tracemalloc.stop()
