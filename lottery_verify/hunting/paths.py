"""The exact supremum of ‖F − G‖ along a path of straight pieces, where both networks are piecewise linear."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from lottery_verify.hunting.oracle import ZERO, affine, layers, shifted, size_of
from lottery_verify.networks.network import Network
from lottery_verify.tickets.ticket import Ticket

Knot = tuple[Fraction, list[Fraction]]  # a place on the path, and a vector there; linear from knot to knot


def largest_along(f: Network | Ticket, g: Network | Ticket, path: Sequence[Sequence[Fraction]], norm: str) -> Fraction:
    """The supremum of ‖F(x) − G(x)‖ over all x of a path: for linf itself, for l2 its square.

    F − G is linear between the places where some neuron of either crosses 0, and a norm is convex: so the largest value
    is at such a place or at a corner of the path. For networks of one input a path through its region is the region.

    Args:
        f, g: of the same inputs and outputs.
        path: its corners, one or more points.
        norm: "linf" or "l2".
    """
    left, right = (_along(network, path) for network in (f, g))
    places = sorted({place for place, _ in left} | {place for place, _ in right})
    return max(
        size_of([a - b for a, b in zip(x, y, strict=True)], norm)
        for x, y in zip(_at(left, places), _at(right, places), strict=True)
    )


def _along(network: Network | Ticket, path: Sequence[Sequence[Fraction]]) -> list[Knot]:
    """The outputs along the path, whose corners have the places 0, 1, …"""
    knots = [(Fraction(i), shifted(network, x)) for i, x in enumerate(path)]
    for layer in layers(network):
        knots = [(place, affine(layer, values)) for place, values in _bent(knots)]
        if layer.relu:
            knots = [(place, [max(v, ZERO) for v in values]) for place, values in _bent(knots)]
    return knots


def _bent(knots: list[Knot]) -> list[Knot]:
    """The same with a knot wherever an entry crosses 0."""
    found = knots[:1]
    for (s, x), (t, y) in pairwise(knots):
        crossed = {a / (a - b) for a, b in zip(x, y, strict=True) if a < 0 < b or b < 0 < a}
        for part in sorted(crossed):
            found.append((s + part * (t - s), [a + part * (b - a) for a, b in zip(x, y, strict=True)]))
        found.append((t, y))
    return found


def _at(knots: list[Knot], places: Iterable[Fraction]) -> Iterator[list[Fraction]]:
    """The vectors at some places, in ascending order, of which the knots' own are all there."""
    i = 0
    for place in places:
        s, x = knots[i]
        if place == s:
            yield x
            continue
        t, y = knots[i + 1]
        if place == t:
            i += 1
            yield y
        else:
            part = (place - s) / (t - s)
            yield [a + part * (b - a) for a, b in zip(x, y, strict=True)]
