"""Certificates of a claim about several boxes: for each box what proves it, in one file."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from lottery_verify.arguments import readable
from lottery_verify.certificates.assumed import assumed_lines
from lottery_verify.certificates.certificate import Certificate, read_claim, stated_proof
from lottery_verify.certificates.decimals import decimal_up
from lottery_verify.certificates.proof import AgreementProof, Proof
from lottery_verify.checker import formats
from lottery_verify.checker.claim import SUP, Claim
from lottery_verify.checker.unions import Boxes
from lottery_verify.errors import InvalidArgument, MalformedFile, printable
from lottery_verify.networks.regions import stated_region
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
        output: the only one that is meant, from 0; None for all.
        proofs: what proves a bound over each box, in the boxes' order.
        assumed: of "target" or "ticket", what their files did not say and was taken for granted.
    """

    target: str
    ticket: str
    region: Boxes
    norm: str
    epsilon: Fraction
    proofs: tuple[Certificate | Proof, ...]
    output: int | None = None
    assumed: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, region: Boxes, proofs: Sequence[Certificate | Proof]) -> Parts:
        """The claim that these proofs make together: the largest of their bounds."""
        first = proofs[0]
        output = first.output if isinstance(first, Proof) else None
        bound = max(bound_of(one) for one in proofs)
        return cls(first.target, first.ticket, region, first.norm, bound, tuple(proofs), output, first.assumed)

    @property
    def proved(self) -> Fraction:
        """The largest bound that the parts give, exact, at most epsilon."""
        return max(bound_of(one) for one in self.proofs)

    @property
    def claim(self) -> Claim:
        """What is claimed, apart from what it is about."""
        return Claim(SUP, self.epsilon, self.norm, self.output)

    @property
    def outputs(self) -> tuple[Fraction, ...]:
        """The largest bound of each output; empty where a part does not know them."""
        each = [one.outputs for one in self.proofs]
        return tuple(map(max, zip(*each, strict=True))) if all(each) else ()

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
            **({} if self.output is None else {"output": self.output}),
            "epsilon": str(self.epsilon),
        }
        head = {"format": formats.PROOF_FORMAT, "semantics": formats.SEMANTICS, "claim": claim}
        head |= {"assumed": dict(self.assumed)} if self.assumed else {}
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
            text.append(f"  box {number}: ≤ {decimal_up(bound_of(one))}")
        if count > SHOWN:
            text.append(f"  … and {count - SHOWN} boxes more")
        return "\n".join([*map(printable, text), *assumed_lines(self.assumed)])

    __repr__ = __str__


def read_certificate(path: str | os.PathLike[str]) -> Certificate | Proof | AgreementProof | Parts:
    """Reads a certificate file, also one about several boxes; whether it proves anything is for `check` to say.

    Raises:
        MalformedFile: not a certificate of this format.
    """
    given, names = read_claim(path)
    if not given.parts:
        return stated_proof(given, names)
    region = stated_region(names["region"], f"{given.where}: claim: region")
    if not isinstance(region, Boxes) or len(region.parts) != len(given.parts):
        raise MalformedFile(f"{given.where}: it has {len(given.parts)} parts, and its region is not as many boxes")
    each = [
        stated_proof(part, {**names, "region": box.describe()})
        for part, box in zip(given.parts, region.parts, strict=True)
    ]
    proofs = tuple(one for one in each if not isinstance(one, AgreementProof))
    meant = given.meant
    return Parts(**{**names, "region": region}, epsilon=meant.amount, proofs=proofs, output=meant.output)


def bound_of(one: Certificate | Proof) -> Fraction:
    """The bound that a proof gives, or, as of a file, the one that it claims."""
    return one.epsilon if one.proved is None else one.proved
