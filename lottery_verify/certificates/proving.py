"""From the cheapest rules to the tightest: bounds by layers, an attack, and branch and bound where it can help."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from lottery_verify.arguments import Number, as_fraction
from lottery_verify.certificates.assumed import assumed_of
from lottery_verify.certificates.attack import Attack, at_point, attack, demand_output, higher
from lottery_verify.certificates.certificate import Certificate, certify
from lottery_verify.certificates.gated import gate
from lottery_verify.certificates.outputs import at_output
from lottery_verify.certificates.proof import Proof
from lottery_verify.certificates.tight import Progress, tighten, whole
from lottery_verify.checker.regions import Box, Region
from lottery_verify.errors import InvalidArgument, UnsupportedNetwork
from lottery_verify.networks.loading import as_network
from lottery_verify.networks.network import Network
from lottery_verify.networks.regions import as_region
from lottery_verify.tickets.opening import as_pruned
from lottery_verify.tickets.ticket import Ticket

if TYPE_CHECKING:
    import torch

GAP = Fraction(21, 20)
SECONDS = 100
GATE_STEPS = 100
GATED = 50_000  # outputs × gates × inputs up to which the last gates are bounded together: seconds, not minutes
MOST_MOVING = 100  # inputs that move: with more, halving them one by one does not help


@dataclass(frozen=True)
class Proved:
    """The largest difference that was found, and a certificate of a bound: together [found, proved].

    Attributes:
        found: None where the search was left out and nothing else met a difference.
        certificate: of the least bound.
    """

    found: Attack | None
    certificate: Certificate | Proof

    @property
    def proved(self) -> Fraction:
        """The bound, exact."""
        return self.certificate.epsilon if self.certificate.proved is None else self.certificate.proved


def prove(
    ticket: Ticket | Network | torch.nn.Module | str | os.PathLike[str],
    target: Network | torch.nn.Module | str | os.PathLike[str],
    *,
    region: Region | str | os.PathLike[str],
    norm: str = "linf",
    epsilon: Number | None = None,
    gap: Number = GAP,
    timeout: float = SECONDS,
    gates: bool = False,
    seed: int = 0,
    samples: int = 20_000,
    workers: Executor | None = None,
    processes: int = 1,
    progress: Callable[[Progress], None] | None = None,
    only: int | None = None,
) -> Proved:
    """Brackets sup ‖F − Ĝ‖ over a region: a difference that is reached, and a bound with its certificate.

    The rules that go layer by layer come first; where they don't prove enough, and the region is a box of at most
    100 inputs that move, the box is halved again and again, and the difference of the networks is bounded in each.

    Args:
        ticket: a ticket, or any network of the target's inputs and outputs; an object, a torch module or a file's name.
        target: the network F, likewise.
        region: the inputs meant: a Box or Ball, text such as "box:0,1", or a file's name.
        norm: "linf" or "l2", of the outputs' difference.
        epsilon: enough to be proved; the least that can be when left out.
        gap: above 1; a bound of gap times what is found is near enough.
        timeout: seconds, about, for branch and bound; 0 leaves out all but the rules that go layer by layer.
        gates: whether to bound the last layer's gates together whatever it takes (minutes for hundreds of gates); small
            networks are bounded so anyway.
        seed: of the attack.
        samples: its random points; 0 leaves it out.
        workers: processes that bound boxes exactly; see `processors`.
        processes: how many of them work at once.
        progress: told from time to time.
        only: the only output that is meant, from 0; None for all.
    Raises:
        InvalidArgument: an argument outside its range.

    Source: split-coverage, joint-affine-forms, gated-difference.
    """
    ticket, target = as_pruned(ticket, "ticket"), as_network(target, "target")
    region = as_region(region, target.widths[0])
    near = as_fraction("gap", gap, above=1)
    if not 0 <= timeout < float("inf"):
        raise InvalidArgument(f"timeout {timeout} must be a number of seconds, 0 or more")
    wanted = None if epsilon is None else as_fraction("epsilon", epsilon, above=0)
    demand_output(only, norm, target)

    def meant(made: Certificate | Proof) -> Certificate | Proof:
        return made if only is None else at_output(made, only, target.depth)

    layered = certify(ticket, target, region=region, norm=norm)
    if wanted is not None and layered.proved > wanted:
        layered = certify(ticket, target, region=region, norm=norm, spectral=True)
    best = meant(layered)
    bound = best.epsilon if best.proved is None else best.proved
    found = None
    if samples != 0:
        found = attack(ticket, target, region=region, norm=norm, seed=seed, samples=samples, only=only)
    reached = Fraction(0) if found is None else found.found
    enough = max(near * reached, wanted or Fraction(0))
    exceeded = wanted is not None and reached > wanted
    if timeout > 0 and not exceeded and bound > enough and comparable(ticket, target, region):
        try:
            proof: Certificate | Proof = whole(ticket, target, region=region, norm=norm, only=only)
            if proof.epsilon < bound:
                best, bound = proof, proof.epsilon
            if bound > enough and few_gates(target, gates):
                proof = meant(gate(ticket, target, region=region, norm=norm, steps=GATE_STEPS))
                best, bound = (proof, proof.epsilon) if proof.epsilon < bound else (best, bound)
            if bound > enough and moving(region) <= MOST_MOVING:
                halved = tighten(
                    ticket,
                    target,
                    region=region,
                    norm=norm,
                    gap=float(near),
                    epsilon=wanted,
                    found=reached,
                    seconds=timeout,
                    workers=workers,
                    processes=processes,
                    progress=progress,
                    only=only,
                )
                if halved.witness is not None:
                    point = at_point(ticket, target, np.array(halved.witness), region=region, norm=norm, only=only)
                    found = higher(found, point)
                best = halved.proof if halved.proof.epsilon < bound else best
        except UnsupportedNetwork:
            pass  # what the layers' rules proved stands
    return Proved(found, replace(best, assumed=assumed_of(ticket, target)))


def comparable(ticket: Ticket | Network, target: Network, region: Region) -> bool:
    """Whether both networks can be bounded together over the region: a box, and networks of the same widths."""
    return isinstance(region, Box) and ticket.widths == target.widths


def few_gates(target: Network, anyway: bool) -> bool:
    """Whether the gates before the output are to be bounded together."""
    if target.depth < 2 or not target.layers[-2].relu or target.layers[-1].relu:
        return False
    return anyway or target.widths[0] * target.widths[-2] * target.widths[-1] <= GATED


def moving(region: Region) -> int:
    """How many inputs of a box move."""
    if not isinstance(region, Box):
        return region.width
    return sum(low < high for low, high in zip(region.lower, region.upper, strict=True))


@contextmanager
def processors() -> Iterator[tuple[Executor, int]]:
    """A process for each processor, and how many they are; each loads the checker alone."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    with ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield pool, count
