"""What the checker says of a claim; standard library only."""

from dataclasses import dataclass
from fractions import Fraction

from lottery_verify.errors import printable


@dataclass(frozen=True)
class Verdict:
    """What the checker says of a claim: accepted, rejected or undecided, and why.

    Attributes:
        status, reason: this.
        proved: the bound that the steps prove, or the margin from which on they prove agreement; None without any.
    """

    status: str
    reason: str
    proved: Fraction | None = None

    @property
    def exit_code(self) -> int:
        """0 accepted, 1 rejected, 3 undecided."""
        return {"accepted": 0, "rejected": 1, "undecided": 3}[self.status]

    def __str__(self) -> str:
        return printable(f"{self.status}: {self.reason}")
