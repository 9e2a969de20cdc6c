# ruff: noqa: E501 (one case is one line)
"""Certificates of format 2 that are of its form: true ones, ones that prove less than they claim, other claims."""

from fractions import Fraction

from lottery_verify.checker.regions import parse_region
from lottery_verify.hunting.cells import supremum
from tests.corpus.parts import BOX, SIGNED

QUARTERS = [1, 2, 0, 0, 2, 0, 0]  # of a box of two inputs
LITTLE, LESS, MUCH = "0.015626", "0.0156", "1/8"  # a little above 1/64, below it, and far above it
NO_HINTS = {"output": 0, "upper": None, "lower": None}


def boxes(*tree):
    """One step of this rule."""
    return [{"rule": "boxes", "tree": list(tree)}]


def whole(*hints):
    """One step of this rule."""
    return [{"rule": "whole", "hints": list(hints)}]


def gated(*hints):
    """One step of this rule."""
    return [{"rule": "gated", "hints": list(hints)}]


def scaled(*hints, scale=(1, 1)):
    """One step of the rule `gated` whose ends share the scales of the symbols."""
    return [{"rule": "gated", "scale": list(scale), "hints": list(hints)}]


def scaled_side(number, free=4, **more):
    """Hints for an end of `hat` that shares scales: one number for all multiples."""
    lists = {"nu": [number] * free, "lean": [-number] * free, "p": [number] * (free + 1)}
    return {"places": 20, "size": 1, "shift": 0} | lists | more


def scaled_ends(number, **more):
    """Such hints for both ends."""
    return {"output": 0, "upper": scaled_side(number, **more), "lower": scaled_side(number, **more)}


def branches(*ends, hints=()):
    """One step of this rule."""
    return [{"rule": "branches", "hints": list(hints), "ends": list(ends)}]


def end(upper, *tree, slope=None):
    """An end of the output of `hat` over a tree, with no slopes of its own for any part, or one for all."""
    rows = [] if slope is None else [[k, slope, -slope] for k in range(4)]
    return {"output": 0, "upper": upper, "tree": list(tree), "planes": [[rows] for node in tree if node == 0]}


def both(*tree, **options):
    """Both ends over the same tree."""
    return branches(end(True, *tree, **options), end(False, *tree, **options))


def signs(*gates):
    """The tree of all signs of these gates, each of which is [layer, neuron, part]."""
    return [list(gates[0]), *signs(*gates[1:]) * 2] if gates else [0]


def sharp(*order):
    """Both ends of `hat` as near as they are: x₁ + 1/2 below 0, x₁ − 1/2 below 0, neither; slopes over 128, by part."""
    slopes = ([1, 0, -1, 0], [-4, 4, 0, 0], [-4, 8, -4, 0])
    upper = end(True, [0, 0, "y"], 0, [0, 2, "y"], 0, 0) | {"planes": [[slopes_over_128(slopes[k])] for k in order or range(3)]}
    return branches(upper, end(False, 0) | {"planes": [[slopes_over_128([4, -4, 0, 0])]]})


def slopes_over_128(slopes):
    """Slopes of x over 128 for each gate, none of d."""
    return [[k, v << 33, 0] for k, v in enumerate(slopes)]


def planes(slope, upper=True, neurons=4):
    """A hint for an end of the output of `hat`: one slope for all."""
    rows = [[k, slope, -slope] for k in range(neurons)]
    return {"layer": 1, "part": "d", "neuron": 0, "upper": upper, "planes": [rows]}


def side(number, free=4, symbols=2):
    """Hints for an end of `hat`, of which four gates are free: one number for all."""
    return {"places": 20, "nu": [number] * free, "lean": [-number] * free, "q": [number] * symbols, "p": [number] * (free + 1)}


