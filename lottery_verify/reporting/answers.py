"""What an answer to a closing question is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lottery_verify.reporting.plotting import Picture
from lottery_verify.studies.rows import Row


@dataclass(frozen=True)
class Answer:
    """One question: verdict and answer, the figure, the table behind it, and the commands that make it again.

    Attributes:
        name: of the question and its criterion.
        verdict: yes, no or undecided, by the criterion; empty where the final runs are not there.
        gist: one sentence.
        answer: more of it.
        shown: the figure.
        table: in Markdown.
        rows: what the table is of; they say commands, versions and seeds.
    """

    name: str
    verdict: str
    gist: str
    answer: str
    shown: Picture
    table: str
    rows: Sequence[Row]

    @property
    def commands(self) -> list[str]:
        """What makes the rows again."""
        return sorted({f"{row.command} -o reports" for row in self.rows})

    @property
    def origin(self) -> str:
        """Versions and seeds of the rows."""
        versions = ", ".join(sorted({row.version for row in self.rows}))
        seeds = ", ".join(map(str, sorted({row.seed for row in self.rows})))
        return f"with lottery_verify {versions}; seeds {seeds}"
