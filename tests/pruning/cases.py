"""Strategies of this folder: targets with special weights, regions, and an epsilon that a short search can meet."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
from hypothesis import strategies as st

from lottery_verify.checker.regions import Ball, Box
from lottery_verify.networks.network import Network
from lottery_verify.pruning.plan import plan, w_max

NET = Network.from_arrays(
    [np.array([[0.5, -1.0], [0.25, 0.75], [-0.3, 0.0]]), np.array([[1.0, -0.5, 0.7]])],
    [np.array([0.1, 0.0, -0.2]), None],
)
SQUARE = Box.cube(-1, 1, 2)
EPSILONS = {"nearest": "2", "product": "0.2", "golden": "0.1", "subset-sum": "0.05"}
SPECIAL = (0.0, 1.0, -1.0, 2.0, -2.0, 5e-324, -1.5, 2.0**-130, 0.1, 1 / 3)
# the smallest epsilon_w / max(1, w_max) that keeps a search short
SHORT = {"nearest": 0.12, "product": 0.01, "golden": 0.004, "subset-sum": 0.001}


@st.composite
def targets(draw, max_width=4, max_depth=3):
    """Networks of any architecture, some with biases, dead neurons, repeated weights, other activations and a shift."""
    widths = draw(st.lists(st.integers(1, max_width), min_size=2, max_size=max_depth + 1))
    narrow = draw(st.booleans())
    numbers = st.sampled_from(SPECIAL) | st.floats(-2, 2, width=32 if narrow else 64)
    if draw(st.booleans()):
        numbers = st.sampled_from(draw(st.lists(numbers, min_size=1, max_size=2)))
    weights, biases = [], []
    for n_in, n_out in pairwise(widths):
        weight = np.array(draw(st.lists(numbers, min_size=n_in * n_out, max_size=n_in * n_out))).reshape(n_out, n_in)
        bias = draw(st.none() | st.lists(numbers, min_size=n_out, max_size=n_out).map(np.array))
        if draw(st.integers(0, 5)) == 0:
            weight[0] = 0.0
        weights.append(weight.astype(np.float32) if narrow else weight)
        biases.append(bias)
    relu = [True] * (len(weights) - 1) + [False]
    if draw(st.integers(0, 2)) == 0:
        relu = draw(st.lists(st.booleans(), min_size=len(weights), max_size=len(weights)))
    shift = draw(st.none() | st.lists(st.floats(-1, 1, width=32), min_size=widths[0], max_size=widths[0]).map(np.array))
    return Network.from_arrays(weights, biases, relu, shift=shift)


@st.composite
def regions(draw, width):
    """Boxes of both signs, of one sign, with ends that coincide; balls."""
    kind = draw(st.sampled_from(["cube", "positive", "any", "ball"]))
    if kind == "cube":
        return Box.cube(-1, 1, width)
    if kind == "positive":
        return Box.cube(0, 1, width)
    if kind == "ball":
        centre = st.lists(st.fractions(-2, 2, max_denominator=7), min_size=width, max_size=width).map(tuple)
        return Ball(Fraction(draw(st.integers(1, 8)), draw(st.integers(1, 8))), width, draw(st.just(()) | centre))
    ends = st.fractions(-2, 2, max_denominator=7)
    pairs = [sorted((draw(ends), draw(ends))) for _ in range(width)]
    pairs = [(a, a) if draw(st.integers(0, 3)) == 0 else (a, b) for a, b in pairs]
    return Box(tuple(a for a, _ in pairs), tuple(b for _, b in pairs))


def reachable(target, region, norm, method):
    """The least power of 4 that is an epsilon for which the search stays short."""
    epsilon = Fraction(1, 256)
    while True:
        found = plan(target, region, epsilon, norm)
        largest = [w_max(target, i) for i in range(target.depth)]
        if all(e >= min(SHORT[method] * max(1, w), w) for e, w in zip(found.epsilon_w, largest, strict=True)):
            return epsilon
        epsilon *= 4


@st.composite
def cases(draw):
    """Keyword arguments of prune, the target included."""
    method = draw(st.sampled_from(sorted(SHORT)))
    target = draw(targets(*((2, 2) if method == "nearest" else (4, 3))))
    region, norm = draw(regions(target.widths[0])), draw(st.sampled_from(["linf", "l2"]))
    laws = [None, "hyperbolic"] if method in ("product", "subset-sum") else [None]
    return {
        "target": target,
        "region": region,
        "norm": norm,
        "method": method,
        "shape": draw(st.sampled_from(["shared", "dedicated"])),
        "law": draw(st.sampled_from(laws)),
        "base": draw(st.sampled_from(["phi", "3/2", "1.3"])),
        "seed": draw(st.integers(0, 5) | st.just(2**64 - 1)),
        "epsilon": reachable(target, region, norm, method),
    }
