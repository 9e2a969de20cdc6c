"""`prove`: the question as it is asked, over one region or several boxes; `producers` has the ways to answer it."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from lottery_verify.arguments import Number, as_fraction
from lottery_verify.certificates.anytime import Progress
from lottery_verify.certificates.assumed import assumed_of
from lottery_verify.certificates.certificate import Certificate
from lottery_verify.certificates.deadline import NEVER, Deadline
from lottery_verify.certificates.divided import divided, divided_found
from lottery_verify.certificates.divisors import common_divisor, undivided
from lottery_verify.certificates.interrupts import interruptible
from lottery_verify.certificates.parts import Parts
from lottery_verify.certificates.producers import walk
from lottery_verify.certificates.proof import Proof
from lottery_verify.certificates.question import Question
from lottery_verify.certificates.reached import Attack, demand_output, higher
from lottery_verify.certificates.state import State
from lottery_verify.checker.regions import Box, Region
from lottery_verify.checker.unions import AnyRegion, Boxes
from lottery_verify.errors import InvalidArgument
from lottery_verify.networks.loading import as_network
from lottery_verify.networks.network import Network
from lottery_verify.networks.regions import as_any
from lottery_verify.tickets.opening import as_pruned
from lottery_verify.tickets.ticket import Ticket

if TYPE_CHECKING:
    import torch

GAP = Fraction(21, 20)
SECONDS = 100


@dataclass(frozen=True)
class Proved:
    """The largest difference that was found, and a certificate of a bound: together [found, proved].

    Attributes:
        found: None where the search was left out and nothing else met a difference.
        certificate: of the least bound.
    """

    found: Attack | None
    certificate: Certificate | Proof | Parts

    @property
    def proved(self) -> Fraction:
        """The bound, exact."""
        return self.certificate.epsilon if self.certificate.proved is None else self.certificate.proved


def prove(
    ticket: Ticket | Network | torch.nn.Module | str | os.PathLike[str],
    target: Network | torch.nn.Module | str | os.PathLike[str],
    *,
    region: AnyRegion | str | os.PathLike[str],
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
    keep: str | os.PathLike[str] | None = None,
    only: int | None = None,
) -> Proved:
    """Brackets sup ‖F − Ĝ‖ over a region: a difference that is reached, and a bound with its certificate.

    The rules that go layer by layer come first; where they don't prove enough, and the region is a box of at most
    100 inputs that move, the box is halved again and again, and the difference of the networks is bounded in each.
    Where an epsilon is asked for and at most 10 inputs move, halving comes first, and all else only where it does not
    decide: it ends as soon as epsilon is proved, or exceeded at a point.

    Args:
        ticket: a ticket, or any network of the target's inputs and outputs; an object, a torch module or a file's name.
        target: the network F, likewise.
        region: the inputs meant: a Box, a Ball or Boxes, text such as "box:0,1", or a file's name. Over each of several
            boxes a bound is proved by itself, and the largest counts.
        norm: "linf" or "l2", of the outputs' difference.
        epsilon: enough to be proved; the least that can be when left out.
        gap: above 1; without epsilon a bound of gap times what is found is near enough.
        timeout: seconds for all of it. What runs then ends soon, and the best bound so far is the certificate; a bound
            layer by layer and a short search are made in any case. 0 leaves out all but the layers' rules and the
            search, and gives them what time they need.
        gates: whether to bound the last layer's gates together whatever it takes (tens of seconds for hundreds); small
            networks are bounded so anyway.
        seed: of the attack.
        samples: its random points; 0 leaves it out.
        workers: processes that bound boxes exactly; see `workers.processors`.
        processes: how many of them work at once.
        progress: told from time to time.
        keep: a file that branch and bound keeps its tree in every few seconds, and takes it up from where it is there
            already; it is removed at the end. Of several boxes it has the tree of each.
        only: the only output that is meant, from 0; None for all.
    Raises:
        InvalidArgument: an argument outside its range, or `keep` is of another claim.
        MalformedFile: `keep` is damaged.

    Source: split-coverage, joint-affine-forms, gated-difference.
    """
    ticket, target = as_pruned(ticket, "ticket"), as_network(target, "target")
    region = as_any(region, target.widths[0])
    near = as_fraction("gap", gap, above=1)
    if not 0 <= timeout < float("inf"):
        raise InvalidArgument(f"timeout {timeout} must be a number of seconds, 0 or more")
    wanted = None if epsilon is None else as_fraction("epsilon", epsilon, above=0)
    demand_output(only, norm, target)
    divisor = common_divisor(ticket, target)
    if divisor != 1:

        def tell(so_far: Progress) -> None:
            if progress is not None:
                progress(replace(so_far, found=so_far.found / divisor, proved=so_far.proved / divisor))

        sums = undivided(ticket), target.undivided
        times = None if wanted is None else wanted * divisor
        of_sums = prove(
            *sums,
            region=region,
            norm=norm,
            epsilon=times,
            gap=near,
            timeout=timeout,
            gates=gates,
            seed=seed,
            samples=samples,
            workers=workers,
            processes=processes,
            progress=tell,
            keep=keep,
            only=only,
        )
        return Proved(
            divided_found(of_sums.found, divisor), divided(of_sums.certificate, ticket, target)
        )
    deadline = Deadline.after(timeout) if timeout > 0 else NEVER
    state = kept(keep, ticket, target, region, norm, only)

    def over(one: Region, end: Deadline, layers_alone: bool) -> Proved:
        question = Question(
            ticket=ticket,
            target=target,
            region=one,
            norm=norm,
            gap=near,
            epsilon=wanted,
            deadline=end,
            layers_alone=layers_alone,
            gates=gates,
            seed=seed,
            samples=samples,
            workers=workers,
            processes=processes,
            progress=progress,
            state=state,
            only=only,
        )
        known = walk(question)
        if state is not None:
            state.at += 1
        return Proved(known.found, replace(known.best, assumed=assumed_of(ticket, target)))

    if isinstance(region, Boxes):
        made = over_each(region, over, deadline, timeout == 0, wanted)
    else:
        made = over(region, deadline, timeout == 0)
    if state is not None:
        state.remove()
    return made


def kept(
    keep: str | os.PathLike[str] | None,
    ticket: Ticket | Network,
    target: Network,
    region: AnyRegion,
    norm: str,
    only: int | None,
) -> State | None:
    """The file of the search for this claim, which is refused before any work where it is of another claim."""
    if keep is None:
        return None
    about = {"target": target.digest, "ticket": ticket.digest, "region": region.describe(), "norm": norm}
    claim = about if only is None else {**about, "output": only}
    state = State(keep, claim, len(region.parts) if isinstance(region, Boxes) else None)
    state.read(target.widths[0])
    return state


def over_each(
    region: Boxes,
    over: Callable[[Box, Deadline, bool], Proved],
    deadline: Deadline,
    layers_alone: bool,
    wanted: Fraction | None,
) -> Proved:
    """Each box by itself, in turn: the largest difference, and the largest bound.

    Ctrl-C ends the halving of all boxes; those that are left get the bounds that take no halving.

    Args:
        region: the boxes.
        over: proves a bound over a box until a moment, perhaps by the layers' rules alone.
        deadline: for all; what a box leaves of its share is for those after it.
        layers_alone: whether no box is halved.
        wanted: once a larger difference is found, boxes are halved no more.
    """
    found: Attack | None = None
    proofs: list[Certificate | Proof] = []
    with interruptible() as interrupted:
        for number, box in enumerate(region.parts):
            exceeded = wanted is not None and found is not None and found.found > wanted
            share = deadline if layers_alone else deadline.within(deadline.left / (len(region.parts) - number))
            one = over(box, share, layers_alone or exceeded or interrupted())
            found = found if one.found is None else higher(found, one.found)
            if not isinstance(one.certificate, Parts):
                proofs.append(one.certificate)
    return Proved(found, Parts.of(region, proofs))
