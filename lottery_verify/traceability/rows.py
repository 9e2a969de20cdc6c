"""The table: one row for each claim and for each rule of the checker."""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from lottery_verify.claims import CLAIMS
from lottery_verify.claims.links import LINKS, Link
from lottery_verify.claims.parts import PARTS, Part
from lottery_verify.claims.rules import RULES
from lottery_verify.traceability.audit import EXPECTED, Theorem, home, theorems

HEADINGS = ("claim", "statement", "Coq theorem (file)", "axioms", "derivation", "Python", "tests", "status")
NO_PROOFS = "not looked at: no proofs/ here"
STANDARD_AXIOMS = {
    "boolp.propositional_extensionality",
    "boolp.functional_extensionality_dep",
    "boolp.constructive_indefinite_description",
}
"""What mathcomp-analysis brings; no theorem rests on anything else."""


@dataclass(frozen=True)
class Row:
    """What is known of one claim or rule.

    Attributes:
        id: the claim's id, or the rule's name.
        kind: "claim" or "rule".
        statement: in words.
        theorems: its theorems that are in the audit list; None where there is no proofs/ folder.
        derivation: the sympy derivation in short; empty for rules.
        code: dotted names.
        tests: hunting's property ids and test ids.
        proved: names of the parts all of whose Coq theorems are in the audit list.
        lacking: the other parts, each with its reason.
    """

    id: str
    kind: str
    statement: str
    theorems: tuple[Theorem, ...] | None
    derivation: str
    code: tuple[str, ...]
    tests: tuple[str, ...]
    proved: tuple[str, ...]
    lacking: tuple[str, ...]

    @property
    def axioms(self) -> tuple[str, ...]:
        """What its theorems rest on, together."""
        return tuple(dict.fromkeys(axiom for one in self.theorems or () for axiom in one.axioms))

    @property
    def extent(self) -> str:
        """How much of it is proved in Coq, in two or three words."""
        if self.theorems is None:
            return NO_PROOFS
        if not self.proved:
            return "not proved in Coq"
        return "proved in part" if self.lacking else "proved in Coq"

    @property
    def status(self) -> str:
        """The parts that are proved in Coq and those that are not, computed from the audit list."""
        if not self.lacking or self.theorems is None:
            return self.extent
        missing = "; ".join(self.lacking)
        if not self.proved:
            return f"{self.extent}: {missing}"
        return f"{self.extent}: {'; '.join(self.proved)}. Not proved: {missing}"


def rows(root: Path | None = None) -> tuple[Row, ...]:
    """Makes the table: claims first, then the checker's rules.

    Args:
        root: the folder that holds proofs/ and tests/; the one beside this package when left out.
    Returns: the rows.
    Raises: MalformedFile when proofs/ is there but its audit list is not readable.
    """
    audited = theorems(home() if root is None else root)
    none = Link(())
    claims = [
        _row(one.id, "claim", one.conclusion, PARTS.get(one.id, ()), LINKS.get(one.id, none), audited)
        for one in CLAIMS
    ]
    return (*claims, *(_row(one.id, "rule", one.statement, one.parts, one.link, audited) for one in RULES))


def _row(
    id_: str, kind: str, statement: str, parts: tuple[Part, ...], link: Link, audited: dict[str, Theorem] | None
) -> Row:
    known = audited or {}
    names = dict.fromkeys(name for part in parts for name in part.theorems)
    proved = [part for part in parts if part.theorems and all(name in known for name in part.theorems)]
    return Row(
        id=id_,
        kind=kind,
        statement=statement,
        theorems=None if audited is None else tuple(known[name] for name in names if name in known),
        derivation=derived(id_) if kind == "claim" else "",
        code=link.code,
        tests=(*hunted(id_, kind), *link.tests),
        proved=tuple(part.name for part in proved),
        lacking=tuple(_lacking(part, known) for part in parts if part not in proved),
    )


def _lacking(part: Part, known: dict[str, Theorem]) -> str:
    """A part that is not proved, with the reason."""
    absent = ", ".join(name for name in part.theorems if name not in known)
    return f"{part.name} ({f'{absent} is not in {EXPECTED}' if absent else part.reason})"


def derived(claim_id: str) -> str:
    """The claim's derivation: how many steps are decided, assumed or failed, and how many gaps have counterexamples."""
    from lottery_verify.bounds import derivation
    from lottery_verify.bounds.steps import Verdict

    made = derivation(claim_id)
    states = [one.verdict for one in made.proof]
    words = {Verdict.PROVED: "decided"}
    parts = [f"{states.count(state)} {words.get(state, state.value)}" for state in Verdict if state in states]
    gaps = len(made.audit)
    return f"{', '.join(parts)}; {gaps} counterexample{'s' * (gaps != 1)}"


def hunted(id_: str, kind: str) -> tuple[str, ...]:
    """The ids of hunting's properties; none where hypothesis, which they need, is not installed."""
    if find_spec("hypothesis") is None:
        return ()
    from lottery_verify.hunting.registry import PROPERTIES

    name = id_ if kind == "claim" else "checker"
    return tuple(one.id for one in PROPERTIES if one.claim_id == name)


def cells(row: Row) -> tuple[str, ...]:
    """The row in words, one text for each of HEADINGS.

    Args:
        row: one of `rows`.
    Returns: eight texts.
    """
    if row.theorems is None:
        proved, axioms = NO_PROOFS, NO_PROOFS
    else:
        files = dict.fromkeys(one.file for one in row.theorems)
        names = {one: ", ".join(t.name for t in row.theorems if t.file == one) for one in files}
        proved = "; ".join(f"{names[one]} ({one})" for one in files) or "none"
        standard = ["those of mathcomp-analysis"] if STANDARD_AXIOMS & {*row.axioms} else []
        other = [one for one in row.axioms if one not in STANDARD_AXIOMS]
        axioms = ", ".join(standard + other) or ("none" if row.theorems else "-")
    unknown = () if find_spec("hypothesis") else ("hunting's need hypothesis, which is not installed",)
    tests = ", ".join((*row.tests, *unknown)) or "none"
    return (row.id, row.statement, proved, axioms, row.derivation or "-", ", ".join(row.code), tests, row.status)
