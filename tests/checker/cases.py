"""Small random networks, tickets and regions for the checker's tests."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
from hypothesis import strategies as st

from lottery_verify.checker.certificate import Parsed, Stated, steps
from lottery_verify.checker.graph import Affine, Row
from lottery_verify.checker.regions import Ball, Box
from lottery_verify.checker.rules.known import Known, Pair
from lottery_verify.checker.rules.table import RULES
from lottery_verify.checker.source import Law
from lottery_verify.networks.network import Network
from tests.corpus.parts import target_of, ticket


def affine(scale, pairs, biases):
    """A layer of these rows of (positive, negative) weights and biases over one power of two."""
    rows = []
    for row, bias in zip(pairs, biases, strict=True):
        positive, negative = [p for p, _ in row], [n for _, n in row]
        both = positive if positive == negative else negative
        rows.append(Row(scale, list(range(len(row))), positive, both, bias))
    return Affine(len(pairs[0]), rows)


def alike(f, g):
    """Whether two networks have the same nodes."""
    shapes = [[(type(n.operation), n.operation.width, n.sources) for n in one.nodes] for one in (f, g)]
    return shapes[0] == shapes[1] and [len(a.rows) for a in f.layers] == [len(a.rows) for a in g.layers]


def propagate(f, g, region, precision, spectral):
    """The reach of ĝ − f after each layer, or of the output where shapes differ; known (s, t) mean ‖W‖₂ ≤ s/2^t."""
    same = alike(f, g)
    stated = [Stated("x", 0, 0, None)] * (len(f.layers) if same else 1)
    proof = steps(Parsed("x", {}, Fraction(1), precision, stated), Pair(f, g), same)
    known = Known(precision, spectral={k: b for k, b in zip(f.affine, spectral, strict=True) if b is not None})
    for step in proof:
        known = RULES[step.name].apply(step, Pair(f, g), region, known)
    return [known.difference[step.node] for step in proof if step.name == "bound"]


def dense(layer):
    """(rows of pairs, biases) of a layer, as Fractions, weights that are 0 included."""
    whole, biases = [], []
    for row in layer.rows:
        unit = Fraction(1, 1 << row.scale)
        pairs = {b: (p * unit, n * unit) for b, p, n in zip(row.columns, row.positive, row.negative, strict=True)}
        whole.append([pairs.get(b, (0, 0)) for b in range(layer.width)])
        biases.append(row.bias * unit)
    return whole, biases


SPECIAL = [0.0, 1.0, -1.0, 0.5, -0.75, 3.0, -2.0**-20, 2.0**-149, 1e10, -1e-300]
weights = st.one_of(st.sampled_from(SPECIAL), st.integers(-64, 64).map(lambda n: n / 32))
LAWS = [Law("uniform", 0, 0), Law("hyperbolic", -2 << 16, 1 << 16), Law("uniform", -3, 0), Law("hyperbolic", 5, 70000)]


@st.composite
def networks(draw, widths, relu=None, shift=True):
    """A network of these widths."""
    pairs = list(pairwise(widths))
    matrices = [[[draw(weights) for _ in range(n)] for _ in range(m)] for n, m in pairs]
    biases = [draw(st.none() | st.lists(weights, min_size=m, max_size=m)) for _, m in pairs]
    active = relu or [draw(st.booleans()) for _ in pairs]
    moved = draw(st.none() | st.lists(weights, min_size=widths[0], max_size=widths[0])) if shift else None
    return Network.from_arrays(matrices, biases, active, shift=moved)


@st.composite
def tickets(draw, widths, relu):
    """A ticket of random masks."""
    return ticket(
        draw(st.integers(0, 99)), draw(st.sampled_from(["shared", "dedicated"])), draw(st.sampled_from(LAWS)), widths,
        [draw(st.booleans()) for _ in relu], relu, draw(st.integers(0, 9)), draw(st.sampled_from([0.1, 0.5, 1.0])),
        draw(st.none() | st.just([0.5] * widths[0])),
    )  # fmt: skip


@st.composite
def regions(draw, width):
    """A box or a ball."""
    if draw(st.booleans()):
        places = st.lists(st.fractions(-2, 2, max_denominator=7), min_size=width, max_size=width)
        centre = st.just(()) | places.map(tuple)
        return Ball(draw(st.fractions(Fraction(1, 8), 3, max_denominator=8)), width, draw(centre))
    ends = [sorted(draw(st.tuples(*[st.fractions(-2, 2, max_denominator=8)] * 2))) for _ in range(width)]
    return Box(tuple(low for low, _ in ends), tuple(high for _, high in ends))


@st.composite
def pairs(draw, same=True):
    """(target, other network or ticket, region); the other is near, far, or of another architecture."""
    widths = draw(st.lists(st.integers(1, 3), min_size=2, max_size=4))
    relu = [draw(st.booleans()) for _ in widths[1:]]
    region = draw(regions(widths[0]))
    kind = draw(st.sampled_from(["ticket", "fitted", "near", "far"] + ([] if same else ["other"])))
    if kind == "fitted":
        made = draw(tickets(widths, relu))
        return target_of(made, draw(st.integers(3, 9))), made, region
    f = draw(networks(widths, relu))
    if kind == "ticket":
        return f, draw(tickets(widths, relu)), region
    if kind == "near":
        noise = draw(st.sampled_from([0.0, 2.0**-10, -(2.0**-3)]))
        near = Network.from_arrays(
            [layer.weight + noise for layer in f.layers], [layer.bias for layer in f.layers], relu, shift=f.shift
        )
        return f, near, region
    if kind == "far":
        return f, draw(networks(widths, relu)), region
    return f, draw(networks([widths[0], *draw(st.lists(st.integers(1, 3), max_size=2)), widths[-1]])), region


@st.composite
def factors(draw, layer):
    """A spectral witness: near the truth, or any lie."""
    w = layer.weight if layer.weight.shape[0] <= layer.weight.shape[1] else layer.weight.T
    rows, scale = len(w), 1200
    if draw(st.booleans()) and np.abs(w).max() < 1e6:
        square = float(np.linalg.norm(w, 2) ** 2) * 1.5 + 1.0
        factor = np.linalg.cholesky(square * np.eye(rows) - w @ w.T)
        numbers = [[int(v * 2.0**40) << (scale - 40) for v in row[: i + 1]] for i, row in enumerate(factor.tolist())]
        square = int(Fraction(square) * 4**scale)
    else:
        numbers = [[draw(st.integers(-9, 9)) << scale for _ in range(i + 1)] for i in range(rows)]
        square = draw(st.integers(-9, 99)) << 2 * scale
    return {"scale": scale, "square": hex(square), "factor": [[hex(v) for v in row] for row in numbers]}
