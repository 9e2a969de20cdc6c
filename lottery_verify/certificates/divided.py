"""Bounds of networks that divide their outputs, from those of the networks that do not.

For F = f/q and Ĝ = ĝ/q, sup ‖F − Ĝ‖ = sup ‖f − ĝ‖/q. The steps of a certificate are about f and ĝ; its claim is about
F and Ĝ, and the checker divides once more by itself.
"""

from __future__ import annotations

from dataclasses import replace

from lottery_verify.certificates.certificate import Certificate
from lottery_verify.certificates.outputs import layers_step
from lottery_verify.certificates.parts import Parts
from lottery_verify.certificates.proof import Proof
from lottery_verify.certificates.reached import Attack
from lottery_verify.networks.network import Network
from lottery_verify.tickets.ticket import Ticket


def divided(made: Certificate | Proof | Parts, ticket: Ticket | Network, target: Network) -> Proof | Parts:
    """The proof about two networks that divide their outputs, from one about what their last layers give.

    Args:
        made: of the undivided networks, just proved.
        ticket, target: as they are, with one divisor in common.
    """
    if isinstance(made, Parts):
        return Parts.of(made.region, [_divided(one, ticket, target) for one in made.proofs])
    return _divided(made, ticket, target)


def _divided(made: Certificate | Proof, ticket: Ticket | Network, target: Network) -> Proof:
    q = target.divisor
    proved = made.epsilon if made.proved is None else made.proved
    return Proof(
        target=target.digest,
        ticket=ticket.digest,
        region=made.region,
        norm=made.norm,
        epsilon=made.epsilon / q,
        proved=proved / q,
        precision=made.precision,
        steps=made.steps if isinstance(made, Proof) else (layers_step(made, target.depth),),
        assumed=made.assumed,
        output=made.output if isinstance(made, Proof) else None,
        outputs=tuple(bound / q for bound in made.outputs),
    )


def divided_found(found: Attack | None, divisor: int) -> Attack | None:
    """A difference that was found of the undivided networks, as one of those that divide."""
    if found is None:
        return None
    return replace(found, found=found.found / divisor, outputs=tuple(gap / divisor for gap in found.outputs))
