"""--jobs and --scheduler: where a command has its work done."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from lottery_verify.arguments import as_fraction
from lottery_verify.commands.answers import note

if TYPE_CHECKING:
    from collections.abc import Callable

    from lottery_verify.executors.messages import Channel
    from lottery_verify.executors.running import Pool


@dataclass(frozen=True)
class Workers:
    """Where work is done.

    Attributes:
        pool: opens the executor.
        at_once: tasks that it is given at a time.
        count: tasks that it can be at, as far as is known now; at least 1.
        channel: how its workers tell of what they are at.
    """

    pool: Pool
    at_once: int
    count: int
    channel: Channel


def add_worker_options(container: argparse._ActionsContainer, *, work: str, default: int | None = 1) -> None:
    """Adds --jobs and --scheduler, of which one at most is given.

    Args:
        container: the command's parser, or a group of its options.
        work: what is done there, in the plural, for the help.
        default: of --jobs; None where the command sees to it.
    """
    where = container.add_mutually_exclusive_group()
    usual = "a process for each processor" if default is None else default
    where.add_argument("--jobs", type=int, default=default, help=f"worker processes, at least 1 (default: {usual})")
    where.add_argument(
        "--scheduler", metavar="ADDRESS",
        help=f"a Dask scheduler whose workers do the {work}, tcp://HOST:PORT (extra: cluster; default: processes of "
        "this machine)",
    )  # fmt: skip


def workers_of(arguments: argparse.Namespace, ended: Callable[[int], None] = lambda pid: None) -> Workers:
    """Where the command's work is done.

    Args:
        arguments: of a parser with the two options.
        ended: as of `processes`.
    Raises:
        InvalidArgument: no such number, no address, or no scheduler answers there.
    """
    if arguments.scheduler is not None:
        from lottery_verify.executors.cluster import AT_ONCE, cluster, messages

        with cluster(arguments.scheduler) as executor:
            count = max(1, executor.threads)
        pool = partial(cluster, arguments.scheduler, partial(note, what="scheduler"))
        return Workers(pool, AT_ONCE, count, partial(messages, arguments.scheduler))
    from lottery_verify.executors.messages import of_processes
    from lottery_verify.executors.processes import available, processes

    jobs = available() if arguments.jobs is None else int(as_fraction("jobs", arguments.jobs, at_least=1))
    return Workers(partial(processes, jobs, ended), jobs, jobs, of_processes)
