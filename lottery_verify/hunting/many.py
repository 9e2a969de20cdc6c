"""Many hunts at once, in processes, with progress."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing import resource_tracker
from queue import Empty
from typing import Any

from lottery_verify.errors import InvalidArgument
from lottery_verify.hunting import checked
from lottery_verify.hunting.profiles import DATABASE_VARIABLE, database
from lottery_verify.hunting.registry import find_property
from lottery_verify.hunting.runner import Hunt, hunt


@dataclass(frozen=True)
class Campaign:
    """One hunt to be run: of which property, without what, for how long and from which seed."""

    property_id: str
    dropping: tuple[str, ...] = ()
    examples: int = 200
    seconds: float | None = None
    seed: int = 0
    shrink: bool = True


Progress = Callable[[int, Hunt], None]


def run_campaign(campaign: Campaign, progress: Callable[[Hunt], None] | None = None) -> Hunt:
    """Runs one campaign here, with the example database that the environment names, if any."""
    return hunt(
        find_property(campaign.property_id),
        dropping=campaign.dropping,
        examples=campaign.examples,
        seconds=campaign.seconds,
        seed=campaign.seed,
        database=database() if os.environ.get(DATABASE_VARIABLE) else None,
        shrink=campaign.shrink,
        progress=progress,
    )


def run_campaigns(campaigns: Sequence[Campaign], *, jobs: int = 1, progress: Progress | None = None) -> list[Hunt]:
    """Runs campaigns in order, `jobs` at a time.

    Args:
        campaigns: what to hunt.
        jobs: processes; with 1 everything runs in this one.
        progress: called with a campaign's number and its hunt so far.
    Returns:
        The hunts, in the order of the campaigns.
    Raises:
        KeyboardInterrupt: at once, and without waiting for the processes; `progress` has heard of all that was found.
    """
    if jobs < 1:
        raise InvalidArgument(f"jobs {jobs} must be at least 1")
    if jobs == 1:
        return [
            run_campaign(campaign, None if progress is None else partial(progress, i))
            for i, campaign in enumerate(campaigns)
        ]
    context = multiprocessing.get_context("spawn")
    with ExitStack() as stack:
        with _deaf_children():
            manager = stack.enter_context(context.Manager())
            pool = stack.enter_context(ProcessPoolExecutor(jobs, mp_context=context, initializer=_one_thread))
            stack.enter_context(_ended_on_failure())
            queue = manager.Queue()
            futures = [pool.submit(_work, i, campaign, queue) for i, campaign in enumerate(campaigns)]
        waiting = set(futures)
        try:
            while waiting:
                waiting = wait(waiting, timeout=0.2, return_when=FIRST_COMPLETED).not_done
                _drain(queue, progress)
        except KeyboardInterrupt:
            with suppress(OSError, EOFError):  # where the manager has ended as well
                _drain(queue, progress)
            raise
        return [future.result() for future in futures]


@contextmanager
def _deaf_children() -> Iterator[None]:
    """Processes that are started here don't hear ^C, which a terminal sends to all: their parent ends them."""
    resource_tracker.ensure_running()  # the first process would start it, which lets ^C through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _ended_on_failure() -> Iterator[None]:
    """Whatever ends this block early also ends, at once, the processes that were started in it; their files go too."""
    before = set(multiprocessing.active_children())
    try:
        yield
    except BaseException:
        for child in set(multiprocessing.active_children()) - before:
            child.kill()
            child.join()
            if child.pid is not None:
                checked.remove(child.pid)
        raise


def _one_thread() -> None:
    import torch

    torch.set_num_threads(1)


def _work(number: int, campaign: Campaign, queue: Any) -> Hunt:
    return run_campaign(campaign, lambda h: queue.put((number, h)))


def _drain(queue: Any, progress: Progress | None) -> None:
    while True:
        try:
            number, seen = queue.get_nowait()
        except Empty:
            return
        if progress is not None:
            progress(number, seen)
