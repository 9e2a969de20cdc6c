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

    def answer(self, status: str, code: int, keys: Mapping[str, object]) -> str:
        """The object, on one line, in ASCII: its format and head, status and exit_code, and what else is to be said."""
        whole = {"format": ANSWER_FORMAT, **self.head, "status": status, "exit_code": code, **keys}
        return json.dumps(whole, allow_nan=False)

    def failure(self, code: int, word: str, message: str) -> str:
        """The object of a command that was ended: by a verdict (1 or 3) with its reason, or else by an error."""
        verdict = code in (1, 3)
        return self.answer(word if verdict else "error", code, {"reason" if verdict else "error": message})


NO_MANNER = Manner()


def number(value: Fraction, upward: bool) -> dict[str, str | None]:
    """A number as an integer or a ratio, exactly (None where that is too long), and as a decimal, rounded so."""
    return {"exact": exactly(value), "decimal": digits(value, upward, SHOWN)}
