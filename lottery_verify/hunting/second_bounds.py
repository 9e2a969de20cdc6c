"""Bounds of Ĝ − F over a box a second time: rows led back through both networks together, in Fractions.

x and y are a neuron's pre-activations in F and Ĝ, d = y − x, f = max(x, 0), e = max(y, 0) − f. A row a·x + b·d of one
layer is u·f + v·e of the layer before; there a plane of x and d below it leads further back, and what is known of f and
e gives a bound at once. The largest of all that is kept. Written from docs/how.md, docs/gated.md and the statements
relu_relaxation, joint_back_substitution and relaxation_coupled of proofs/results; only its slopes are rounded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import floor
from typing import NamedTuple

from lottery_verify.hunting.oracle import ZERO, Layer
from lottery_verify.hunting.second_polygon import Ends, Neuron, Plane, Point, height, made, pieces

ONE = Fraction(1)
SLOPE_BITS = 60  # a slope that divides is rounded to them, so that all numbers stay dyadic
Row = list[Fraction]
Rows = tuple[Row, Row]  # a and b of a·x + b·d
Planes = Mapping[int, Mapping[int, tuple[Fraction, Fraction]]]  # layer → neuron → the slopes by x and by d
Choice = Callable[[Neuron, list[Point], Fraction, Fraction], Plane]


class Place(NamedTuple):
    """An end for which slopes are proposed: the upper or the lower one of a neuron's x, y or d."""

    layer: int
    part: str
    neuron: int
    upper: bool


Hints = Mapping[Place, Planes]
PARTS = {"x": (ONE, ZERO), "y": (ONE, ONE), "d": (ZERO, ONE)}


def short(value: Fraction) -> Fraction:
    """The value, rounded down to SLOPE_BITS places."""
    return Fraction(floor(value * (1 << SLOPE_BITS)), 1 << SLOPE_BITS)


def chord(ends: Ends) -> Fraction:
    """The slope of the line through max(z, 0) at both ends."""
    low, high = ends
    return ONE if low >= 0 else ZERO if high <= 0 else short(high / (high - low))


def parallel(neuron: Neuron, corners: list[Point], u: Fraction, v: Fraction) -> Plane:
    """The slopes of affine forms: those of both chords, or for e half of d where that strip is the narrower one."""
    on_x, on_y = chord(neuron.x), chord(neuron.y)
    apart = sum(-chord(ends) * min(ends[0], ZERO) for ends in (neuron.x, neuron.y))
    if neuron.crosses_twice and max(-neuron.d[0], neuron.d[1], ZERO) < apart:
        return u * on_x, v / 2
    return (u - v) * on_x + v * on_y, v * on_y


def nearest(neuron: Neuron, corners: list[Point], u: Fraction, v: Fraction) -> Plane:
    """Of the planes that bound the gate in this case, the one that is highest in the polygon's middle."""
    low, high = neuron.d
    on_x = {coefficient: _below(neuron.x, coefficient) for coefficient in (u - v, u)}
    on_y = _below(neuron.y, v)
    rising = chord(neuron.d)
    on_d = ONE - rising if v > 0 else rising
    planes = ((u - v) * on_x[u - v] + v * on_y, v * on_y), (u * on_x[u], v * on_d)
    x, d = sum(neuron.x) / 2, (low + high) / 2
    return max(planes, key=lambda plane: height(corners, u, v, plane) + plane[0] * x + plane[1] * d)


def flat(neuron: Neuron, corners: list[Point], u: Fraction, v: Fraction) -> Plane:
    """Below a gate of positive weight the line 0, below e of one the lower line of its strip."""
    return _on_lines(neuron, u, v, ZERO)


def steep(neuron: Neuron, corners: list[Point], u: Fraction, v: Fraction) -> Plane:
    """Below a gate of positive weight the line z itself."""
    return _on_lines(neuron, u, v, ONE)


def _on_lines(neuron: Neuron, u: Fraction, v: Fraction, slope: Fraction) -> Plane:
    on_x, on_y = (
        slope * w if w > 0 and ends[0] < 0 < ends[1] else chord(ends) * w
        for w, ends in ((u - v, neuron.x), (v, neuron.y))
    )
    return on_x + on_y, on_y


def _below(ends: Ends, coefficient: Fraction) -> Fraction:
    """The slope of a line below coefficient·max(z, 0): the chord's where it falls, else that of 0 or z."""
    low, high = ends
    return chord(ends) if coefficient < 0 else ONE if high > -low else ZERO


FIRST = (parallel, nearest, flat, steep)


