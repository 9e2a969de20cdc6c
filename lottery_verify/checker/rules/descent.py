"""The layers so far of two networks, and lower bounds of rows over them; integers, rounded outward.

A row is a lower bound a·x + b·d + constant over a layer's pre-activations x of F and d = y − x. By the layer's weights
it is a bound u·f + v·e over what the gates before make of theirs, f = max(x, 0) and e = max(y, 0) − f; there a plane
below u·f + v·e leads on, with the intercept that the polygon's corners allow. An upper bound is a lower bound of the
negative. Rules: joint_back_substitution, relu_relaxation_upper, relu_relaxation_lower.
"""

from collections.abc import Sequence
from operator import mul

from lottery_verify.checker.clock import NO_LIMIT, Clock
from lottery_verify.checker.rules.hints import Hints, Planes
from lottery_verify.checker.rules.matrices import Rows, floors
from lottery_verify.checker.rules.paired import PairLayer
from lottery_verify.checker.rules.polygon import Ends, Gates, Slopes, least


class _Layer:
    """A layer's matrices, ready for sums of their rows."""

    def __init__(self, layer: PairLayer) -> None:
        self.f, self.g, self.gap = Rows(layer.f), Rows(layer.g), Rows(layer.gap)
        self.kinks, self.kinked = layer.kinks, Rows(layer.kink)


class Known:
    """What is known of the layers so far: ends of f and e before each of them, and the gates after it."""

    def __init__(
        self,
        pair: Sequence[PairLayer],
        low: Sequence[int],
        high: Sequence[int],
        precision: int,
        hints: Hints,
        clock: Clock = NO_LIMIT,
    ) -> None:
        self.pair, self.precision, self.hints, self.clock = pair, precision, hints, clock
        self.layers = [_Layer(layer) for layer in pair]
        self.f: list[list[Ends]] = [list(zip(low, high, strict=True))]
        self.e: list[list[Ends]] = [[(0, 0)] * len(low)]
        self.slopes: list[dict[int, Slopes]] = []
        self.gates: list[list[Gates]] = []

    def ending(self, layer: PairLayer) -> None:
        """Puts another layer in the place of the last one."""
        self.pair, self.layers[-1] = [*self.pair[:-1], layer], _Layer(layer)

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
