"""What workers tell on the way, before their call has a result: over a queue of this machine, or a Dask scheduler."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from queue import Empty, Queue
from typing import Any

from lottery_verify.executors.processes import deaf_children

Tell = Callable[[object], None]
"""Says something; importable, as it is sent to the workers."""
Heard = Callable[[], Iterator[Any]]
"""What was said since it was last asked, in order; nothing more where the other end has gone."""
Channel = Callable[[], AbstractContextManager[tuple[Tell, Heard]]]


@contextmanager
def of_processes() -> Iterator[tuple[Tell, Heard]]:
    """For the processes of this machine."""
    with deaf_children():
        manager = multiprocessing.get_context("spawn").Manager()
    with manager:
        queue = manager.Queue()
        yield queue.put, lambda: drained(queue)


def drained(queue: Queue[Any]) -> Iterator[Any]:
    """What is in a queue."""
    with suppress(Empty, OSError, EOFError):  # the latter where the process that has it has ended
        while True:
            yield queue.get_nowait()
