"""A part of a box, where some pre-activations have given signs: what back-substitution says of the classes there.

Rules: split_leaves, joint_back_substitution, relu_relaxation_upper, relu_relaxation_lower; of the classes, as `top1`.
"""

from collections.abc import Sequence
from fractions import Fraction

from lottery_verify.checker.clock import NO_LIMIT, Clock
from lottery_verify.checker.rules import top1
from lottery_verify.checker.rules.backward import PARTS, Walk
from lottery_verify.checker.rules.paired import PairLayer
from lottery_verify.checker.rules.polygon import Ends, Gates

Split = tuple[int, int, str]  # layer, neuron, and "x" for its pre-activation in F or "y" for that in Ĝ
Signs = dict[Split, bool]  # whether each is ≥ 0; else it is ≤ 0


class Empty(Exception):
    """No input of the region has the signs of the part."""


def sided(ends: Ends, at_least: bool) -> Ends:
    """The ends on the side of 0 where the value is at least 0, or at most. Rule: split_leaves."""
    return (max(ends[0], 0), ends[1]) if at_least else (ends[0], min(ends[1], 0))


class Part(Walk):
    """Back-substitution over the inputs of a box at which some pre-activations have given signs."""

    def __init__(
        self,
        layers: Sequence[PairLayer],
        low: Sequence[int],
        high: Sequence[int],
        precision: int,
        signs: Signs,
        clock: Clock = NO_LIMIT,
    ) -> None:
        super().__init__(layers, low, high, precision, {}, clock)
        self.signs, self.last = signs, layers[-1]

    def narrowed(self, j: int, gates: Gates) -> Gates:
        """Ends of x, y and d of a neuron of the next layer; Empty where there are none."""
        x, y = (self.cut(ends, (len(self.gates), j, part)) for part, ends in (("x", gates.x), ("y", gates.y)))
        found = Gates(x, y, gates.d).tightened()
        if any(low > high for low, high in found):
            raise Empty
        return found

    def cut(self, ends: Ends, split: Split) -> Ends:
        """The ends on the side of 0 that the part is on. Rule: split_leaves."""
        return sided(ends, self.signs[split]) if split in self.signs else ends

    def unsettled(self, margin: Fraction) -> list[top1.Two]:
        """The pairs (j, k) for which neither is shown: F is not sure of j by the margin; Ĝ_j is above Ĝ_k where it is.

        The layers' last has no gates; margin is 0 or more.
        """
        try:
            for layer in self.pair[:-1]:
                self.through(layer)
        except Empty:
            return []
        ends = self.interval(self.last, [(self.last.f, self.f[-1])], self.last.bias)
        found = []
        for j, (_, most) in enumerate(ends):
            others = sorted((k for k in range(len(ends)) if k != j), key=lambda k: -ends[k][0])  # the likeliest first
            if most < max(ends[k][0] for k in others):
                continue  # F_j is below another output in the whole part
            self.ending(top1.leads(self.last, j, others, margin))
            if not any(self.least("x", a, -1) > 0 for a in range(len(others))):
                found += [(j, k) for a, k in enumerate(others) if not self.stays(a)]
        return found

    def stays(self, a: int) -> bool:
        """Ĝ_j − Ĝ_k is above 0 in the whole part, or is above F_j − F_k − m, which is at least 0 where F is sure."""
        return self.least("y", a) > 0 or self.least("d", a) > 0

    def least(self, part: str, a: int, sign: int = 1) -> int:
        """A lower bound of sign times x, y or d of a row of the last layer."""
        self.clock.demand()
        on_x, on_d = ([0] * len(self.pair[-1].bias) for _ in "xd")
        on_x[a], on_d[a] = (sign * weight for weight in PARTS[part])
        return self.lowest(on_x, on_d, len(self.gates), {})
