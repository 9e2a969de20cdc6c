"""Where a neuron's pre-activations x of F and y of Ĝ lie: a polygon, cut out of the plane side by side; Fractions."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

ZERO = Fraction(0)
Ends = tuple[Fraction, Fraction]
Plane = tuple[Fraction, Fraction]  # slopes by x and by d
Point = tuple[Fraction, Fraction]


class Empty(Exception):
    """What is said of a neuron holds at no input."""


class Neuron(NamedTuple):
    """Ends of x, of y and of d = y − x."""

    x: Ends
    y: Ends
    d: Ends

    @property
    def open(self) -> bool:
        """Whether the sign of x or of y is open."""
        return self.x[0] < 0 < self.x[1] or self.y[0] < 0 < self.y[1]

    @property
    def crosses_twice(self) -> bool:
        """Whether the signs of x and of y are open."""
        return self.x[0] < 0 < self.x[1] and self.y[0] < 0 < self.y[1]

    def tightened(self) -> Neuron:
        """The ends of the polygon itself; Empty where there is none."""
        corners = outline(self)
        if not corners:
            raise Empty
        columns = [[x for x, _ in corners], [y for _, y in corners], [y - x for x, y in corners]]
        return Neuron(*((min(column), max(column)) for column in columns))


def made(corners: Sequence[Point]) -> tuple[Ends, Ends]:
    """The ends of max(x, 0) and of max(y, 0) − max(x, 0), which are extreme at a corner of a piece."""
    f, e = [max(x, ZERO) for x, _ in corners], [max(y, ZERO) - max(x, ZERO) for x, y in corners]
    return (min(f), max(f)), (min(e), max(e))


def outline(neuron: Neuron) -> list[Point]:
    """The polygon's corners: the rectangle of x and y, cut at both ends of d."""
    (a, b), (c, d), (low, high) = neuron
    corners = [(a, c), (b, c), (b, d), (a, d)]
    corners = kept(corners, [y - x - low for x, y in corners])
    return kept(corners, [high - (y - x) for x, y in corners])


def pieces(neuron: Neuron) -> list[Point]:
    """The corners of the pieces into which the lines x = 0 and y = 0 cut the polygon."""
    found = [outline(neuron)]
    for axis in (0, 1):
        halves = []
        for piece in found:
            side = [point[axis] for point in piece]
            halves += [kept(piece, side), kept(piece, [-v for v in side])]
        found = [half for half in halves if half]
    return [point for piece in found for point in piece]


def kept(corners: Sequence[Point], side: Sequence[Fraction]) -> list[Point]:
    """The part of a convex polygon where `side`, which is affine and known at its corners, is not below 0."""
    found = []
    for k, (here, value) in enumerate(zip(corners, side, strict=True)):
        before, last = corners[k - 1], side[k - 1]
        if last < 0 < value or value < 0 < last:
            part = last / (last - value)
            found.append((before[0] + part * (here[0] - before[0]), before[1] + part * (here[1] - before[1])))
        if value >= 0:
            found.append(here)
    return list(dict.fromkeys(found))


def height(corners: Sequence[Point], u: Fraction, v: Fraction, plane: Plane) -> Fraction:
    """The least of u·max(x, 0) + v·(max(y, 0) − max(x, 0)) less the plane, at the corners of all pieces."""
    a, b = plane
    return min((u - v) * max(x, ZERO) + v * max(y, ZERO) - a * x - b * (y - x) for x, y in corners)
