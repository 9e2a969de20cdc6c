"""Exact bounds of boxes, by whoever works for it: the checker's own rule at the leaves of a tree.

Loads no torch, so that a process that does nothing else starts quickly. The networks travel as bytes, which a process
reads once, however many tasks it is given.
"""

from __future__ import annotations

import pickle
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import suppress
from fractions import Fraction
from functools import lru_cache

from lottery_verify.certificates.deadline import NEVER, Deadline
from lottery_verify.checker.reach import Ends, Reach
from lottery_verify.checker.rules import boxes
from lottery_verify.checker.rules.boxes import Corner
from lottery_verify.checker.rules.paired import PairLayer
from lottery_verify.errors import Undecided

CHUNK = 8  # boxes that one task bounds at most
TASK = 0.2  # seconds, about, that a task takes at most
AHEAD = 2  # tasks that each process is given at once; the others wait here, where they are given up at no cost
GUESS = 0.02  # seconds for a box, before one was bounded
RECENT = 32  # tasks that tell how long a box takes now
LONGEST = 3600.0  # seconds of one wait
Bounded = tuple[list[list[Ends]], float]
Asked = tuple[int, tuple[Corner, Corner]]


class Here(Executor):
    """An executor that does at once, in this thread, what it is given."""

    def submit(self, fn: Callable[..., Bounded], /, *args: object, **kwargs: object) -> Future[Bounded]:  # type: ignore[override]
        """The future of work that is done."""
        future: Future[Bounded] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


class Settled:
    """Which nodes are bounded exactly, and which are about to be.

    Attributes:
        ends: of ĝ − f for each node that is.
    """

    def __init__(
        self,
        layers: list[PairLayer],
        moved: list[Fraction],
        precision: int,
        workers: Executor | None,
        processes: int,
        deadline: Deadline = NEVER,
    ) -> None:
        """Args:
        layers, moved: as `boxes.problem` gives them.
        precision: of the ends, which are integers over 2^precision.
        workers: who does it; this thread itself when left out.
        processes: how many of them work at once.
        deadline: when they stop, also in the middle of a box.
        """
        self.problem = pickle.dumps((layers, moved, precision))
        self.precision, self.processes, self.deadline = precision, processes, deadline
        self.workers = Here() if workers is None else workers
        self.ahead = 1 if workers is None else AHEAD * processes
        self.ends: dict[int, list[Ends]] = {}
        self.pending: dict[Future[Bounded], list[int]] = {}
        self.queue: deque[Asked] = deque()
        self.asked: set[int] = set()
        self.recent: deque[tuple[int, float]] = deque(maxlen=RECENT)

    @property
    def waiting(self) -> int:
        """How many nodes are asked for and not bounded yet."""
        return len(self.asked) - len(self.ends)

    @property
    def each(self) -> float:
        """About how many seconds a box takes now, with all processes at work."""
        bounded = sum(count for count, _ in self.recent)
        return (sum(seconds for _, seconds in self.recent) / bounded if bounded else GUESS) / self.processes

    @property
    def chunk(self) -> int:
        """How many boxes the next task bounds; one at first."""
        return max(1, min(CHUNK, int(TASK / (self.each * self.processes)))) if self.recent else 1

    def ask(self, nodes: Iterable[Asked]) -> None:
        """Has some nodes with these boxes bounded, but for those that it was asked for before."""
        fresh = [(node, box) for node, box in nodes if node not in self.asked]
        self.queue.extend(fresh)
        self.asked.update(node for node, _ in fresh)

    def done(self, patience: float = 0.0) -> list[int]:
        """The nodes bounded since; waits so many seconds for the first."""
        self._give()
        finished = wait(self.pending, min(patience, LONGEST), FIRST_COMPLETED).done if self.pending else set()
        nodes = []
        for future in finished:
            some = self.pending.pop(future)
            ends, seconds = future.result()
            self.ends.update(zip(some, ends, strict=False))
            self.asked.difference_update(some[len(ends) :])  # for these there was no time
            self.recent.append((max(1, len(ends)), seconds))
            nodes += some[: len(ends)]
        self._give()
        return nodes

    def _give(self) -> None:
        """Gives the workers what waits, as far as they are not busy, and as there is time."""
        while self.queue and len(self.pending) < self.ahead and not self.deadline.passed:
            some = [self.queue.popleft() for _ in range(min(self.chunk, len(self.queue)))]
            found = self.workers.submit(timed, self.problem, [box for _, box in some], self.deadline.left)
            self.pending[found] = [node for node, _ in some]

    def bounded(self, nodes: Sequence[int], until: Deadline) -> bool:
        """Waits until all of these nodes, which were asked for, are bounded; the work on others is given up.

        Args:
            nodes: of which a proof is to be made.
            until: no longer.
        """
        wanted = set(nodes)
        self.queue = deque(one for one in self.queue if one[0] in wanted)
        for future, some in list(self.pending.items()):
            if wanted.isdisjoint(some) and future.cancel():
                del self.pending[future]
        self.asked = self.ends.keys() | {node for node, _ in self.queue} | set().union(*self.pending.values())
        while not wanted <= self.ends.keys() and not until.passed and not self.deadline.passed:
            self.done(until.left)
        return wanted <= self.ends.keys()

    def together(self, nodes: Sequence[int]) -> Reach:
        """Where ĝ − f lies over all of these nodes, which are bounded."""
        return boxes.together([self.ends[node] for node in nodes])


def timed(problem: bytes, some: Sequence[tuple[Corner, Corner]], seconds: float) -> Bounded:
    """The ends of ĝ − f over some boxes, and how many seconds that took; of the first of them where the time is over.

    Args:
        problem: the networks, as `Settled` sends them.
        some: the boxes.
        seconds: that are left, infinite for no limit.
    """
    started = time.monotonic()
    clock = NEVER.within(seconds).clock
    found: list[list[Ends]] = []
    layers, moved, precision = _read(problem)
    with suppress(Undecided):
        for low, high in some:
            found.append(boxes.bounded(layers, low, high, moved, precision, clock))
    return found, time.monotonic() - started


@lru_cache(maxsize=1)
def _read(problem: bytes) -> tuple[list[PairLayer], list[Fraction], int]:
    """The networks' layers, their inputs' distance and the precision, as `Settled` sends them."""
    found: tuple[list[PairLayer], list[Fraction], int] = pickle.loads(problem)
    return found
