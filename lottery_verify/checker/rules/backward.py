"""Joint back-substitution of two networks: bounds of Ĝ − F where many inputs move; integers, rounded outward.

Rules: joint_back_substitution, relu_relaxation_upper, relu_relaxation_lower.
"""

from collections.abc import Sequence
from operator import mul

from lottery_verify.checker.clock import NO_LIMIT, Clock
from lottery_verify.checker.rules.descent import Known
from lottery_verify.checker.rules.hints import COEFFICIENT, Hints, Place
from lottery_verify.checker.rules.paired import PairLayer
from lottery_verify.checker.rules.polygon import Ends, Gates, Slopes
from lottery_verify.checker.rules.relaxation import up

UNIT = 1 << COEFFICIENT
PARTS = {"x": (UNIT, 0), "d": (0, UNIT), "y": (UNIT, UNIT)}  # a and b of each: y = x + d


def apply(
    pair: Sequence[PairLayer],
    low: Sequence[int],
    high: Sequence[int],
    precision: int,
    hints: Hints,
    clock: Clock = NO_LIMIT,
) -> list[Ends]:
    """Ends of ĝ_j − f_j for every output, over the box from low to high, integers over 2^precision."""
    walk = Walk(pair, low, high, precision, hints, clock)
    for layer in pair[:-1]:
        walk.through(layer)
    return walk.outputs(pair[-1])


class Walk(Known):
    """Layer by layer: ends, then gates."""

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
        parts = [(layer.gap, self.f[-1]), (layer.g, self.e[-1])] + ([(layer.kink, kinked)] if kinked else [])
        d = self.interval(layer, parts, layer.gap_bias)
        both = enumerate(zip(x, d, strict=True))
        gates = [self.narrowed(j, Gates(p, (p[0] + q[0], p[1] + q[1]), q)) for j, (p, q) in both]
        for part in ("x", "d", "y") if self.gates and layer.relu else ():
            for j, known in enumerate(gates):
                if known.open:
                    ends = self.substituted(part, j, getattr(known, part))
                    gates[j] = self.narrowed(j, known._replace(**{part: ends}))
        return gates

    def narrowed(self, j: int, gates: Gates) -> Gates:
        """What is known of a neuron of the next layer, from all that is."""
        return gates.tightened()

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
        self.clock.demand()
        i, (a, b) = len(self.gates), PARTS[part]
        width, shift = len(self.pair[i].bias), COEFFICIENT
        found = []
        for sign, upper in ((1, False), (-1, True)):
            rows = [0] * width, [0] * width
            rows[0][j], rows[1][j] = sign * a, sign * b
            found.append(self.lowest(*rows, i, self.hints.get(Place(i, part, j, upper), {})) >> shift)
        return max(known[0], found[0]), min(known[1], -found[1])

    def outputs(self, layer: PairLayer) -> list[Ends]:
        """The ends of each output's difference."""
        if layer.relu:
            return [g.made()[1] for g in self.ranges(layer)]
        return [self.substituted("d", j, known.d) for j, known in enumerate(self.ranges(layer))]
