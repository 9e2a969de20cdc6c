"""Cells and measures that the tests send to workers, which import them from here."""

import os
import signal
import time
from fractions import Fraction
from functools import partial
from pathlib import Path

from lottery_verify.errors import NoTicketError
from lottery_verify.studies.grid import Cell
from lottery_verify.studies.rows import Measured
from lottery_verify.studies.study import Study


def cells(count: int) -> tuple[Cell, ...]:
    """Cells that differ in their seeds alone."""
    same = ("trial", "net", "net.pt", "0" * 64, "box:0,1", "1" * 64, "linf", Fraction(1, 10), "golden", "hyperbolic")
    return tuple(Cell(*same, "shared", seed) for seed in range(count))


def row(cell: Cell, command: str = "made") -> Measured:
    """A row that depends on the seed."""
    return Measured(
        target=cell.target, widths=(2, 1), method=cell.method, law=cell.law, shape=cell.shape, epsilon=cell.epsilon,
        norm=cell.norm, region={"kind": "box", "width": 2, "lower": ["0"], "upper": ["1"]}, seed=cell.seed,
        neurons="fit", neurons_per_block=(cell.seed,), epsilon_w=(Fraction(1, 3 + cell.seed),), target_weights=2,
        lower_bound_bits=1 / 3, draws_per_link=float(cell.seed), source_per_weight=0.1, kept_per_weight=2.5,
        version="0", torch="0", machine="m", command=command,
    )  # fmt: skip


def measure_some(cell: Cell) -> Measured:
    """Seed 2 has no ticket, and seed 3 a bug."""
    if cell.seed == 2:
        raise NoTicketError("layer 1: no")
    if cell.seed == 3:
        raise ZeroDivisionError("a bug")
    return row(cell)


def kill_worker(cell: Cell, once: Path, seeds: tuple[int, ...], always: bool = False) -> Measured:
    """Ends its worker by kill -9 at these seeds, the first time only unless `always`; other seeds take a moment."""
    mark = once / str(cell.seed)
    if cell.seed in seeds and (always or not mark.exists()):
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.05)
    return row(cell)


def wait_forever(cell: Cell, pids: Path) -> Measured:
    """Seeds above 2 never end; each worker leaves its process id."""
    if cell.seed > 2:
        (pids / f"{os.getpid()}.pid").touch()
        time.sleep(600)
    return row(cell)


def trial(measure) -> Study:
    """A study of these cells with a measure of the tests."""
    return Study("trial", "table.json", (), lambda command: measure)


def slow_run(folder: str, pids: str) -> None:
    """Runs eight cells in two processes, of which five never end; a test kills this process."""
    from lottery_verify.executors.processes import processes

    trial(partial(wait_forever, pids=Path(pids))).run(
        cells(8), Path(folder), command="made", pool=partial(processes, 2), at_once=2
    )
