"""The exact range of Ĝ − F over a box of one or two inputs: the box is cut wherever a neuron of either is 0.

Both networks are affine on each cell that the cuts leave, so that every entry of Ĝ − F, and every norm of it, is
extreme at a cell's corner. All numbers are Fractions, and nothing of the package's arithmetic is used.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple, TypeVar

from lottery_verify.checker.regions import Box
from lottery_verify.errors import InvalidArgument
from lottery_verify.hunting.oracle import ZERO, Layer, affine, layers, shifted, size_of
from lottery_verify.networks.network import Network
from lottery_verify.tickets.ticket import Ticket

T = TypeVar("T")
MOST_INPUTS = 2
Range = tuple[Fraction, Fraction]


class Corner(NamedTuple):
    """A corner of a cell.

    Attributes:
        x: the point.
        values: what enters the next layer there, or leaves the last one.
        kept: what the network before this one gives there.
    """

    x: tuple[Fraction, ...]
    values: tuple[Fraction, ...]
    kept: tuple[Fraction, ...] = ()


Cell = list[Corner]  # a convex polygon's corners in order, a segment's two ends, or one point


def ranges(f: Network | Ticket, g: Network | Ticket, box: Box) -> list[Range]:
    """The least and the largest of g_j − f_j over the box, for each output j.

    Args:
        f, g: of the same inputs and outputs.
        box: of one or two inputs.
    Raises:
        InvalidArgument: the box has more.
    """
    gaps = list(zip(*_gaps(f, g, box), strict=True))
    return [(min(column), max(column)) for column in gaps]


def supremum(f: Network | Ticket, g: Network | Ticket, box: Box, norm: str) -> Fraction:
    """The supremum of ‖F − G‖ over the box: for linf itself, for l2 its square; arguments as of `ranges`."""
    return max(size_of(gap, norm) for gap in _gaps(f, g, box))


def _gaps(f: Network | Ticket, g: Network | Ticket, box: Box) -> Iterator[list[Fraction]]:
    """g − f at every corner of every cell."""
    for cell in cells(f, g, box):
        for corner in cell:
            yield [b - a for a, b in zip(corner.kept, corner.values, strict=True)]


def cells(f: Network | Ticket, g: Network | Ticket, box: Box) -> list[Cell]:
    """The cells on which both are affine; `kept` is f's output at a corner, `values` g's."""
    if box.width > MOST_INPUTS:
        raise InvalidArgument(f"region: {box.width} inputs; cells are made of at most {MOST_INPUTS}")
    found = [[Corner(x, ()) for x in _outline(box)]]
    for network in (f, g):
        found = [[Corner(c.x, tuple(shifted(network, c.x)), c.values) for c in cell] for cell in found]
        for layer in layers(network):
            found = [done for cell in found for done in _through(layer, cell)]
    return found


def _outline(box: Box) -> list[tuple[Fraction, ...]]:
    """The box's corners in order, each once."""
    (a, b), *rest = zip(box.lower, box.upper, strict=True)
    if not rest:
        return _distinct([(a,), (b,)])
    c, d = rest[0]
    return _distinct([(a, c), (b, c), (b, d), (a, d)])


def _distinct(around: Sequence[T]) -> list[T]:
    """Those that differ from the one before them, around the circle; one at least."""
    found = [one for k, one in enumerate(around) if one != around[k - 1]]
    return found or list(around[:1])


def _through(layer: Layer, cell: Cell) -> Iterator[Cell]:
    """The cells into which a layer cuts one: by its inputs' signs where they have two weights, by its gates' signs."""
    bent = [
        b
        for b in range(len(layer.plus[0]))
        if any(p[b] != n[b] for p, n in zip(layer.plus, layer.minus, strict=True))
    ]
    for part in cut(cell, bent):
        inside = [sum(column, ZERO) for column in zip(*(corner.values for corner in part), strict=True)]
        told = [layer.plus if total > 0 else layer.minus for total in inside]
        rows = [[told[b][a][b] for b in range(len(inside))] for a in range(len(layer.bias))]
        straight = Layer(rows, rows, layer.bias, layer.relu)
        done = [corner._replace(values=tuple(affine(straight, corner.values))) for corner in part]
        if not layer.relu:
            yield done
            continue
        for piece in cut(done, range(len(layer.bias))):
            yield [c._replace(values=tuple(max(v, ZERO) for v in c.values)) for c in piece]


def cut(cell: Cell, entries: Sequence[int]) -> list[Cell]:
    """The parts of a cell in which each of these entries has one sign."""
    found = [cell]
    for k in entries:
        found = [half for one in found for half in _halves(one, k)]
    return found


def _halves(cell: Cell, k: int) -> list[Cell]:
    """The parts of a cell where entry k is at least 0, and at most 0; the cell itself where it has one sign."""
    values = [corner.values[k] for corner in cell]
    if min(values) >= 0 or max(values) <= 0:
        return [cell]
    above: Cell = []
    below: Cell = []
    for i, here in enumerate(cell):
        before = cell[i - 1]
        if before.values[k] < 0 < here.values[k] or here.values[k] < 0 < before.values[k]:
            crossing = _between(before, here, before.values[k] / (before.values[k] - here.values[k]))
            above.append(crossing)
            below.append(crossing)
        if here.values[k] >= 0:
            above.append(here)
        if here.values[k] <= 0:
            below.append(here)
    return [_distinct(above), _distinct(below)]


def _between(a: Corner, b: Corner, part: Fraction) -> Corner:
    """The corner at this part of the way from a to b, where all is affine."""
    x, values, kept = (
        tuple(v + part * (w - v) for v, w in zip(one, other, strict=True)) for one, other in zip(a, b, strict=True)
    )
    return Corner(x, values, kept)
