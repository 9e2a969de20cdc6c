"""Branch and bound over boxes: the input that accounts for most of the worst box's bound is halved, best first.

The search works in floats and decides nothing; what it leaves is a tree of halved boxes, of which the checker bounds
each leaf again in integers. A leaf whose exact bound turns out to be above the goal is opened again, and halved.
Source: split-coverage, joint-affine-forms.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass

import numpy as np

from lottery_verify.certificates.climbing import Gap, climbed, measured, places
from lottery_verify.certificates.deadline import NEVER, Deadline
from lottery_verify.certificates.joint import Bounds, FloatLayer, Indices, joint_bounds
from lottery_verify.certificates.relaxed import Array, Mask
from lottery_verify.certificates.tree import Tree

WORK = 200_000  # boxes × symbols × neurons in one batch, about: what the processor's cache holds
MOST_BOXES = 512
ROUNDING = 1 - 2.0**-30  # of the goal: what the floats' rounding may take from a bound near it
BEYOND = 1 + 2.0**-28  # how far above its exact bound a leaf stands that is opened again, so that it is halved


@dataclass
class Open:
    """The boxes that may still be split: node, value, ends, and the input to halve; a row a box."""

    nodes: list[int]
    value: Array
    low: Array
    high: Array
    by: Indices

    def taken(self, count: int) -> tuple[Open, Open]:
        """The boxes of the largest values, and the others."""
        top = np.zeros(len(self.nodes), dtype=bool)
        top[np.argsort(-self.value, kind="stable")[:count]] = True
        return self.where(top), self.where(~top)

    def where(self, mask: Mask) -> Open:
        """The boxes of a mask."""
        nodes = [node for node, kept in zip(self.nodes, mask.tolist(), strict=True) if kept]
        return Open(nodes, self.value[mask], self.low[mask], self.high[mask], self.by[mask])

    def joined(self, other: Open) -> Open:
        """Both."""
        pairs = ((getattr(self, name), getattr(other, name)) for name in ("value", "low", "high", "by"))
        return Open(self.nodes + other.nodes, *(np.concatenate(pair) for pair in pairs))


class Search:
    """The state of a search, which can be looked at between its steps.

    Attributes:
        tree: the boxes so far.
        found: the largest difference evaluated so far, in floats.
        witness: where, as floats.
    """

    def __init__(
        self,
        pair: Sequence[FloatLayer],
        low: Array,
        high: Array,
        *,
        norm: str,
        goal: Callable[[float], float],
        found: float,
        tree: Tree | None = None,
        deadline: Deadline = NEVER,
    ) -> None:
        """Args:
        pair: the two networks.
        low, high: the region's ends after the shift, shape (inputs,).
        norm: "linf" or "l2", of the outputs' difference.
        goal: from the largest difference found to the bound that is to be proved.
        found: the largest difference known.
        tree: where an earlier search stopped.
        deadline: after which no more leaves are opened; they stay leaves of the tree.
        """
        self.pair, self.low, self.high = pair, low, high
        self.norm, self.goal, self.found, self.deadline = norm, goal, found, deadline
        self.gap = Gap(pair, norm)
        self.moving = np.nonzero(high > low)[0]
        self.tree = Tree() if tree is None else tree
        self.witness: Array | None = None
        self.symbols = len(self.moving)
        none = np.zeros((0, len(low)))
        self.open = Open([], none[:, 0], none, none, np.zeros(0, dtype=np.intp))
        self.pending: dict[Future[Bounds], tuple[list[int], Array, Array]] = {}
        self.closed: list[int] = []
        self.closed_value = 0.0
        self.boxes = 0
        self.reopen(self.tree.leaves())

    @property
    def idle(self) -> bool:
        """Whether no box is left to be halved."""
        return not self.open.nodes and not self.pending

    @property
    def waiting(self) -> int:
        """How many leaves are not closed."""
        return len(self.open.nodes) + sum(len(nodes) for nodes, _, _ in self.pending.values())

    @property
    def proved(self) -> float:
        """The bound that the tree proves, up to rounding."""
        halved = (self.tree.value[node] for nodes, _, _ in self.pending.values() for node in nodes)
        return max(self.closed_value, *halved, float(self.open.value.max()) if self.open.nodes else 0.0)

    def step(self, executor: Executor, workers: int) -> None:
        """Has the worst boxes halved by workers, and takes in what the first of them says."""
        self._close()
        while self.open.nodes and len(self.pending) < workers:
            nodes, low, high = self._halved()
            self.pending[executor.submit(joint_bounds, self.pair, low, high, self.moving)] = nodes, low, high
        for future in wait(self.pending, return_when=FIRST_COMPLETED).done if self.pending else ():
            self._learn(*self.pending.pop(future), future.result())

    def finish(self) -> None:
        """Waits for the boxes that are being bounded, and closes what it can."""
        while self.pending:
            future, batch = self.pending.popitem()
            self._learn(*batch, future.result())
        self._close()

    def taken_closed(self) -> list[int]:
        """The leaves that were closed since this was asked last."""
        taken, self.closed = self.closed, []
        return taken

    def reopen(self, nodes: Sequence[int], values: Sequence[float] = ()) -> None:
        """Opens leaves, whose bounds are known to be no less than these values."""
        for node, value in zip(nodes, values, strict=False):
            self.tree.value[node] = max(self.tree.value[node], value)
        count = self._batch()
        for k in range(0, len(nodes), count):
            if self.boxes and self.deadline.passed:
                break
            some = list(nodes[k : k + count])
            low, high = (np.stack(ends) for ends in zip(*map(self._ends, some), strict=True))
            bounds = joint_bounds(self.pair, low, high, self.moving)
            self._learn(some, low, high, bounds, at_least=values[k : k + count])

    def _ends(self, node: int) -> tuple[Array, Array]:
        """The ends of a node's box, as its ancestors' halving made them."""
        path = [node]
        while path[-1]:
            path.append(self.tree.parent[path[-1]])
        low, high = self.low.copy(), self.high.copy()
        for above, below in zip(path[:0:-1], path[-2::-1], strict=True):
            b = self.tree.split[above] - 1
            middle = (low[b] + high[b]) / 2
            (low if below == self.tree.children[above][1] else high)[b] = middle
        return low, high

    def _batch(self) -> int:
        """How many boxes make up a batch."""
        widest = max(len(layer.bias) for layer in self.pair)
        return max(1, min(MOST_BOXES, WORK // (widest * max(1, self.symbols))))

    @property
    def _near(self) -> float:
        """Up to where leaves are closed; where the goal is attained, no halving goes below it: exact bounds decide."""
        goal = self.goal(self.found)
        return goal / ROUNDING if self.found >= goal * ROUNDING else goal * ROUNDING

    def _close(self) -> None:
        """Leaves alone what is within the goal, and what cannot be halved in floats any more."""
        middle = (self.open.low + self.open.high) / 2
        rows = np.arange(len(middle))
        inside = middle[rows, self.open.by]
        stuck = (inside <= self.open.low[rows, self.open.by]) | (inside >= self.open.high[rows, self.open.by])
        done = (self.open.value <= self._near) | stuck
        if done.any():
            ended = self.open.where(done)
            self.closed += ended.nodes
            self.closed_value = max(self.closed_value, float(ended.value.max()))
            self.open = self.open.where(~done)

    def _halved(self) -> tuple[list[int], Array, Array]:
        """Splits the boxes of the largest bounds: the halves' nodes and ends."""
        top, self.open = self.open.taken(max(1, self._batch() // 2))
        rows = np.arange(len(top.nodes))
        middle = ((top.low + top.high) / 2)[rows, top.by]
        low, high = top.low.copy(), top.high.copy()
        high[rows, top.by] = low[rows, top.by] = middle
        halves = [self.tree.halve(node, by) for node, by in zip(top.nodes, top.by.tolist(), strict=True)]
        nodes = [lower for lower, _ in halves] + [upper for _, upper in halves]
        return nodes, np.concatenate([top.low, low]), np.concatenate([high, top.high])

    @np.errstate(over="ignore", invalid="ignore", divide="ignore")  # what overflows is known to be nothing
    def _learn(self, nodes: list[int], low: Array, high: Array, bounds: Bounds, at_least: Sequence[float] = ()) -> None:
        """Takes the bounds of new boxes: their values, what to halve, and a point to try in each."""
        self.boxes += len(nodes)
        self.symbols = bounds.symbols
        shares = np.nan_to_num(measured(self.norm, bounds.low, bounds.high), nan=np.inf)
        value, worst = shares.max(1), shares.argmax(1)
        rows = np.arange(len(nodes))
        influence = bounds.influence[rows, worst]
        by = self.moving[influence.argmax(1)]
        if at_least:
            value = np.maximum(value, np.array(at_least) * BEYOND)
        else:
            value = np.minimum(value, np.array([self.tree.value[node] for node in nodes]))
        for node, entry in zip(nodes, value.tolist(), strict=True):
            self.tree.value[node] = entry
        self._try(low, high, bounds, worst)
        self.open = self.open.joined(Open(nodes, value, low, high, by))

    def meet(self, points: Array) -> None:
        """Takes note of the best of some points, shape (points, inputs)."""
        value = self.gap.at(points)
        best = int(value.argmax())
        if float(value[best]) > self.found:
            self.found, self.witness = float(value[best]), points[best]

    def _try(self, low: Array, high: Array, bounds: Bounds, worst: Array) -> None:
        """Climbs from the boxes: from the corners where the difference's own slope is steepest, and from others."""
        rows = np.arange(len(low))
        sign = np.where(bounds.high[rows, worst] >= -bounds.low[rows, worst], 1.0, -1.0)[:, None]
        points = places(low, high, self.moving, bounds.slope[rows, worst] * sign > 0)
        self.meet(climbed(self.gap, points, (high - low).mean(0), self.low, self.high))
