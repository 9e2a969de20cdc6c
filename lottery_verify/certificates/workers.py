"""Worker processes that bound boxes exactly, and end with the process that started them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import wait


@contextmanager
def processors() -> Iterator[tuple[Executor, int]]:
    """A process for each processor, and how many they are; each loads the checker alone."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(count, mp_context=context, initializer=_begin) as pool:
        yield pool, count


def end_with_parent() -> None:
    """Has this process end, whatever it is at, when the one that started it has ended."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _begin() -> None:
    """Ctrl-C is for the process that asks, which still needs what its workers are at."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
