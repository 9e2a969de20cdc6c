"""What the checker says of a claim, in words and for a machine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from lottery_verify.checker.answers import number
from lottery_verify.errors import printable


@dataclass(frozen=True)
class Verdict:
    """What the checker says of a claim: accepted, rejected or undecided, why, and the bound that the steps prove.

    Attributes:
        proved: of top-1 agreement the margin from which on it is proved; None where nothing is.
        claim: what was asked: kind, target, ticket, region, norm and epsilon, or the margin; empty where only steps
            were judged.
        assumed: of the target or the ticket, what the certificate says was assumed when its file was read: text that
            nothing rests on, since the digests bind what came of it.
    """

    status: str
    reason: str
    proved: Fraction | None = None
    claim: Mapping[str, object] = field(default_factory=dict)
    assumed: Mapping[str, str] = field(default_factory=dict)

    @property
    def exit_code(self) -> int:
        """0 accepted, 1 rejected, 3 undecided."""
        return {"accepted": 0, "rejected": 1, "undecided": 3}[self.status]

    def __str__(self) -> str:
        return printable(f"{self.status}: {self.reason}")

    def notes(self) -> list[str]:
        """What was assumed, in lines to be shown after the verdict."""
        said = self.assumed.items()
        return [printable(f"assumed of the {role}, as the certificate says: {text}") for role, text in said]

    def keys(self) -> dict[str, object]:
        """What an answer for a machine holds besides status and exit code."""
        proved = None if self.proved is None else number(self.proved, True)
        return {"reason": self.reason, "claim": self.claim, "proved": proved, "assumed": self.assumed}


def worst(verdicts: Sequence[Verdict]) -> Verdict:
    """The verdict on a claim about several regions: accepted where it is on each; the largest of the bounds proved."""
    found = max(verdicts, key=lambda one: ("accepted", "undecided", "rejected").index(one.status))
    bounds = [one.proved for one in verdicts if one.proved is not None]
    return replace(found, proved=max(bounds) if len(bounds) == len(verdicts) else None)
