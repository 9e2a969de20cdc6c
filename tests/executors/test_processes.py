"""Processes: which of them hear ^C, and what becomes of a block whose worker dies."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lottery_verify.errors import Undecided
from lottery_verify.executors.processes import processes

DEAF = """
import multiprocessing, signal
from lottery_verify.executors.processes import deaf_children

with deaf_children():
    with multiprocessing.get_context("spawn").Manager():
        print(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, []))
print(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, []))
"""


WORKING = """
import os, time
from lottery_verify.executors.processes import processes

if __name__ == "__main__":
    with processes(1) as pool:
        print(pool.submit(os.getpid).result(), flush=True)
        pool.submit(time.sleep, 600).result()
"""


def test_the_first_process_lets_no_interrupt_through() -> None:
    """While processes start, ^C stays blocked for them, and afterwards it is heard again.

    Catches: the tracker that Python starts before the first process, and that unblocks ^C for all the others, so that
    a worker that is just starting prints a traceback.
    """
    done = subprocess.run([sys.executable, "-c", DEAF], capture_output=True, text=True, timeout=120)
    assert (done.stdout.split(), done.stderr) == (["True", "False"], "")


def test_workers_never_hear_an_interrupt() -> None:
    """Every process of a pool has ^C blocked, the one that is started for the second call as well.

    Catches: a pool that blocks ^C only while its first process starts.
    """
    with processes(2) as pool:
        calls = [pool.submit(signal.pthread_sigmask, signal.SIG_BLOCK, []) for _ in range(8)]
        assert all(signal.SIGINT in call.result() for call in calls)
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])


def test_a_dead_worker_decides_nothing() -> None:
    """Who asks a pool for a result that died with its worker is told so, with exit code 3: Undecided.

    Catches: an internal error, and a verdict, where a worker was killed for want of memory.
    """
    with pytest.raises(Undecided, match="a worker process died"), processes(1) as pool:
        pool.submit(os.kill, pool.submit(os.getpid).result(), signal.SIGKILL).result()


def test_those_that_are_ended_early_are_named() -> None:
    """An error in the block ends the processes at once, and their ids are told. Catches files that nobody removes."""
    ended: list[int] = []

    def fail() -> None:
        with processes(1, ended.append) as pool:
            started.append(pool.submit(os.getpid).result())
            pool.submit(time.sleep, 600)
            raise ZeroDivisionError

    started: list[int] = []
    with pytest.raises(ZeroDivisionError):
        fail()
    assert ended == started != []


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="it looks a process up in /proc")
def test_a_worker_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    """After kill -9 of the one that waits, its worker ends at once, in the middle of a call. Catches a pool whose
    processes go on for nobody.
    """
    script = tmp_path / "working.py"
    script.write_text(WORKING)
    started = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert started.stdout is not None
    worker = Path("/proc", started.stdout.readline().strip(), "stat")
    try:
        assert worker.exists()
        started.kill()
        until = time.monotonic() + 20
        while running(worker) and time.monotonic() < until:
            time.sleep(0.05)
        assert not running(worker)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(started.pid, signal.SIGKILL)  # a worker that is left has its output open
        started.communicate()


def running(stat: Path) -> bool:
    """Whether there is such a process, and it is more than a name that nobody has asked about."""
    try:
        return stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
