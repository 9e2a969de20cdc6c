"""The checker's judgement a second time, on mpmath values and from what the ordinary loaders read."""

from __future__ import annotations

from fractions import Fraction

from lottery_verify.certificates.certificate import Certificate, demand_fit
from lottery_verify.certificates.divisors import common_divisor
from lottery_verify.certificates.exact import exact_network
from lottery_verify.certificates.proof import Proof
from lottery_verify.certificates.rules import Rules
from lottery_verify.checker.regions import Region
from lottery_verify.checker.unions import AnyRegion
from lottery_verify.errors import InvalidArgument, MalformedFile, UnsupportedNetwork
from lottery_verify.hunting.centred import first_layer, read_steps
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
    output: int | None = None,
) -> str:
    """Judges a certificate as the checker does, by other code: accepted, rejected or undecided.

    Of the rules about boxes its bounds are its own; see `second_proof`.

    Args:
        certificate: as `load_certificate` reads it.
        target, ticket, region, epsilon, norm: the claim asked.
        output: the only one that is meant, from 0; None for all.
    Raises:
        InvalidArgument: the claim is about other sizes, or its epsilon is not above 0.
        MalformedFile: it has another number of layers, a witness of another shape, or a step that is none.
        UnsupportedNetwork: a step's rule does not apply.
    """
    demand_sizes(target, ticket, region)
    if epsilon <= 0:
        raise InvalidArgument(f"epsilon {epsilon} must be above 0")
    stated = certificate.output if isinstance(certificate, Proof) else None
    claimed = certificate.target, certificate.ticket, certificate.region, certificate.norm, stated
    if claimed != (target.digest, ticket.digest, region.describe(), norm, output):
        return "rejected"
    demand_fit(ticket, target)
    if common_divisor(ticket, target) != 1 and isinstance(certificate, Certificate):
        raise UnsupportedNetwork("certificate: format 1 is about networks whose outputs are not divided")
    if isinstance(certificate, Proof) and not (only_layers(certificate) and output is None):
        return status_of(certificate, target, ticket, region, epsilon)
    f, g, rules = exact_network(target), exact_network(ticket), Rules(certificate.precision)
    first, bounds_stated = None, []
    if isinstance(certificate, Proof):
        witnesses, centred = read_steps(certificate, target.depth)
        first = first_layer(rules, f, g, region) if centred else None
    else:
        witnesses = [witness for _, _, witness in certificate.layers] + [None] * target.depth
        bounds_stated = [(difference, length) for difference, length, _ in certificate.layers]
    bounds = [None if w is None else largest_gain(layer, w) for layer, w in zip(f.layers, witnesses, strict=False)]
    reaches = rules.propagate(f, g, region, bounds, first)
    if isinstance(certificate, Certificate) and len(reaches) != len(bounds_stated):
        raise MalformedFile(f"certificate: {len(bounds_stated)} layers; these networks have {len(reaches)}")
    found = [(rules.grid.integer(reach.farthest()), rules.grid.integer(reach.norm)) for reach in reaches]
    for (difference, length), (entry, whole) in zip(bounds_stated, found, strict=isinstance(certificate, Certificate)):
        if difference < entry or length < whole:
            return "rejected"
    if certificate.epsilon * target.divisor * 2**certificate.precision < found[-1][0 if norm == "linf" else 1]:
        return "rejected"
    return "accepted" if certificate.epsilon <= epsilon else "undecided"


def demand_sizes(target: Network, ticket: Ticket | Network, region: AnyRegion) -> None:
    """Refuses a claim about other inputs or outputs than the target's."""
    for have in (region.width, ticket.widths[0]):
        if have != target.widths[0] or ticket.widths[-1] != target.widths[-1]:
            raise InvalidArgument(f"inputs and outputs of {target.name} are not those of region and ticket")


def only_layers(proof: Proof) -> bool:
    """Whether no step is about the output as a whole, so that the rules of format 1 give the checker's own integers."""
    names = [step["rule"] for step in proof.steps]
    return names.count("layers") == 1 and not set(names) - {"ball", "layers"}
