"""Running cells: any executor, workers that die, interruptions."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from lottery_verify.errors import InvalidArgument
from lottery_verify.executors.processes import processes
from lottery_verify.studies.results import Results
from lottery_verify.studies.runner import run
from tests.studies import cases

ROOT = Path(__file__).resolve().parents[2]
THREADS = partial(ThreadPoolExecutor, 3)
PROCESSES = partial(processes, 2)


def folder(path: Path) -> Results:
    """Results in a folder that is there."""
    path.mkdir(exist_ok=True)
    return Results(path)


def table_of(path: Path) -> dict[str, object]:
    """What each result says, without its time."""
    return {one.name: {**json.loads(one.read_text()), "seconds": 0} for one in path.glob("*.json")}


@pytest.mark.parametrize("pool", [THREADS, PROCESSES], ids=["threads", "processes"])
@pytest.mark.parametrize("at_once", [1, 5])
def test_each_cell_has_a_result(pool, at_once, tmp_path):
    """Each cell has its result or its failure, whatever the executor; a bug in one loses that one.

    Catches: a result under another cell's name, a failure that ends the run, an error that is taken for a result.
    """
    results, seen = Results(tmp_path), []
    made = run(cases.cells(6), cases.measure_some, results, pool=pool, at_once=at_once, progress=seen.append)
    assert {r.cell.seed: r.row for r in results} == {
        c.seed: None if c.seed == 2 else cases.row(c) for c in cases.cells(6) if c.seed != 3
    }
    assert [r.failure for r in results if r.cell.seed == 2] == ["NoTicketError: layer 1: no"]
    assert [(cell.seed, reason) for cell, reason in made.lost] == [(3, "ZeroDivisionError: a bug")]
    assert sorted(seen, key=lambda r: r.cell.seed) == sorted(results, key=lambda r: r.cell.seed)
    assert seen == made.results


def test_what_has_a_result_is_not_run_again(tmp_path):
    """A second run does only what the first left, and touches no file. Catches a run that starts from the beginning."""
    results, ran = Results(tmp_path), []

    def measure(cell):
        ran.append(cell.seed)
        return cases.row(cell)

    run(cases.cells(3), measure, results, pool=THREADS)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    made = run(cases.cells(5), measure, results, pool=THREADS, at_once=2)
    assert sorted(ran) == [0, 1, 2, 3, 4]
    assert [r.cell.seed for r in made.results] in ([3, 4], [4, 3])
    assert before.items() <= {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}.items()


@pytest.mark.parametrize(("seeds", "at_once"), [((1,), 2), ((3, 4, 5), 1)])
def test_a_worker_killed_in_the_middle(seeds, at_once, tmp_path):
    """Workers that end by kill -9 cost no result: the table is that of a run without any.

    Several that kill run one at a time: beside another one a cell could die twice, once by each.

    Catches: a broken pool that ends the run, a cell that is forgotten with its worker.
    """
    (tmp_path / "once").mkdir()
    measure = partial(cases.kill_worker, once=tmp_path / "once", seeds=seeds)
    made = run(cases.cells(6), measure, folder(tmp_path / "a"), pool=PROCESSES, at_once=at_once)
    assert made.lost == []
    assert sorted(os.listdir(tmp_path / "once")) == [str(seed) for seed in seeds]
    run(cases.cells(6), cases.row, folder(tmp_path / "b"), pool=THREADS)
    assert table_of(tmp_path / "a") == table_of(tmp_path / "b")


def test_a_cell_that_always_kills_its_worker(tmp_path):
    """It alone is lost, and the run ends; the cells that ran beside it have results.

    Catches: a run that opens pools for ever, and one that blames a neighbour.
    """
    (tmp_path / "once").mkdir()
    measure = partial(cases.kill_worker, once=tmp_path / "once", seeds=(2,), always=True)
    made = run(cases.cells(5), measure, folder(tmp_path / "a"), pool=PROCESSES, at_once=2)
    assert [(cell.seed, reason) for cell, reason in made.lost] == [(2, "its worker died, twice")]
    assert {r.cell.seed for r in folder(tmp_path / "a")} == {0, 1, 3, 4}


class Later(Executor):
    """An executor of the tests: runs a call when its result is asked for, last one first, as a scheduler may."""

    def __init__(self):
        self.most, self.open = 0, []

    def submit(self, call, /, *args, **settings):
        future = Future()
        self.open.append((future, call, args, settings))
        self.most = max(self.most, len(self.open))
        if len(self.open) == 3:
            self.shutdown()
        return future

    def shutdown(self, wait=True, *, cancel_futures=False):
        while self.open:
            future, call, args, settings = self.open.pop()
            future.set_result(call(*args, **settings))


def test_any_executor(tmp_path):
    """An Executor that is neither threads nor processes does, and is given no more than `at_once` cells at a time.

    Catches: a runner that leans on a pool's own attributes, or hands over everything at the start.
    """
    pool = Later()
    made = run(cases.cells(9), cases.row, Results(tmp_path), pool=lambda: pool, at_once=3)
    assert pool.most == 3
    assert len(made.results) == 9


def test_an_interruption_keeps_what_is_there(tmp_path):
    """Ctrl-C while a result is shown: that result and those before are whole files, and a second run does the rest.

    Catches: results that are written at the end.
    """

    def interrupt(result):
        if result.cell.seed == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(cases.cells(5), cases.row, Results(tmp_path), pool=partial(ThreadPoolExecutor, 1), progress=interrupt)
    assert {r.cell.seed for r in Results(tmp_path)} == {0, 1, 2}
    made = run(cases.cells(5), cases.row, Results(tmp_path), pool=THREADS)
    assert {r.cell.seed for r in made.results} == {3, 4}


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="it looks processes up in /proc")
@pytest.mark.parametrize("kill", [
    lambda run: run.kill(), lambda run: run.send_signal(signal.SIGINT), lambda run: os.killpg(run.pid, signal.SIGINT)
], ids=["kill -9", "SIGINT", "^C in a terminal, which all hear"])  # fmt: skip
def test_the_whole_run_is_killed(kill, tmp_path):
    """After kill -9, or Ctrl-C, of a run its workers are gone, its results are whole, and another run does the rest.

    Catches: workers that are left behind, half a result, a temporary file that is taken for one.
    """
    pids = tmp_path / "pids"
    pids.mkdir()
    program = f"from tests.studies.cases import slow_run; slow_run({str(tmp_path / 'out')!r}, {str(pids)!r})"
    script = tmp_path / "slow.py"
    heard = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"  # a background job's is ignored
    script.write_text(f"{heard}\nif __name__ == '__main__':\n    {program}\n")
    started = subprocess.Popen(
        [sys.executable, str(script)], env={**os.environ, "PYTHONPATH": str(ROOT)}, start_new_session=True,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        until = time.monotonic() + 120
        while len(list(pids.iterdir())) < 2 and time.monotonic() < until:
            time.sleep(0.05)
        workers = [int(path.stem) for path in pids.iterdir()]
        assert len(workers) == 2
        kill(started)
        started.wait(60)
        while any(map(alive, workers)) and time.monotonic() < until:
            time.sleep(0.05)
        assert not any(map(alive, workers))
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(started.pid, signal.SIGKILL)
    study = cases.trial(cases.row)
    assert {r.cell.seed for r in study.results(tmp_path / "out")} == {0, 1, 2}
    made = study.run(cases.cells(8), tmp_path / "out", command="made", pool=THREADS, resume=True)
    assert {r.cell.seed for r in made.results} == {3, 4, 5, 6, 7}


@pytest.mark.parametrize("at_once", [0, -1])
def test_at_least_one(at_once, tmp_path):
    """No cells at a time is refused. Catches a run that never begins and never ends."""
    with pytest.raises(InvalidArgument, match=f"at_once {at_once} must be at least 1"):
        run(cases.cells(1), cases.row, Results(tmp_path), pool=THREADS, at_once=at_once)
