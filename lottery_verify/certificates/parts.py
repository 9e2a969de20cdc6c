"""Certificates of a claim about several boxes: for each box what proves it, in one file."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from lottery_verify.arguments import readable
from lottery_verify.certificates.certificate import Certificate
from lottery_verify.certificates.decimals import decimal_up
from lottery_verify.certificates.proof import Proof
from lottery_verify.checker import formats
from lottery_verify.checker.unions import Boxes
from lottery_verify.errors import InvalidArgument, printable
from lottery_verify.networks.saving import atomic_write

SHOWN = 16


@dataclass(frozen=True)
class Parts:
    """A proof that sup ‖F − Ĝ‖ ≤ epsilon over a union of boxes, for a checker to repeat.

    Attributes:
        target, ticket: digests.
        region: the boxes.
        norm: as claimed.
        epsilon: claimed, exact.
        proofs: what proves a bound over each box, in the boxes' order.
    """

    target: str
    ticket: str
    region: Boxes
    norm: str
    epsilon: Fraction
    proofs: tuple[Certificate | Proof, ...]

    @classmethod
    def of(cls, region: Boxes, proofs: Sequence[Certificate | Proof]) -> Parts:
        """The claim that these proofs make together: the largest of their bounds."""
        first = proofs[0]
        bound = max(bound_of(one) for one in proofs)
        return cls(first.target, first.ticket, region, first.norm, bound, tuple(proofs))

    @property
    def proved(self) -> Fraction:
        """The largest bound that the parts give, exact, at most epsilon."""
        return max(bound_of(one) for one in self.proofs)

    def claiming(self, epsilon: Fraction) -> Parts:
        """The same proofs for a round epsilon, no less than what they prove.

        Raises:
            InvalidArgument: epsilon is less.
        """
        if epsilon < self.proved:
            proved = decimal_up(self.proved)
            raise InvalidArgument(f"epsilon {readable(epsilon)} is less than the parts prove: {proved}")
        return replace(self, epsilon=epsilon)

    def to_json(self) -> str:
        """The certificate file's text; a part on a line."""
        claim = {
            "target": self.target,
            "ticket": self.ticket,
            "region": self.region.describe(),
            "norm": self.norm,
            "epsilon": str(self.epsilon),
        }
        head = {"format": formats.PROOF_FORMAT, "semantics": formats.SEMANTICS, "claim": claim}
        whole = [json.loads(one.to_json()) for one in self.proofs]
        parts = [{key: one[key] for key in ("precision", "layers", "steps") if key in one} for one in whole]
        lines = ",\n".join(json.dumps(part, separators=(",", ":")) for part in parts)
        return f'{json.dumps(head, indent=1)[:-2]},\n "parts": [\n{lines}\n]\n}}\n'

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the certificate; an old file stays until the new one is whole."""
        atomic_write(path, self.to_json().encode())

    def __str__(self) -> str:
        count = len(self.proofs)
        text = [
            f"certificate: sup |F − Ĝ| ({self.norm}) ≤ {decimal_up(self.epsilon)}, proved {decimal_up(self.proved)}, "
            f"over {count} boxes",
            f"  target  {self.target}",
            f"  ticket  {self.ticket}",
        ]
        for number, one in enumerate(self.proofs[:SHOWN], 1):
            text.append(f"  box {number}: no output differs by more than {decimal_up(bound_of(one))}")
        if count > SHOWN:
            text.append(f"  … and {count - SHOWN} boxes more")
        return "\n".join(map(printable, text))

    __repr__ = __str__


def bound_of(one: Certificate | Proof) -> Fraction:
    """The bound that a proof gives, or, as of a file, the one that it claims."""
    return one.epsilon if one.proved is None else one.proved
