"""A tree of halved boxes for top-1 agreement: the floats say which boxes look settled, the checker's rule decides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from fractions import Fraction
from functools import partial

import numpy as np

from lottery_verify.certificates.classes import Doubts, doubts
from lottery_verify.certificates.joint import FloatLayer
from lottery_verify.certificates.relaxed import Array
from lottery_verify.certificates.tight import PRECISION
from lottery_verify.certificates.tree import Tree
from lottery_verify.checker.rules import boxes, top1
from lottery_verify.checker.rules.paired import PairLayer

BATCH = 64  # boxes that are bounded at once
CHUNK = 8  # leaves that one task bounds exactly
Corner = tuple[Fraction, ...]


class Halving:
    """A tree of boxes, in which those that are not settled are halved: the floats settle first, the integers decide.

    Attributes:
        open: the boxes that are not settled: node → (worst doubt, low, high, the input to halve).
        stuck: whether a box can't be halved any more.
        boxes: how many were bounded.
    """

    def __init__(
        self,
        layers: Sequence[PairLayer],
        floats: Sequence[FloatLayer],
        corners: tuple[Corner, Corner],
        margin: Fraction,
        workers: Executor | None,
    ) -> None:
        self.floats, self.margin, self.workers = floats, margin, workers
        moving = [b for b, (low, high) in enumerate(zip(*corners, strict=True)) if low < high]
        self.moving = np.array(moving, dtype=np.intp)
        self.exact = partial(settled_all, list(layers), margin)
        self.tree = Tree()
        self.open: dict[int, tuple[float, Corner, Corner, int]] = {}
        self.stuck, self.boxes = False, 0
        self.bound([0], [corners])

    def bound(self, nodes: list[int], ends: list[tuple[Corner, Corner]]) -> Array:
        """Takes new boxes; a point in each that may be a witness."""
        self.boxes += len(nodes)
        low, high = (in_floats([one[side] for one in ends]) for side in (0, 1))
        found = doubts(self.floats, low, high, self.moving, float(self.margin))
        hopeful = [a for a, size in enumerate(found.size.tolist()) if size < 0]
        certain = {a for a, one in zip(hopeful, self.repeated([ends[a] for a in hopeful]), strict=True) if one}
        for a, node in enumerate(nodes):
            if a not in certain:
                self.open[node] = float(found.size[a]), *ends[a], self.chosen(found, a, *ends[a])
        return self.points(found, low, high)

    def repeated(self, ends: list[tuple[Corner, Corner]]) -> Iterable[bool]:
        """Whether the checker's own rule settles each of some boxes."""
        if self.workers is None or len(ends) <= CHUNK:
            return self.exact(ends)
        chunks = [ends[k : k + CHUNK] for k in range(0, len(ends), CHUNK)]
        return [one for part in self.workers.map(self.exact, chunks) for one in part]

    def chosen(self, found: Doubts, a: int, low: Corner, high: Corner) -> int:
        """The input with the largest influence on the worst doubt of a box, or the widest where none has any."""
        if not len(self.moving):
            return 0
        influence = found.influence[a]
        if float(influence.max()) > 0:
            return int(self.moving[influence.argmax()])
        widths = [high[b] - low[b] for b in self.moving.tolist()]
        return int(self.moving[widths.index(max(widths))])

    def points(self, found: Doubts, low: Array, high: Array) -> Array:
        """The corner of each box where the rival's lead grows most."""
        points = (low + high) / 2
        points[:, self.moving] = np.where(found.slope > 0, high[:, self.moving], low[:, self.moving])
        return points

    def halve(self) -> Array:
        """Halves the boxes of the largest doubts; a point in each new box."""
        worst = sorted(self.open, key=lambda node: -self.open[node][0])[: BATCH // 2]
        nodes: list[int] = []
        ends: list[tuple[Corner, Corner]] = []
        for node in worst:
            _, low, high, by = self.open[node]
            if not low[by] < high[by]:
                self.stuck = True
                return np.zeros((0, len(low)))
            del self.open[node]
            middle = (low[by] + high[by]) * boxes.HALF
            nodes += self.tree.halve(node, by)
            ends += [(low, (*high[:by], middle, *high[by + 1 :])), ((*low[:by], middle, *low[by + 1 :]), high)]
        return self.bound(nodes, ends)

    def splits(self) -> list[int]:
        """The tree as a certificate states it."""
        return [by for _, by in self.tree.cut()]


def settled_all(layers: list[PairLayer], margin: Fraction, some: Sequence[tuple[Corner, Corner]]) -> list[bool]:
    """Whether the checker's rule settles each of some boxes; both networks shift their inputs alike."""
    still = [Fraction(0)] * len(some[0][0]) if some else []
    rounded = (boxes.rounded(low, high, still, PRECISION) for low, high in some)
    return [not top1.unsettled(layers, *one, PRECISION, margin) for one in rounded]


def in_floats(corners: Sequence[Corner]) -> Array:
    """Corners, a row each, every number rounded once."""
    return np.array([[float(v) for v in corner] for corner in corners])
