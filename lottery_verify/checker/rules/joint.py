"""The difference of two networks over one box: F and Ĝ − F as affine forms over the same symbols.

x and y are a neuron's pre-activations in F and Ĝ, d = y − x, e = max(y, 0) − max(x, 0). Every input that moves is a
symbol, every gate whose sign the box leaves open adds one.
Rules: joint_affine_forms, joint_affine_difference, joint_strip.
"""

from collections.abc import Sequence
from operator import add, sub
from typing import NamedTuple

from lottery_verify.checker.clock import NO_LIMIT, Clock
from lottery_verify.checker.rules.activations import Gates, Ranges, meet, minus, open_
from lottery_verify.checker.rules.forms import ZERO, Ends, Form, Space, widening
from lottery_verify.checker.rules.paired import PairLayer
from lottery_verify.checker.rules.relaxation import chord
from lottery_verify.checker.rules.substitution import Gaps, forms_of, narrowed


class Behind(NamedTuple):
    """The outputs' ends, and the last pre-activations before them: forms of x and d, and where these and y lie."""

    ends: list[Ends]
    space: Space
    x: list[Form]
    d: list[Form]
    ranges: list[Ranges]


def difference(
    pair: Sequence[PairLayer], low: Sequence[int], high: Sequence[int], moved: Sequence[Ends], precision: int,
    clock: Clock = NO_LIMIT,
) -> list[Ends]:  # fmt: skip
    """Ends of ĝ_j − f_j for every output, integers over 2^precision."""
    return behind(pair, low, high, moved, precision, clock).ends


def behind(
    pair: Sequence[PairLayer], low: Sequence[int], high: Sequence[int], moved: Sequence[Ends], precision: int,
    clock: Clock = NO_LIMIT,
) -> Behind:  # fmt: skip
    """The ends of ĝ_j − f_j for every output, and the forms of the layer before.

    Args:
        pair: the layers of F and Ĝ.
        low, high: the box of F's inputs.
        moved: ends of how far Ĝ's inputs lie from F's.
        precision: of all ends.
        clock: asked before each row and each gate.
    """
    return widening(lambda width: Walk(precision, width, low, high, moved, clock).through(pair))


class Walk:
    """The forms of one layer after the other."""

    def __init__(
        self, precision: int, width: int, low: Sequence[int], high: Sequence[int], moved: Sequence[Ends],
        clock: Clock = NO_LIMIT,
    ) -> None:  # fmt: skip
        moving = sum(a < b for a, b in zip(low, high, strict=True))
        self.space = Space(precision, width, 1 + moving, clock)
        self.space.demand_memory(len(low))
        self.x, self.e = [], [Form(self.space.constant(a).packed, b - a) for a, b in moved]
        symbol = 0
        for a, b in zip(low, high, strict=True):
            centre = a + b >> 1
            form = self.space.constant(centre)
            if a < b:
                symbol += 1
                form += self.space.symbol(symbol, max(centre - a, b - centre))
            self.x.append(form)
        self.x_gaps: Gaps = {}
        self.y_gaps: Gaps = {}
        self.e_gaps: Gaps = {}
        self.count = self.space.count
        self.before = Behind([], self.space, [], [], [])

    def through(self, pair: Sequence[PairLayer]) -> Behind:
        """Layer by layer; the ends of the outputs' difference."""
        for layer in pair[:-1]:
            self.enter(layer)
        x, d = self.affine(pair[-1])
        return self.before._replace(ends=[self.output(pair[-1], a, x[a], d[a]) for a in range(len(d))])

    def enter(self, layer: PairLayer) -> None:
        """One layer and its gates."""
        x, d = self.affine(layer)
        ranges = [self.ranges(layer, a, x[a], d[a]) for a in range(len(d))]
        self.before = Behind([], self.space, x, d, ranges)
        self.x, self.e, self.x_gaps, self.y_gaps, self.e_gaps = x, d, {}, {}, {}
        if layer.relu:
            gates = Gates(self.space, x, d, ranges)
            self.x, self.e, self.count = gates.x, gates.e, gates.count
            self.x_gaps, self.y_gaps, self.e_gaps = gates.x_gaps, gates.y_gaps, gates.e_gaps

    def affine(self, layer: PairLayer) -> tuple[list[Form], list[Form]]:
        """x = W·f + b, and d = ΔW·f + Ŵ·e + Δb, which is Ŵ·(f + e) − W·f + Δb."""
        folded = self.kinked(layer)
        self.space = space = Space(self.space.precision, self.space.width, self.count, self.space.clock)
        gaps = (gap for gaps in (self.x_gaps, self.y_gaps, self.e_gaps) for gap in forms_of(gaps))
        space.demand_room((*self.x, *self.e, *folded, *gaps), 2 * layer.size)  # twice, since f + e is no form of these
        x = space.products(layer.f, self.x)
        y = space.products(layer.g, [f + e for f, e in zip(self.x, self.e, strict=True)])
        if folded:
            y = list(map(add, y, space.products(layer.kink, folded)))
        d = list(map(sub, y, x))
        gap_slacks = layer.gap_sizes.times([form.slack for form in (*self.x, *self.e, *folded)])
        x_forms = space.affine(x, layer.f_sizes.times([form.slack for form in self.x]), layer.bias, layer.scale)
        return x_forms, space.affine(d, gap_slacks, layer.gap_bias, layer.scale)

    def kinked(self, layer: PairLayer) -> list[Form]:
        """max(y, 0), for the inputs y of Ĝ where its two matrices differ."""
        forms = []
        for b in layer.kinks:
            y = self.x[b] + self.e[b]
            low, high = self.space.ends(y)
            if low < 0 < high:
                slope, height = chord(low, high)
                y = self.space.opened(self.space.scaled(y, slope), 0, height, self.count)
                self.count += 1
            forms.append(y if high > 0 else ZERO)
        return forms

    def ranges(self, layer: PairLayer, a: int, x: Form, d: Form) -> Ranges:
        """Where x, y and d lie; where a sign is open, by every way there is."""
        ends, space, scale = self.space.ends, self.space, layer.scale
        space.clock.demand()
        x_ends, d_ends = ends(x), ends(d)
        y_ends = x_ends[0] + d_ends[0], x_ends[1] + d_ends[1]
        if not (open_(x_ends) or open_(y_ends)):
            return Ranges(x_ends, y_ends, d_ends)
        y_ends = meet(y_ends, ends(x + d))
        if open_(x_ends) or open_(y_ends):  # all three, since each tightens the others
            x_ends = narrowed(space, x, x_ends, layer.f[a], self.x_gaps, scale)
            y_ends = narrowed(space, x + d, y_ends, layer.g[a], self.y_gaps, scale)
            d_ends = narrowed(space, d, d_ends, layer.g[a], self.e_gaps, scale)
        y_ends = meet(y_ends, (x_ends[0] + d_ends[0], x_ends[1] + d_ends[1]))
        x_ends = meet(x_ends, minus(y_ends, d_ends))
        d_ends = meet(d_ends, minus(y_ends, x_ends))
        return Ranges(x_ends, y_ends, d_ends)

    def output(self, layer: PairLayer, a: int, x: Form, d: Form) -> Ends:
        """Where the difference of output a lies."""
        if layer.relu:
            known = self.ranges(layer, a, x, d)
            least, most = min(known.d[0], 0), max(known.d[1], 0)
            return max(least, -max(known.x[1], 0)), min(most, max(known.y[1], 0))
        return narrowed(self.space, d, self.space.ends(d), layer.g[a], self.e_gaps, layer.scale)
