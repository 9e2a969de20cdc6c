"""What a claim is made of; standard library only."""

from dataclasses import dataclass
from enum import Enum

from lottery_verify.errors import InvalidArgument


class Origin(Enum):
    """Where a statement comes from."""

    SEED = "SEED"
    """Stated in the talk that this project implements."""
    DERIVED = "DERIVED"
    """Not in the talk; derived, and proved, for this project."""
    LITERATURE = "LITERATURE"
    """Known from papers."""


@dataclass(frozen=True)
class Hypothesis:
    """One named assumption of a claim; the name is what `hunt --drop` takes."""

    name: str
    statement: str
    latex: str = ""


@dataclass(frozen=True)
class Constant:
    """One named constant of a claim, which a hunt can weaken; `value` is what the claim states."""

    name: str
    value: str
    statement: str


@dataclass(frozen=True)
class Claim:
    """One theorem: an id that code, proofs, tests, certificates and reports share.

    Attributes:
        id: the claim's id, e.g. `golden-decomposition`.
        source: who states the result.
        citation: where it is stated, and which part was derived here.
        title: a heading of a few words.
        hypotheses: every assumption, each with a name that is unique in the claim.
        conclusion: what follows, in words.
        latex: the conclusion, in LaTeX without delimiters.
        constants: the constants whose value is part of the claim.
        premises: ids of the claims on which its proof rests.
        audit: what the talk's statement leaves open and how it is mended; empty when there is nothing.
        formal_name: the theorem's name in proofs/, or None.
    """

    id: str
    source: Origin
    citation: str
    title: str
    hypotheses: tuple[Hypothesis, ...]
    conclusion: str
    latex: str
    constants: tuple[Constant, ...] = ()
    premises: tuple[str, ...] = ()
    audit: str = ""
    formal_name: str | None = None

    @property
    def hypothesis_names(self) -> tuple[str, ...]:
        """The names of the hypotheses, in order."""
        return tuple(one.name for one in self.hypotheses)

    def hypothesis(self, name: str) -> Hypothesis:
        """The hypothesis of that name.

        Args:
            name: one of `hypothesis_names`.
        Returns: the hypothesis.
        Raises: InvalidArgument when the claim has no hypothesis of that name.
        """
        for one in self.hypotheses:
            if one.name == name:
                return one
        names = ", ".join(self.hypothesis_names)
        raise InvalidArgument(f"hypothesis: {self.id} has none named {name!r}; it has {names}")
