"""The plan by certificate: errors as large as the tight rules prove epsilon with, so that the source is small.

What a network with random errors of the planned sizes proves predicts how far each layer's may be loosened (see
`foreseen`); then the target is pruned, the ticket certified, and the factors corrected until the certificate just
suffices. The certificate decides.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import frexp, ldexp, sqrt

import torch

from lottery_verify.arguments import Number, as_fraction
from lottery_verify.certificates.certificate import Certificate
from lottery_verify.certificates.foreseen import foreseen, shares
from lottery_verify.certificates.parts import Parts
from lottery_verify.certificates.proof import Proof
from lottery_verify.certificates.proving import Proved, prove
from lottery_verify.checker.regions import Region
from lottery_verify.errors import NoTicketError, Undecided
from lottery_verify.networks.loading import as_network
from lottery_verify.networks.network import Network
from lottery_verify.networks.regions import as_region
from lottery_verify.pruning.plan import plan
from lottery_verify.pruning.pruner import prune
from lottery_verify.tickets.ticket import Ticket

ROUNDS = 6
SECONDS, MINUTES = 10, 1200  # for a certificate, without the last gates together and with them
NEAR = Fraction(11, 10)  # a factor that could be so many times larger is near enough
TAKEN_OFF = Fraction(15, 16)  # of a corrected factor, as errors of another draw prove a little more or less
FIRST, LAST = Fraction(1, 16), Fraction(1 << 20)  # one correction lies between
MOST = Fraction(1 << 60)  # of a factor


@dataclass(frozen=True)
class Fitted:
    """A ticket whose certificate proves epsilon, and by which options of `prune` it is made again.

    Attributes:
        errors: "mean", or "each" where the plan of the layers' rules takes no more source weights.
        loosen: a factor for each layer.
    """

    ticket: Ticket
    proved: Proved
    errors: str
    loosen: tuple[Fraction, ...]

    @property
    def certificate(self) -> Certificate | Proof | Parts:
        """Of the epsilon that was asked for."""
        return self.proved.certificate.claiming(Fraction(self.ticket.epsilon))

    @property
    def loosened(self) -> str:
        """The factors as `prune --loosen` takes them."""
        return ",".join(map(str, self.loosen))


def prune_tight(
    target: Network | torch.nn.Module | str | os.PathLike[str],
    *,
    region: Region | str | os.PathLike[str],
    epsilon: Number,
    seed: int,
    method: str = "subset-sum",
    shape: str = "shared",
    norm: str = "linf",
    timeout: float | None = None,
    gates: bool = False,
    told: Callable[[str], None] = lambda line: None,
) -> Fitted:
    """Finds the ticket of the fewest source weights that a few rounds of pruning and certifying come by.

    Links are met in root mean square (`prune(errors="mean")`), and layers share the error so that source weights are
    least. The factors depend on how far a certificate comes in its time; with them given, `prune` makes the
    same ticket anywhere. Where errors have to be smaller than the layers' rules ask for, or no round proves epsilon,
    the ticket of these rules is made as well, and the smaller one is given.

    Args:
        target, region, epsilon, seed, method, shape, norm: as for `prune`.
        timeout: seconds for each certificate, as for `prove`; 0 leaves out all but the layers' rules. `seconds_of` says
            what None stands for.
        gates: whether to bound the last gates together in each round, as for `prove`.
        told: hears of each round.
    Raises:
        InvalidArgument: an argument outside its range.
        NoTicketError: the source holds no such ticket.
        Undecided: no round's certificate proved epsilon.
    """
    target = as_network(target, "target").demand_undivided("a plan")
    region = as_region(region, target.widths[0])
    wanted = as_fraction("epsilon", epsilon, above=0)
    seconds = seconds_of(timeout, gates=gates)

    def round_of(errors: str, factors: tuple[Fraction, ...]) -> Fitted:
        ticket = prune(
            target, region=region, epsilon=wanted, seed=seed, method=method, shape=shape, norm=norm, errors=errors,
            loosen=factors,
        )  # fmt: skip
        # the least bound, and not one that is enough: how much is left is what corrects the factors
        proof = prove(ticket, target, region=region, norm=norm, timeout=seconds, gates=gates, samples=0)
        found = Fitted(ticket, proof, errors, factors)
        told(
            f"loosen {found.loosened}: {source_weights(ticket):,} source weights, "
            f"proved {float(found.proved.proved):.6g}"
        )
        return found

    steered = shape == "free" and method == "subset-sum"
    planned = plan(target, region, wanted, norm)
    apart = shares(target, planned, region=region, norm=norm, shape=shape, steered=steered)
    start = corrected([wanted * factor for factor in apart], Fraction(1), Fraction(1))
    expected = foreseen(
        target, planned.loosened(start), region=region, norm=norm, timeout=seconds, gates=gates, steered=steered
    )
    factors = corrected(start, wanted, expected)
    told(f"predicted: errors {', '.join(f'{float(f):.4g}' for f in factors)} times as large, layer by layer")
    best: Fitted | None = None
    too_far: tuple[Fraction, ...] | None = None
    for _ in range(ROUNDS):
        try:
            found = round_of("mean", factors)
        except NoTicketError:
            break
        if found.proved.proved <= wanted:
            if best is None or source_weights(found.ticket) < source_weights(best.ticket):
                best = found
            if wanted < NEAR * found.proved.proved:
                break
        else:
            too_far = factors if too_far is None else min(too_far, factors)  # all factors rise or fall together
        step = corrected(factors, wanted, found.proved.proved)
        if best is not None and too_far is not None:  # where bounds jump, a correction leads out of what is known
            step = halfway(best.loosen, too_far)
        if best is not None and step <= best.loosen:
            break
        factors = step
    if best is None or min(best.loosen) < 1:  # where no factor is, what meets the default meets this as well
        told("the layers' rules ask for larger errors somewhere, or no round proved epsilon: their own plan is tried")
        other = round_of("each", (Fraction(1),) * target.depth)
        if other.proved.proved <= wanted:
            best = min((other, best or other), key=lambda one: source_weights(one.ticket))
    if best is None:
        raise Undecided(f"no certificate of {ROUNDS} rounds proves epsilon {float(wanted):.6g}")
    return best


def seconds_of(timeout: float | None, *, gates: bool) -> float:
    """Seconds for each certificate: those given, or some, or minutes where the last gates are bounded together."""
    return timeout if timeout is not None else MINUTES if gates else SECONDS


def source_weights(ticket: Ticket) -> int:
    """Entries of U and V in all layers of its source."""
    return sum(layer.source_weights for layer in ticket.layers)


def corrected(factors: Sequence[Fraction], wanted: Fraction, proved: Fraction) -> tuple[Fraction, ...]:
    """The factors with which `wanted` would just be proved if bounds grew as errors do, less a little."""
    growth = LAST if proved <= 0 else min(LAST, max(FIRST, wanted / proved))
    return tuple(few_digits(factor * TAKEN_OFF * growth) for factor in factors)


def halfway(low: Sequence[Fraction], high: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """Factors between these, in the same proportion to either."""
    return tuple(few_digits(Fraction(sqrt(a * b))) for a, b in zip(low, high, strict=True))


def few_digits(factor: Fraction) -> Fraction:
    """The factor, of eight binary digits, no larger than it was, and not beyond all sense."""
    mantissa, exponent = frexp(float(factor))
    return min(MOST, Fraction(ldexp(int(mantissa * 256), exponent - 8)))
