"""Hunts every mutant in turn: `python -m lottery_verify.hunting.mutants`."""

from __future__ import annotations

import signal
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from lottery_verify import __version__
from lottery_verify.hunting.mutants.records import Mutant, applied
from lottery_verify.hunting.registry import find_property
from lottery_verify.hunting.runner import hunt


@dataclass(frozen=True)
class Kill:
    """What came of one mutant.

    Attributes:
        mutant: the wrong program.
        by: the property that noticed it, or None.
        seconds, examples: how long it took.
        how: what the counterexample says.
    """

    mutant: Mutant
    by: str | None
    seconds: float
    examples: int
    how: str


class TooLong(BaseException):
    """The hunt was stopped by the clock; no Exception, which the hunt would take for the mutant's."""


@contextmanager
def _limit(seconds: int) -> Iterator[None]:
    def stop(signum: int, frame: FrameType | None) -> None:
        raise TooLong(f"it runs for more than {seconds} s")

    old = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, old)


def kill(mutant: Mutant, *, examples: int = 800, seed: int = 0, limit: int = 120) -> Kill:
    """Hunts the mutant's properties until one is violated.

    Args:
        mutant: the wrong program.
        examples: at most so many for each property.
        seed: of the hunts.
        limit: seconds after which the mutant counts as surviving.
    """
    begin, judged = time.perf_counter(), 0
    with applied(mutant):
        for name in mutant.hunts:
            try:
                with _limit(limit):
                    found = hunt(find_property(name), examples=examples, seed=seed, shrink=False)
            except TooLong as error:
                return Kill(mutant, None, time.perf_counter() - begin, judged, str(error))
            judged += found.examples
            if found.status == "counterexample":
                note = found.outcome.note if found.outcome else found.error
                return Kill(mutant, name, time.perf_counter() - begin, judged, note)
    return Kill(mutant, None, time.perf_counter() - begin, judged, "survived")


def kill_all(
    mutants: Sequence[Mutant], *, examples: int = 800, seed: int = 0, tell: Callable[[Kill], None] | None = None
) -> list[Kill]:
    """Hunts each mutant; `tell` hears of each result."""
    kills = []
    for one in mutants:
        kills.append(kill(one, examples=examples, seed=seed))
        if tell is not None:
            tell(kills[-1])
    return kills


def to_markdown(kills: Sequence[Kill], command: str) -> str:
    """The report: killed of N, median time, and a row for each."""
    dead = [one for one in kills if one.by]
    median = statistics.median(one.seconds for one in dead) if dead else 0.0
    lines = [
        "# Mutants",
        "",
        f"Made by `{command}` with lottery_verify {__version__}. Times are of the machine and its load on that day.",
        "",
        f"{len(dead)} of {len(kills)} wrong programs killed; median time to kill {median:.2f} s, "
        f"median examples {int(statistics.median(one.examples for one in dead)) if dead else 0}.",
        "",
        "| what is wrong | where | killed by | examples | seconds |",
        "| --- | --- | --- | --- | --- |",
    ]
    for one in kills:
        place = f"{one.mutant.module}.{one.mutant.name}"
        lines.append(
            f"| {one.mutant.wrong} | `{place}` | {one.by or '**' + one.how + '**'} "
            f"| {one.examples} | {one.seconds:.2f} |"
        )
    return "\n".join(lines) + "\n"
