"""What a cell costs on a Dask cluster, and what a second worker gains, on this machine.

python benchmarks/cluster.py [EMPTY_CELLS] [REAL_CELLS]

Prints the table of docs/cluster.md. Scheduler and workers are processes of this machine, one thread each.
"""

import os
import platform
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import distributed

from lottery_verify import __version__
from lottery_verify.executors.cluster import AT_ONCE, cluster
from lottery_verify.executors.processes import processes
from lottery_verify.studies.grid import EMBEDDED, Grid
from lottery_verify.studies.overparameterization import measure
from lottery_verify.studies.results import Results
from lottery_verify.studies.runner import run


def empty(row, cell):
    """A cell that does nothing, with a row of the usual size."""
    return row


def warm():
    """Loads what a real cell needs, and takes long enough that another worker is given the next."""
    measure(Grid(EMBEDDED, "box:0,1", ("4",), ("golden",)).cells("warm")[0], "warm")
    time.sleep(1)


@contextmanager
def started(workers):
    """The pool of a scheduler with so many workers, all there."""
    with distributed.LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as local:
        yield partial(cluster, local.scheduler_address)


def seconds(cells, work, pool, at_once):
    """How long the cells take in a pool that is open already, results written."""
    with tempfile.TemporaryDirectory() as folder, pool() as executor:
        for call in [executor.submit(warm) for _ in range(4)]:
            call.result()  # processes are started, and torch is loaded, before the clock
        begin = time.perf_counter()
        made = run(cells, work, Results(Path(folder)), pool=partial(_Open, executor), at_once=at_once)
        took = time.perf_counter() - begin
    if len(made.results) != len(cells):
        raise SystemExit(f"no result: {made.lost[:1]}")
    return took


class _Open:
    """An executor that stays open when the runner is done with it."""

    def __init__(self, executor):
        self.executor = executor

    def __enter__(self):
        return self.executor

    def __exit__(self, *error):
        return None


def main() -> None:
    """Runs the cells everywhere and prints the table."""
    count, real = (int(sys.argv[i]) if len(sys.argv) > i else default for i, default in ((1, 1000), (2, 64)))
    grid = partial(Grid, EMBEDDED, "box:0,1", ("4",), ("golden",))
    many, few = grid(seeds=tuple(range(count))).cells("benchmark"), grid(seeds=tuple(range(real))).cells("benchmark")
    row = measure(few[0], "benchmark")
    lines = []
    for name, pool, at_once in (
        ("one thread", partial(ThreadPoolExecutor, 1), 1), ("two processes", partial(processes, 2), 2)
    ):  # fmt: skip
        lines.append((name, seconds(many, partial(empty, row), pool, at_once), seconds(few, _work, pool, at_once)))
    for workers in (1, 2):
        with started(workers) as pool:
            name = f"Dask, {workers} worker{'s' * (workers > 1)}"
            lines.append((name, seconds(many, partial(empty, row), pool, AT_ONCE), seconds(few, _work, pool, AT_ONCE)))
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(
        f"Made by `python benchmarks/cluster.py {count} {real}` with lottery_verify {__version__}, Dask "
        f"{distributed.__version__}, Python {platform.python_version()}, {os.cpu_count()} cores; load averages at the "
        f"end {load}.\n"
    )
    print(f"| where | one empty cell, mean of {count} | {real} real cells | against one Dask worker |")
    print("| --- | --- | --- | --- |")
    base = lines[2][2]
    for name, nothing, something in lines:
        print(f"| {name} | {1000 * nothing / count:.1f} ms | {something:.1f} s | {base / something:.2f} |")


_work = partial(measure, command="benchmark")

if __name__ == "__main__":
    main()
