"""A derivation as data: numbered steps, what each rests on, and how it was decided."""

import html
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

import sympy

from lottery_verify.claims import Claim, claim


class Verdict(Enum):
    """What became of a step."""

    PROVED = "proved"
    ASSUMED = "assumed"
    FAILED = "failed"


@dataclass(frozen=True)
class Outcome:
    """What a check found: True (it holds), False (it does not) or None (not decided), and how."""

    holds: bool | None
    how: str


@dataclass(frozen=True)
class Counterexample:
    """Exact numbers that meet every hypothesis but one and violate the conclusion.

    Attributes:
        drops: the name of the hypothesis, or constant, that is dropped or weakened.
        numbers: what the numbers are, exactly, as (name, value) pairs.
        mended: the statement that does hold; the claim itself when that is all.
    """

    drops: str
    numbers: tuple[tuple[str, str], ...]
    mended: str


@dataclass(frozen=True)
class Step:
    """One step.

    Attributes:
        id: claim id and number, e.g. `golden-decomposition/3`.
        statement: what it says, in words.
        latex: what it says, in LaTeX without delimiters.
        premises: ids of the steps and claims on which it rests.
        hypotheses: names of the claim's hypotheses that it uses.
        verdict: whether its check holds.
        how: how that was decided; for an assumed step also the reason.
        expression: the sympy expression that was decided, or None for exact arithmetic.
        counterexample: for a step that shows what fails without a hypothesis.
    """

    id: str
    statement: str
    latex: str
    premises: tuple[str, ...]
    hypotheses: tuple[str, ...]
    verdict: Verdict
    how: str
    expression: sympy.Basic | None = None
    counterexample: Counterexample | None = None

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex}$"


@dataclass(frozen=True)
class Derivation:
    """A claim with the steps that derive it, and the steps that show which hypotheses it cannot spare."""

    claim: Claim
    steps: tuple[Step, ...]

    @property
    def proof(self) -> tuple[Step, ...]:
        """The steps of the derivation proper."""
        return tuple(one for one in self.steps if one.counterexample is None)

    @property
    def audit(self) -> tuple[Step, ...]:
        """The steps that fail without a hypothesis, each with its counterexample."""
        return tuple(one for one in self.steps if one.counterexample is not None)

    @property
    def assumed(self) -> tuple[Step, ...]:
        """The steps that are assumed, not proved."""
        return tuple(one for one in self.steps if one.verdict is Verdict.ASSUMED)

    @property
    def proved(self) -> bool:
        """Whether every step is proved."""
        return all(one.verdict is Verdict.PROVED for one in self.steps)

    def __str__(self) -> str:
        lines = [f"{self.claim.id}: {self.claim.conclusion}"]
        for one in self.steps:
            lines += [f"  {one.id} [{one.verdict.value}] {one.statement}", f"      by {one.how}"]
            if one.counterexample:
                numbers = ", ".join(f"{name} = {value}" for name, value in one.counterexample.numbers)
                lines.append(f"      without {one.counterexample.drops}: {numbers}; {one.counterexample.mended}")
        return "\n".join(lines)

    def _repr_latex_(self) -> str:
        rows = [f"\\text{{{_number(one)}}} &\\quad {one.latex}" for one in self.steps]
        return "$\\begin{aligned}" + " \\\\ ".join(rows) + "\\end{aligned}$"

    def _repr_html_(self) -> str:
        items = "".join(
            f'<li value="{_number(one)}"><p>{html.escape(one.statement)}</p><p>\\({html.escape(one.latex)}\\)</p>'
            f"<p><b>{one.verdict.value}</b>: {html.escape(one.how)}{_html_example(one)}</p></li>"
            for one in self.steps
        )
        return f"<h3>{html.escape(self.claim.title)}</h3><p>{html.escape(self.claim.conclusion)}</p><ol>{items}</ol>"


def _number(step: Step) -> str:
    return step.id.rpartition("/")[2]


def _html_example(step: Step) -> str:
    if step.counterexample is None:
        return ""
    numbers = ", ".join(f"{name} = {value}" for name, value in step.counterexample.numbers)
    return html.escape(f"; without {step.counterexample.drops}: {numbers}. Mended: {step.counterexample.mended}")


class Builder:
    """Collects the steps of one derivation; a step whose check does not hold is recorded as such, never skipped."""

    def __init__(self, claim_id: str) -> None:
        """Begins a derivation.

        Args:
            claim_id: the claim's id.
        """
        self._claim = claim(claim_id)
        self._steps: list[Step] = []

    def step(
        self,
        statement: str,
        latex: str,
        outcome: Outcome,
        *,
        uses: Iterable[str | int] = (),
        given: Iterable[str] = (),
        expression: sympy.Basic | None = None,
    ) -> None:
        """Adds a step.

        Args:
            statement: in words.
            latex: in LaTeX.
            outcome: what its check found.
            uses: claim ids, or numbers of earlier steps.
            given: names of the claim's hypotheses.
            expression: what was decided.
        """
        names = tuple(self._claim.hypothesis(name).name for name in given)
        premises = tuple(self._place(one) if isinstance(one, int) else claim(one).id for one in uses)
        self._add(statement, latex, outcome, premises, names, expression, None)

    def without(
        self,
        drops: str,
        statement: str,
        latex: str,
        outcome: Outcome,
        numbers: Iterable[tuple[str, object]],
        mended: str = "the claim as stated, with the hypothesis",
    ) -> None:
        """Adds an audit step: the claim fails without a hypothesis, or with a smaller constant.

        Args:
            drops: name of a hypothesis or constant of the claim.
            statement: in words.
            latex: the violated conclusion, in LaTeX.
            outcome: True where the violation is established exactly.
            numbers: the counterexample.
            mended: what holds instead.
        """
        known = {*self._claim.hypothesis_names, *(one.name for one in self._claim.constants)}
        if drops not in known:
            raise KeyError(f"{self._claim.id} has neither hypothesis nor constant {drops!r}")
        shown = tuple((name, str(value)) for name, value in numbers)
        self._add(statement, latex, outcome, (), (), None, Counterexample(drops, shown, mended))

    def build(self) -> Derivation:
        """The finished derivation."""
        return Derivation(self._claim, tuple(self._steps))

    def _place(self, number: int) -> str:
        if not 1 <= number <= len(self._steps):
            raise KeyError(f"{self._claim.id}: step {number} does not come before step {len(self._steps) + 1}")
        return f"{self._claim.id}/{number}"

    def _add(
        self,
        statement: str,
        latex: str,
        outcome: Outcome,
        premises: tuple[str, ...],
        given: tuple[str, ...],
        expression: sympy.Basic | None,
        example: Counterexample | None,
    ) -> None:
        verdict = {True: Verdict.PROVED, False: Verdict.FAILED, None: Verdict.ASSUMED}[outcome.holds]
        number = f"{self._claim.id}/{len(self._steps) + 1}"
        self._steps.append(Step(number, statement, latex, premises, given, verdict, outcome.how, expression, example))
