"""Points of a region, float64 copies of two networks, and ascent to where something is larger: what searches share."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from lottery_verify.certificates.deadline import NEVER, Deadline
from lottery_verify.certificates.dyadic import Dyadic
from lottery_verify.certificates.exact import ExactNetwork
from lottery_verify.certificates.reals import Real
from lottery_verify.checker.regions import Box, Region
from lottery_verify.pruning.plan import in_floats

MOVES = 10  # lengths tried in each step, along the gradient and at random
TensorLayer = tuple[Tensor, Tensor, Tensor, bool]  # weights of inputs above 0, of those below, biases, relu
Tensors = tuple[Tensor, list[TensorLayer]]  # shift and layers


class Search:
    """Float64 copies of both networks, and points of the region."""

    def __init__(
        self,
        networks: tuple[Tensors, Tensors],
        region: Region,
        seed: int,
        only: int | None = None,
        deadline: Deadline = NEVER,
    ) -> None:
        self.networks, self.only, self.deadline = networks, only, deadline
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

    def values(self, points: Tensor) -> list[Tensor]:
        """F and Ĝ at each point, shape (…, outputs)."""
        values = []
        for shift, layers in self.networks:
            y = points - shift
            signed = bool((y < 0).any())
            for positive, negative, bias, relu in layers:
                z = (
                    y.clamp(min=0) @ positive.T + y.clamp(max=0) @ negative.T + bias
                    if signed and negative is not positive
                    else y @ positive.T + bias
                )
                y, signed = (z.clamp(min=0), False) if relu else (z, True)
            values.append(y)
        return values

    def gaps(self, points: Tensor) -> Tensor:
        """Ĝ − F at each point, shape (…, outputs), of the only output that is meant, if so."""
        f, g = self.values(points)
        gaps = torch.nan_to_num(g - f)  # where both overflow nothing is known
        return gaps if self.only is None else gaps[..., self.only : self.only + 1]

    def largest(self, points: Tensor, norm: str, n: int) -> Tensor:
        """Which n points have the largest differences, in the norm, and a few more for each output."""
        with torch.no_grad():
            gaps = self.gaps(points).abs()
        size = gaps.norm(float("inf") if norm == "linf" else 2.0, dim=1)
        each = gaps.topk(min(len(points), 1 + n // 16), dim=0).indices
        chosen: Tensor = torch.unique(torch.cat([size.topk(min(n, len(points))).indices, each.T.reshape(-1)]))
        return chosen

    def climb(self, points: Tensor, steps: int) -> Tensor:
        """Ascent from each point, for the output and sign in which it is largest."""
        with torch.no_grad():
            gaps = self.gaps(points)
        output = gaps.abs().argmax(1, keepdim=True)
        sign = gaps.gather(1, output).sign()

        def height(moved: Tensor) -> Tensor:
            reached = self.gaps(moved) * sign
            return reached.gather(-1, output.expand(*moved.shape[:-1], 1))[..., 0]

        return self.ascend(points, steps, height)

    def ascend(self, points: Tensor, steps: int, height: Callable[[Tensor], Tensor]) -> Tensor:
        """Ascent from each point to where a height is larger, whose value has the shape (…, points).

        In each step the best of several moves is taken, if it helps: along the gradient (its sign, for a box) by
        several lengths, at random, and along differences of the points climbed so far (which follow a ridge).
        """
        best = points.clone()
        with torch.no_grad():
            value = height(best)
        lengths = 2.0 ** -torch.arange(1, MOVES + 1, dtype=torch.float64)[:, None, None]
        width = self.high - self.low
        for _ in range(steps):
            if self.deadline.passed:
                break
            current = best.clone().requires_grad_(True)
            (slope,) = torch.autograd.grad(height(current).sum(), current)
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
                top, which = height(moved).max(0)
                chosen = moved.gather(0, which[None, :, None].expand(1, -1, moved.shape[2]))[0]
                best, value = torch.where((top > value)[:, None], chosen, best), torch.maximum(top, value)
        return best

    def inside(self, points: Tensor) -> Tensor:
        """The nearest points of the region, up to rounding."""
        if isinstance(self.region, Box):
            return torch.minimum(torch.maximum(points, self.low), self.high)
        away = points - self.centre
        shrunk: Tensor = away * (self.radius / away.norm(dim=-1, keepdim=True).clamp(min=1e-300)).clamp(max=1.0)
        return self.centre + shrunk


def in_tensors(network: ExactNetwork) -> Tensors:
    """A network in float64, each number rounded once; what divides the outputs is in the last layer's weights."""
    layers: list[TensorLayer] = []
    for layer in network.layers:
        positive = _tensor(layer.positive)
        negative = positive if layer.plain else _tensor(layer.negative)
        bias = _vector(layer.bias)
        if layer is network.layers[-1] and network.divisor != 1:
            positive, negative, bias = (part / network.divisor for part in (positive, negative, bias))
        layers.append((positive, negative, bias, layer.relu))
    return _vector(network.shift), layers


def _tensor(matrix: Dyadic) -> Tensor:
    return torch.from_numpy(matrix.floats())


def _vector(values: list[Real]) -> Tensor:
    return _tensor(Dyadic.column(values))[:, 0]
