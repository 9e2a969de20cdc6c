"""The checker's judgement a second time, on mpmath values and from what the ordinary loaders read."""

from __future__ import annotations

from fractions import Fraction

from mpmath.libmp import (
    from_man_exp,
    fzero,
    mpf_abs,
    mpf_add,
    mpf_le,
    mpf_lt,
    mpf_mul,
    mpf_shift,
    mpf_sub,
    mpf_sum,
    sqrtrem,
)

from lottery_verify.certificates.certificate import Certificate, demand_fit
from lottery_verify.certificates.exact import ExactLayer, Real, exact_network
from lottery_verify.certificates.rules import Rules
from lottery_verify.certificates.spectral import Witness
from lottery_verify.checker.regions import Region
from lottery_verify.errors import InvalidArgument, MalformedFile
from lottery_verify.networks.network import Network
from lottery_verify.tickets.ticket import Ticket


def judge(
    certificate: Certificate,
    target: Network,
    ticket: Ticket | Network,
    region: Region,
    epsilon: Fraction,
    norm: str = "linf",
) -> str:
    """Judges a certificate as the checker does, by other code: accepted, rejected or undecided.

    Args:
        certificate: as `load_certificate` reads it.
        target, ticket, region, epsilon, norm: the claim asked.
    Raises:
        InvalidArgument: the claim is about other sizes, or its epsilon is not above 0.
        MalformedFile: it has another number of layers, or a witness of another shape.
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


def largest_gain(layer: ExactLayer, witness: Witness) -> tuple[int, int]:
    """(s, t) with ‖W‖₂ ≤ s/2^t; ‖W‖₂² is at most square + the largest row sum of |WWᵀ + RRᵀ − square·I|.

    Raises:
        MalformedFile: R is not lower triangular of the right size.
    """
    w, r = layer.positive, [[from_man_exp(v, -witness.scale) for v in row] for row in witness.factor]
    if len(w) > len(w[0]):
        w = [list(column) for column in zip(*w, strict=True)]
    if [len(row) for row in r] != list(range(1, len(w) + 1)):
        raise MalformedFile(f"certificate: a factor of {len(r)} rows for {len(w)}")
    square, worst = from_man_exp(witness.square, -2 * witness.scale), None
    for i in range(len(w)):
        total: Real = fzero
        for j in range(len(w)):
            entry = mpf_add(_dot(w[i], w[j]), _dot(r[i], r[j]))
            total = mpf_add(total, mpf_abs(mpf_sub(entry, square) if i == j else entry))
        if worst is None or mpf_lt(worst, total):
            worst = total
    bound = mpf_shift(mpf_add(square, worst), 2 * witness.scale)
    if mpf_le(bound, fzero):
        return 0, witness.scale
    if bound[2] < 0:
        raise MalformedFile(f"certificate: a witness over 2^{witness.scale} cannot hold the layer's weights")
    side, rest = sqrtrem(int(bound[1]) << bound[2])
    return int(side) + (rest > 0), witness.scale


def _dot(a: list[Real], b: list[Real]) -> Real:
    return mpf_sum([mpf_mul(v, w) for v, w in zip(a, b, strict=False)])
