"""The report of the wrong programs: reports/hunt/mutants.md."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from lottery_verify import __version__
from lottery_verify.hunting.mutants.runner import Kill


def to_markdown(kills: Sequence[Kill], command: str) -> str:
    """The report: killed of N, median time, and a row for each."""
    dead = [one for one in kills if one.by]
    median = statistics.median(one.seconds for one in dead) if dead else 0.0
    lines = [
        "# Mutants",
        "",
        f"Made by `{command}` with lottery_verify {__version__}. Times are of the machine and its load on that day.",
        "",
        f"{len({one.mutant.wrong for one in kills})} wrong programs, to be noticed {len(kills)} times; {len(dead)} of "
        f"these they are. Median time {median:.2f} s, "
        f"median examples {int(statistics.median(one.examples for one in dead)) if dead else 0}.",
        "",
        "| what is wrong | where | killed by | examples | seconds |",
        "| --- | --- | --- | --- | --- |",
    ]
    for one in kills:
        lines.append(
            f"| {one.mutant.wrong} | `{one.mutant.place.rstrip(':')}` | {one.by or f'**{one.shortly}**'} "
            f"| {one.examples} | {one.seconds:.2f} |"
        )
    return "\n".join(lines) + "\n"
