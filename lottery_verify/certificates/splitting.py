"""A tree of signs of pre-activations for top-1 agreement: what is open in a part says whose sign to ask for next.

The checker's own rule decides each part, in integers. Where it leaves one open, the planes of the class that is
farthest from settled tell how much each gate takes from the bound. The gate that takes most is split, in F or in Ĝ.
Source: split-coverage, joint-back-substitution, top1-agreement.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial

from lottery_verify.checker.clock import Clock
from lottery_verify.checker.rules import top1
from lottery_verify.checker.rules.paired import PairLayer
from lottery_verify.checker.rules.part import Part, Signs, Split
from lottery_verify.checker.rules.polygon import Ends
from lottery_verify.checker.rules.splits import LEAF
from lottery_verify.errors import Undecided

AT_ONCE = 8  # parts that are decided side by side
Row = tuple[str, int]  # x, y or d of a lead, and the sign with which it is to be above 0
Looked = tuple[bool, Split | None]  # whether a part is settled, and if not what to split, if anything is left


@dataclass
class Node:
    """A part, and the two that it is split into."""

    signs: Signs
    split: Split | None = None
    children: list[Node] = field(default_factory=list)


@dataclass(frozen=True)
class Splitting:
    """What splitting came to.

    Attributes:
        tree: as a certificate states it; None where parts stay open.
        parts: how many were looked at.
    """

    tree: list[object] | None
    parts: int


def split(
    layers: Sequence[PairLayer],
    low: Sequence[int],
    high: Sequence[int],
    precision: int,
    margin: Fraction,
    *,
    seconds: float,
    workers: Executor | None = None,
) -> Splitting:
    """Splits a box by signs of pre-activations until each part is settled, or one has no gate left, or time is over.

    Args:
        layers: of both networks, the last without gates, which shift their inputs alike.
        low, high: the box's ends, integers over 2^precision, rounded outward.
        precision: of the checker's integers.
        margin: by which F's class leads, 0 or more.
        seconds: about how long it may take.
        workers: who decides the parts; this process itself when left out.
    """
    end = Clock(time.monotonic_ns() + int(seconds * 10**9))
    look = partial(looked, list(layers), low, high, precision, margin, end)
    root = Node({})
    waiting, parts = [root], 0
    while waiting:
        some, waiting = waiting[-AT_ONCE:], waiting[:-AT_ONCE]
        signs = [node.signs for node in some]
        parts += len(some)
        try:
            found = list(map(look, signs) if workers is None or len(some) == 1 else workers.map(look, signs))
        except Undecided:
            return Splitting(None, parts)
        for node, (settled, by) in zip(some, found, strict=True):
            if settled:
                continue
            if by is None:
                return Splitting(None, parts)
            node.split, node.children = by, [Node({**node.signs, by: sign}) for sign in (False, True)]
            waiting += node.children
    return Splitting(stated(root), parts)


def stated(root: Node) -> list[object]:
    """The tree, parents before children and negative sides first."""
    found: list[object] = []
    waiting = [root]
    while waiting:
        node = waiting.pop()
        found.append(LEAF if node.split is None else list(node.split))
        waiting += reversed(node.children)
    return found


def looked(
    layers: list[PairLayer],
    low: Sequence[int],
    high: Sequence[int],
    precision: int,
    margin: Fraction,
    clock: Clock,
    signs: Signs,
) -> Looked:
    """Decides one part; Undecided when the time is over."""
    part = Losses(layers, low, high, precision, signs, clock)
    open_ = part.unsettled(margin)
    return not open_, part.heaviest(margin, open_) if open_ else None


class Losses(Part):
    """A part, and how much each of its gates takes from the bound of a pair of classes."""

    taken: dict[Split, int] | None = None

    def heaviest(self, margin: Fraction, pairs: Sequence[top1.Two]) -> Split | None:
        """What to split for the class that is farthest from settled; None where no gate takes anything."""
        classes = {j: [k for one, k in pairs if one == j] for j, _ in pairs}
        _, j, k, row = min(self.shortest(margin, j, open_) for j, open_ in classes.items())
        self.ending(top1.leads(self.last, j, [k], margin))
        taken: dict[Split, int] = {}
        self.taken = taken
        self.least(row[0], 0, row[1])
        best = max(taken, key=taken.__getitem__, default=None)
        return None if best is None or taken[best] <= 0 else best

    def shortest(self, margin: Fraction, j: int, open_: Sequence[int]) -> tuple[int, int, int, Row]:
        """The way by which a class is nearest to settled, and how far below 0 it is: size, j, k and the row."""
        others = [k for k in range(len(self.last.bias)) if k != j]
        self.ending(top1.leads(self.last, j, others, margin))
        never = max((self.least("x", a, -1), j, k, ("x", -1)) for a, k in enumerate(others))
        stays = min(
            max((self.least(part, a), j, k, (part, 1)) for part in "yd") for a, k in enumerate(others) if k in open_
        )
        return max(never, stays)

    def planes(
        self, i: int, u: list[int], v: list[int], hinted: dict[int, tuple[int, int]]
    ) -> tuple[list[int], list[int], int]:
        """As in the checker; what each gate takes is noted when that is wanted."""
        for j, slopes in self.slopes[i].items():
            x, y, _ = self.gates[i][j]
            on_x, on_y = abs(u[j] - v[j]) * height(x), abs(v[j]) * height(y)
            if self.taken is not None and (on_x or on_y):
                self.taken[i, j, "x" if on_x >= on_y else "y"] = -slopes.choose(u[j], v[j])[2]
        return super().planes(i, u, v, hinted)


def height(ends: Ends) -> int:
    """How far the chord of max(z, 0) lies above it at most; 0 where the sign is known."""
    low, high = ends
    return -low * high // (high - low) if low < 0 < high else 0
