"""Cells on many machines: a Dask scheduler behind the same `Executor` as processes and threads."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from typing import Any, TypeVar

from distributed import Client

import lottery_verify
from lottery_verify.errors import InvalidArgument, LotteryError

T = TypeVar("T")
ADDRESS = re.compile(r"(tcp|tls)://(\[[0-9a-fA-F:]+\]|[\w.-]+):\d{1,5}", re.ASCII)
ANSWERS_WITHIN = 10
"""Seconds in which a scheduler must answer."""
AT_ONCE = 1024
"""Cells that a scheduler is given at a time: enough for workers that come later. What waits there is lost to nobody."""


class SchedulerLost(LotteryError, ConnectionError):
    """The scheduler no longer answers; the cell that it had has no result."""


class Cluster(Executor):
    """Dask's executor with the manners of the standard library's, and workers that must be of this version.

    A worker that dies takes nothing along: the scheduler gives its cells to others. When the scheduler itself is gone,
    every cell that has no result fails at once with SchedulerLost.

    Args:
        client: connected.
        address: with whom.
    """

    def __init__(self, client: Client, address: str) -> None:
        self._client, self.address = client, address
        self._dask = client.get_executor(pure=False)

    def submit(self, call: Callable[..., T], /, *args: Any, **settings: Any) -> Future[T]:
        """Hands a call to the scheduler."""
        made: Future[T] = Future()
        if self._client.status != "running":
            made.set_exception(self._lost())
            return made
        version = lottery_verify.__version__

        def done(theirs: Future[T]) -> None:
            if not made.set_running_or_notify_cancel():
                return
            error = self._lost() if theirs.cancelled() else theirs.exception()
            if error is None:
                made.set_result(theirs.result())
            else:
                made.set_exception(error)

        self._dask.submit(_of_this_version, version, call, *args, **settings).add_done_callback(done)
        return made

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Ends the calls that are left, or waits for them."""
        self._dask.shutdown(wait=wait and not cancel_futures)

    def describe(self) -> str:
        """Who works there now, in a line."""
        threads = self._client.nthreads()
        if not threads:
            return f"{self.address}: no workers yet; cells wait until one comes"
        return f"{self.address}: workers: {len(threads)}, their threads: {sum(threads.values())}"

    def _lost(self) -> SchedulerLost:
        return SchedulerLost(f"{self.address}: the scheduler no longer answers")


def check_address(address: str) -> str:
    """The address of a scheduler, unless it is spelt wrongly: InvalidArgument."""
    if not ADDRESS.fullmatch(address):
        raise InvalidArgument(f"scheduler {address[:80]!r} is not tcp://HOST:PORT or tls://HOST:PORT")
    return address


@contextmanager
def cluster(address: str, say: Callable[[str], None] = lambda line: None) -> Iterator[Cluster]:
    """Connects with a scheduler for as long as the block lasts.

    Scheduler and workers are trusted: they exchange pickles and run what they are sent. tls:// takes Dask's own
    settings of keys and certificates.

    Args:
        address: tcp://HOST:PORT or tls://HOST:PORT.
        say: is told who works there.
    Raises:
        InvalidArgument: not an address, or no scheduler answers there.
    """
    check_address(address)
    try:
        client = Client(address, timeout=ANSWERS_WITHIN, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:  # TypeError: tls:// without certificates
        raise InvalidArgument(f"scheduler {address!r}: none answers there: {str(error).splitlines()[0]}") from error
    with client:
        executor = Cluster(client, address)
        say(executor.describe())
        try:
            yield executor
        finally:
            executor.shutdown(cancel_futures=True)


def _of_this_version(version: str, call: Callable[..., T], *args: Any, **settings: Any) -> T:
    """Runs on a worker: a row of another version's code would stand in the table under this one's command."""
    if lottery_verify.__version__ != version:
        raise InvalidArgument(f"a worker has lottery_verify {lottery_verify.__version__} where {version} is asked for")
    return call(*args, **settings)
