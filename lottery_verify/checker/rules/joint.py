"""The difference of two networks over one box: F and Ĝ − F as affine forms over the same symbols.

x and y are a neuron's pre-activations in F and Ĝ, d = y − x, e = max(y, 0) − max(x, 0). Every input that moves is a
symbol, every gate whose sign the box leaves open adds one. Rules: joint_affine_forms, relu_relaxation.
"""

from collections.abc import Sequence
from typing import NamedTuple

from lottery_verify.checker.rules.forms import ZERO, Ends, Form, NarrowLanes, Part, Space
from lottery_verify.checker.rules.relaxation import chord, coupled, strip
from lottery_verify.checker.rules.substitution import Gaps, narrowed

WIDTHS = (128, 192, 256, 384, 512, 1024, 2048)  # bits of a lane; the narrowest that suffices


class PairLayer(NamedTuple):
    """One layer of both networks, over 2^scale: F's W, Ĝ's W, their difference, F's bias and the difference of both.

    `kinks`: Ĝ's layer is y ↦ N·y + (P − N)·max(y, 0) + b, and for inputs where P and N differ, (P − N)'s columns.
    `size`: no row of all these has more than it in all.
    """

    scale: int
    f: list[list[int]]
    g: list[list[int]]
    gap: list[list[int]]
    bias: list[int]
    gap_bias: list[int]
    kinks: dict[int, list[int]]
    size: int
    relu: bool


class Ranges(NamedTuple):
    """Where x, y and d of one neuron lie."""

    x: Ends
    y: Ends
    d: Ends


def difference(pair: Sequence[PairLayer], low: Sequence[int], high: Sequence[int], precision: int) -> list[Ends]:
    """Ends of ĝ_j − f_j for every output, over the box from low to high, integers over 2^precision."""
    for width in WIDTHS:
        try:
            return _Walk(precision, width, low, high).through(pair)
        except NarrowLanes:
            continue
    raise NarrowLanes


