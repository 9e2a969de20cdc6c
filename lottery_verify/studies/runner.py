"""Runs cells over any Executor: each result is kept as it comes, and what a lost worker had is run again."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from lottery_verify.arguments import as_fraction
from lottery_verify.errors import InvalidArgument, NoTicketError, Undecided, UnsupportedNetwork
from lottery_verify.studies.grid import Cell
from lottery_verify.studies.results import Result, Results
from lottery_verify.studies.rows import Row

Measure = Callable[[Cell], Row]
Pool = Callable[[], AbstractContextManager[Executor]]
ANSWERS = (NoTicketError, InvalidArgument, Undecided, UnsupportedNetwork)
"""Errors that are a cell's own answer: a second run would say the same."""


@dataclass
class Run:
    """What a run came to.

    Attributes:
        results: what was kept, in the order in which it came.
        lost: cells without a result, and why; another run does them again.
    """

    results: list[Result] = field(default_factory=list)
    lost: list[tuple[Cell, str]] = field(default_factory=list)


def run(
    cells: Iterable[Cell],
    measure: Measure,
    results: Results,
    *,
    pool: Pool,
    at_once: int = 1,
    progress: Callable[[Result], None] = lambda result: None,
) -> Run:
    """Runs the cells that have no result yet.

    Results are written here and not by the workers, which need no common folder. Where a worker dies and takes its pool
    along (kill -9, no memory), a new pool goes on; the cells that were running are tried once more, alone, at the end.

    Args:
        cells: what to run.
        measure: makes a cell's row; an importable function, as it is sent to the workers.
        results: where results are kept.
        pool: opens an Executor, and a new one after it broke: ThreadPoolExecutor, `processes`, or Dask's
            `client.get_executor`.
        at_once: how many cells are submitted at a time, at least 1: the most that an interruption loses.
        progress: called with each result once it is kept.
    Returns:
        What was run.
    Raises:
        InvalidArgument: at_once is below 1.
    """
    as_fraction("at_once", at_once, at_least=1)
    waiting = deque(cell for cell in cells if cell not in results)
    suspects: deque[Cell] = deque()
    made = Run()

    def keep(result: Result) -> None:
        results.keep(result)
        made.results.append(result)
        progress(result)

    while waiting or suspects:
        queue, width = (waiting, at_once) if waiting else (suspects, 1)
        with pool() as executor:
            try:
                broken = _work_off(executor, queue, width, measure, keep, made.lost)
            except BaseException:
                executor.shutdown(wait=False, cancel_futures=True)
                raise
        if queue is suspects:
            made.lost += [(cell, "its worker died, twice") for cell in broken]
        else:
            suspects.extend(broken)
    return made


def _work_off(
    executor: Executor,
    queue: deque[Cell],
    width: int,
    measure: Measure,
    keep: Callable[[Result], None],
    lost: list[tuple[Cell, str]],
) -> list[Cell]:
    """Empties the queue until the executor breaks; the cells that were running then."""
    running: dict[Future[Result], Cell] = {}
    broken: list[Cell] = []
    while running or (queue and not broken):
        while queue and len(running) < width and not broken:
            cell = queue.popleft()
            try:
                running[executor.submit(_measured, measure, cell)] = cell
            except BrokenExecutor:  # it broke while idle
                broken.append(cell)
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            cell = running.pop(future)
            try:
                result = future.result()
            except BrokenExecutor:
                broken.append(cell)
            except Exception as error:  # whatever one cell may raise, the others go on
                lost.append((cell, f"{type(error).__name__}: {error}"))
            else:
                keep(result)
    return broken


def _measured(measure: Measure, cell: Cell) -> Result:
    """Runs one cell, in a worker."""
    begin = time.perf_counter()
    row, failure = None, None
    try:
        row = measure(cell)
    except ANSWERS as error:
        failure = f"{type(error).__name__}: {error}"
    return Result(cell, row, failure, time.perf_counter() - begin)