class Joint:
    """Both networks over one box, layer by layer.

    Attributes:
        ends: of each output's difference, once `ranges` came to the last layer.
        known: for each layer its neurons.
        led_back: the parts of an output without gates that rows are led back for.
    """

    led_back: tuple[str, ...] = ("d",)

    def __init__(
        self, f: Sequence[Layer], g: Sequence[Layer], box: Sequence[Ends], moved: Sequence[Fraction], hints: Hints
    ) -> None:
        """Bounds everything.

        Args:
            f, g: layers of the same sizes and gates.
            box: of F's inputs, less its shift.
            moved: how far Ĝ's inputs lie from them.
            hints: slopes that are tried besides those chosen here; they can be bad, but not wrong.
        """
        self.f, self.g, self.moved, self.hints = f, g, moved, hints
        self.made: list[list[tuple[Ends, Ends]]] = [[(x, (m, m)) for x, m in zip(box, moved, strict=True)]]
        self.known: list[list[tuple[Neuron, list[Point]]]] = []
        for i, layer in enumerate(f):
            neurons = [self._neuron(i, j) for j in range(len(layer.bias))]
            self.known.append([(neuron, pieces(neuron)) for neuron in neurons])
            self.made.append([made(corners) if layer.relu else (n.x, n.d) for n, corners in self.known[i]])
        self.ends = [e for _, e in self.made[-1]]

    def _neuron(self, i: int, j: int) -> Neuron:
        """What is known of one neuron; by rows led back where its gates stay open, or where it is an output."""
        found = {}
        for part in PARTS:
            low, high = (sign * self._now(i, *self._before(i, self._row(i, part, j, sign))) for sign in (1, -1))
            found[part] = low, high
        neuron = self._narrowed(i, j, Neuron(found["x"], found["y"], found["d"]))
        last = i == len(self.f) - 1
        for part in ("y", "x", "d") if self.f[i].relu else self.led_back if last else ():
            if neuron.open or last:
                low, high = (self._end(Place(i, part, j, upper)) for upper in (False, True))
                known = getattr(neuron, part)
                met = neuron._replace(**{part: (max(known[0], low), min(known[1], high))})
                neuron = self._narrowed(i, j, met)
        return neuron

    def _narrowed(self, i: int, j: int, neuron: Neuron) -> Neuron:
        """What is known of neuron j of layer i, from all that is."""
        return neuron.tightened()

    def _row(self, i: int, part: str, j: int, sign: int) -> Rows:
        """The row that is sign times a part of neuron j."""
        a, b = ([sign * v if k == j else ZERO for k in range(len(self.f[i].bias))] for v in PARTS[part])
        return a, b

    def _end(self, place: Place) -> Fraction:
        """One end of a neuron's part, by every choice of slopes."""
        i, part, j, upper = place
        sign = -1 if upper else 1
        row = self._row(i, part, j, sign)
        bounds = [self._lowest(i, row, first, then, {}) for first in FIRST for then in (parallel, nearest)]
        if place in self.hints:
            bounds.append(self._lowest(i, row, nearest, nearest, self.hints[place]))
        return sign * max(bounds)

    def _lowest(self, i: int, row: Rows, first: Choice, then: Choice, planes: Planes) -> Fraction:
        """A lower bound of a row over layer i; the gates next to it by one choice, those before by another."""
        bounds, choice, constant = [], first, ZERO
        while True:
            u, v, offset = self._before(i, row)
            constant += offset
            bounds.append(self._now(i, u, v, constant))
            if i == 0:
                return max(bounds)
            i -= 1
            row = u, v
            if self.f[i].relu:
                made = []
                for j, (neuron, corners) in enumerate(self.known[i]):
                    plane = planes.get(i, {}).get(j) or choice(neuron, corners, u[j], v[j])
                    constant += height(corners, u[j], v[j], plane)
                    made.append(plane)
                row, choice = ([a for a, _ in made], [b for _, b in made]), then

    def _now(self, i: int, u: Row, v: Row, constant: Fraction) -> Fraction:
        """A lower bound of u·f + v·e + constant by what is known of f and e before layer i."""
        parts = zip(u, v, self.made[i], strict=True)
        return constant + sum((_least(p, f) + _least(q, e) for p, q, (f, e) in parts), ZERO)

    def _before(self, i: int, row: Rows) -> tuple[Row, Row, Fraction]:
        """u, v and a constant with u·f + v·e + constant ≤ a·x + b·d at layer i; f, e: what enters it.

        Before the first layer all is said in the constant: there each input is taken where its part is least.
        """
        (a, b), f, g = row, self.f[i], self.g[i]
        constant = sum((p * c + q * (n - c) for p, q, c, n in zip(a, b, f.bias, g.bias, strict=True)), ZERO)
        u: Row = []
        v: Row = []
        for k, ((low, high), (down, up)) in enumerate(self.made[i]):
            gated = i > 0 and self.f[i - 1].relu  # then y, too, is at least 0
            own = max(low + down, ZERO) if gated else low + down, high + up
            w, n = _column(f.plus, k), _column(g.plus if own[0] >= 0 else g.minus, k)
            u.append(sum((p * x + q * (y - x) for p, q, x, y in zip(a, b, w, n, strict=True)), ZERO))
            v.append(sum((q * y for q, y in zip(b, n, strict=True)), ZERO))
            bend = sum((q * (p - y) for q, p, y in zip(b, _column(g.plus, k), n, strict=True)), ZERO)
            kink = min(max(-down, low), high)
            if i == 0:
                constant += min(u[k] * x + v[k] * down + bend * max(x + down, ZERO) for x in (low, high, kink))
                u[k] = v[k] = ZERO
            elif bend and own[1] > 0:
                slope = bend * _below(own, bend)
                constant += min(bend * max(y, ZERO) - slope * y for y in (*own, min(max(ZERO, own[0]), own[1])))
                u[k] += slope
                v[k] += slope
        return u, v, constant


def _column(rows: Sequence[Sequence[Fraction]], k: int) -> list[Fraction]:
    return [row[k] for row in rows]


def _least(weight: Fraction, ends: Ends) -> Fraction:
    """The least of weight·z between the ends."""
    return weight * (ends[0] if weight > 0 else ends[1])
