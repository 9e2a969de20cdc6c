"""Joint back-substitution of two networks: bounds of Ĝ − F where many inputs move; integers, rounded outward.

A row is a lower bound a·x + b·d + constant over a layer's pre-activations x of F and d = y − x. By the layer's weights
it is a bound u·f + v·e over what the gates before make of theirs, f = max(x, 0) and e = max(y, 0) − f; there a plane
below u·f + v·e leads on, with the intercept that the polygon's corners allow. An upper bound is a lower bound of the
negative. Rules: joint_back_substitution, relu_relaxation.
"""

from collections.abc import Sequence
from operator import mul

from lottery_verify.checker.rules.hints import COEFFICIENT, Hints, Place, Planes
from lottery_verify.checker.rules.joint import PairLayer
from lottery_verify.checker.rules.matrices import Rows, floors
from lottery_verify.checker.rules.polygon import Ends, Gates, Slopes, least
from lottery_verify.checker.rules.relaxation import up

UNIT = 1 << COEFFICIENT
PARTS = {"x": (UNIT, 0), "d": (0, UNIT), "y": (UNIT, UNIT)}  # a and b of each: y = x + d


def apply(
    pair: Sequence[PairLayer], low: Sequence[int], high: Sequence[int], precision: int, hints: Hints
) -> list[Ends]:
    """Ends of ĝ_j − f_j for every output, over the box from low to high, integers over 2^precision."""
    walk = _Walk(pair, low, high, precision, hints)
    for layer in pair[:-1]:
        walk.through(layer)
    return walk.outputs(pair[-1])


class _Layer:
    """A layer's matrices, ready for sums of their rows."""

    def __init__(self, layer: PairLayer) -> None:
        self.f, self.g, self.gap = Rows(layer.f), Rows(layer.g), Rows(layer.gap)
        columns = list(layer.kinks.values())
        self.kinks, self.kinked = list(layer.kinks), Rows([list(row) for row in zip(*columns, strict=True)])


