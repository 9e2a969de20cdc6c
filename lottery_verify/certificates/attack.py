"""The other side of a certificate: the largest difference that a search can find, re-evaluated exactly."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

import numpy as np
import torch
from mpmath import libmp
from torch import Tensor

from lottery_verify.arguments import check_choice
from lottery_verify.certificates.evaluate import evaluate
from lottery_verify.certificates.exact import ExactNetwork, Real, exact
from lottery_verify.checker.regions import Box, Region
from lottery_verify.errors import InvalidArgument
from lottery_verify.networks.network import Network
from lottery_verify.networks.ticket import Ticket

BATCH_WEIGHTS = 1 << 27  # samples × widest layer in memory at once
ENTRIES = 1 << 21


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
        return f"found: a difference of {float(self.found):.6g} at output {self.output} ({self.samples:,} samples and ascent, seed {self.seed})"


def attack(
    ticket: Ticket | Network,
    target: Network,
    *,
    region: Region,
    norm: str = "linf",
    seed: int = 0,
    samples: int = 20_000,
    starts: int = 64,
    steps: int = 60,
) -> Attack:
    """Searches a region for the input where a ticket and its target differ most.

    Random points, corners of a box, and ascent along the gradient's sign from the best of them; every candidate for the
    answer is evaluated exactly.

    Args:
        ticket, target, region, norm: as in `certify`.
        seed: of the random points.
        samples: how many random points.
        starts: how many of the best are climbed from, for each output.
        steps: ascent steps.
    Raises:
        InvalidArgument: sizes do not fit.
    """
    check_choice("norm", norm, ("linf", "l2"))
    if not region.width == ticket.widths[0] == target.widths[0] or ticket.widths[-1] != target.widths[-1]:
        raise InvalidArgument(
            f"ticket of widths {ticket.widths}, target of {target.widths}, region of {region.width} inputs: they do not fit"
        )
    if samples < 1 or starts < 1 or steps < 0:
        raise InvalidArgument(f"samples {samples} and starts {starts} must be at least 1, steps {steps} at least 0")
    f, g = exact(target), exact(ticket)
    search = _Search(f, g, region, seed)
    per_batch = max(16, BATCH_WEIGHTS // (64 * max(max(f.widths), max(g.widths))))
    samples = min(samples, max(64, ENTRIES * 4 // max(max(f.widths), max(g.widths)) * 4))
    kept: list[Tensor] = []
    for start in range(0, samples, per_batch):
        points = search.points(min(per_batch, samples - start))
        kept.append(search.best(points, starts))
    candidates = search.best(torch.cat(kept), starts)
    candidates = search.best(torch.cat([candidates, search.climb(candidates, steps)]), 2)
    best: Attack | None = None
    for point in candidates:
        witness = _inside(point.numpy(), region)
        gaps = [b - a for a, b in zip(evaluate(f, witness), evaluate(g, witness), strict=True)]
        output = max(range(len(gaps)), key=lambda j: abs(gaps[j]))
        found = abs(gaps[output])
        if norm == "l2":
            square = sum(gap * gap for gap in gaps)
            found = Fraction(isqrt(int(square * (1 << 128))), 1 << 64)
        if best is None or found > best.found:
            best = Attack(found, witness, output, samples, seed)
    if best is None:
        raise InvalidArgument("no point of the region was tried")
    return best


class _Search:
    """Float64 copies of both networks, and points of the region."""

    def __init__(self, f: ExactNetwork, g: ExactNetwork, region: Region, seed: int) -> None:
        self.networks = [_floats(n) for n in (f, g)]
        self.region, self.generator = region, torch.Generator().manual_seed(seed)
        if isinstance(region, Box):
            self.low = torch.tensor([float(v) for v in region.lower], dtype=torch.float64)
            self.high = torch.tensor([float(v) for v in region.upper], dtype=torch.float64)
        else:
            self.high = torch.full((region.width,), float(region.radius), dtype=torch.float64)
            self.low = -self.high

    def points(self, n: int) -> Tensor:
        """Random points: half uniform, half corners of the box (or on the sphere)."""
        unit = torch.rand(n, len(self.low), dtype=torch.float64, generator=self.generator)
        unit[n // 2 :] = unit[n // 2 :].round()
        if isinstance(self.region, Box):
            return self.low + (self.high - self.low) * unit
        normal = torch.randn(n, len(self.low), dtype=torch.float64, generator=self.generator)
        normal /= normal.norm(dim=1, keepdim=True)
        return normal * self.high[0] * torch.where(torch.arange(n) < n // 2, unit[:, 0] ** (1 / len(self.low)), 1.0)[:, None]

    def gaps(self, points: Tensor) -> Tensor:
        """Ĝ − F at each point, shape (points, outputs)."""
        values = []
        for shift, layers in self.networks:
            y = points - shift
            for positive, negative, bias, relu in layers:
                z = y @ positive.T + bias if negative is positive else y.clamp(min=0) @ positive.T + y.clamp(max=0) @ negative.T + bias
                y = z.clamp(min=0) if relu else z
            values.append(y)
        return values[1] - values[0]

    def best(self, points: Tensor, n: int) -> Tensor:
        """For each output and each sign the n points with the largest difference."""
        with torch.no_grad():
            gaps = self.gaps(points)
        order = torch.cat([gaps, -gaps], dim=1).topk(min(n, len(points)), dim=0).indices
        return points[order.T.reshape(-1).unique()]

    def climb(self, points: Tensor, steps: int) -> Tensor:
        """Projected ascent from each point, for the output and sign in which it is largest; steps shrink."""
        with torch.no_grad():
            gaps = self.gaps(points)
        output = gaps.abs().argmax(1, keepdim=True)
        sign = gaps.gather(1, output).sign()
        best, value = points.clone(), gaps.gather(1, output) * sign
        current = points.clone()
        for step in range(steps):
            current.requires_grad_(True)
            reached = self.gaps(current).gather(1, output) * sign
            (slope,) = torch.autograd.grad(reached.sum(), current)
            with torch.no_grad():
                better = reached > value
                best, value = torch.where(better, current.detach(), best), torch.maximum(reached.detach(), value)
                size = 0.5 * 0.9**step
                if isinstance(self.region, Box):
                    moved = current + size * (self.high - self.low) * slope.sign()
                    current = torch.minimum(torch.maximum(moved, self.low), self.high).detach()
                else:
                    moved = current + size * self.high[0] * slope / slope.norm(dim=1, keepdim=True).clamp(min=1e-300)
                    current = (moved * (self.high[0] / moved.norm(dim=1, keepdim=True)).clamp(max=1.0)).detach()
        return torch.cat([best, current])


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


def _inside(point: np.ndarray, region: Region) -> tuple[Fraction, ...]:  # type: ignore[type-arg]
    """The float point as exact numbers, moved into the region where rounding left it outside."""
    x = [Fraction(v) for v in point.tolist()]
    if isinstance(region, Box):
        return tuple(min(max(v, low), high) for v, low, high in zip(x, region.lower, region.upper, strict=True))
    while sum(v * v for v in x) > region.radius**2:
        x = [v * (1 - Fraction(1, 1 << 40)) for v in x]
    return tuple(x)
