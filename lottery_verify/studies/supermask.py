"""Edge-popup: a network of fixed random weights, whose scores are trained to say which weights are kept."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor
from torch.nn import Module, Parameter
from torch.nn.functional import cross_entropy, linear

from lottery_verify.studies.draws import draw

BATCH = 64
MOMENTUM, DECAY = 0.9, 1e-4


class TopK(torch.autograd.Function):
    """Keeps the k weights of the largest |score|; backward, the mask is taken for the score (straight through).

    Source: Ramanujan et al., What's Hidden in a Randomly Weighted Neural Network? (CVPR 2020).
    """

    @staticmethod
    def forward(context: Any, scores: Tensor, kept: int) -> Tensor:
        """The mask, of zeros and exactly `kept` ones, in the shape of the scores."""
        flat = scores.flatten()
        chosen = flat.topk(kept, sorted=False).indices
        return torch.zeros_like(flat).index_fill_(0, chosen, 1.0).view_as(scores)

    @staticmethod
    def backward(context: Any, *gradients: Any) -> tuple[Tensor, None]:
        """The gradient of the mask, as it is."""
        return gradients[0], None


class Supermask(Module):
    """A ReLU network without biases, in which every layer keeps a fixed number of its random weights.

    Args:
        widths: neurons per layer, inputs first.
        law: of the weights, as in `draws`; they are scaled to the variance 2/(fan-in · part kept).
        density: the part of each layer's weights that is kept, above 0 and at most 1.
        seed: of weights and scores, which have streams of their own.
    """

    def __init__(self, widths: tuple[int, ...], law: str, density: float, seed: int) -> None:
        super().__init__()
        self.weights: list[Tensor] = []
        self.scores = torch.nn.ParameterList()
        self.kept: list[int] = []
        for layer, (inputs, outputs) in enumerate(pairwise(widths)):
            values = draw(law, seed, layer, (outputs, inputs)) * math.sqrt(2 / (inputs * density))
            self.weights.append(torch.from_numpy(values).float())
            first = draw("uniform", seed, (1 << 16) + layer, (outputs, inputs)) / math.sqrt(3 * inputs)
            self.scores.append(Parameter(torch.from_numpy(first).float()))
            self.kept.append(max(1, round(density * inputs * outputs)))

    def forward(self, x: Tensor) -> Tensor:
        """The outputs; shape (images, inputs) to (images, outputs)."""
        for layer, (weight, scores, kept) in enumerate(zip(self.weights, self.scores, self.kept, strict=True)):
            mask = TopK.apply(scores.abs(), kept)  # type: ignore[no-untyped-call]
            x = linear(x.relu() if layer else x, weight * mask)
        return x


class Dense(Module):
    """The same network with its weights trained and none pruned: what training can reach."""

    def __init__(self, widths: tuple[int, ...], law: str, seed: int) -> None:
        super().__init__()
        sizes = enumerate(pairwise(widths))
        values = [draw(law, seed, i, (b, a)) * math.sqrt(2 / a) for i, (a, b) in sizes]
        self.weights = torch.nn.ParameterList(Parameter(torch.from_numpy(one).float()) for one in values)

    def forward(self, x: Tensor) -> Tensor:
        """The outputs; shape (images, inputs) to (images, outputs)."""
        for layer, weight in enumerate(self.weights):
            x = linear(x.relu() if layer else x, weight)
        return x


def train(network: Module, x: Tensor, y: Tensor, *, steps: int, rate: float, seed: int) -> None:
    """Stochastic gradient descent with momentum on batches of 64; the rate falls to 0 along a cosine.

    Args:
        network: its parameters are trained.
        x, y: images, shape (n, inputs), and classes, shape (n,).
        steps: how many batches.
        rate: of learning, at the beginning.
        seed: of the order of the images.
    """
    optimizer = torch.optim.SGD(network.parameters(), rate, momentum=MOMENTUM, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    for _, chosen in zip(range(steps), _batches(len(x), seed), strict=False):
        optimizer.zero_grad()
        cross_entropy(network(x[chosen]), y[chosen]).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        schedule.step()


def _batches(images: int, seed: int) -> Iterator[Tensor]:
    """Batches without end: each pass over the images in a new order."""
    generator = torch.Generator().manual_seed(seed)
    while True:
        yield from torch.split(torch.randperm(images, generator=generator), BATCH)


def right(network: Module, x: Tensor, y: Tensor) -> int:
    """On how many images the largest output is the class."""
    with torch.no_grad():
        return int((network(x).argmax(1) == y).sum())
