"""Worker processes of this machine, which end with the process that started them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.connection import wait
from typing import Any, TypeVar

from lottery_verify.errors import Undecided

T = TypeVar("T")


class WorkerLost(Undecided, ChildProcessError):
    """A worker died, and what it was at has no result."""


def available() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def processors() -> Iterator[tuple[ProcessPoolExecutor, int]]:
    """A process for each processor, and how many they are."""
    with processes(available()) as pool:
        yield pool, available()


@contextmanager
def processes(jobs: int, ended: Callable[[int], None] = lambda pid: None) -> Iterator[ProcessPoolExecutor]:
    """A pool of fresh processes, started as they are needed; each loads what its calls import, and nothing before.

    Ctrl-C, which a terminal sends to every process, is heard by this one alone. Whatever ends the block early, or this
    process, ends the others at once.

    Args:
        jobs: how many, at least 1.
        ended: is told the id of each process that was ended early.
    Raises:
        WorkerLost: the block lets a BrokenExecutor through.
    """
    before = set(multiprocessing.active_children())
    pool = _Deaf(jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_end_with_parent)
    try:
        yield pool
    except BaseException as error:
        for child in set(multiprocessing.active_children()) - before:
            child.kill()
            child.join()
            if child.pid is not None:
                ended(child.pid)
        if isinstance(error, BrokenExecutor):
            raise WorkerLost("a worker process died (no memory, or killed), and what it was at has no result") from None
        raise
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def deaf_children() -> Iterator[None]:
    """Processes that are started here don't hear ^C, which a terminal sends to all: their parent ends them."""
    resource_tracker.ensure_running()  # the first process would start it, which lets ^C through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Deaf(ProcessPoolExecutor):
    """A pool whose processes, which it starts when it is given calls, don't hear ^C."""

    def submit(self, call: Callable[..., T], /, *args: Any, **settings: Any) -> Future[T]:
        with deaf_children():
            return super().submit(call, *args, **settings)


def _end_with_parent() -> None:
    """Has this process end, whatever it is at, when the one that started it has ended."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
