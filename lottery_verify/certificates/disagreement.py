"""Inputs at which a pruned network predicts another class than its target, searched in floats, evaluated exactly."""

from __future__ import annotations

import os
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from lottery_verify.arguments import Number, as_fraction
from lottery_verify.certificates.ascent import Search, in_tensors
from lottery_verify.certificates.attack import FINALISTS, demand_search
from lottery_verify.certificates.evaluate import evaluate
from lottery_verify.certificates.exact import exact_network
from lottery_verify.certificates.reached import inside
from lottery_verify.checker.regions import Region
from lottery_verify.errors import UnsupportedNetwork
from lottery_verify.networks.loading import as_network
from lottery_verify.networks.network import Network
from lottery_verify.networks.regions import as_region
from lottery_verify.tickets.opening import as_pruned
from lottery_verify.tickets.ticket import Ticket

if TYPE_CHECKING:
    from torch.nn import Module

STARTS = 32  # points that climb
ROUND = 10  # steps between looks at where they are
ROUNDING = 2.0**-20  # points are evaluated exactly where floats say that the class changes, or nearly so
Point = tuple[Fraction, ...]


@dataclass(frozen=True)
class Disagreement:
    """An input at which the predicted class changes, exactly.

    Attributes:
        x: the input, inside the region.
        before: the class that F is sure of, outputs counted from 0.
        after: the largest of Ĝ's other outputs, which is no less than output `before` of Ĝ.
        target, ticket: all outputs of F and of Ĝ.
    """

    x: Point
    before: int
    after: int
    target: Point
    ticket: Point

    @classmethod
    def at(cls, x: Point, target: Point, ticket: Point, margin: Fraction) -> Disagreement | None:
        """The one at x, or None where F is not sure by the margin or Ĝ keeps its class."""
        before = max(range(len(target)), key=target.__getitem__)
        others = [k for k in range(len(target)) if k != before]
        lead = target[before] - max(target[k] for k in others)
        after = max(others, key=ticket.__getitem__)
        if lead <= 0 or lead < margin or ticket[after] < ticket[before]:
            return None
        return cls(x, before, after, target, ticket)


@dataclass(frozen=True)
class Hunted:
    """What a search for a disagreement came by.

    Attributes:
        witness: an input at which the class changes; None where none was found, which proves nothing.
        samples: how many points were tried before ascent.
        seed: of the search.
    """

    witness: Disagreement | None
    samples: int
    seed: int

    def __str__(self) -> str:
        how = f"{self.samples:,} samples and ascent, seed {self.seed}"
        if self.witness is None:
            return f"found: no input that changes the predicted class ({how})"
        change = f"the predicted class changes from {self.witness.before} to {self.witness.after}"
        return f"found: an input at which {change} ({how})"


class Hunter:
    """Two networks and a margin, for searches in many regions."""

    def __init__(self, ticket: Ticket | Network, target: Network, margin: Fraction) -> None:
        """Raises InvalidArgument where the networks don't fit, and UnsupportedNetwork where they give one output."""
        if target.widths[-1] < 2:
            raise UnsupportedNetwork("top-1 agreement is about networks of two outputs or more")
        self.target, self.ticket, self.margin = target, ticket, margin
        self.f, self.g = exact_network(target), exact_network(ticket)
        self.tensors = in_tensors(self.f), in_tensors(self.g)

    def search(self, region: Region, *, seed: int, samples: int, steps: int = 60) -> Hunted:
        """Random points, corners, and ascent from the best of them for each rival class."""
        demand_search(self.ticket, self.target, region, seed, samples=samples, steps=steps)
        search = Search(self.tensors, region, seed)
        with torch.no_grad():
            points = search.points(samples)
            heights, leader = self.heights(search, points)
            top = heights.topk(min(FINALISTS, samples), dim=0)
            chosen = top.values.flatten().topk(min(STARTS, top.values.numel())).indices
        starts, rivals = top.indices.flatten()[chosen], chosen % heights.shape[1]
        best, pairs = points[starts], (leader[starts], rivals[:, None])
        witness = self.first(best, region, search)
        for start in range(0, steps, ROUND):
            if witness is not None:
                break
            best = search.ascend(best, min(ROUND, steps - start), lambda moved: self.height(search, moved, *pairs))
            witness = self.first(best, region, search)
        return Hunted(witness, samples, seed)

    def heights(self, search: Search, points: Tensor) -> tuple[Tensor, Tensor]:
        """How far each output of Ĝ is above that of F's class or, if less, how far F's lead is past the margin.

        Above 0 the class changes at the point, so far as floats know. Shape (points, outputs); −∞ for F's class itself,
        which is the second result, shape (points, 1).
        """
        f, g = (torch.nan_to_num(one) for one in search.values(points))
        two, which = f.topk(2, dim=1)
        leader = which[:, :1]
        lead = two[:, :1] - two[:, 1:] - float(self.margin)
        over = (g - g.gather(1, leader)).scatter(1, leader, -torch.inf)
        return torch.minimum(over, lead), leader

    def height(self, search: Search, points: Tensor, leader: Tensor, rival: Tensor) -> Tensor:
        """The same for one leader and one rival for each point, of shape (points, 1); shape (…, points)."""
        f, g = (torch.nan_to_num(one) for one in search.values(points))
        leader, rival = (one.expand(*f.shape[:-1], 1) for one in (leader, rival))
        second = f.scatter(-1, leader, -torch.inf).max(-1, keepdim=True).values
        lead = f.gather(-1, leader) - second - float(self.margin)
        return torch.minimum(lead, g.gather(-1, rival) - g.gather(-1, leader))[..., 0]

    def first(self, points: Tensor, region: Region, search: Search | None = None) -> Disagreement | None:
        """The first of some points at which the class changes, exactly; floats only choose which are worth it."""
        if not len(points):
            return None
        with torch.no_grad():
            heights = self.heights(search or Search(self.tensors, region, 0), points)[0].max(1).values
        for a in heights.topk(min(FINALISTS, len(points))).indices.tolist():
            if float(heights[a]) < -ROUNDING:
                break
            x = inside(points[a].numpy(), region)
            found = self.at(x)
            if found is not None:
                return found
        return None

    def at(self, x: Point) -> Disagreement | None:
        """The disagreement at a point, exactly; None where there is none."""
        return Disagreement.at(x, tuple(evaluate(self.f, x)), tuple(evaluate(self.g, x)), self.margin)


def attack_top1(
    ticket: Ticket | Network | Module | str | os.PathLike[str],
    target: Network | Module | str | os.PathLike[str],
    *,
    region: Region | str | os.PathLike[str],
    margin: Number = 0,
    seed: int = 0,
    samples: int = 20_000,
    steps: int = 60,
) -> Hunted:
    """Searches a region for an input at which a pruned network predicts another class than its target.

    Args:
        ticket, target, region: as in `certify`.
        margin: only inputs count at which F's largest output is so much above each other one; 0 or more, exact.
        seed, samples: of the random points.
        steps: of ascent from the best of them.
    Raises:
        InvalidArgument: an argument outside its range.
        UnsupportedNetwork: the networks have one output only.
    """
    target, ticket = as_network(target, "target"), as_pruned(ticket, "ticket")
    hunter = Hunter(ticket, target, as_fraction("margin", margin, at_least=0))
    return hunter.search(as_region(region, target.widths[0]), seed=seed, samples=samples, steps=steps)
