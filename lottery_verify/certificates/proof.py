"""Certificates of format 2: a claim, and the steps that prove it, each by the name of a rule of the checker."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from lottery_verify.arguments import readable
from lottery_verify.certificates.assumed import assumed_lines
from lottery_verify.certificates.decimals import decimal_up
from lottery_verify.checker import formats
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
            "epsilon": str(self.epsilon),
        }
        head = {"format": formats.PROOF_FORMAT, "semantics": formats.SEMANTICS, "claim": claim}
        head |= {"assumed": dict(self.assumed)} if self.assumed else {}
        steps = ",\n".join(json.dumps(step, separators=(",", ":")) for step in self.steps)
        return f'{json.dumps(head, indent=1)[:-2]},\n "precision": {self.precision},\n "steps": [\n{steps}\n]\n}}\n'

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the certificate; an old file stays until the new one is whole."""
        atomic_write(path, self.to_json().encode())

    def __str__(self) -> str:
        proved = "" if self.proved is None else f", proved {decimal_up(self.proved)}"
        text = [
            f"certificate: sup |F − Ĝ| ({self.norm}) ≤ {decimal_up(self.epsilon)}{proved}",
            f"  target  {self.target}",
            f"  ticket  {self.ticket}",
        ]
        for step in self.steps:
            tree = step.get("tree")
            detail = f": {tree.count(0):,} boxes" if isinstance(tree, list) else ""
            text.append(f"  step    {step['rule']}{detail}")
        return "\n".join([*map(printable, text), *assumed_lines(self.assumed)])

    __repr__ = __str__
