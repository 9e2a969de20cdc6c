"""Claims of classes, of one output and over unions of boxes, against what is exactly true of one or two inputs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from hypothesis.strategies import SearchStrategy

from lottery_verify.certificates.parts import Parts
from lottery_verify.certificates.proof import AgreementProof, Proof
from lottery_verify.checker.claim import SUP, TOP1, Claim
from lottery_verify.checker.regions import Box
from lottery_verify.checker.unions import AnyRegion, Boxes
from lottery_verify.errors import InvalidArgument, UnsupportedNetwork
from lottery_verify.hunting.cells import ranges, supremum
from lottery_verify.hunting.checked import claim_verdict
from lottery_verify.hunting.classes import largest_lost_lead
from lottery_verify.hunting.records import Dropping, Outcome, Property
from lottery_verify.hunting.second_claims import judge_claim
from lottery_verify.hunting.second_top1 import least_margin
from lottery_verify.networks.network import Network
from lottery_verify.strategies.claimed import (
    SHARES,
    ClaimCase,
    DividedCase,
    SplitCase,
    claim_cases,
    divided_cases,
    split_cases,
)
from lottery_verify.strategies.proofs import ProofCase
from lottery_verify.tickets.ticket import Ticket

Tree = Sequence[int]
REFUSED = "refused"
CLOSENESS = {"accepted": 1.0, REFUSED: 0.0}
FINE = 64  # of a part, so that the nearer box is proved though the other is not


def judge_top1(case: ClaimCase, dropping: Dropping) -> Outcome:
    """No margin at which a class is lost is accepted, by the checker or by the second implementation's bounds."""
    return agreeing(case.case, case.share, {"rule": TOP1, "tree": list(case.case.tree)})


def judge_splits(case: SplitCase, dropping: Dropping) -> Outcome:
    """The same of the parts that signs of pre-activations cut out."""
    tree = [0 if split is None else list(split) for split in case.tree]
    return agreeing(case.case, case.share, {"rule": "splits", "tree": tree})


def agreeing(case: ProofCase, share: int, given: dict[str, Any]) -> Outcome:
    """What is said of a step about classes, with a margin of so many 256ths of the largest lead that is lost."""
    f, g = case.networks()
    lost = largest_lost_lead(f, g, case.box)
    margin = lost * Fraction(share, SHARES)
    step = given | {"margin": str(margin)}
    made = AgreementProof(f.digest, g.digest, case.box.describe(), margin, case.precision, (step,))
    wanted = Claim(TOP1, margin)
    checked = answer(lambda: claim_verdict(made, ticket=g, target=f, region=case.box, wanted=wanted).status)
    second = answer(lambda: "accepted" if least_margin(made, f, g, case.box) is not None else "rejected")
    note = f"the class is lost where it leads by {lost}; of the margin {margin} the checker says {checked}"
    if 0 < margin <= lost and "accepted" in (checked, second):
        return Outcome(False, 2.0, f"{note}, the second implementation's bounds {second}")
    return Outcome(True, CLOSENESS.get(checked, 0.5), note)


def judge_only(case: ClaimCase, dropping: Dropping) -> Outcome:
    """No claim about one output that is below the exact supremum there is accepted, however far the others differ."""
    f, g = case.case.networks()
    box, j = case.case.box, case.output % f.widths[-1]
    low, high = ranges(f, g, box)[j]
    truth = max(-low, high)
    epsilon = truth * Fraction(case.share, SHARES) or Fraction(1, 2)
    step = {"rule": "boxes", "tree": list(case.case.tree)}
    names = f.digest, g.digest, box.describe(), "linf"
    made = Proof(*names, epsilon, None, case.case.precision, (step,), output=j)
    note = f"output {j} differs by {truth}; of {epsilon}"
    return compared((f, g), made, box, Claim(SUP, epsilon, output=j), epsilon >= truth, note)


