"""Runs cells over any Executor, and keeps each result as it comes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial

from lottery_verify.errors import InvalidArgument, NoTicketError, Undecided, UnsupportedNetwork
from lottery_verify.executors.running import Pool, run_tasks
from lottery_verify.studies.grid import Cell
from lottery_verify.studies.results import Result, Results
from lottery_verify.studies.rows import Row

Measure = Callable[[Cell], Row]
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

    Results are written here and not by the workers, which need no common folder.

    Args:
        cells: what to run.
        measure: makes a cell's row; an importable function, as it is sent to the workers.
        results: where results are kept.
        pool, at_once: as in `run_tasks`, which says what becomes of lost workers.
        progress: called with each result once it is kept.
    Returns:
        What was run.
    Raises:
        InvalidArgument: at_once is below 1.
    """
    made = Run()

    def keep(cell: Cell, result: Result) -> None:
        results.keep(result)
        made.results.append(result)
        progress(result)

    missing = [cell for cell in cells if cell not in results]
    made.lost = run_tasks(missing, partial(_measured, measure), pool=pool, at_once=at_once, keep=keep)
    return made


def _measured(measure: Measure, cell: Cell) -> Result:
    """Runs one cell, in a worker."""
    begin = time.perf_counter()
    row, failure = None, None
    try:
        row = measure(cell)
    except ANSWERS as error:
        failure = f"{type(error).__name__}: {error}"
    return Result(cell, row, failure, time.perf_counter() - begin)
