"""The exact truth about top-1 agreement over a box of one or two inputs: where a class of which F is sure is lost."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, permutations

from lottery_verify.checker.regions import Box
from lottery_verify.hunting.cells import Corner, cells, cut
from lottery_verify.hunting.oracle import ZERO
from lottery_verify.networks.network import Network
from lottery_verify.tickets.ticket import Ticket


def largest_lost_lead(f: Network | Ticket, g: Network | Ticket, box: Box) -> Fraction:
    """The largest lead of F's class over all its other outputs at an input where Ĝ's class is another; 0 for none.

    On the pieces where F's other outputs keep one order, its lead is affine, and so is Ĝ_k − Ĝ_j: the lead is largest
    at a corner of where the latter is at least 0. Agreement from a margin on is true if and only if this lead is 0, or
    below the margin.

    Args:
        f, g: of the same inputs and outputs.
        box: of one or two inputs.
    Raises:
        InvalidArgument: the box has more.
    """
    found = ZERO
    for cell in cells(f, g, box):
        count = len(cell[0].values)
        for j, k in permutations(range(count), 2):
            others = [a for a in range(count) if a != j]
            marked = [_marked(corner, j, k, others) for corner in cell]
            for piece in cut(marked, range(len(marked[0].values))):
                for corner in piece:
                    if corner.values[0] >= 0:
                        found = max(found, min(corner.kept[j] - corner.kept[a] for a in others))
    return found


def _marked(corner: Corner, j: int, k: int, others: list[int]) -> Corner:
    """A corner with Ĝ_k − Ĝ_j, then the differences of F's other outputs, as values."""
    f, g = corner.kept, corner.values
    return corner._replace(values=(g[k] - g[j], *(f[a] - f[b] for a, b in combinations(others, 2))))
