"""Trees of halved boxes: which input each node halves, and what is known of each node's bound.

As in the checker, k halves the k-th input, from 1, and LEAF is a leaf; nodes are numbered in the order of their birth.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from lottery_verify.checker.rules.boxes import HALF, LEAF, Corner

INFINITE = float("inf")


@dataclass
class Tree:
    """Boxes halved into boxes; it starts as one leaf.

    Attributes:
        split: for each node the input that is halved, from 1, or LEAF.
        children: for each node that is halved, its lower and its upper half.
        parent: for each node but the first, the one that it is a half of.
        value: for each node, the bound found for it, in floats.
    """

    split: list[int] = field(default_factory=lambda: [LEAF])
    children: list[tuple[int, int]] = field(default_factory=lambda: [(0, 0)])
    parent: list[int] = field(default_factory=lambda: [0])
    value: list[float] = field(default_factory=lambda: [INFINITE])

    @classmethod
    def of(cls, splits: Sequence[int], values: Sequence[float]) -> Tree:
        """The tree of these splits and values, parents before children and lower halves first."""
        tree, waiting = cls(), [0]
        for by, value in zip(splits, values, strict=True):
            node = waiting.pop()
            tree.value[node] = value
            if by != LEAF:
                lower, upper = tree.halve(node, by - 1)
                waiting += [upper, lower]
        return tree

    def halve(self, node: int, by: int) -> tuple[int, int]:
        """Splits a leaf by an input, from 0; its two new leaves, of which is known what is known of it."""
        first = len(self.split)
        self.split[node], self.children[node] = by + 1, (first, first + 1)
        self.split += [LEAF, LEAF]
        self.children += [(0, 0), (0, 0)]
        self.parent += [node, node]
        self.value += [self.value[node]] * 2
        return first, first + 1

    def cut(self, enough: float = -INFINITE, settled: Collection[int] = ()) -> Iterator[tuple[int, int]]:
        """(node, split), parents before children and lower halves first.

        Nodes whose value is enough are leaves, unless all leaves below them are settled: then nothing is to be saved.
        """
        fresh, stack = self.fresh(enough, settled), [0]
        while stack:
            node = stack.pop()
            by = self.split[node]
            if by != LEAF and self.value[node] <= enough and any(fresh[child] for child in self.children[node]):
                by = LEAF
            yield node, by
            if by != LEAF:
                lower, upper = self.children[node]
                stack += [upper, lower]

    def fresh(self, enough: float, settled: Collection[int]) -> list[int]:
        """How many leaves of the tree so cut are not settled, below each node."""
        found = [0] * len(self.split)
        for node in reversed(range(len(self.split))):  # children were born after their parents
            below = sum(found[child] for child in self.children[node]) if self.split[node] != LEAF else 1
            ends = self.split[node] == LEAF or (below > 0 and self.value[node] <= enough)
            found[node] = int(node not in settled) if ends else below
        return found

    def leaves(self, enough: float = -INFINITE, settled: Collection[int] = ()) -> list[int]:
        """The leaves of the cut tree."""
        return [node for node, by in self.cut(enough, settled) if by == LEAF]

    def box(self, node: int, low: Corner, high: Corner) -> tuple[Corner, Corner]:
        """A node's exact ends, from those of the whole."""
        path = [node]
        while path[-1]:
            path.append(self.parent[path[-1]])
        ends = list(low), list(high)
        for above, below in zip(path[:0:-1], path[-2::-1], strict=True):
            b = self.split[above] - 1
            upper = below == self.children[above][1]
            ends[0 if upper else 1][b] = (ends[0][b] + ends[1][b]) * HALF
        return tuple(ends[0]), tuple(ends[1])

    def enough(self, settled: Collection[int], most: int) -> float:
        """The least value at which the cut tree has so many leaves at most besides the settled ones, or one leaf."""
        values = [-INFINITE, *sorted(set(self.value))]
        low, high = -1, len(values) - 1  # at the last, the root is a leaf
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self.fresh(values[middle], settled)[0] <= most else (middle, high)
        return values[high]
