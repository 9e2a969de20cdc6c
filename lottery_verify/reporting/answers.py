"""What an answer to a closing question is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from lottery_verify.reporting.plotting import Picture


class Made(Protocol):
    """What every row says of what made it."""

    @property
    def command(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def seed(self) -> int: ...


@dataclass(frozen=True)
class Answer:
    """One question: verdict and answer, the figure, the table behind it, and the command that makes it again.

    Attributes:
        name: of the question and its criterion.
        verdict: yes, no or undecided, by the criterion; empty where the final runs are not there.
        answer: a sentence or two.
        shown: the figure.
        table: in Markdown.
        command: with versions and seeds.
    """

    name: str
    verdict: str
    answer: str
    shown: Picture
    table: str
    command: str


def made_by(rows: Sequence[Made]) -> str:
    """Commands, versions and seeds of the rows."""
    commands = ", ".join(sorted({f"`{row.command} -o reports`" for row in rows}))
    versions = ", ".join(sorted({row.version for row in rows}))
    seeds = ", ".join(map(str, sorted({row.seed for row in rows})))
    return f"{commands} with lottery_verify {versions}; seeds {seeds}"
