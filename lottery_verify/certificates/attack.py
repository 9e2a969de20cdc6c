"""The other side of a certificate: the largest difference that a search can find, re-evaluated exactly."""

from __future__ import annotations

import os
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import isqrt

import numpy as np
import torch
from mpmath import libmp
from torch import Tensor

from lottery_verify.arguments import check_choice
from lottery_verify.certificates.certificate import demand_fit
from lottery_verify.certificates.decimals import decimal_down
from lottery_verify.certificates.evaluate import evaluate
from lottery_verify.certificates.exact import ExactNetwork, Real, exact_network
from lottery_verify.checker.regions import Box, Region
from lottery_verify.checker.unions import AnyRegion, parts_of
from lottery_verify.errors import InvalidArgument
from lottery_verify.networks.loading import as_network
from lottery_verify.networks.network import Array, Network
from lottery_verify.networks.regions import as_any
from lottery_verify.pruning.plan import in_floats
from lottery_verify.tickets.opening import as_pruned
from lottery_verify.tickets.ticket import Ticket

ENTRIES = 1 << 22  # points × widest layer in memory at once
WORK = 1 << 34  # multiplications in all ascents together: it bounds how many points climb
MOVES = 10  # lengths tried in each step, along the gradient and at random
FINALISTS = 4  # points evaluated exactly