def judge_union(case: ClaimCase, dropping: Dropping) -> Outcome:
    """No claim about two boxes that is false on one of them is accepted, whichever comes first."""
    f, g = case.case.networks()
    pair = (case.case.box, case.case.tree), (case.other, case.tree)
    order = pair if case.output % 2 else pair[::-1]
    if case.case.box == case.other:
        return Outcome(True, 0.0, "one box only")
    sizes = [max(max(-low, high) for low, high in ranges(f, g, box)) for box, _ in order]
    epsilon = min(sizes) + (max(sizes) - min(sizes)) * Fraction(case.share, SHARES) or Fraction(1, 2)
    region = Boxes(box for box, _ in order)
    made = Parts.of(region, [part(case, box, tree, epsilon) for box, tree in order])
    note = f"over the boxes the largest differences are {', '.join(map(str, sizes))}; of {epsilon}"
    return compared((f, g), made, region, Claim(SUP, epsilon), epsilon >= max(sizes), note)


def judge_divided(case: DividedCase, dropping: Dropping) -> Outcome:
    """No claim below the exact supremum is accepted where the outputs are divided, alike or not."""
    f, g = case.networks()
    truth = supremum(f, g, case.case.box, "linf")
    epsilon = truth * Fraction(case.share, SHARES) or Fraction(1, 2)
    given: dict[str, dict[str, object]] = {
        "layers": {"spectral": [None] * f.depth}, "boxes": {"tree": list(case.case.tree)}, "whole": {"hints": []},
    }  # fmt: skip
    step = {"rule": case.rule, **given[case.rule]}
    names = f.digest, g.digest, case.case.box.describe(), "linf"
    made = Proof(*names, epsilon, None, case.case.precision, (step,))
    note = f"divided by {case.divisors[0]} and {case.divisors[1]} they differ by {truth}; of {epsilon} by {case.rule}"
    return compared((f, g), made, case.case.box, Claim(SUP, epsilon), epsilon >= truth, note)


def part(case: ClaimCase, box: Box, tree: Tree, epsilon: Fraction) -> Proof:
    """One box's proof, by a tree of its halves."""
    f, g = case.case.networks()
    step = {"rule": "boxes", "tree": list(tree)}
    return Proof(f.digest, g.digest, box.describe(), "linf", epsilon, None, FINE, (step,))


def compared(
    networks: tuple[Network, Network | Ticket],
    made: AgreementProof | Proof | Parts,
    region: AnyRegion,
    wanted: Claim,
    true: bool,
    note: str,
) -> Outcome:
    """Whether the checker and the second implementation accept nothing false; nearer where truth is accepted."""
    f, g = networks
    checked = answer(lambda: claim_verdict(made, ticket=g, target=f, region=region, wanted=wanted).status)
    second = answer(lambda: judge_claim(made, f, g, region, wanted))
    said = f"{note} the checker says {checked}, the second implementation {second}"
    if not true and "accepted" in (checked, second):
        return Outcome(False, 2.0, said)
    return Outcome(True, CLOSENESS.get(checked, 0.5), said)


def answer(judge: Callable[[], str]) -> str:
    """What is said, or that it is refused: the rule does not apply, or no file may state so many digits."""
    try:
        return judge()
    except (UnsupportedNetwork, InvalidArgument):
        return REFUSED


def _any(dropping: Dropping) -> SearchStrategy[ClaimCase]:
    return claim_cases()


def _classes(dropping: Dropping) -> SearchStrategy[ClaimCase]:
    return claim_cases(min_outputs=2)


def _divided(dropping: Dropping) -> SearchStrategy[DividedCase]:
    return divided_cases()


def _signs(dropping: Dropping) -> SearchStrategy[SplitCase]:
    return split_cases()


PROPERTIES = (
    Property(
        "checker/top1",
        "no margin at which a class is lost is accepted, nor by the second implementation",
        _classes,
        judge_top1,
        slow=10,
    ),
    Property(
        "checker/splits",
        "no margin at which a class is lost is accepted by signs of pre-activations, nor by the second implementation",
        _signs,
        judge_splits,
        slow=10,
    ),
    Property(
        "checker/divided",
        "no claim below the exact supremum is accepted of networks that divide their outputs, nor a second time",
        _divided,
        judge_divided,
        slow=4,
    ),
    Property(
        "checker/only",
        "no claim about one output below the exact supremum there is accepted, nor by the second implementation",
        _any,
        judge_only,
        slow=4,
    ),
    Property(
        "checker/union",
        "no claim about two boxes is accepted that is false on one of them, nor by the second implementation",
        _any,
        judge_union,
        slow=6,
    ),
)
