"""The necessity audit: each hypothesis and constant of each claim is dropped in turn, and a report made."""

from __future__ import annotations

from collections.abc import Sequence

from lottery_verify import __version__
from lottery_verify.claims import CLAIMS, Claim
from lottery_verify.claims import claim as find_claim
from lottery_verify.hunting.many import Campaign, Progress, run_campaigns
from lottery_verify.hunting.registry import PROPERTIES, drops_of, find_property
from lottery_verify.hunting.reproduction import note_of, snippet
from lottery_verify.hunting.runner import Hunt

NOT_HUNTED: dict[tuple[str, str], str] = {
    ("gadget-identity", "w-real"): "there is no other kind of number to try",
    ("gadget-identity", "x-real"): "there is no other kind of number to try",
    ("integer-law", "cells>=1"): "a table without cells has no value to draw",
    ("joint-affine-forms", "relaxations-sound"): "the checker makes them itself; wrong ones are among the mutants",
    ("split-coverage", "leaf-proved"): "what holds in a leaf is the other rules' claim",
    ("gated-difference", "q>0"): "the rule raises each hint q to 1 at least",
    ("checker-composition", "outward"): "the checker makes the reaches itself; wrong rounding is among the mutants",
    ("checker-composition", "spectral-bounds"): "the checker proves them itself; see checker/witness",
    ("universal-ticket", "class-fixed"): "it says for which F the claim is; see golden-decomposition without w<=1",
    ("pruner-ticket", "known-signs"): "the halves that the pruner leaves out; see gadget-identity without both-halves",
    ("pruner-ticket", "plan-right"): "the certificate decides what the plan expects; see pipeline/budget",
    ("malach-pruning", "nonzeros<=n"): "it enters the count of links only, not the claim for each",
    ("log-pruning-malach", "nonzeros<=n"): "it enters the count of links only, not the claim for each",
    ("subset-sum", "delta<1"): "a probability is at most 1, so the claim is empty for δ ≥ 1",
    ("subset-sum", "7/8"): "weakened together with 3/4, see N->N/2 and N->N/8",
    ("subset-sum", "3/4"): "weakened together with 7/8, see N->N/2 and N->N/8",
    ("subset-sum-pruning", "delta<1"): "a probability is at most 1, so the claim is empty for δ ≥ 1",
    ("free-assignment", "relu-between"): "the halves that are left out; see gadget-identity without both-halves",
    ("free-assignment", "signs-only"): "with sizes looked at nothing is claimed; the derivation has the counterexample",
    ("free-assignment", "share"): "see subset-sum-pruning's p",
    (
        "subset-sum-pruning",
        "p",
    ): "see subset-sum: its constants are far from tight, so no pool of reasonable size would show it",
}
"""Hypotheses and constants that nothing is hunted without, each with the reason."""


def names_of(claim: Claim) -> tuple[str, ...]:
    """Every hypothesis and constant of a claim."""
    return (*claim.hypothesis_names, *(one.name for one in claim.constants))


def campaigns(examples: int, seed: int, claims: Sequence[str] = ()) -> list[Campaign]:
    """One campaign for each thing that can be dropped from each claim.

    Raises:
        InvalidArgument: a claim of which nothing is known.
    """
    for name in claims:
        find_claim(name)
    chosen = [claim.id for claim in CLAIMS if not claims or claim.id in claims]
    return [Campaign(prop.id, (drop.name,), examples, None, seed) for name in chosen for prop, drop in drops_of(name)]


def audit(
    *, examples: int = 1000, seed: int = 0, claims: Sequence[str] = (), progress: Progress | None = None
) -> list[Hunt]:
    """Runs every campaign.

    Args:
        examples: at most so many for each, shrinking not counted.
        seed: of the hunts.
        claims: ids; all when left out.
        progress: see `run_campaigns`.
    """
    return run_campaigns(campaigns(examples, seed, claims), progress=progress)


def to_markdown(hunts: Sequence[Hunt], *, command: str) -> str:
    """The report: a table of claim × hypothesis, then each counterexample, exact and ready to paste."""
    found = sum(one.status == "counterexample" for one in hunts)
    lines = [
        "# Which hypotheses and constants are needed",
        "",
        f"Made by `{command}` with lottery_verify {__version__}; it repeats itself for the same code and Hypothesis.",
        "",
        'Each row is one hunt: the claim with one hypothesis dropped or one constant weakened. "Counterexample" shows',
        'that it is needed; "none found" shows no more than that so many examples, steered towards a violation, held.',
        f"Of {len(hunts)} hunts {found} found a counterexample. Inputs, tails and comparisons are exact; where trials",
        "are counted, a false alarm has probability below 10⁻⁹ (`Property.evidence`).",
        "",
        "| claim | dropped | what is done instead | what came of it |",
        "| --- | --- | --- | --- |",
    ]
    for number, one in enumerate(hunts, 1):
        prop = find_property(one.property_id)
        drop = next(d for d in prop.drops if d.name in one.dropping)
        if one.status == "counterexample":
            came = f"counterexample [{number}](#{number}): {_cell(note_of(one))}"
        else:
            came = f"{one.verdict}{': ' + _cell(drop.why) if drop.why else ''}"
        lines.append(f"| {prop.claim_id} | `{_cell(drop.name)}` | {_cell(drop.meaning)} | {came} |")
    lines += ["", "## Without the drop", ""]
    lines += [
        "The same properties with every hypothesis in place are part of the test suite and of `lottery-verify hunt`.",
        "",
    ]
    lines += ["## Not hunted", ""]
    lines += [f"- {claim}, `{name}`: {why}." for (claim, name), why in NOT_HUNTED.items()]
    lines += ["", "## Counterexamples", ""]
    for number, one in enumerate(hunts, 1):
        if one.status == "counterexample":
            title = f"{one.property_id} without {', '.join(one.dropping)}"
            lines += [
                f'<a id="{number}"></a>',
                f"### {number}. {title}",
                "",
                "```python",
                snippet(one).rstrip(),
                "```",
                "",
            ]
    return "\n".join(lines).rstrip() + "\n"


def _cell(text: str) -> str:
    short = text if len(text) <= 240 else text[:239] + "…"
    return " ".join(short.split()).replace("|", "\\|")


def unaccounted() -> list[tuple[str, str]]:
    """Hypotheses and constants that are neither dropped anywhere nor listed with a reason; must be empty."""
    dropped = {(prop.claim_id, drop.name.partition("->")[0]) for prop in PROPERTIES for drop in prop.drops}
    pairs = [(claim.id, name) for claim in CLAIMS for name in names_of(claim)]
    return [pair for pair in pairs if pair not in dropped and pair not in NOT_HUNTED]
