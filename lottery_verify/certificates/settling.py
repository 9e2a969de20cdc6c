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
from fractions import Fraction
from functools import lru_cache

from lottery_verify.checker.reach import Ends, Reach
from lottery_verify.checker.rules import boxes
from lottery_verify.checker.rules.boxes import Corner
from lottery_verify.checker.rules.paired import PairLayer

CHUNK = 8  # boxes that one task bounds
GUESS = 0.02  # seconds for a box, before one was bounded
RECENT = 32  # tasks that tell how long a box takes now
Bounded = tuple[list[list[Ends]], float]


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
        self, layers: list[PairLayer], moved: list[Fraction], precision: int, workers: Executor | None, processes: int
    ) -> None:
        """Args:
        layers, moved: as `boxes.problem` gives them.
        precision: of the ends, which are integers over 2^precision.
        workers: who does it; this thread itself when left out.
        processes: how many of them work at once.
        """
        self.problem = pickle.dumps((layers, moved, precision))
        self.precision, self.processes = precision, processes
        self.workers = Here() if workers is None else workers
        self.ends: dict[int, list[Ends]] = {}
        self.pending: dict[Future[Bounded], list[int]] = {}
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

    def ask(self, nodes: Iterable[tuple[int, tuple[Corner, Corner]]]) -> None:
        """Has some nodes with these boxes bounded, but for those that it was asked for before."""
        fresh = [(node, box) for node, box in nodes if node not in self.asked]
        for k in range(0, len(fresh), CHUNK):
            some = fresh[k : k + CHUNK]
            found = self.workers.submit(timed, self.problem, [box for _, box in some])
            self.pending[found] = [node for node, _ in some]
            self.asked.update(node for node, _ in some)

    def done(self, patience: float | None = 0.0) -> list[int]:
        """The nodes bounded since; waits so many seconds for the first, or as long as it takes where that is None."""
        finished = wait(self.pending, patience, FIRST_COMPLETED).done if self.pending else set()
        nodes = []
        for future in finished:
            some = self.pending.pop(future)
            ends, seconds = future.result()
            self.ends.update(zip(some, ends, strict=True))
            self.recent.append((len(some), seconds))
            nodes += some
        return nodes

    def together(self, nodes: Sequence[int]) -> Reach:
        """Where ĝ − f lies over all of these nodes, which were asked for; the work on others is given up."""
        wanted = set(nodes)
        for future, some in list(self.pending.items()):
            if wanted.isdisjoint(some) and future.cancel():
                del self.pending[future]
                self.asked.difference_update(some)
        while not wanted <= self.ends.keys():
            self.done(None)
        return boxes.together([self.ends[node] for node in nodes])


def timed(problem: bytes, some: Sequence[tuple[Corner, Corner]]) -> Bounded:
    """The ends of ĝ − f over some boxes, and how many seconds that took."""
    started = time.monotonic()
    return boxes.bounded_all(*_read(problem), some), time.monotonic() - started


@lru_cache(maxsize=1)
def _read(problem: bytes) -> tuple[list[PairLayer], list[Fraction], int]:
    """The networks' layers, their inputs' distance and the precision, as `Settled` sends them."""
    found: tuple[list[PairLayer], list[Fraction], int] = pickle.loads(problem)
    return found