def add_cases(corpus):
    """For each rule: accepted, rejected, undecided."""
    for name, base, steps, epsilon in (
        ("boxes", "hat", boxes(*QUARTERS), LITTLE),
        ("boxes-in-another-order", "hat", boxes(2, 1, 0, 0, 1, 0, 0), LITTLE),
        ("boxes-of-two-halves", "hat", boxes(1, 0, 0), LITTLE),
        ("boxes-of-one-leaf", "hat", boxes(0), MUCH),
        ("boxes-halved-for-nothing", "hat", boxes(1, 1, 2, 0, 0, 0, 2, 1, 0, 0, 0), MUCH),
        ("whole", "hat", whole(), MUCH),
        ("whole-with-absurd-slopes", "hat", whole(planes(1 << 62), planes(-(1 << 62), upper=False)), MUCH),
        ("gated", "hat", gated(), MUCH),
        ("gated-without-hints", "hat", gated(NO_HINTS), MUCH),
        ("gated-with-absurd-hints", "hat", gated({"output": 0, "upper": side(10**18), "lower": side(-(10**18))}), MUCH),
        ("gated-of-shared-scales", "hat", scaled(scaled_ends(0)), MUCH),
        ("gated-of-shared-scales-without-hints", "hat", scaled(NO_HINTS), MUCH),
        ("gated-of-shared-scales-with-absurd-hints", "hat", scaled(scaled_ends(10**18, size=1 << 64, shift=256), scale=(1, 10**18)), MUCH),
        ("branches", "hat", sharp(), LITTLE),
        ("branches-without-slopes", "hat", both(*signs([0, 0, "x"], [0, 1, "y"])), MUCH),
        ("branches-of-no-end", "hat", branches(), MUCH),
        ("branches-with-absurd-slopes", "hat", both(*signs([0, 0, "x"]), slope=1 << 62), MUCH),
        ("branches-with-hints", "hat", branches(*sharp()[0]["ends"], hints=[planes(1) | {"layer": 0, "part": "x", "planes": []}]), LITTLE),
        ("several-steps", "hat", [{"rule": "layers", "spectral": [None, None]}, *whole(), *boxes(*QUARTERS), *gated()], LITTLE),
        ("boxes-of-plain-networks", "plain", boxes(3, 0, 0), "1"),
        ("layers-alone", "hat", [{"rule": "layers", "spectral": [None, None]}], MUCH),
    ):  # fmt: skip
        corpus.proved("accepted", name, base, "accepted: sup", steps, epsilon)
    for base, region in (("signed", SIGNED), ("dedicated", BOX), ("linear", SIGNED)):
        corpus.proved("accepted", f"boxes-of-{base}", base, "accepted: sup", boxes(*QUARTERS), twice_the_truth(corpus, base, region))

    for name, base, steps, epsilon in (
        ("boxes-below-the-truth", "hat", boxes(*QUARTERS), LESS),
        ("boxes-of-too-few-halves", "hat", boxes(0), LITTLE),
        ("boxes-of-which-one-is-too-large", "hat", boxes(2, 1, 0, 0, 0), LITTLE),
        ("boxes-that-halve-the-wrong-input", "hat", boxes(2, 2, 0, 0, 2, 0, 0), LITTLE),
        ("whole-below-the-truth", "hat", whole(), LESS),
        ("whole-with-slopes-below-the-truth", "hat", whole(planes(0), planes(1 << 40, upper=False)), LESS),
        ("gated-below-the-truth", "hat", gated(NO_HINTS), LESS),
        ("gated-of-zeros-below-the-truth", "hat", gated({"output": 0, "upper": side(0), "lower": side(0)}), LESS),
        ("gated-of-shared-scales-below-the-truth", "hat", scaled(scaled_ends(0)), LESS),
        ("branches-below-the-truth", "hat", sharp(), LESS),
        ("branches-of-too-few-signs", "hat", both(0), LITTLE),
        ("branches-of-one-end", "hat", branches(sharp()[0]["ends"][1]), LITTLE),
        ("branches-with-slopes-of-another-part", "hat", sharp(0, 2, 1), LITTLE),
        ("branches-with-slopes-of-other-parts", "hat", sharp(2, 1, 0), LITTLE),
        ("several-steps-below-the-truth", "hat", [*whole(), *boxes(*QUARTERS), *gated()], LESS),
    ):  # fmt: skip
        corpus.proved("rejected", name, base, "claimed, ", steps, epsilon)
    # A form of almost a lane: with the lane's bias read as its value, F's gate counted as closed, and 0 as proved.
    for name, steps in (("boxes", boxes(0)), ("gated", gated())):
        corpus.proved("rejected", f"{name}-of-almost-a-lane", "steep", "0.000000001 claimed, 8", steps, "1/1000000000", precision=90)
    half = parse_region("box:0,1", 2).describe()
    corpus.proved("rejected", "boxes-of-another-region", "hat", "it is about region the box [0, 1]^2", boxes(0), MUCH, region=half)

    for name, steps, epsilon in (("boxes", boxes(*QUARTERS), LITTLE), ("whole", whole(), MUCH), ("gated", gated(NO_HINTS), MUCH), ("branches", sharp(), LITTLE)):
        corpus.proved("undecided", f"{name}-smaller-epsilon-asked", "hat", "does not settle the", steps, epsilon, asked="1/64")


def twice_the_truth(corpus, base, region):
    """Twice the truth about a pair of two inputs, to four places."""
    truth = supremum(*corpus.networks[base], parse_region(region, 2), "linf")
    return str(Fraction(-(-2 * truth * 10**4 // 1), 10**4))