@dataclass(frozen=True)
class Attack:
    """The largest difference found.

    Attributes:
        found: ‖F(x) − Ĝ(x)‖ at the witness; exact for linf, for l2 rounded down to 2^-64.
        witness: x, exact, inside the region.
        output: the output that differs most there.
        samples: how many points were tried before ascent.
        seed: of the search.
    """

    found: Fraction
    witness: tuple[Fraction, ...]
    output: int
    samples: int
    seed: int

    def __str__(self) -> str:
        how = f"{self.samples:,} samples and ascent, seed {self.seed}"
        return f"found: a difference of {decimal_down(self.found)} at output {self.output} ({how})"


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
    Raises:
        InvalidArgument: sizes do not fit.
    """
    check_choice("norm", norm, ("linf", "l2"))
    target, ticket = as_network(target, "target"), as_pruned(ticket, "ticket")
    region = as_any(region, target.widths[0])
    if not region.width == ticket.widths[0] == target.widths[0] or ticket.widths[-1] != target.widths[-1]:
        raise InvalidArgument(
            f"ticket of widths {ticket.widths}, target of {target.widths}, "
            f"region of {region.width} inputs: they do not fit"
        )
    for name, count, least in (("samples", samples, 1), ("starts", starts, 1), ("steps", steps, 0)):
        if type(count) is not int or count < least:
            raise InvalidArgument(f"{name} {count!r} must be an integer of at least {least}")
    if type(seed) is not int or not 0 <= seed < 1 << 64:
        raise InvalidArgument(f"seed {seed!r} must be an integer from 0 to 2^64 - 1")
    demand_fit(ticket, target)
    f, g = exact_network(target), exact_network(ticket)
    tried = [_attacked(f, g, part, norm, seed, samples, starts, steps) for part in parts_of(region)]
    return max(tried, key=lambda one: one.found)


def _attacked(
    f: ExactNetwork, g: ExactNetwork, region: Region, norm: str, seed: int, samples: int, starts: int, steps: int
) -> Attack:
    """What the search finds in a box or a ball."""
    search = _Search(f, g, region, seed)
    per_batch = max(1, ENTRIES // max(*f.widths, *g.widths))
    size = sum(a * b for n in (f, g) for a, b in pairwise(n.widths))
    starts = max(8, min(starts, WORK // (size * (3 * MOVES + 3) * max(1, steps))))
    kept: list[Tensor] = []
    for start in range(0, samples, per_batch):
        points = search.points(min(per_batch, samples - start))
        kept.append(points[search.largest(points, norm, starts)])
    candidates = torch.cat(kept)
    candidates = candidates[search.largest(candidates, norm, starts)]
    climbed = torch.cat([candidates, search.climb(candidates, steps)])
    finalists = climbed[search.largest(climbed, norm, FINALISTS)]
    tried = [_reached(f, g, _inside(point.numpy(), region), norm, samples, seed) for point in finalists]
    return max(tried, key=lambda one: one.found)


def at_point(ticket: Ticket | Network, target: Network, point: Array, *, region: Region, norm: str) -> Attack:
    """What is reached at a point, shape (inputs,), that another search came by; exact, as of an attack."""
    return _reached(exact_network(target), exact_network(ticket), _inside(point, region), norm, 1, 0)


def _reached(
    f: ExactNetwork, g: ExactNetwork, witness: tuple[Fraction, ...], norm: str, samples: int, seed: int
) -> Attack:
    gaps = [b - a for a, b in zip(evaluate(f, witness), evaluate(g, witness), strict=True)]
    output = max(range(len(gaps)), key=lambda j: abs(gaps[j]))
    found = abs(gaps[output])
    if norm == "l2":
        square = sum(gap * gap for gap in gaps)
        found = Fraction(isqrt(int(square * (1 << 128))), 1 << 64)
    return Attack(found, witness, output, samples, seed)


class _Search:
    """Float64 copies of both networks, and points of the region."""

    def __init__(self, f: ExactNetwork, g: ExactNetwork, region: Region, seed: int) -> None:
        self.networks = [_floats(n) for n in (f, g)]
        self.region, self.generator = region, torch.Generator().manual_seed(seed)
        if isinstance(region, Box):
            self.low = torch.tensor([in_floats(v, "region") for v in region.lower], dtype=torch.float64)
            self.high = torch.tensor([in_floats(v, "region") for v in region.upper], dtype=torch.float64)
        else:
            self.radius = in_floats(region.radius, "region")
            self.centre = torch.tensor([in_floats(v, "region") for v in region.centre], dtype=torch.float64)
            self.low, self.high = self.centre - self.radius, self.centre + self.radius

    def points(self, n: int) -> Tensor:
        """Random points: half uniform, half corners of the box (or on the sphere)."""
        unit = torch.rand(n, len(self.low), dtype=torch.float64, generator=self.generator)
        unit[n // 2 :] = unit[n // 2 :].round()
        if isinstance(self.region, Box):
            return self.low + (self.high - self.low) * unit
        normal = torch.randn(n, len(self.low), dtype=torch.float64, generator=self.generator)
        normal /= normal.norm(dim=1, keepdim=True)
        inward = torch.where(torch.arange(n) < n // 2, unit[:, 0] ** (1 / len(self.low)), 1.0)[:, None]
        return self.centre + normal * self.radius * inward

    def gaps(self, points: Tensor) -> Tensor:
        """Ĝ − F at each point, shape (points, outputs)."""
        values = []
        for shift, layers in self.networks:
            y = points - shift
            for positive, negative, bias, relu in layers:
                z = (
                    y @ positive.T + bias
                    if negative is positive
                    else y.clamp(min=0) @ positive.T + y.clamp(max=0) @ negative.T + bias
                )
                y = z.clamp(min=0) if relu else z
            values.append(y)
        return torch.nan_to_num(values[1] - values[0])  # where both overflow nothing is known

    def largest(self, points: Tensor, norm: str, n: int) -> Tensor:
        """Which n points have the largest differences, in the norm, and a few more for each output."""
        with torch.no_grad():
            gaps = self.gaps(points).abs()
        size = gaps.norm(float("inf") if norm == "linf" else 2.0, dim=1)
        each = gaps.topk(min(len(points), 1 + n // 16), dim=0).indices
        chosen: Tensor = torch.unique(torch.cat([size.topk(min(n, len(points))).indices, each.T.reshape(-1)]))
        return chosen

    def climb(self, points: Tensor, steps: int) -> Tensor:
        """Ascent from each point, for the output and sign in which it is largest.

        In each step the best of several moves is taken, if it helps: along the gradient (its sign, for a box) by
        several lengths, at random, and along differences of the points climbed so far (which follow a ridge).
        """
        with torch.no_grad():
            gaps = self.gaps(points)
        output = gaps.abs().argmax(1, keepdim=True)
        sign = gaps.gather(1, output).sign()
        best, value = points.clone(), gaps.gather(1, output) * sign
        lengths = 2.0 ** -torch.arange(1, MOVES + 1, dtype=torch.float64)[:, None, None]
        width = self.high - self.low
        for _ in range(steps):
            current = best.clone().requires_grad_(True)
            (slope,) = torch.autograd.grad((self.gaps(current).gather(1, output) * sign).sum(), current)
            with torch.no_grad():
                uphill = (
                    slope.sign()
                    if isinstance(self.region, Box)
                    else slope / slope.norm(dim=1, keepdim=True).clamp(min=1e-300)
                )
                random = torch.randn(MOVES, *best.shape, dtype=torch.float64, generator=self.generator)
                others = torch.randint(len(best), (2, MOVES, len(best)), generator=self.generator)
                along = (best[others[0]] - best[others[1]]) * random[:, :, :1]
                moves = torch.cat([lengths * width * uphill, lengths**2 * width * random, along])
                moved = self.inside(best + moves)
                reached = self.gaps(moved.flatten(0, 1)).reshape(*moved.shape[:2], -1)
                reached = (reached * sign).gather(2, output.expand(len(moved), -1, -1))
                top, which = reached.max(0)
                chosen = moved.gather(0, which[None].expand(1, -1, moved.shape[2]))[0]
                best, value = torch.where(top > value, chosen, best), torch.maximum(top, value)
        return best

    def inside(self, points: Tensor) -> Tensor:
        """The nearest points of the region, up to rounding."""
        if isinstance(self.region, Box):
            return torch.minimum(torch.maximum(points, self.low), self.high)
        away = points - self.centre
        shrunk: Tensor = away * (self.radius / away.norm(dim=-1, keepdim=True).clamp(min=1e-300)).clamp(max=1.0)
        return self.centre + shrunk


_FloatLayer = tuple[Tensor, Tensor, Tensor, bool]


def _floats(network: ExactNetwork) -> tuple[Tensor, list[_FloatLayer]]:
    layers: list[_FloatLayer] = []
    for layer in network.layers:
        positive = _tensor(layer.positive)
        negative = positive if layer.negative is layer.positive else _tensor(layer.negative)
        layers.append((positive, negative, _tensor([layer.bias])[0], layer.relu))
    return _tensor([network.shift])[0], layers


def _tensor(rows: list[list[Real]]) -> Tensor:
    return torch.from_numpy(np.array([[libmp.to_float(v) for v in row] for row in rows]))


def _inside(point: Array, region: Region) -> tuple[Fraction, ...]:
    """The float point as exact numbers, moved into the region where rounding left it outside."""
    x = [Fraction(v) for v in point.tolist()]
    if isinstance(region, Box):
        return tuple(min(max(v, low), high) for v, low, high in zip(x, region.lower, region.upper, strict=True))
    away = [v - c for v, c in zip(x, region.centre, strict=True)]
    square = sum((v * v for v in away), Fraction(0))
    if square > region.radius**2:
        factor = Fraction(isqrt(int(region.radius**2 * (1 << 128) / square)), 1 << 64)  # factor²·square ≤ radius²
        away = [v * factor for v in away]
    return tuple(c + v for v, c in zip(away, region.centre, strict=True))