class _Walk:
    """The forms of one layer after the other."""

    def __init__(self, precision: int, width: int, low: Sequence[int], high: Sequence[int]) -> None:
        self.moving = [b for b, (a, c) in enumerate(zip(low, high, strict=True)) if a < c]
        self.space = Space(precision, width, 1 + len(self.moving))
        self.x, self.e = [], [ZERO] * len(low)
        for b, (a, c) in enumerate(zip(low, high, strict=True)):
            centre = a + c >> 1
            self.x.append(Form(centre, 0))
            if a < c:
                self.x[b] += self.space.symbol(1 + self.moving.index(b), max(centre - a, c - centre))
        self.x_gaps: Gaps = {}
        self.y_gaps: Gaps = {}
        self.e_gaps: Gaps = {}
        self.count = self.space.count

    def through(self, pair: Sequence[PairLayer]) -> list[Ends]:
        """Layer by layer; the ends of the outputs' difference."""
        for i, layer in enumerate(pair):
            x, d = self.affine(layer)
            if i == len(pair) - 1:
                return [self.output(layer, a, x[a], d[a]) for a in range(len(d))]
            self.gates(x, d, [self.ranges(layer, a, x[a], d[a]) for a in range(len(d))])
        return []

    def affine(self, layer: PairLayer) -> tuple[list[Form], list[Form]]:
        """x = W·f + b, and d = ΔW·f + Ŵ·e + Δb; what is 0 is left out."""
        folded = self.kinked(layer)
        self.space = Space(self.space.precision, self.space.width, self.count)
        alive, moved = ([j for j, form in enumerate(forms) if form != ZERO] for forms in (self.x, self.e))
        some = lambda rows, kept: [[row[j] for j in kept] for row in rows]  # noqa: E731
        f, e = [self.x[j] for j in alive], [self.e[j] for j in moved]
        x = self.space.affine([Part(some(layer.f, alive), f)], layer.bias, layer.scale, layer.size)
        parts = [Part(some(layer.gap, alive), f), Part(some(layer.g, moved), e), *folded]
        return x, self.space.affine(parts, layer.gap_bias, layer.scale, layer.size)

    def kinked(self, layer: PairLayer) -> list[Part]:
        """(P − N)·max(y, 0), for the inputs y of Ĝ where the two matrices differ."""
        if not layer.kinks:
            return []
        forms = []
        for b in layer.kinks:
            y = self.x[b] + self.e[b]
            low, high = self.space.ends(y)
            if low < 0 < high:
                slope, height = chord(low, high)
                y = self.opened(self.space.scaled(y, slope), 0, height)
            forms.append(y if high > 0 else ZERO)
        rows = [list(row) for row in zip(*layer.kinks.values(), strict=True)]
        return [Part(rows, forms)]

    def opened(self, form: Form, least: int, most: int) -> Form:
        """The form plus something from least to most: a new symbol."""
        half = most - least + 1 >> 1
        self.count += 1
        return form + Form(least + half, 0) + self.space.symbol(self.count - 1, half)

    def ranges(self, layer: PairLayer, a: int, x: Form, d: Form) -> Ranges:
        """Where x, y and d lie; where a sign is open, by every way there is."""
        ends, space = self.space.ends, self.space
        x_ends, d_ends = ends(x), ends(d)
        y_ends = x_ends[0] + d_ends[0], x_ends[1] + d_ends[1]
        if open_(x_ends) or open_(y_ends):
            y_ends = meet(y_ends, ends(x + d))
            if open_(y_ends):
                y_ends = meet(y_ends, narrowed(space, x + d, layer.g[a], self.y_gaps, layer.scale))
            x_ends = meet(x_ends, minus(y_ends, d_ends))
            if open_(x_ends):
                x_ends = meet(x_ends, narrowed(space, x, layer.f[a], self.x_gaps, layer.scale))
            d_ends = meet(d_ends, narrowed(space, d, layer.g[a], self.e_gaps, layer.scale))
            y_ends = meet(y_ends, (x_ends[0] + d_ends[0], x_ends[1] + d_ends[1]))
            x_ends = meet(x_ends, minus(y_ends, d_ends))
            d_ends = meet(d_ends, minus(y_ends, x_ends))
        return Ranges(x_ends, y_ends, d_ends)

    def gates(self, x: Sequence[Form], d: Sequence[Form], ranges: Sequence[Ranges]) -> None:
        """max(x, 0) and e of each neuron, and how far these forms lie from lines below and above them."""
        self.x, self.e = [ZERO] * len(x), [ZERO] * len(d)
        self.x_gaps, self.y_gaps, self.e_gaps = {}, {}, {}
        for a, known in enumerate(ranges):
            self.x[a] = self.gate(x[a], known.x, self.x_gaps, a)
            if open_(known.x) and open_(known.y) and self.coupled(a, d[a], known):
                pass
            else:
                self.apart(a, x[a] + d[a], d[a], known)
            if open_(known.y):
                y, relu = x[a] + d[a], self.x[a] + self.e[a]
                slope, height = chord(*known.y)
                above = self.space.scaled(y, slope) + Form(height, 0)
                self.y_gaps[a] = (relu, relu - y), relu - above

    def gate(self, z: Form, ends: Ends, gaps: Gaps, a: int) -> Form:
        """max(z, 0): z, 0, or its chord and a new symbol; lines below it are 0 and z, above it the chord."""
        if not open_(ends):
            return z if ends[1] > 0 else ZERO
        slope, height = chord(*ends)
        below = self.space.scaled(z, slope)
        relu = self.opened(below, 0, height)
        gaps[a] = (relu, relu - z), relu - below - Form(height, 0)
        return relu

    def coupled(self, a: int, d: Form, known: Ranges) -> bool:
        """e from d alone, where that opens a smaller symbol than Ĝ's and F's gates apart."""
        slope, least, most = coupled(*known.d)
        if most - least >= chord(*known.x)[1] + chord(*known.y)[1]:
            return False
        self.e[a] = self.opened(self.space.scaled(d, slope), least, most)
        (low_slope, low_offset), (high_slope, high_offset) = strip(*known.d)
        below = self.space.scaled(d, low_slope) + Form(low_offset, 0)
        above = self.space.scaled(d, high_slope) + Form(high_offset, 0)
        self.e_gaps[a] = (self.e[a] - below, self.e[a] - below), self.e[a] - above
        return True

    def apart(self, a: int, y: Form, d: Form, known: Ranges) -> None:
        """e as max(y, 0) less max(x, 0), which keeps the symbol that F's gate may have opened."""
        if known.x[0] >= 0 and known.y[0] >= 0:
            self.e[a] = d
        else:
            self.e[a] = self.gate(y, known.y, self.e_gaps, a) - self.x[a]

    def output(self, layer: PairLayer, a: int, x: Form, d: Form) -> Ends:
        """Where the difference of output a lies."""
        if layer.relu:
            known = self.ranges(layer, a, x, d)
            least, most = min(known.d[0], 0), max(known.d[1], 0)
            return max(least, -max(known.x[1], 0)), min(most, max(known.y[1], 0))
        return meet(self.space.ends(d), narrowed(self.space, d, layer.g[a], self.e_gaps, layer.scale))


def open_(ends: Ends) -> bool:
    """Whether both signs are possible."""
    return ends[0] < 0 < ends[1]


def meet(a: Ends, b: Ends) -> Ends:
    """Where a number lies that both know of."""
    return max(a[0], b[0]), min(a[1], b[1])


def minus(a: Ends, b: Ends) -> Ends:
    """Where the difference lies."""
    return a[0] - b[1], a[1] - b[0]