class _Walk:
    """What is known of the layers so far: ends of f and e before each of them, and the gates after it."""

    def __init__(
        self, pair: Sequence[PairLayer], low: Sequence[int], high: Sequence[int], precision: int, hints: Hints
    ) -> None:
        self.pair, self.precision, self.hints = pair, precision, hints
        self.layers = [_Layer(layer) for layer in pair]
        self.f: list[list[Ends]] = [list(zip(low, high, strict=True))]
        self.e: list[list[Ends]] = [[(0, 0)] * len(low)]
        self.slopes: list[dict[int, Slopes]] = []
        self.gates: list[list[Gates]] = []

    def through(self, layer: PairLayer) -> None:
        """One layer and its gates."""
        gates = self.ranges(layer)
        made = [g.made() if layer.relu else (g.x, g.d) for g in gates]
        self.gates.append(gates)
        self.slopes.append({j: Slopes(g) for j, g in enumerate(gates) if layer.relu and g.open})
        self.f.append([f for f, _ in made])
        self.e.append([e for _, e in made])

    def ranges(self, layer: PairLayer) -> list[Gates]:
        """Where x, y and d of each neuron lie; of those whose gates stay open, by back-substitution too."""
        x = self.interval(layer, [(layer.f, self.f[-1])], layer.bias)
        kinked = [self.kinked(b) for b in layer.kinks]
        columns = [list(row) for row in zip(*layer.kinks.values(), strict=True)]
        parts = [(layer.gap, self.f[-1]), (layer.g, self.e[-1])] + ([(columns, kinked)] if columns else [])
        d = self.interval(layer, parts, layer.gap_bias)
        gates = [Gates(p, (p[0] + q[0], p[1] + q[1]), q).tightened() for p, q in zip(x, d, strict=True)]
        for part in ("x", "d", "y") if self.gates and layer.relu else ():
            for j, known in enumerate(gates):
                if known.open:
                    ends = self.substituted(part, j, getattr(known, part))
                    gates[j] = known._replace(**{part: ends}).tightened()
        return gates

    def interval(
        self, layer: PairLayer, parts: Sequence[tuple[Sequence[Sequence[int]], Sequence[Ends]]], bias: Sequence[int]
    ) -> list[Ends]:
        """Ends of Σ matrix·vector + bias, from the middle and the width of each entry."""
        sums = [(rows, [a + c for a, c in ends], [c - a for a, c in ends]) for rows, ends in parts]
        found = []
        for j, offset in enumerate(bias):
            middle = (offset << self.precision + 1) + sum(sum(map(mul, rows[j], twice)) for rows, twice, _ in sums)
            width = sum(sum(map(mul, map(abs, rows[j]), wide)) for rows, _, wide in sums)
            found.append((middle - width >> layer.scale + 1, up(middle + width, layer.scale + 1)))
        return found

    def kinked(self, b: int) -> Ends:
        """Where max(y, 0) of Ĝ's input b lies."""
        (f, g), (d, e) = self.f[-1][b], self.e[-1][b]
        return max(f + d, 0), max(g + e, 0)

    def substituted(self, part: str, j: int, known: Ends) -> Ends:
        """The ends of a neuron's x, y or d that are known, met with those that back-substitution finds."""
        i, (a, b) = len(self.gates), PARTS[part]
        width, shift = len(self.pair[i].bias), COEFFICIENT
        found = []
        for sign, upper in ((1, False), (-1, True)):
            rows = [0] * width, [0] * width
            rows[0][j], rows[1][j] = sign * a, sign * b
            found.append(self.lowest(*rows, i, self.hints.get(Place(i, part, j, upper), {})) >> shift)
        return max(known[0], found[0]), min(known[1], -found[1])

    def lowest(self, a: list[int], b: list[int], i: int, planes: Planes) -> int:
        """A lower bound of a·x + b·d over layer i, over 2^(COEFFICIENT + precision)."""
        constant: int = 0
        while True:
            layer, ready = self.pair[i], self.layers[i]
            offset = sum(map(mul, a, layer.bias)) + sum(map(mul, b, layer.gap_bias))
            constant += offset << self.precision >> layer.scale
            u, v = floors([(a, ready.f), (b, ready.gap)], layer.scale), floors([(b, ready.g)], layer.scale)
            constant += self.rounded(i)
            if layer.kinks:
                constant += self.bent(i, u, v, floors([(b, ready.kinked)], layer.scale))
            if i == 0:
                ends = zip(u, self.f[0], strict=True)
                return constant + sum(w * (low if w > 0 else high) for w, (low, high) in ends)
            i -= 1
            if not self.pair[i].relu:
                a, b = u, v
                continue
            a, b, fixed = self.planes(i, u, v, planes.get(i, {}))
            constant += fixed

    def rounded(self, i: int) -> int:
        """What rounding u and v down takes at most: below 1 of each, which only helps where f or e is below 0."""
        return sum(min(low, 0) for low, _ in self.f[i]) + sum(min(low, 0) for low, _ in self.e[i])

    def planes(
        self, i: int, u: list[int], v: list[int], hinted: dict[int, tuple[int, int]]
    ) -> tuple[list[int], list[int], int]:
        """a, b and the constant of a bound below u·f + v·e, neuron by neuron; no loss where both signs are known."""
        a, b, constant = [], [], 0
        opened = self.slopes[i]
        for j, known in enumerate(self.gates[i]):
            if j in hinted:
                corners = opened[j].corners if j in opened else known.corners()
                plane = *hinted[j], least(corners, u[j], v[j], *hinted[j])
            elif j in opened:
                plane = opened[j].choose(u[j], v[j])
            else:
                on_x, on_y = (u[j] - v[j]) * (known.x[0] >= 0), v[j] * (known.y[0] >= 0)
                plane = on_x + on_y, on_y, 0
            a.append(plane[0])
            b.append(plane[1])
            constant += plane[2]
        return a, b, constant

    def bent(self, i: int, u: list[int], v: list[int], weights: list[int]) -> int:
        """Puts lines below weight·max(y, 0) for Ĝ's inputs y = f + e whose weights depend on their sign."""
        constant = 0
        for b, w in zip(self.pair[i].kinks, weights, strict=True):
            (f, g), (d, e) = self.f[i][b], self.e[i][b]
            low, high = f + d, g + e
            if low >= 0:
                slope = w
            elif high <= 0:
                slope = 0
            else:
                slope = w * high // (high - low) if w < 0 else w * (high > -low)
            u[b] += slope
            v[b] += slope
            constant += min(w * max(y, 0) - slope * y for y in (low, high, min(max(low, 0), high)))
        return constant

    def outputs(self, layer: PairLayer) -> list[Ends]:
        """The ends of each output's difference."""
        if layer.relu:
            return [g.made()[1] for g in self.ranges(layer)]
        return [self.substituted("d", j, known.d) for j, known in enumerate(self.ranges(layer))]
