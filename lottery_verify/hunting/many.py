"""Many hunts at once, over any executor, with progress."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from lottery_verify.executors.messages import Channel, Tell
from lottery_verify.executors.running import Pool, run_tasks
from lottery_verify.hunting.profiles import DATABASE_VARIABLE, database
from lottery_verify.hunting.registry import find_property
from lottery_verify.hunting.runner import NO_RESULT, Hunt, hunt


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


class Numbered(NamedTuple):
    """A campaign and its number."""

    number: int
    campaign: Campaign


def run_campaigns(
    campaigns: Sequence[Campaign],
    *,
    pool: Pool | None = None,
    channel: Channel | None = None,
    at_once: int = 1,
    progress: Progress | None = None,
) -> list[Hunt]:
    """Runs campaigns: here, in order, or over any executor.

    Args:
        campaigns: what to hunt.
        pool: as in `run_tasks`; when left out everything runs in this process.
        channel: how the pool's workers tell of a hunt that is running; they do not when left out.
        at_once: campaigns that the pool is given at a time, at least 1.
        progress: called with a campaign's number and its hunt so far, and once it has ended.
    Returns:
        The hunts, in the order of the campaigns; one whose worker or scheduler died has the status "no result".
    Raises:
        KeyboardInterrupt: at once, and without waiting for the workers; `progress` has heard of all that was told.
    """
    tell = progress or (lambda number, hunt: None)
    if pool is None:
        return [run_campaign(campaign, partial(tell, i)) for i, campaign in enumerate(campaigns)]
    made: dict[int, Hunt] = {}

    def keep(task: Numbered, hunt: Hunt) -> None:
        made[task.number] = hunt
        tell(task.number, hunt)

    def listen() -> None:
        for number, so_far in heard():
            if number not in made:
                tell(number, so_far)

    with channel() if channel else nullcontext((None, tuple)) as (say, heard):
        tasks = [Numbered(*both) for both in enumerate(campaigns)]
        try:
            lost = run_tasks(tasks, partial(_work, say), pool=pool, at_once=at_once, keep=keep, meanwhile=listen)
        except KeyboardInterrupt:
            listen()
            raise
    for (number, one), reason in lost:
        made[number] = Hunt(one.property_id, one.dropping, one.seed, status=NO_RESULT, error=reason)
    return [made[number] for number in range(len(campaigns))]


def _work(say: Tell | None, task: Numbered) -> Hunt:
    """Runs a campaign in a worker, which has one processor to itself."""
    import torch

    torch.set_num_threads(1)
    return run_campaign(task.campaign, None if say is None else lambda hunt: say((task.number, hunt)))
