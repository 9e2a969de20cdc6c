"""A search in floats and exact bounds of what it closes, side by side, until the goal is proved or the time is over."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from fractions import Fraction

from lottery_verify.certificates.branching import Search
from lottery_verify.certificates.deadline import Deadline
from lottery_verify.certificates.settling import Settled
from lottery_verify.certificates.tree import INFINITE
from lottery_verify.checker.reach import Ends, Reach
from lottery_verify.checker.rules.boxes import LEAF, Corner

TOLD = 0.05  # seconds between two reports of progress
PATIENCE = 0.05  # seconds to wait for an exact bound, where there is nothing else to do
AFTER_CTRL_C = 5.0  # seconds, about, for the exact bounds that are missing then
LATE = 0.05  # of the time, for the exact bounds that are missing when it is over
LEAST_LATE = 1.0  # seconds, for these
MEANT = 0.5  # of the time that is left, for the exact bounds of one cut of the tree, as long as these seem to take
WAITED, SHORTEST = 0.75, 0.2  # of that time, and seconds, before a cut of fewer leaves is meant since some are missing


@dataclass(frozen=True)
class Progress:
    """Where a search stands: the largest difference found, the bound so far (both in floats), boxes and seconds."""

    found: float
    proved: float
    boxes: int
    seconds: float


class Anytime:
    """A search and its exact bounds, which at any moment can end in a tree whose leaves are all bounded exactly."""

    def __init__(
        self,
        search: Search,
        settled: Settled,
        corners: tuple[Corner, Corner],
        *,
        norm: str,
        epsilon: float | None,
        deadline: Deadline,
        progress: Callable[[Progress], None] | None,
        keep: Callable[[], None],
    ) -> None:
        """Args:
        search, settled: of the same boxes.
        corners: the exact ends of the whole box.
        norm: "linf" or "l2".
        epsilon: once a larger difference is found, nothing is left to be done.
        deadline: when the search ends; exact bounds that are missing then take a little longer.
        progress: told from time to time.
        keep: called between steps, to keep the tree where it is due.
        """
        self.search, self.settled, self.corners, self.norm = search, settled, corners, norm
        self.epsilon, self.deadline, self.progress, self.keep = epsilon, deadline, progress, keep
        self.started, self.told = time.monotonic(), 0.0

    @property
    def exceeded(self) -> bool:
        """Whether a larger difference than epsilon was found."""
        return self.epsilon is not None and self.search.found > self.epsilon

    @property
    def over(self) -> bool:
        """Whether the time that is left is about what the exact bounds of the open boxes will take."""
        return self.search.waiting * self.settled.each >= self.deadline.left

    @property
    def behind(self) -> bool:
        """Whether the exact bounds that are missing take all time that is left, so that no more boxes are wanted."""
        missing = self.search.waiting + self.settled.waiting
        return self.settled.waiting > 0 and missing * self.settled.each > self.deadline.left

    def run(self, threads: Executor, workers: int, interrupted: Callable[[], bool]) -> None:
        """Step by step, until all leaves are within the goal, or something else ends it.

        While the exact bounds are behind the search waits for them; it goes on where they turn out to be quicker.
        """
        while not (interrupted() or self.over or self.exceeded):
            waits = self.search.idle or self.behind
            if not waits:
                self.search.step(threads, workers)
            self.ask(self.search.taken_closed())
            self.open_again(self.settled.done(PATIENCE if waits else 0.0))
            spent = time.monotonic() - self.started
            if self.progress is not None and spent - self.told > TOLD:
                self.told = spent
                self.progress(Progress(self.search.found, self.search.proved, self.search.boxes, spent))
            self.keep()
            if self.search.idle and not self.settled.waiting:
                break
        self.search.finish()

    def open_again(self, nodes: Sequence[int]) -> None:
        """Gives back to the search those of these leaves whose exact bound is above the goal."""
        bounds = {node: float(size(self.settled.ends[node], self.norm, self.settled.precision)) for node in nodes}
        above = [node for node in nodes if bounds[node] > self.search.goal(self.search.found)]
        self.search.reopen(above, [bounds[node] for node in above])

    def ask(self, nodes: Sequence[int]) -> None:
        """Has nodes bounded exactly."""
        self.settled.ask((node, self.search.tree.box(node, *self.corners)) for node in nodes)

    def proved(self, hurried: bool) -> tuple[list[int], Reach] | None:
        """The tree, cut where the time does not suffice to bound all leaves, and where ĝ − f lies by its leaves.

        Args:
            hurried: whether somebody waits.
        Returns:
            None where there was no time to bound the leaves of any cut, and where epsilon is exceeded before they were.
        """
        tree, settled = self.search.tree, self.settled.ends.keys()
        end = self.settled.deadline.within(AFTER_CTRL_C) if hurried else self.settled.deadline
        made = None
        while True:
            most = 0 if self.exceeded or end.passed else max(1, int(MEANT * end.left / self.settled.each))
            enough = tree.enough(settled, most)
            cut = list(tree.cut(enough, settled))
            leaves = [node for node, by in cut if by == LEAF]
            missing = set(leaves) - settled
            if missing and most == 0:
                return made
            self.ask(leaves)
            if self.settled.bounded(leaves, end.within(max(WAITED * end.left, SHORTEST) if most > 1 else end.left)):
                made = [by for _, by in cut], self.settled.together(leaves)
                if hurried or not missing or enough == -INFINITE or self.deadline.passed:
                    return made


def size(ends: list[Ends], norm: str, precision: int) -> Fraction:
    """The norm of a difference that lies within these ends, integers over 2^precision."""
    reach = Reach(ends)
    return Fraction(reach.largest if norm == "linf" else reach.norm, 1 << precision)
