"""What is claimed of two networks over a region, by who asks or by a certificate; standard library only.

`sup`: ‖F − Ĝ‖ ≤ epsilon, of all outputs or of a single one. `top1`: wherever F is sure of a class by the margin, that
class is Ĝ's too. The bigger epsilon or margin is the weaker claim.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from lottery_verify.checker.answers import number
from lottery_verify.checker.files import count, demand, fields, shown
from lottery_verify.checker.headers import MAX_WIDTH
from lottery_verify.checker.numbers import parse_number, told
from lottery_verify.errors import InvalidArgument

SUP, TOP1 = KINDS = ("sup", "top1")
NORMS = ("linf", "l2")
ABOUT = {"target", "ticket", "region"}


@dataclass(frozen=True)
class Claim:
    """A claim, apart from what it is about.

    Attributes:
        kind: "sup" or "top1".
        amount: epsilon, above 0, or the margin, at least 0.
        norm: of sup, "linf" or "l2".
        output: of sup, the only output that is meant, from 0; None for all.
    """

    kind: str
    amount: Fraction
    norm: str = "linf"
    output: int | None = None

    def described(self, about: Mapping[str, object]) -> dict[str, object]:
        """The claim for a machine, with the digests and the region that it is about."""
        amount = number(self.amount, True)
        if self.kind == TOP1:
            return {"kind": TOP1, **about, "margin": amount}
        only = {} if self.output is None else {"output": self.output}
        return {"kind": "difference", **about, "norm": self.norm, **only, "epsilon": amount}

    def __str__(self) -> str:
        if self.kind == TOP1:
            margin = f" where F's margin is at least {told(self.amount, True)}" if self.amount else ""
            return f"top-1 agreement{margin}"
        if self.output is None:
            return f"sup ‖F − Ĝ‖ ≤ {self.amount} ({self.norm})"
        return f"sup |F − Ĝ| at output {self.output} ≤ {self.amount}"


def asked(kind: str, epsilon: Fraction | None, norm: str, output: int | None, margin: Fraction | None) -> Claim:
    """The claim that is asked; InvalidArgument for what does not belong to its kind."""
    demand(kind in KINDS, f"claim {shown(kind)}: expected {' or '.join(KINDS)}", InvalidArgument)
    if kind == TOP1:
        demand(epsilon is None, "epsilon: top-1 agreement has none, but a margin", InvalidArgument)
        demand(output is None, "only: top-1 agreement is about all outputs", InvalidArgument)
        demand(norm == "linf", "norm: top-1 agreement has none", InvalidArgument)
        demand(margin is None or margin >= 0, f"margin {margin} must be at least 0", InvalidArgument)
        return Claim(TOP1, margin or Fraction(0))
    demand(margin is None, "margin: it belongs to the claim top1", InvalidArgument)
    if epsilon is None:
        raise InvalidArgument("epsilon: the claim sup needs one")
    proper = epsilon > 0 and norm in NORMS
    demand(proper, f"epsilon {epsilon} must be above 0, and norm {norm!r} linf or l2", InvalidArgument)
    if output is not None:
        demand(type(output) is int and output >= 0, f"only {shown(output)}: outputs count from 0", InvalidArgument)
        demand(norm == "linf", "norm: of a single output there is one only; leave l2 out", InvalidArgument)
    return Claim(SUP, epsilon, norm, output)


def read(given: Any, where: str, every: bool) -> tuple[dict[str, Any], Claim]:
    """A certificate's claim, as it is spelt and as it is meant; MalformedFile where it is none.

    Args:
        given: the member `claim` of the file.
        where: for messages.
        every: whether there may be other claims than sup over all outputs, as in format 2.
    """
    members = set(given) if isinstance(given, dict) and every else set()
    if "kind" in members:
        claim = fields(given, ABOUT | {"kind", "margin"}, where)
        demand(claim["kind"] == TOP1, f"{where}: kind {shown(claim['kind'])}; this version knows {TOP1}")
        margin = stated_number(claim["margin"], f"{where}: margin")
        demand(margin >= 0, f"{where}: margin: {shown(claim['margin'])} is below 0")
        return claim, Claim(TOP1, margin)
    claim = fields(given, ABOUT | {"norm", "epsilon"} | ({"output"} & members), where)
    epsilon = stated_number(claim["epsilon"], f"{where.removesuffix(': claim')}: epsilon")
    output = count(claim["output"], 0, MAX_WIDTH, f"{where}: output") if "output" in claim else None
    return claim, Claim(SUP, epsilon, claim["norm"], output)


def stated_number(given: Any, where: str) -> Fraction:
    """A number that a file states as text."""
    demand(isinstance(given, str), f"{where}: expected a number as text, found {shown(given)}")
    return parse_number(str(given), where)


def differing(stated: Claim, wanted: Claim) -> str | None:
    """How a certificate's claim is another than the one asked, apart from the amounts; None where it is not."""
    if stated.kind != wanted.kind:
        names = {SUP: "the difference of the outputs (sup)", TOP1: "top-1 agreement (top1)"}
        return f"{names[stated.kind]}, but asked is {names[wanted.kind]}"
    if stated.output != wanted.output:
        pair = ("all outputs" if one.output is None else f"output {one.output}" for one in (stated, wanted))
        return ", but asked is ".join(pair)
    if stated.norm != wanted.norm:
        return f"norm {shown(stated.norm)}, but asked is {shown(wanted.norm)}"
    return None
