"""Certificates over a ball around a point: the first layer by the rule `ball`, then layer by layer."""

from __future__ import annotations

from fractions import Fraction

from lottery_verify.certificates.certificate import PRECISION, Certificate
from lottery_verify.certificates.outputs import bounds
from lottery_verify.certificates.proof import Proof
from lottery_verify.certificates.spectral import spectral_witness
from lottery_verify.certificates.tight import read_pair
from lottery_verify.checker.claim import SUP
from lottery_verify.checker.judge import walk
from lottery_verify.checker.proof import read_entries, steps
from lottery_verify.checker.regions import Ball, Region
from lottery_verify.checker.rules.known import Known
from lottery_verify.networks.network import Network
from lottery_verify.tickets.ticket import Ticket


def centred(
    ticket: Ticket | Network, target: Network, *, region: Region, norm: str, precision: int = PRECISION
) -> Proof:
    """Proves a bound of sup ‖F − Ĝ‖ over a ball: the first layer from its values at the centre, the others in turn.

    Args:
        ticket, target: two networks of the same widths and activations.
        region: a ball.
        norm: "linf" or "l2".
        precision: bounds are multiples of 2^-precision.
    Raises:
        UnsupportedNetwork: the region is no ball, or the networks differ in widths or activations.

    Source: checker_centred.
    """
    networks = read_pair(target, ticket)
    witnesses = [spectral_witness(layer) for layer in target.layers]
    spectral = [None if witness is None else witness.describe() for witness in witnesses]
    given = ({"rule": "ball"}, {"rule": "layers", "spectral": spectral})
    proof = steps(read_entries(list(given), SUP, "certificate"), networks, networks.alike, "certificate")
    reach = walk(proof, networks, region, Known(precision)).difference[networks.target.output]
    proved = Fraction(reach.largest if norm == "linf" else reach.norm, 1 << precision)
    stated = max(proved, Fraction(1, 1 << precision))  # a claim's epsilon is above 0
    names = target.digest, ticket.digest, region.describe()
    return Proof(*names, norm, stated, proved, precision, given, outputs=bounds(reach, precision))


def nearer(
    layered: Certificate, ticket: Ticket | Network, target: Network, *, region: Region, norm: str
) -> Certificate | Proof:
    """A certificate by layers alone, or that of the ball's centre where this one applies and proves less."""
    same = ticket.widths == target.widths and [a.relu for a in ticket.layers] == [b.relu for b in target.layers]
    if not isinstance(region, Ball) or not same:
        return layered
    proof = centred(ticket, target, region=region, norm=norm)
    return proof if proof.epsilon < layered.proved else layered
