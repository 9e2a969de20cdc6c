"""What the page says about each claim, as plain data for the templates."""

from dataclasses import dataclass

from lottery_verify.bounds import derivations
from lottery_verify.bounds.steps import Derivation, Step
from lottery_verify.claims import Claim, claim_ids
from lottery_verify.reporting.settings import settings

SOURCES = {"SEED": "stated in the talk", "DERIVED": "derived here", "LITERATURE": "from the literature"}


@dataclass(frozen=True)
class Account:
    """One claim with its derivation and its figures.

    Attributes:
        claim: the claim.
        derivation: its steps.
        figures: (setting's title, name, value) triples: what the claim contributes in numbers.
    """

    claim: Claim
    derivation: Derivation
    figures: tuple[tuple[str, str, str], ...]

    @property
    def proof(self) -> tuple[Step, ...]:
        """The steps of the derivation proper."""
        return self.derivation.proof

    @property
    def audit(self) -> tuple[Step, ...]:
        """The steps that fail without a hypothesis or constant."""
        return self.derivation.audit

    @property
    def status(self) -> str:
        """One phrase: how much of the derivation is decided."""
        total, assumed = len(self.derivation.steps), len(self.derivation.assumed)
        if self.derivation.proved:
            return f"all {total} steps decided"
        failed = sum(one.verdict.value == "failed" for one in self.derivation.steps)
        return f"{total} steps: {assumed} assumed, {failed} failed"


def accounts() -> tuple[Account, ...]:
    """All claims, lemmas first."""
    return tuple(Account(one.claim, one, _figures(one.claim)) for one in derivations())


def number(step: Step) -> str:
    """A step's number within its claim."""
    return step.id.rpartition("/")[2]


def anchor(place: str) -> str:
    """The page's anchor of a claim or of a step."""
    return place.replace("/", "-")


def short(place: str, claim_id: str) -> str:
    """How a premise is called within a claim: `step 3` for one of its own steps, the id for another claim."""
    home, _, own = place.partition("/")
    return f"step {own}" if own and home == claim_id else place


def _figures(claim: Claim) -> tuple[tuple[str, str, str], ...]:
    found = []
    for setting in settings():
        for row in setting.evaluation.rows:
            if row.claim.id == claim.id and row.applies:
                each = row.neurons_per_target_weight_up
                if each is not None:
                    found.append((setting.title, "neurons of G per target weight", each))
                found += [(setting.title, name, str(value)) for name, value in row.values]
    return tuple(found)


def totals(all_accounts: tuple[Account, ...]) -> dict[str, int]:
    """How many claims, steps, audit steps, assumed and failed steps there are."""
    steps = [step for account in all_accounts for step in account.derivation.steps]
    return {
        "claims": len(claim_ids()),
        "steps": len(steps),
        "audits": sum(len(account.audit) for account in all_accounts),
        "proved": sum(step.verdict.value == "proved" for step in steps),
        "assumed": sum(step.verdict.value == "assumed" for step in steps),
        "failed": sum(step.verdict.value == "failed" for step in steps),
    }
