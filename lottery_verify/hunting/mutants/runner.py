"""Lets each wrong program be noticed by what the catalogue names: `python -m lottery_verify.hunting.mutants`."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from lottery_verify.hunting.mutants.children import NoAnswer, TooLong, ask
from lottery_verify.hunting.mutants.records import Mutant
from lottery_verify.hunting.mutants.tested import verdict_of_tests

DERIVATION = "derivation/"
TESTS = "tests/"
EXAMINERS = {
    "corpus": "tests.checker.corpus:answers",
    "bounds-checks": "tests.bounds.examined:answers",
}
"""What can be asked of a program as a whole; a mutant is noticed where the answer is not the right program's."""


@dataclass(frozen=True)
class Kill:
    """What came of one mutant.

    Attributes:
        mutant: the wrong program.
        asked: what was to notice it.
        by: what did, or None.
        seconds, examples: how long it took; an examination is one example.
        how: what the counterexample says, or why nothing was noticed.
    """

    mutant: Mutant
    asked: tuple[str, ...]
    by: str | None
    seconds: float
    examples: int
    how: str

    @property
    def shortly(self) -> str:
        """What noticed it, or the last line of why nothing did."""
        return self.by or self.how.strip().splitlines()[-1]


def duties(mutant: Mutant) -> list[tuple[str, ...]]:
    """What must notice a mutant: some one of its properties, and each examination."""
    properties = tuple(name for name in mutant.by if not is_examination(name))
    examinations = [name for name in mutant.by if is_examination(name)]
    return [*([properties] if properties else []), *((name,) for name in examinations)]


def is_examination(name: str) -> bool:
    """Whether it is asked once and of the whole program, not hunted."""
    return name in EXAMINERS or name.startswith((DERIVATION, TESTS))


def kill(mutant: Mutant, asked: tuple[str, ...], *, examples: int = 800, seed: int = 0, limit: float = 240) -> Kill:
    """Has a mutant hunted or examined.

    Args:
        mutant: the wrong program.
        asked: one of its `duties`.
        examples: at most so many for each property.
        seed: of the hunts.
        limit: seconds after which the mutant counts as surviving.
    """
    begin = time.perf_counter()
    try:
        if is_examination(asked[0]):
            found = examined(asked[0], mutant, limit)
            by = asked[0] if found != examined(asked[0]) else None
            return Kill(mutant, asked, by, time.perf_counter() - begin, 1, found if by else "survived")
        by, how, judged, seconds = ask(
            mutant, "lottery_verify.hunting.mutants.questions:hunted", asked, examples, seed, seconds=limit
        )
        return Kill(mutant, asked, by, seconds, judged, how)
    except (TooLong, NoAnswer) as error:
        return Kill(mutant, asked, None, time.perf_counter() - begin, 0, str(error))


@cache
def examined(name: str, mutant: Mutant | None = None, limit: float = 240) -> str:
    """What an examination says of a mutant, or of the right program."""
    if name.startswith(TESTS):
        return verdict_of_tests(name, mutant, limit)
    if name.startswith(DERIVATION):
        question = "lottery_verify.hunting.mutants.questions:derived"
        return str(ask(mutant, question, name.removeprefix(DERIVATION), seconds=limit))
    return str(ask(mutant, EXAMINERS[name], seconds=limit))


def kill_all(
    mutants: Sequence[Mutant], *, examples: int = 800, seed: int = 0, tell: Callable[[Kill], None] | None = None
) -> list[Kill]:
    """Kills each mutant in each way that it must be noticed; `tell` hears of each result."""
    kills = []
    for one in mutants:
        for asked in duties(one):
            kills.append(kill(one, asked, examples=examples, seed=seed))
            if tell is not None:
                tell(kills[-1])
    return kills
