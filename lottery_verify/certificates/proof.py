"""Certificates of format 2: a claim, and the steps that prove it, each by the name of a rule of the checker."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from lottery_verify.arguments import readable
from lottery_verify.certificates.assumed import assumed_lines
from lottery_verify.certificates.decimals import decimal_up
from lottery_verify.checker import formats
from lottery_verify.checker.claim import SUP, TOP1, Claim
from lottery_verify.errors import InvalidArgument, printable
from lottery_verify.networks.saving import atomic_write


@dataclass(frozen=True)
class Proof:
    """A proof that sup ‖F − Ĝ‖ ≤ epsilon over a region, for a checker to repeat.

    Attributes:
        target, ticket: digests.
        region, norm: what is claimed, as in the file.
        epsilon: claimed, exact.
        proved: the bound that the steps give, exact, at most epsilon; None where it was not computed, as of a file.
        precision: the checker's integers are over 2^precision.
        steps: as in the file: {"rule": …, and what the rule reads}.
        assumed: of "target" or "ticket", what their files did not say and was taken for granted; see `Network`.
        output: the only one that is meant, from 0; None for all.
        outputs: the bound at each output; empty where it was not computed, as of a file.
    """

    target: str
    ticket: str
    region: Mapping[str, object]
    norm: str
    epsilon: Fraction
    proved: Fraction | None
    precision: int
    steps: tuple[Mapping[str, object], ...]
    assumed: Mapping[str, str] = field(default_factory=dict)
    output: int | None = None
    outputs: tuple[Fraction, ...] = field(default=(), compare=False)

    @property
    def claim(self) -> Claim:
        """What is claimed, apart from what it is about."""
        return Claim(SUP, self.epsilon, self.norm, self.output)

    def claiming(self, epsilon: Fraction) -> Proof:
        """The same proof for a round epsilon, no less than what it proves.

        Raises:
            InvalidArgument: epsilon is less.
        """
        if self.proved is not None and epsilon < self.proved:
            proved = decimal_up(self.proved)
            raise InvalidArgument(f"epsilon {readable(epsilon)} is less than the steps prove: {proved}")
        return replace(self, epsilon=epsilon)

    def to_json(self) -> str:
        """The certificate file's text; a step on a line."""
        claim = {
            "target": self.target,
            "ticket": self.ticket,
            "region": self.region,
            "norm": self.norm,
            **({} if self.output is None else {"output": self.output}),
            "epsilon": str(self.epsilon),
        }
        return file_text(claim, self.precision, self.steps, self.assumed)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the certificate; an old file stays until the new one is whole."""
        atomic_write(path, self.to_json().encode())

    def __str__(self) -> str:
        proved = "" if self.proved is None else f", proved {decimal_up(self.proved)}"
        what = f"sup |F − Ĝ| ({self.norm})" if self.output is None else f"sup |F − Ĝ| at output {self.output}"
        claim = f"{what} ≤ {decimal_up(self.epsilon)}{proved}"
        return told(claim, self.target, self.ticket, self.steps, self.assumed)

    __repr__ = __str__


@dataclass(frozen=True)
class AgreementProof:
    """A proof that Ĝ keeps F's class wherever in a region F is sure of it by a margin, for a checker to repeat.

    Attributes:
        target, ticket: digests.
        region: as in the file.
        margin: exact, 0 or more.
        precision: the checker's integers are over 2^precision.
        steps: as in the file.
        assumed: as of a `Proof`.
    """

    target: str
    ticket: str
    region: Mapping[str, object]
    margin: Fraction
    precision: int
    steps: tuple[Mapping[str, object], ...]
    assumed: Mapping[str, str] = field(default_factory=dict)

    @property
    def claim(self) -> Claim:
        """What is claimed, apart from what it is about."""
        return Claim(TOP1, self.margin)

    def to_json(self) -> str:
        """The certificate file's text; a step on a line."""
        names = {"target": self.target, "ticket": self.ticket, "region": self.region}
        return file_text({"kind": TOP1, **names, "margin": str(self.margin)}, self.precision, self.steps, self.assumed)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the certificate; an old file stays until the new one is whole."""
        atomic_write(path, self.to_json().encode())

    def __str__(self) -> str:
        return told(str(self.claim), self.target, self.ticket, self.steps, self.assumed)

    __repr__ = __str__


def file_text(
    claim: Mapping[str, object], precision: int, steps: Iterable[Mapping[str, object]], assumed: Mapping[str, str]
) -> str:
    """The text of a certificate of format 2; a step on a line."""
    head = {"format": formats.PROOF_FORMAT, "semantics": formats.SEMANTICS, "claim": claim}
    head |= {"assumed": dict(assumed)} if assumed else {}
    lines = ",\n".join(json.dumps(step, separators=(",", ":")) for step in steps)
    return f'{json.dumps(head, indent=1)[:-2]},\n "precision": {precision},\n "steps": [\n{lines}\n]\n}}\n'


def told(
    claim: str, target: str, ticket: str, steps: Iterable[Mapping[str, object]], assumed: Mapping[str, str]
) -> str:
    """A certificate for a reader: what it claims, about what, its steps, and what was assumed."""
    text = [f"certificate: {claim}", f"  target  {target}", f"  ticket  {ticket}"]
    for step in steps:
        tree = step.get("tree")
        leaves = tree.count(0) if isinstance(tree, list) else 0
        one, many = ("part", "parts") if step["rule"] == "splits" else ("box", "boxes")
        detail = f": {leaves:,} {many if leaves > 1 else one}" if leaves else ""
        text.append(f"  step    {step['rule']}{detail}")
    return "\n".join([*map(printable, text), *assumed_lines(assumed)])
