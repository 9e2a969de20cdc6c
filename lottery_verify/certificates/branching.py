"""Branch and bound over boxes: the input that accounts for most of the worst box's bound is halved, best first.

The search works in floats and decides nothing; what it leaves is a tree of halved boxes, of which the checker bounds
each leaf again in integers. Source: split-coverage, joint-affine-forms.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, field

import torch
from torch import Tensor

from lottery_verify.certificates.joint import Bounds, FloatLayer, joint_bounds

LEAF = 0
WORK = 3_000_000  # boxes × symbols × neurons in one batch, about: a tenth of a second's work
MOST_BOXES = 512
ROUNDING = 1 - 2.0**-30  # of the goal: what the floats' rounding may take from a bound near it


@dataclass
class Tree:
    """Boxes halved into boxes.

    Attributes:
        split: for each node the input that is halved, from 1, or LEAF.
        children: for each node that is halved, its lower and its upper half.
        value: for each node, the bound found for it.
    """

    split: list[int] = field(default_factory=lambda: [LEAF])
    children: list[tuple[int, int]] = field(default_factory=lambda: [(0, 0)])
    value: list[float] = field(default_factory=lambda: [float("inf")])

    def halve(self, node: int, by: int) -> tuple[int, int]:
        """Splits a leaf by an input, from 0; its two new leaves."""
        first = len(self.split)
        self.split[node], self.children[node] = by + 1, (first, first + 1)
        for store, entry in ((self.split, LEAF), (self.value, self.value[node])):
            store += [entry, entry]
        self.children += [(0, 0), (0, 0)]
        return first, first + 1

    def preorder(self, enough: float) -> list[int]:
        """The splits, parents before children and lower halves first; nothing below a node whose value is enough."""
        found, stack = [], [0]
        while stack:
            node = stack.pop()
            if self.split[node] == LEAF or self.value[node] <= enough:
                found.append(LEAF)
            else:
                found.append(self.split[node])
                lower, upper = self.children[node]
                stack += [upper, lower]
        return found


@dataclass
class Open:
    """The boxes that may still be split: node, value, ends, and the input to halve; a row a box."""

    nodes: list[int]
    value: Tensor
    low: Tensor
    high: Tensor
    by: Tensor

    def taken(self, count: int) -> tuple[Open, Open]:
        """The boxes of the largest values, and the others."""
        top = torch.zeros(len(self.nodes), dtype=torch.bool)
        top[self.value.topk(min(count, len(self.nodes))).indices] = True
        return self.where(top), self.where(~top)

    def where(self, mask: Tensor) -> Open:
        """The boxes of a mask."""
        nodes = [node for node, kept in zip(self.nodes, mask.tolist(), strict=True) if kept]
        return Open(nodes, self.value[mask], self.low[mask], self.high[mask], self.by[mask])

    def joined(self, other: Open) -> Open:
        """Both."""
        pairs = ((getattr(self, name), getattr(other, name)) for name in ("value", "low", "high", "by"))
        return Open(self.nodes + other.nodes, *(torch.cat(pair) for pair in pairs))


class Search:
    """The state of a search, which can be looked at between its rounds.

    Attributes:
        tree: the boxes so far.
        found: the largest difference evaluated so far, in floats.
        witness: where, as floats.
    """

    def __init__(
        self,
        pair: Sequence[FloatLayer],
        low: Tensor,
        high: Tensor,
        *,
        measure: Callable[[Tensor, Tensor], Tensor],
        goal: Callable[[float], float],
        found: float,
    ) -> None:
        """Args:
        pair: the two networks.
        low, high: the region's ends after the shift, shape (inputs,).
        measure: from ends of the outputs' difference, shape (boxes, outputs), to each output's share in what is
            claimed, of the same shape: a box's value is their largest.
        goal: from the largest difference found to the bound that is to be proved.
        found: the largest difference known.
        """
        self.pair, self.measure, self.goal, self.found = pair, measure, goal, found
        self.moving = torch.nonzero(high > low)[:, 0]
        self.tree = Tree()
        self.witness: Tensor | None = None
        self.symbols = len(self.moving)
        self.open = Open([0], torch.tensor([float("inf")]), low[None], high[None], torch.zeros(1, dtype=torch.long))
        self.closed = 0.0
        self.boxes = 0
        self._learn([0], low[None], high[None], joint_bounds(pair, low[None], high[None], self.moving))

    @property
    def proved(self) -> float:
        """The bound that the tree proves, up to rounding."""
        return max(self.closed, float(self.open.value.max()) if self.open.nodes else 0.0)

    def run(self, executor: Executor, workers: int, until: Callable[[Search], bool]) -> None:
        """Splits until the goal is reached, or until it is told to stop."""
        pending: dict[Future[Bounds], tuple[list[int], Tensor, Tensor]] = {}
        try:
            while (self.open.nodes or pending) and not until(self):
                self._close()
                while self.open.nodes and len(pending) < workers:
                    nodes, low, high = self._halved()
                    pending[executor.submit(joint_bounds, self.pair, low, high, self.moving)] = nodes, low, high
                for future in wait(pending, return_when=FIRST_COMPLETED).done if pending else ():
                    self._learn(*pending.pop(future), future.result())
        finally:
            for future, (nodes, low, high) in pending.items():
                self._learn(nodes, low, high, future.result())
            self._close()

    def _close(self) -> None:
        """Leaves alone what is within the goal, and what cannot be halved in floats any more."""
        middle = (self.open.low + self.open.high) / 2
        rows = torch.arange(len(middle))
        inside = middle[rows, self.open.by]
        stuck = (inside <= self.open.low[rows, self.open.by]) | (inside >= self.open.high[rows, self.open.by])
        done = (self.open.value <= self.goal(self.found) * ROUNDING) | stuck
        if done.any():
            self.closed = max(self.closed, float(self.open.value[done].max()))
            self.open = self.open.where(~done)

    def _halved(self) -> tuple[list[int], Tensor, Tensor]:
        """Splits the boxes of the largest bounds: the halves' nodes and ends."""
        widest = max(len(layer.bias) for layer in self.pair)
        count = max(1, min(MOST_BOXES, WORK // (2 * widest * max(1, self.symbols))))
        top, self.open = self.open.taken(count)
        rows = torch.arange(len(top.nodes))
        middle = ((top.low + top.high) / 2)[rows, top.by]
        low, high = top.low.clone(), top.high.clone()
        high[rows, top.by] = low[rows, top.by] = middle
        halves = [self.tree.halve(node, by) for node, by in zip(top.nodes, top.by.tolist(), strict=True)]
        nodes = [lower for lower, _ in halves] + [upper for _, upper in halves]
        return nodes, torch.cat([top.low, low]), torch.cat([high, top.high])

    def _learn(self, nodes: list[int], low: Tensor, high: Tensor, bounds: Bounds) -> None:
        """Takes the bounds of new boxes: their values, what to halve, and a point to try in each."""
        self.boxes += len(nodes)
        self.symbols = bounds.symbols
        value, worst = self.measure(bounds.low, bounds.high).max(1)
        value = torch.nan_to_num(value, nan=float("inf"))
        rows = torch.arange(len(nodes))
        influence = bounds.influence[rows, worst]
        by = self.moving[influence.argmax(1)]
        for node, entry in zip(nodes, value.tolist(), strict=True):
            self.tree.value[node] = min(self.tree.value[node], entry)
        self._try(low, high, bounds, worst)
        fresh = Open(nodes, value, low, high, by)
        self.open = fresh if nodes == [0] else self.open.joined(fresh)

    def _try(self, low: Tensor, high: Tensor, bounds: Bounds, worst: Tensor) -> None:
        """Evaluates the corner of each box at which the difference's own slope is steepest."""
        rows = torch.arange(len(low))
        upward = bounds.high[rows, worst] >= -bounds.low[rows, worst]
        slope = bounds.slope[rows, worst] * torch.where(upward, 1.0, -1.0)[:, None]
        points = (low + high) / 2
        points[:, self.moving] = torch.where(slope > 0, high[:, self.moving], low[:, self.moving])
        gap = difference(self.pair, points)
        value = self.measure(gap, gap).max(1).values
        best = int(value.argmax())
        if float(value[best]) > self.found:
            self.found, self.witness = float(value[best]), points[best]


def difference(pair: Sequence[FloatLayer], points: Tensor) -> Tensor:
    """ĝ − f at points, shape (points, outputs)."""
    f, g = points, points
    for layer in pair:
        kinked = g[:, list(layer.kinks)].clamp(min=0) @ layer.kink.T
        f = f @ layer.f.T + layer.bias
        g = g @ layer.g.T + kinked + layer.bias + layer.gap_bias
        if layer.relu:
            f, g = f.clamp(min=0), g.clamp(min=0)
    return g - f
