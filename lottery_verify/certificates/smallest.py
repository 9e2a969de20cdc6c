"""The plan by certificate: errors as large as the tight rules prove epsilon with, so that the source is small.

What a network with random errors of the planned sizes proves predicts how far they may be loosened; then the target is
pruned, the ticket certified, and the factor corrected until the certificate just suffices. The certificate decides.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import frexp, ldexp

import numpy as np
import torch

from lottery_verify.arguments import Number, as_fraction
from lottery_verify.certificates.proving import Proved, prove
from lottery_verify.checker.regions import Region
from lottery_verify.errors import NoTicketError, Undecided
from lottery_verify.networks.loading import as_network
from lottery_verify.networks.network import Network
from lottery_verify.networks.regions import as_region
from lottery_verify.pruning.plan import Plan, plan
from lottery_verify.pruning.pruner import prune
from lottery_verify.tickets.ticket import Ticket

ROUNDS = 6
NEAR = Fraction(11, 10)  # a factor that could be so many times larger is near enough
TAKEN_OFF = Fraction(15, 16)  # of a corrected factor, as errors of another draw prove a little more or less
FIRST, LAST = Fraction(1, 16), Fraction(1 << 20)  # factors lie between


@dataclass(frozen=True)
class Fitted:
    """A ticket whose certificate proves epsilon, and the factor by which its plan was loosened."""

    ticket: Ticket
    proved: Proved
    loosen: Fraction


def prune_tight(
    target: Network | torch.nn.Module | str | os.PathLike[str],
    *,
    region: Region | str | os.PathLike[str],
    epsilon: Number,
    seed: int,
    method: str = "subset-sum",
    shape: str = "shared",
    norm: str = "linf",
    timeout: float = 10,
    gates: bool = False,
    told: Callable[[str], None] = lambda line: None,
) -> Fitted:
    """Finds the ticket of the fewest source weights that a few rounds of pruning and certifying come by.

    Links are met in root mean square (`prune(errors="mean")`). The factor depends on how far a certificate comes in
    `timeout` seconds; with the factor given, `prune` makes the same ticket anywhere.

    Args:
        target, region, epsilon, seed, method, shape, norm: as for `prune`.
        timeout: seconds for halving boxes in each round, as for `prove`; 0 leaves out all but the layers' rules.
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

    def proof(ticket: Ticket | Network) -> Proved:
        # the least bound, and not one that is enough: how much is left is what corrects the factor
        return prove(ticket, target, region=region, norm=norm, timeout=timeout, gates=gates, samples=0)

    likely = proof(erring(target, plan(target, region, wanted, norm)))
    factor = corrected(Fraction(1), wanted, likely.proved)
    told(f"predicted: errors {float(factor):.4g} times as large")
    best: Fitted | None = None
    for number in range(1, ROUNDS + 1):
        try:
            ticket = prune(
                target, region=region, epsilon=wanted, seed=seed, method=method, shape=shape, norm=norm, errors="mean",
                loosen=factor,
            )  # fmt: skip
        except NoTicketError:
            if best is None:
                raise
            break
        found = Fitted(ticket, proof(ticket), factor)
        weights = found.ticket.figures()["source weights"]
        told(f"round {number}: loosen {factor}, {weights:,} source weights, proved {float(found.proved.proved):.6g}")
        if found.proved.proved <= wanted:
            if best is None or source_weights(ticket) < source_weights(best.ticket):
                best = found
            if wanted < NEAR * found.proved.proved:
                break
        step = corrected(factor, wanted, found.proved.proved)
        if best is not None and step <= best.loosen:
            break
        factor = step
    if best is None:
        raise Undecided(f"no certificate of {ROUNDS} rounds proves epsilon {float(wanted):.6g}")
    return best


def source_weights(ticket: Ticket) -> int:
    """Entries of U and V in all layers of its source."""
    return sum(layer.source_weights for layer in ticket.layers)


def corrected(factor: Fraction, wanted: Fraction, proved: Fraction) -> Fraction:
    """The factor with which `wanted` would just be proved if bounds grew as errors do, less a little; of few digits."""
    if proved <= 0:
        return LAST
    mantissa, exponent = frexp(float(factor * TAKEN_OFF * min(LAST, max(FIRST, wanted / proved))))
    return min(LAST, Fraction(ldexp(int(mantissa * 256), exponent - 8)))


def erring(target: Network, planned: Plan) -> Network:
    """The target with random errors of root mean square epsilon_w on every weight, the same for every call."""
    random = np.random.default_rng(0)
    weights, biases = [], []
    for layer, epsilon_w in zip(target.layers, planned.epsilon_w, strict=True):
        unit = float(epsilon_w) / 577  # integers from −999 to 999 have this root mean square
        weights.append(layer.weight + unit * random.integers(-999, 1000, layer.weight.shape))
        biases.append(None if layer.bias is None else layer.bias + unit * random.integers(-999, 1000, layer.n_out))
    return Network.from_arrays(weights, biases, [layer.relu for layer in target.layers], shift=target.shift)
