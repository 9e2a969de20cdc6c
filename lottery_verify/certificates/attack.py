"""The other side of a certificate: the largest difference that a search can find, re-evaluated exactly."""

from __future__ import annotations

import os
from dataclasses import replace
from itertools import pairwise

import torch
from torch import Tensor

from lottery_verify.arguments import check_choice
from lottery_verify.certificates.ascent import MOVES, Search, in_tensors
from lottery_verify.certificates.certificate import demand_fit
from lottery_verify.certificates.deadline import NEVER, Deadline
from lottery_verify.certificates.exact import ExactNetwork, exact_network
from lottery_verify.certificates.reached import Attack, demand_output, higher, inside, reached
from lottery_verify.checker.regions import Region
from lottery_verify.checker.unions import AnyRegion, parts_of
from lottery_verify.errors import InvalidArgument
from lottery_verify.networks.loading import as_network
from lottery_verify.networks.network import Network
from lottery_verify.networks.regions import as_any
from lottery_verify.tickets.opening import as_pruned
from lottery_verify.tickets.ticket import Ticket

ENTRIES = 1 << 22  # points × widest layer in memory at once
WORK = 1 << 34  # multiplications in all ascents together: it bounds how many points climb
FINALISTS = 4  # points evaluated exactly


def attack(
    ticket: Ticket | Network | torch.nn.Module | str | os.PathLike[str],
    target: Network | torch.nn.Module | str | os.PathLike[str],
    *,
    region: AnyRegion | str | os.PathLike[str],
    norm: str = "linf",
    seed: int = 0,
    samples: int = 20_000,
    starts: int = 64,
    steps: int = 60,
    only: int | None = None,
    deadline: Deadline = NEVER,
) -> Attack:
    """Searches a region for the input where a ticket and its target differ most.

    Random points, corners of a box, and ascent along the gradient's sign from the best of them; every candidate for the
    answer is evaluated exactly. The search multiplies matrices in floats, as fast as the processor can: the same seed
    may lead to another witness on another processor; what is found there is exact on each.

    Args:
        ticket, target, region, norm: as in `prove`; of several boxes each is searched.
        seed: of the random points.
        samples: how many random points.
        starts: how many of the best are climbed from, where time allows.
        steps: ascent steps.
        only: the only output that is meant, from 0; None for all.
        deadline: when no more points are drawn and no further steps are taken; a few are in any case.
    Raises:
        InvalidArgument: sizes do not fit.
    """
    check_choice("norm", norm, ("linf", "l2"))
    target, ticket = as_network(target, "target"), as_pruned(ticket, "ticket")
    region = as_any(region, target.widths[0])
    demand_search(ticket, target, region, seed, samples=samples, starts=starts, steps=steps)
    demand_output(only, norm, target)
    f, g = exact_network(target), exact_network(ticket)
    tried = [_attacked(f, g, part, norm, seed, samples, starts, steps, only, deadline) for part in parts_of(region)]
    found, *others = tried
    for one in others:
        found = higher(found, one)
    return found


def _attacked(
    f: ExactNetwork,
    g: ExactNetwork,
    region: Region,
    norm: str,
    seed: int,
    samples: int,
    starts: int,
    steps: int,
    only: int | None,
    deadline: Deadline,
) -> Attack:
    """What the search finds in a box or a ball."""
    search = Search((in_tensors(f), in_tensors(g)), region, seed, only, deadline)
    per_batch = max(1, ENTRIES // max(*f.widths, *g.widths))
    size = sum(a * b for n in (f, g) for a, b in pairwise(n.widths))
    starts = max(8, min(starts, WORK // (size * (3 * MOVES + 3) * max(1, steps))))
    kept: list[Tensor] = []
    for start in range(0, samples, per_batch):
        if kept and deadline.passed:
            break
        points = search.points(min(per_batch, samples - start))
        kept.append(points[search.largest(points, norm, starts)])
    candidates = torch.cat(kept)
    candidates = candidates[search.largest(candidates, norm, starts)]
    climbed = torch.cat([candidates, search.climb(candidates, steps)])
    finalists = climbed[search.largest(climbed, norm, FINALISTS)]
    tried = reached(f, g, [inside(point.numpy(), region) for point in finalists], norm, samples, seed, only)
    each = () if only is not None else tuple(map(max, zip(*(one.outputs for one in tried), strict=True)))
    return replace(max(tried, key=lambda one: one.found), outputs=each)


def demand_search(ticket: Ticket | Network, target: Network, region: AnyRegion, seed: int, **counts: int) -> None:
    """Refuses networks and a region that don't fit, a seed out of range, and too few of what is counted."""
    if not region.width == ticket.widths[0] == target.widths[0] or ticket.widths[-1] != target.widths[-1]:
        raise InvalidArgument(
            f"ticket of widths {ticket.widths}, target of {target.widths}, "
            f"region of {region.width} inputs: they do not fit"
        )
    for name, count in counts.items():
        least = 0 if name == "steps" else 1
        if type(count) is not int or count < least:
            raise InvalidArgument(f"{name} {count!r} must be an integer of at least {least}")
    if type(seed) is not int or not 0 <= seed < 1 << 64:
        raise InvalidArgument(f"seed {seed!r} must be an integer from 0 to 2^64 - 1")
    demand_fit(ticket, target)
