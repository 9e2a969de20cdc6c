# ruff: noqa: E501 (one case is one line)
"""Certificates of format 2 that are none, and steps that do not apply: each is refused by what is wrong with it."""

from tests.corpus.proofs import (
    MUCH,
    NO_HINTS,
    QUARTERS,
    boxes,
    branches,
    end,
    gated,
    planes,
    scaled,
    scaled_ends,
    side,
    whole,
)


def add_cases(corpus):
    """Trees, hints, steps."""
    other, one, ask = planes(0), end(True, 0), [0, 0, "x"]
    for name, words, steps in (
        ("tree-without-a-child", "it ends with 1 boxes open", boxes(1, 2, 0, 0)),
        ("tree-without-any-child", "it ends with 2 boxes open", boxes(1)),
        ("tree-of-nothing", "tree: expected 1 to", boxes()),
        ("tree-with-a-child-too-many", "node 8 of 8 belongs to no box", boxes(*QUARTERS, 0)),
        ("tree-of-two-roots", "node 2 of 4 belongs to no box", boxes(0, 1, 0, 0)),
        ("tree-of-an-input-that-is-not-there", "tree: 3 is no integer from 0 to 2", boxes(3, 0, 0)),
        ("tree-of-a-negative-input", "tree: -1 is no integer from 0 to 2", boxes(-1, 0, 0)),
        ("tree-of-truth-values", "tree: True is no integer from 0 to 2", boxes(True, 0, 0)),
        ("tree-of-text", "tree: expected 1 to", [{"rule": "boxes", "tree": "100"}]),
        ("tree-of-trees", "is no integer from 0 to 2", boxes(1, [0], [0])),
        ("tree-too-deep", "at most that many are", boxes(*[1] * 1025, *[0] * 1026)),
        ("tree-with-ends", "unknown key 'lower'", [{"rule": "boxes", "tree": [0], "lower": ["0", "0"]}]),
        ("step-without-tree", "missing key 'tree'", [{"rule": "boxes"}]),
        ("step-of-no-rule", "rule NoneType; this version knows", [{"tree": [0]}]),
        ("step-of-an-unknown-rule", "rule 'trust'; this version knows", [{"rule": "trust"}]),
        ("step-of-format-1", "rule 'interval'; this version knows", [{"rule": "interval"}]),
        ("step-a-list", "step 1: expected an object, found list", [[]]),
        ("no-steps", "steps: expected a list of 1 to 64 steps", []),
        ("steps-an-object", "steps: expected a list of 1 to 64 steps", {"rule": "boxes"}),
        ("too-many-steps", "steps: expected a list of 1 to 64 steps", boxes(0) * 65),
        ("layers-with-too-few-witnesses", "expected 2 witnesses or nulls", [{"rule": "layers", "spectral": [None]}]),
        ("hints-an-object", "expected a list of hints", [{"rule": "whole", "hints": {}}]),
        ("hint-twice", "the same end as a hint before", whole(other, other)),
        ("hint-for-no-layer", "layer: 2 is no integer from 0 to 1", whole(other | {"layer": 2})),
        ("hint-for-no-neuron", "neuron: 1 is no integer from 0 to 0", whole(other | {"neuron": 1})),
        ("hint-for-no-part", "part: expected x, y or d", whole(other | {"part": "e"})),
        ("hint-for-no-side", "upper: expected true or false", whole(other | {"upper": 1})),
        ("hint-without-planes", "planes: expected 1 lists", whole(other | {"planes": []})),
        ("slope-too-large", "a: 4611686018427387905 is no integer", whole(planes((1 << 62) + 1))),
        ("slopes-out-of-order", "neuron: 0 is no integer from 2 to 3", whole(other | {"planes": [[[1, 0, 0], [0, 0, 0]]]})),
        ("slope-for-no-neuron", "neuron: 4 is no integer from 4 to 3", whole(planes(0, neurons=5))),
        ("slope-alone", "expected [neuron, a, b]", whole(other | {"planes": [[[0, 0]]]})),
        ("multiples-for-an-output-twice", "output: 0 is no integer from 1 to 0", gated(NO_HINTS, NO_HINTS)),
        ("multiples-for-no-output", "output: 1 is no integer from 0 to 0", gated(NO_HINTS | {"output": 1})),
        ("multiples-too-few", "nu: expected 4 integers", gated(NO_HINTS | {"upper": side(0, free=4) | {"nu": [0] * 3}})),
        ("multiples-of-truth-values", "True is not an integer of at most 64 bits", gated(NO_HINTS | {"lower": side(True)})),
        ("multiples-too-large", "is not an integer of at most 64 bits", gated(NO_HINTS | {"lower": side(0) | {"q": [1 << 64] * 2}})),
        ("multiples-over-too-many-places", "places: 257 is no integer", gated(NO_HINTS | {"upper": side(0) | {"places": 257}})),
        ("scales-too-few", "scale: expected 2 integers", scaled(NO_HINTS, scale=(1,))),
        ("scale-of-nothing", "scale: 0 is below 1", scaled(NO_HINTS, scale=(1, 0))),
        ("scale-of-text", "scale: '1' is not an integer", scaled(NO_HINTS, scale=(1, "1"))),
        ("scales-and-q", "unknown key 'q'", scaled(NO_HINTS | {"upper": side(0)})),
        ("size-without-scales", "missing key 'q'", gated(scaled_ends(0))),
        ("size-of-nothing", "size: 0 is no integer from 1", scaled(scaled_ends(0, size=0))),
        ("shift-too-large", "shift: 257 is no integer", scaled(scaled_ends(0, shift=257))),
        ("shared-multiples-too-few", "p: expected 5 integers", scaled(scaled_ends(0, p=[0] * 4))),
        ("branches-an-object", "ends: expected a list of ends", [{"rule": "branches", "hints": [], "ends": {}}]),
        ("branches-without-hints", "missing key 'hints'", [{"rule": "branches", "ends": []}]),
        ("branches-of-an-end-twice", "end 2: the same end as one before", branches(one, one)),
        ("branches-of-no-output", "output: 1 is no integer from 0 to 0", branches(one | {"output": 1})),
        ("branches-of-no-side", "upper: expected true or false", branches(one | {"upper": 1})),
        ("branches-with-a-bound", "unknown key 'bound'", branches(one | {"bound": 0})),
        ("branches-with-a-part-missing", "it ends with 1 parts open", branches(end(True, ask, 0))),
        ("branches-with-a-part-too-many", "belongs to no part", branches(end(True, ask, 0, 0, 0))),
        ("branches-of-a-known-sign", "node 2 asks for a sign that is known above it", branches(end(True, ask, ask, 0, 0, 0))),
        ("branches-of-no-gates", "node 1: layer 1 has no gates", branches(end(True, [1, 0, "x"], 0, 0))),
        ("branches-with-too-few-slopes", "planes: expected 2 lists, one for each part", branches(end(True, ask, 0, 0) | {"planes": [[[]]]})),
        ("branches-with-slopes-for-no-layer", "part 1: planes: expected 1 lists", branches(one | {"planes": [[[], []]]})),
        ("branches-with-slopes-for-no-neuron", "part 1: planes of layer 0: neuron: 4 is no integer from 0 to 3", branches(one | {"planes": [[[[4, 0, 0]]]]})),
        ("branches-with-a-hint-for-an-output", "hint 0: layer: 1 is no integer from 0 to 0", branches(hints=[other])),
        ("multiples-with-a-bound", "unknown key 'bound'", gated(NO_HINTS | {"bound": 0})),
    ):  # fmt: skip
        corpus.proved("malformed", name, "hat", words, steps, MUCH)
    for rule, step in (("boxes", boxes(0)), ("whole", whole()), ("gated", gated()), ("branches", branches())):
        corpus.proved("malformed", f"{rule}-of-a-ball", "half", "a region that is halved is a box", step, MUCH)
        corpus.proved("malformed", f"{rule}-of-other-layers", "deeper", "two chains of the same widths", step, MUCH)
    corpus.proved("malformed", "whole-of-other-shifts", "shifted", "networks of the same shift", whole(), MUCH)
    corpus.proved("malformed", "branches-of-other-shifts", "shifted", "networks of the same shift", branches(), MUCH)
    corpus.proved("malformed", "branches-before-a-relu", "dedicated", "a ReLU follows the last layer", branches(), MUCH)
    corpus.proved("malformed", "gated-of-one-layer", "sparse", "no ReLU comes before the output", gated(), MUCH)
    corpus.proved("malformed", "gated-before-a-relu", "dedicated", "a ReLU follows the last layer", gated(), MUCH)
