"""What a layer's gates make of joint affine forms: max(x, 0) and e, each open gate with a symbol of its own."""

from collections.abc import Sequence
from typing import NamedTuple

from lottery_verify.checker.rules.forms import ZERO, Ends, Form, Space
from lottery_verify.checker.rules.relaxation import chord, coupled, strip
from lottery_verify.checker.rules.substitution import Gaps


class Ranges(NamedTuple):
    """Where x, y and d of one neuron lie."""

    x: Ends
    y: Ends
    d: Ends


class Gates:
    """The forms of max(x, 0) and e of each neuron, and how far they lie from lines below and above them.

    Attributes:
        x, e: the forms.
        x_gaps, y_gaps, e_gaps: for the gates of F, of Ĝ, and for e.
        count: lanes that the forms take, with those of the new symbols.
    """

    def __init__(self, space: Space, x: Sequence[Form], d: Sequence[Form], ranges: Sequence[Ranges]) -> None:
        self.space, self.count = space, space.count
        self.x, self.e = [ZERO] * len(x), [ZERO] * len(d)
        self.x_gaps: Gaps = {}
        self.y_gaps: Gaps = {}
        self.e_gaps: Gaps = {}
        space.demand_memory(len(x), sum(open_(known.x) + open_(known.y) for known in ranges))
        for a, known in enumerate(ranges):
            self.x[a] = self.gate(x[a], known.x, self.x_gaps, a)
            if not (open_(known.x) and open_(known.y) and self.coupled(a, d[a], known)):
                self.apart(a, x[a] + d[a], d[a], known)
            if open_(known.y):
                y, relu = x[a] + d[a], self.x[a] + self.e[a]
                slope, height = chord(*known.y)
                above = self.space.scaled(y, slope) + self.space.constant(height)
                self.y_gaps[a] = (relu, relu - y), relu - above

    def gate(self, z: Form, ends: Ends, gaps: Gaps, a: int) -> Form:
        """max(z, 0): z, 0, or its chord and a new symbol; lines below it are 0 and z, above it the chord."""
        if not open_(ends):
            return z if ends[1] > 0 else ZERO
        slope, height = chord(*ends)
        below = self.space.scaled(z, slope)
        relu = self.opened(below, 0, height)
        gaps[a] = (relu, relu - z), relu - below - self.space.constant(height)
        return relu

    def coupled(self, a: int, d: Form, known: Ranges) -> bool:
        """e from d alone, where that opens a smaller symbol than Ĝ's and F's gates apart."""
        slope, least, most = coupled(*known.d)
        if most - least >= chord(*known.x)[1] + chord(*known.y)[1]:
            return False
        self.e[a] = self.opened(self.space.scaled(d, slope), least, most)
        (low_slope, low_offset), (high_slope, high_offset) = strip(*known.d)
        below = self.space.scaled(d, low_slope) + self.space.constant(low_offset)
        above = self.space.scaled(d, high_slope) + self.space.constant(high_offset)
        self.e_gaps[a] = (self.e[a] - below, self.e[a] - below), self.e[a] - above
        return True

    def apart(self, a: int, y: Form, d: Form, known: Ranges) -> None:
        """e as max(y, 0) less max(x, 0), which keeps the symbol that F's gate may have opened."""
        if known.x[0] >= 0 and known.y[0] >= 0:
            self.e[a] = d
        else:
            self.e[a] = self.gate(y, known.y, self.e_gaps, a) - self.x[a]

    def opened(self, form: Form, least: int, most: int) -> Form:
        """The form plus something from least to most: a new symbol."""
        self.count += 1
        return self.space.opened(form, least, most, self.count - 1)


def open_(ends: Ends) -> bool:
    """Whether both signs are possible."""
    return ends[0] < 0 < ends[1]


def meet(a: Ends, b: Ends) -> Ends:
    """Where a number lies that both know of."""
    return max(a[0], b[0]), min(a[1], b[1])


def minus(a: Ends, b: Ends) -> Ends:
    """Where the difference lies."""
    return a[0] - b[1], a[1] - b[0]
