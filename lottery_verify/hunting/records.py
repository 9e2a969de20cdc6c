"""What a property is: inputs, a judgement, and which hypotheses and constants of its claim it can do without."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, get_type_hints

from hypothesis.strategies import SearchStrategy

Dropping = frozenset[str]


@dataclass(frozen=True)
class Outcome:
    """What came of one example.

    Attributes:
        holds: whether the property holds for it, decided exactly.
        closeness: how near it came to a violation (1 is the edge, above 1 is beyond); it only steers the hunt.
        note: the numbers, exactly, in words.
    """

    holds: bool
    closeness: float
    note: str

    @classmethod
    def compare(cls, found: Fraction | int, allowed: Fraction | int, note: str) -> Outcome:
        """Holds where found ≤ allowed."""
        ratio = Fraction(found) / Fraction(allowed) if allowed > 0 else Fraction(int(found > allowed) * 2)
        return cls(
            found <= allowed, min(float(min(ratio, Fraction(10**6))), 1e6), f"{note}: {found} against {allowed} allowed"
        )


@dataclass(frozen=True)
class Drop:
    """A hypothesis or constant that the hunt can do without.

    Attributes:
        name: the hypothesis' or constant's name, as in the claim's record, with "->…" where a constant is replaced.
        meaning: what is done instead, in words.
        needed: whether a counterexample is known to exist (then the tests demand that the hunt finds one).
        why: for those that are not needed, why none can exist (or why it is not expected).
    """

    name: str
    meaning: str
    needed: bool = True
    why: str = ""


@dataclass(frozen=True)
class Property:
    """One falsifiable statement about one claim, used alike by pytest, the command, the fuzzer and the mutants.

    Attributes:
        id: "<claim id>/<part>"; whole-pipeline properties have the claim id "pipeline".
        statement: what must hold, in words.
        inputs: the strategy of its inputs, given what is dropped; its examples are frozen dataclasses of plain numbers.
        judge: (example, what is dropped) → Outcome.
        drops: what can be dropped.
        evidence: "exact", "exact tail", or how rare a false alarm is.
        slow: how many times fewer examples it should get than others.
    """

    id: str
    statement: str
    inputs: Callable[[Dropping], SearchStrategy[Any]]
    judge: Callable[[Any, Dropping], Outcome]
    drops: tuple[Drop, ...] = ()
    evidence: str = "exact"
    slow: int = field(default=1)

    @property
    def claim_id(self) -> str:
        """The claim that it belongs to."""
        return self.id.partition("/")[0]

    @property
    def case_type(self) -> type:
        """What its examples are instances of."""
        found: type = get_type_hints(self.judge)["case"]
        return found

    @property
    def drop_names(self) -> tuple[str, ...]:
        """The names of what can be dropped."""
        return tuple(one.name for one in self.drops)
