"""Slopes that climb for each output: what they prove, the checker proves from the certificate's hints alone."""

import json
import random
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from lottery_verify import Box, Network, check
from lottery_verify.certificates.sloped import sloped
from lottery_verify.certificates.tight import in_floats, met, whole
from lottery_verify.checker.rules.backward import Walk, apply
from lottery_verify.checker.rules.hints import read_hints
from tests.checker.pairs import PRECISION, gap_at, random_pair

UNIT = 1 << PRECISION
WIDTHS = (3, 6, 6, 2)


def case(seed, kinks=None):
    """Two networks near each other over [-1, 1]³, the walk to their last layer, and the ends by the usual slopes."""
    pair = random_pair(random.Random(seed), WIDTHS, near=30, kinks=kinks)
    walk = Walk(pair, [-UNIT] * 3, [UNIT] * 3, PRECISION, {})
    for layer in pair[:-1]:
        walk.through(layer)
    return pair, walk, walk.outputs(pair[-1])


def climbed(pair, walk, ends, enough=0):
    """What 12 steps come to."""
    return sloped(pair, [in_floats(layer) for layer in pair], walk, ends, enough=enough, steps=12)


@pytest.mark.parametrize("seed", range(4))
def test_the_checker_finds_the_same_ends_by_the_hints(seed):
    """The hints, written and read, give the very integers; no end is farther than by the usual slopes.

    Catches: a hint for the other end or another layer, a slope off by a power of two.
    """
    pair, walk, usual = case(seed, kinks=(None, 1)[seed % 2])
    ends, hints = climbed(pair, walk, usual)
    read = read_hints(json.loads(json.dumps(hints)), WIDTHS[1:], "hints")
    assert apply(pair, [-UNIT] * 3, [UNIT] * 3, PRECISION, read) == ends
    assert all(low >= a and high <= b for (low, high), (a, b) in zip(ends, usual, strict=True))


def test_ascent_pays():
    """Over some pairs the ends come nearer by a twentieth in all. Catches: slopes that never move."""
    width = nearer = 0
    for seed in range(3):
        pair, walk, usual = case(seed)
        ends, _ = climbed(pair, walk, usual)
        width += sum(b - a for a, b in usual)
        nearer += sum(b - a for a, b in ends)
    assert nearer < width * 19 // 20


@pytest.mark.parametrize("seed", range(2))
def test_every_difference_lies_within(seed):
    """At corners and inside, exactly. Catches: the sign of an end, or an intercept taken from floats."""
    pair, walk, usual = case(seed)
    ends, _ = climbed(pair, walk, usual)
    generator = random.Random(seed)
    for _ in range(60):
        point = [generator.choice((Fraction(-1), Fraction(1), Fraction(generator.randint(-64, 64), 64))) for _ in "abc"]
        for gap, (low, high) in zip(gap_at(pair, point), ends, strict=True):
            assert Fraction(low, UNIT) <= gap <= Fraction(high, UNIT)


def test_near_ends_have_no_hints():
    """An end that is near enough stays as it is; where all are, nothing is stated. Catches: hints for every end."""
    stated = 0
    for seed in range(4):
        pair, walk, usual = case(seed)
        nearest, farthest = sorted(range(2), key=lambda j: max(-usual[j][0], usual[j][1]))
        ends, hints = climbed(pair, walk, usual, enough=max(-usual[nearest][0], usual[nearest][1]))
        assert ends[nearest] == usual[nearest]
        assert all(hint["neuron"] == farthest for hint in hints)
        stated += len(hints)
        assert climbed(pair, walk, usual, enough=max(-usual[farthest][0], usual[farthest][1])) == (usual, [])
    assert stated > 0


def networks(seed):
    """Two networks of three inputs and two outputs, near each other."""
    generator = np.random.default_rng(seed)
    weights = [generator.normal(size=(b, a)) for a, b in pairwise(WIDTHS)]
    near = [w + generator.uniform(-0.05, 0.05, w.shape) for w in weights]
    return Network.from_arrays(weights), Network.from_arrays(near)


@pytest.mark.parametrize("only", [None, 0, 1])
def test_the_checker_accepts_what_slopes_prove_and_no_less(only):
    """Of all outputs and of each alone. Catches: a hint that names the output's place among those that are left."""
    target, pruned = networks(5)
    region = Box.cube(-1, 1, 3)
    asked = {"ticket": pruned, "target": target, "region": region, "only": only}
    usual = whole(pruned, target, region=region, norm="linf", only=only).proof
    moved = whole(pruned, target, region=region, norm="linf", only=only, steps=12).proof
    assert moved.epsilon < usual.epsilon
    assert check(moved, epsilon=moved.epsilon, **asked).status == "accepted"
    assert check(moved, epsilon=moved.epsilon - Fraction(1, 1 << 60), **asked).status == "undecided"
    assert check(usual, epsilon=moved.epsilon, **asked).status == "undecided"


def test_the_steps_of_two_proofs_together():
    """At each output the smaller bound counts, and the checker follows; a proof that adds nothing is left out.

    Catches: the larger bound, lost steps, or an epsilon that only one of the two would show.
    """
    target, pruned = networks(5)
    region = Box.cube(-1, 1, 3)
    usual = whole(pruned, target, region=region, norm="linf").proof
    moved = whole(pruned, target, region=region, norm="linf", steps=12).proof
    assert all(a < b for a, b in zip(moved.outputs, usual.outputs, strict=True))
    halves = []
    for j in range(2):
        hints = [hint for hint in moved.steps[0]["hints"] if hint["neuron"] == j]
        outputs = tuple((moved if k == j else usual).outputs[k] for k in range(2))
        step = {"rule": "whole", "hints": hints}
        halves.append(replace(usual, epsilon=max(outputs), proved=max(outputs), steps=(step,), outputs=outputs))
    both = met(*halves)
    assert both.outputs == moved.outputs
    assert both.epsilon == moved.epsilon
    assert [step["hints"] for step in both.steps] == [half.steps[0]["hints"] for half in halves]
    verdict = check(both, ticket=pruned, target=target, region=region, epsilon=both.epsilon)
    assert verdict.status == "accepted"
    assert met(usual, moved) == met(moved, usual) == moved
