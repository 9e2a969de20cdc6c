"""The checker's judgement a second time, on mpmath values and from what the ordinary loaders read."""

from __future__ import annotations

from fractions import Fraction

from lottery_verify.certificates.certificate import Certificate, demand_fit
from lottery_verify.certificates.exact import exact_network
from lottery_verify.certificates.proof import Proof
from lottery_verify.certificates.rules import Rules
from lottery_verify.checker.regions import Region
from lottery_verify.errors import InvalidArgument, MalformedFile
from lottery_verify.hunting.second_gain import largest_gain
from lottery_verify.hunting.second_proof import status_of
from lottery_verify.networks.network import Network
from lottery_verify.tickets.ticket import Ticket


def judge(
    certificate: Certificate | Proof,
    target: Network,
    ticket: Ticket | Network,
    region: Region,
    epsilon: Fraction,
    norm: str = "linf",
) -> str:
    """Judges a certificate as the checker does, by other code: accepted, rejected or undecided.

    Of format 2 its bounds are its own; see `second_proof`.

    Args:
        certificate: as `load_certificate` reads it.
        target, ticket, region, epsilon, norm: the claim asked.
    Raises:
        InvalidArgument: the claim is about other sizes, or its epsilon is not above 0.
        MalformedFile: it has another number of layers, a witness of another shape, or a step that is none.
        UnsupportedNetwork: a step's rule does not apply.
    """
    for have in (region.width, ticket.widths[0]):
        if have != target.widths[0] or ticket.widths[-1] != target.widths[-1]:
            raise InvalidArgument(f"inputs and outputs of {target.name} are not those of region and ticket")
    if epsilon <= 0:
        raise InvalidArgument(f"epsilon {epsilon} must be above 0")
    claimed = certificate.target, certificate.ticket, certificate.region, certificate.norm
    if claimed != (target.digest, ticket.digest, region.describe(), norm):
        return "rejected"
    demand_fit(ticket, target)
    if isinstance(certificate, Proof):
        return status_of(certificate, target, ticket, region, epsilon)
    f, g, rules = exact_network(target), exact_network(ticket), Rules(certificate.precision)
    witnesses = [witness for _, _, witness in certificate.layers] + [None] * target.depth
    bounds = [None if w is None else largest_gain(layer, w) for layer, w in zip(f.layers, witnesses, strict=False)]
    reaches = rules.propagate(f, g, region, bounds)
    if len(reaches) != len(certificate.layers):
        raise MalformedFile(f"certificate: {len(certificate.layers)} layers; these networks have {len(reaches)}")
    found = [(rules.grid.integer(reach.farthest()), rules.grid.integer(reach.norm)) for reach in reaches]
    for (difference, length, _), (entry, whole) in zip(certificate.layers, found, strict=True):
        if difference < entry or length < whole:
            return "rejected"
    if certificate.epsilon * 2**certificate.precision < found[-1][0 if norm == "linf" else 1]:
        return "rejected"
    return "accepted" if certificate.epsilon <= epsilon else "undecided"
