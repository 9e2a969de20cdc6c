"""Runs tasks over any Executor: each result is handed on as it comes, and what a lost worker had is run again."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from lottery_verify.arguments import as_fraction

Task = TypeVar("Task")
Made = TypeVar("Made")
Pool = Callable[[], AbstractContextManager[Executor]]
"""Opens an Executor: ThreadPoolExecutor, `processes.processes`, or `cluster.cluster`."""
PATIENCE = 0.2
"""Seconds between two calls of `meanwhile`."""


def run_tasks(
    tasks: Iterable[Task],
    call: Callable[[Task], Made],
    *,
    pool: Pool,
    keep: Callable[[Task, Made], None],
    at_once: int = 1,
    meanwhile: Callable[[], None] | None = None,
) -> list[tuple[Task, str]]:
    """Runs all tasks, in no promised order.

    Where a worker dies and takes its pool along (kill -9, no memory), a new pool goes on; the tasks that were running
    are tried once more, alone, at the end.

    Args:
        tasks: what to run.
        call: makes a task's result; importable, as it is sent to the workers.
        pool: opens an Executor, and a new one after it broke.
        keep: is handed each task and its result, here.
        at_once: how many tasks are submitted at a time, at least 1: the most that an interruption loses.
        meanwhile: is called now and then.
    Returns:
        The tasks without a result, and why: their worker died twice, or the call raised.
    Raises:
        InvalidArgument: at_once is below 1.
    """
    as_fraction("at_once", at_once, at_least=1)
    work = _Work(call, keep, meanwhile)
    waiting, suspects = deque(tasks), deque[Task]()
    while waiting or suspects:
        queue, width = (waiting, at_once) if waiting else (suspects, 1)
        with pool() as executor:
            try:
                broken = work.off(queue, executor, width)
            except BaseException:
                executor.shutdown(wait=False, cancel_futures=True)
                raise
        if queue is suspects:
            work.lost += [(task, "its worker died, twice") for task in broken]
        else:
            suspects.extend(broken)
    return work.lost


@dataclass
class _Work(Generic[Task, Made]):
    call: Callable[[Task], Made]
    keep: Callable[[Task, Made], None]
    meanwhile: Callable[[], None] | None
    lost: list[tuple[Task, str]] = field(default_factory=list)

    def off(self, queue: deque[Task], executor: Executor, width: int) -> list[Task]:
        """Empties the queue until the executor breaks; the tasks that were running then."""
        running: dict[Future[Made], Task] = {}
        broken: list[Task] = []
        while running or (queue and not broken):
            while queue and len(running) < width and not broken:
                task = queue.popleft()
                try:
                    running[executor.submit(self.call, task)] = task
                except BrokenExecutor:  # it broke while idle
                    broken.append(task)
            patience = None if self.meanwhile is None else PATIENCE
            for future in wait(running, patience, FIRST_COMPLETED).done:
                task = running.pop(future)
                try:
                    made = future.result()
                except BrokenExecutor:
                    broken.append(task)
                except Exception as error:  # whatever one task may raise, the others go on
                    self.lost.append((task, f"{type(error).__name__}: {error}"))
                else:
                    self.keep(task, made)
            if self.meanwhile is not None:
                self.meanwhile()
        return broken
