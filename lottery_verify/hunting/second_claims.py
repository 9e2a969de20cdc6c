"""The judgement of any claim a second time: of all outputs, of one of them, of classes, and over unions of boxes."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from lottery_verify.certificates.certificate import Certificate, demand_fit
from lottery_verify.certificates.parts import Parts
from lottery_verify.certificates.proof import AgreementProof, Proof
from lottery_verify.checker.claim import TOP1, Claim
from lottery_verify.checker.regions import Region
from lottery_verify.checker.unions import AnyRegion, Boxes
from lottery_verify.errors import InvalidArgument, MalformedFile
from lottery_verify.hunting.second import demand_sizes, judge
from lottery_verify.hunting.second_top1 import status_of
from lottery_verify.networks.network import Network
from lottery_verify.tickets.ticket import Ticket

WORST_FIRST = ("rejected", "undecided", "accepted")


def judge_claim(
    certificate: Certificate | Proof | AgreementProof | Parts,
    target: Network,
    ticket: Ticket | Network,
    region: AnyRegion,
    wanted: Claim,
) -> str:
    """Judges a certificate of any kind as the checker does, by other code: accepted, rejected or undecided.

    Args:
        certificate: as `read_certificate` reads it.
        target, ticket, region, wanted: the claim asked.
    Raises:
        InvalidArgument: the claim is about other sizes or no output of the target, or its amount is out of range.
        MalformedFile: a step is none, or the parts are not one for each box.
        UnsupportedNetwork: a step's rule does not apply.
    """
    demand_sizes(target, ticket, region)
    if wanted.kind == TOP1:
        return _agreement(certificate, target, ticket, region, wanted.amount)
    if wanted.output is not None and not (wanted.norm == "linf" and 0 <= wanted.output < target.widths[-1]):
        raise InvalidArgument(f"output {wanted.output}, norm {wanted.norm}: the target has none such")
    if isinstance(certificate, AgreementProof):
        return "rejected"
    if isinstance(certificate, Parts) or isinstance(region, Boxes):
        return _parts(certificate, target, ticket, region, wanted)
    return judge(certificate, target, ticket, region, wanted.amount, wanted.norm, wanted.output)


def _agreement(
    certificate: Certificate | Proof | AgreementProof | Parts,
    target: Network,
    ticket: Ticket | Network,
    region: AnyRegion,
    margin: Fraction,
) -> str:
    """Judges a claim of top-1 agreement, which is about one region."""
    if margin < 0:
        raise InvalidArgument(f"margin {margin} must be at least 0")
    about = certificate.target, certificate.ticket, _described(certificate)
    if about != (target.digest, ticket.digest, region.describe()) or not isinstance(certificate, AgreementProof):
        return "rejected"
    if isinstance(region, Boxes):
        raise MalformedFile("certificate: a proof of agreement is about one region")
    demand_fit(ticket, target)
    return status_of(certificate, target, ticket, region, margin)


def _parts(
    certificate: Certificate | Proof | Parts,
    target: Network,
    ticket: Ticket | Network,
    region: AnyRegion,
    wanted: Claim,
) -> str:
    """Judges each part over its own box; the worst counts."""
    output = None if isinstance(certificate, Certificate) else certificate.output
    stated = certificate.target, certificate.ticket, _described(certificate), certificate.norm, output
    if stated != (target.digest, ticket.digest, region.describe(), wanted.norm, wanted.output):
        return "rejected"
    if not isinstance(certificate, Parts) or not isinstance(region, Boxes):
        raise MalformedFile("certificate: it has not a part for each box")
    if len(certificate.proofs) != len(region.parts):
        raise MalformedFile(f"certificate: {len(certificate.proofs)} parts for {len(region.parts)} boxes")
    found = [
        judge(_over(part, box, certificate), target, ticket, box, wanted.amount, wanted.norm, wanted.output)
        for part, box in zip(certificate.proofs, region.parts, strict=True)
    ]
    return min(found, key=WORST_FIRST.index)


def _over(part: Certificate | Proof, box: Region, whole: Parts) -> Certificate | Proof:
    """What a part proves, as a claim of the whole's epsilon over its own box."""
    if isinstance(part, Proof):
        return replace(part, region=box.describe(), epsilon=whole.epsilon, output=whole.output)
    return replace(part, region=box.describe(), epsilon=whole.epsilon)


def _described(certificate: Certificate | Proof | AgreementProof | Parts) -> object:
    """The region of a certificate, as its file has it."""
    return certificate.region.describe() if isinstance(certificate, Parts) else certificate.region
