"""Searches in floats over many boxes at once: large differences, and inputs where the predicted classes differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from lottery_verify.certificates.tensors import TensorLayer, outputs_at

ROUNDS = 5  # corners along the gradient's sign, each from the one before
HALVINGS = 45  # of a segment, to where a class changes


class Reached(NamedTuple):
    """For each box the largest difference met, and where: shapes (boxes,) and (boxes, inputs)."""

    value: Tensor
    point: Tensor

    def better(self, value: Tensor, points: Tensor) -> Reached:
        """With further points of each box, shapes (boxes, points) and (boxes, points, inputs)."""
        top, which = value.max(1)
        chosen = points.gather(1, which[:, None, None].expand(-1, 1, points.shape[2]))[:, 0]
        return Reached(torch.maximum(self.value, top), torch.where((top > self.value)[:, None], chosen, self.point))


class Search:
    """A batch of boxes, and what is known of them."""

    def __init__(
        self, pair: Sequence[TensorLayer], low: Tensor, high: Tensor, moved: Tensor, norm: str, seeds: Sequence[int]
    ) -> None:
        """Args:
        pair: the two networks.
        low, high: ends of the boxes, shape (boxes, inputs), less F's shift.
        moved: how far Ĝ's inputs lie from F's.
        norm: "linf" or "l2".
        seeds: one for each box, so that what is tried in it does not depend on its neighbours in the batch.
        """
        self.pair, self.low, self.high, self.moved, self.norm = pair, low, high, moved, norm
        self.middle = (low + high) / 2
        corners = []
        for seed in seeds:
            generator = torch.Generator().manual_seed(seed)
            corners.append(torch.rand(low.shape[1], dtype=torch.float64, generator=generator) < 0.5)
        self.corner = torch.where(torch.stack(corners), low, high)
        f, g = outputs_at(pair, self.middle, moved)
        self.top, self.outputs = f.argmax(1), f.shape[1]
        size = (g - f).abs().max(1).values if norm == "linf" else (g - f).norm(dim=1)
        self.largest = Reached(size, self.middle)
        self.other = torch.full((len(low),), torch.nan, dtype=torch.float64)
        self.change = self.middle.clone()
        self.left = self.middle.clone()  # a point where a class is not that of the middle, if one was met
        self.leaves = torch.zeros(len(low), dtype=torch.bool)

    def run(self) -> None:
        """Climbs each output's difference, upward and downward, and runs down each class's lead."""
        signs = torch.tensor([1.0, -1.0], dtype=torch.float64)
        each = torch.eye(self.outputs, dtype=torch.float64)
        weights = (signs[:, None, None] * each).reshape(1, -1, self.outputs).expand(len(self.low), -1, -1)
        for start in (self.middle, self.corner):
            self.climb(start, weights, lambda f, g: g - f)
        if self.outputs > 1:
            lead = each - each[self.top][:, None]  # F_k − F_j, k = 0, 1, …; 0 for k = j
            self.climb(self.middle, lead, lambda f, g: f)
            self.climb(self.middle, lead, lambda f, g: g)
            self.between()

    def climb(self, start: Tensor, weights: Tensor, value: Callable[[Tensor, Tensor], Tensor]) -> None:
        """From one point of each box, for each row of weights, to corners along the gradient's sign."""
        points = start[:, None].expand(-1, weights.shape[1], -1)
        for _ in range(ROUNDS):
            points = points.detach().requires_grad_(True)
            f, g = outputs_at(self.pair, points, self.moved)
            (slope,) = torch.autograd.grad((value(f, g) * weights).sum(), points)
            with torch.no_grad():
                points = torch.where(slope > 0, self.high[:, None], self.low[:, None])
                self.learn(points)

    @torch.no_grad()
    def learn(self, points: Tensor) -> None:
        """Takes note of what happens at points of each box, shape (boxes, points, inputs)."""
        f, g = outputs_at(self.pair, points, self.moved)
        size = (g - f).abs().max(2).values if self.norm == "linf" else (g - f).norm(dim=2)
        self.largest = self.largest.better(torch.nan_to_num(size), points)
        if self.outputs == 1:
            return
        before, after = f.argmax(2), g.argmax(2)
        apart = before != after
        rows = torch.arange(len(points))
        which = apart.to(torch.int8).argmax(1)
        fresh = apart.any(1) & self.other.isnan()
        self.change = torch.where(fresh[:, None], points[rows, which], self.change)
        self.other = torch.where(fresh, after[rows, which].to(self.other.dtype), self.other)
        leaves = (before != self.top[:, None]) | (after != self.top[:, None])
        which = leaves.to(torch.int8).argmax(1)
        fresh = leaves.any(1) & ~self.leaves
        self.left = torch.where(fresh[:, None], points[rows, which], self.left)
        self.leaves |= fresh

    @torch.no_grad()
    def between(self) -> None:
        """Looks between where F and where Ĝ leaves the middle's class, on the way to a point that has another."""
        ends = []
        for network in (0, 1):
            near, far = torch.zeros(len(self.low), 1, dtype=torch.float64), torch.ones(len(self.low), 1)
            for _ in range(HALVINGS):
                at = (near + far) / 2
                value = outputs_at(self.pair, self.middle + at * (self.left - self.middle), self.moved)[network]
                stays = (value.argmax(1) == self.top)[:, None]
                near, far = torch.where(stays, at, near), torch.where(stays, far, at)
            ends.append((near + far) / 2)
        tried = [self.middle + share * (self.left - self.middle) for share in (sum(ends) / 2, *ends)]
        self.learn(torch.stack(tried, 1))

    @property
    def changed(self) -> Tensor:
        """Whether a point was met, in floats, where the predicted classes differ: `change`."""
        return ~self.other.isnan()
