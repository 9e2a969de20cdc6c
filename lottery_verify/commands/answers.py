"""How a command answers: in words, or by one JSON object, or by its exit code alone; every command in the same way."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from fractions import Fraction
from functools import partial

from lottery_verify.checker.answers import Manner, number
from lottery_verify.checker.unions import AnyRegion
from lottery_verify.errors import printable

below, above = partial(number, upward=False), partial(number, upward=True)


def add_answer_options(parser: argparse.ArgumentParser) -> None:
    """Adds --json and --quiet."""
    group = parser.add_argument_group("answers")
    group.add_argument(
        "--json",
        action="store_true",
        help="answer by one JSON object on standard output, whatever the exit code; its keys are in docs/answers.md",
    )
    group.add_argument(
        "--quiet", action="store_true", help="answer by the exit code, and by --json; say only what is an error"
    )


class Notes:
    """What is said beside the answer."""

    def __init__(self, quiet: bool = False) -> None:
        self.quiet, self.said = quiet, list[str]()


_NOTES: ContextVar[Notes] = ContextVar("notes")


@contextmanager
def noted(quiet: bool) -> Iterator[None]:
    """Keeps the block's notes for its answer; under `quiet` they are in its JSON alone."""
    token = _NOTES.set(Notes(quiet))
    try:
        yield
    finally:
        _NOTES.reset(token)


def note(sentence: str, what: str = "note") -> None:
    """Says something beside the answer: on the error stream now, and in the answer's JSON.

    Args:
        sentence: text, also of files; it is shown on one line.
        what: of which kind it is: "note", or "assumed of f.pt".
    """
    text = printable(f"{what}: {sentence}")
    notes = _NOTES.get(None)
    if notes is not None:
        notes.said.append(text)
    if notes is None or not notes.quiet:
        print(text, file=sys.stderr)


def note_masks(asked: str, written: str) -> None:
    """Says that the masks of a ticket could not be written as asked."""
    if asked != written:
        note(f"--masks {asked}: this ticket's masks have no shorter codes, and are written {written}")


def notes() -> list[str]:
    """What was said beside the answer so far."""
    found = _NOTES.get(None)
    return [] if found is None else list(found.said)


def head(command: str) -> dict[str, object]:
    """What the JSON of each answer begins with, after its format."""
    from lottery_verify import __version__

    return {"command": command, "version": __version__}


def give(
    arguments: argparse.Namespace, code: int, status: str, text: Iterable[str], keys: Mapping[str, object]
) -> int:
    """Answers, which is the last thing that a command does.

    Args:
        arguments: with `json`, `quiet` and `command`.
        code: the exit code, 0, 1 or 3.
        status: "done" or "accepted" (0); "rejected", "no ticket" or "counterexample" (1); "undecided" (3).
        text: the answer in words, in lines.
        keys: the answer for a machine, besides what each answer holds.
    Returns: code.
    """
    if arguments.json:
        manner = Manner(head=head(arguments.command))
        print(manner.answer(status, code, {**keys, "notes": notes()}))
    elif not arguments.quiet and (lines := list(text)):
        print("\n".join(lines))
    return code


def claim_of(
    target: str, ticket: str, region: AnyRegion, norm: str, epsilon: Fraction | None, output: int | None = None
) -> dict[str, object]:
    """The claim that sup ‖F − Ĝ‖ ≤ epsilon over a region, as the checker's answers state it; digests name networks."""
    stated = None if epsilon is None else above(epsilon)
    about = {"kind": "difference", "target": target, "ticket": ticket, "region": region.describe(), "norm": norm}
    return {**about, **({} if output is None else {"output": output}), "epsilon": stated}
