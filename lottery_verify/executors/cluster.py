"""Calls on many machines: a Dask scheduler behind the same `Executor` as processes and threads."""

from __future__ import annotations

import pickle
import re
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from functools import partial
from queue import Queue
from typing import Any, TypeVar

from distributed import Client, KilledWorker, get_worker

import lottery_verify
from lottery_verify.errors import InvalidArgument, Undecided
from lottery_verify.executors.messages import Heard, Tell, drained
from lottery_verify.executors.processes import WorkerLost

T = TypeVar("T")
ADDRESS = re.compile(r"(tcp|tls)://(\[[0-9a-fA-F:]+\]|[\w.-]+):\d{1,5}", re.ASCII)
ANSWERS_WITHIN = 10
"""Seconds in which a scheduler must answer."""
AT_ONCE = 1024
"""Tasks that a scheduler is given at a time: enough for workers that come later. What waits there is lost to nobody."""


class SchedulerLost(Undecided, ConnectionError):
    """The scheduler no longer answers; what it had has no result."""


class Cluster(Executor):
    """Dask's executor with the manners of the standard library's, and workers that must be of this version.

    A worker that dies takes nothing along: the scheduler gives its calls to others. When the scheduler itself is gone,
    every call that has no result fails at once with SchedulerLost.

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
            elif isinstance(error, KilledWorker):
                made.set_exception(WorkerLost(f"{self.address}: each worker that was given it died"))
            else:
                made.set_exception(error)

        self._dask.submit(_of_this_version, version, call, *args, **settings).add_done_callback(done)
        return made

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Ends the calls that are left, or waits for them."""
        self._dask.shutdown(wait=wait and not cancel_futures)

    def describe(self) -> str:
        """Who works there now, in a line."""
        workers = len(self._client.nthreads())
        if not workers:
            return f"{self.address}: no workers yet; what is asked for waits until one comes"
        return f"{self.address}: workers: {workers}, their threads: {self.threads}"

    @property
    def threads(self) -> int:
        """How many calls its workers can be at now."""
        return int(sum(self._client.nthreads().values()))

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
    with _connected(address) as client:
        executor = Cluster(client, address)
        say(executor.describe())
        try:
            yield executor
        finally:
            executor.shutdown(cancel_futures=True)


@contextmanager
def messages(address: str) -> Iterator[tuple[Tell, Heard]]:
    """What workers of a scheduler tell: a `Channel` of pickles, by way of Dask's log of events.

    Args:
        address: of the scheduler.
    Raises:
        InvalidArgument: as of `cluster`.
    """
    topic, queue = f"lottery-verify-{uuid.uuid4()}", Queue[Any]()

    def hear(event: tuple[float, bytes]) -> None:
        queue.put(pickle.loads(event[1]))

    with _connected(address) as client:
        client.subscribe_topic(topic, hear)
        yield partial(_event, topic), lambda: drained(queue)


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    check_address(address)
    try:
        client = Client(address, timeout=ANSWERS_WITHIN, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:  # TypeError: tls:// without certificates
        raise InvalidArgument(f"scheduler {address!r}: none answers there: {str(error).splitlines()[0]}") from error
    with client:
        yield client


def _event(topic: str, said: object) -> None:
    """Runs on a worker."""
    get_worker().log_event(topic, pickle.dumps(said))


def _of_this_version(version: str, call: Callable[..., T], *args: Any, **settings: Any) -> T:
    """Runs on a worker: another version's code would make results that stand under this one's command."""
    if lottery_verify.__version__ != version:
        raise InvalidArgument(f"a worker has lottery_verify {lottery_verify.__version__} where {version} is asked for")
    return call(*args, **settings)
