"""One JSON object in place of words, for whoever asks with --json; standard library only."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from lottery_verify.checker.formats import ANSWER_FORMAT
from lottery_verify.checker.numbers import digits, exactly

SHOWN = 6  # significant digits of a decimal


@dataclass(frozen=True)
class Manner:
    """How the one who asks wants to be answered.

    Attributes:
        json: by one JSON object on standard output, whatever the exit code.
        quiet: without words, other than those of an error.
        head: what the object begins with, after its format.
    """

    json: bool = False
    quiet: bool = False
    head: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def of(cls, words: Sequence[str], head: Mapping[str, object]) -> "Manner":
        """As a command line asks, also one that turns out to be wrong; options may be shortened, as argparse lets."""
        options = [word for word in words[: words.index("--") if "--" in words else None] if word[2:]]
        return cls(any(map("--json".startswith, options)), any(map("--quiet".startswith, options)), head)


def answer(head: Mapping[str, object], status: str, code: int, keys: Mapping[str, object]) -> str:
    """The object, on one line, ASCII: format, head, status, exit_code, and what else is to be said."""
    whole = {"format": ANSWER_FORMAT, **head, "status": status, "exit_code": code, **keys}
    return json.dumps(whole, allow_nan=False)


def number(value: Fraction, upward: bool) -> dict[str, str | None]:
    """A number exactly, as an integer or a ratio (None where that is too long), and as a decimal, rounded as it says."""
    return {"exact": exactly(value), "decimal": digits(value, upward, SHOWN)}
