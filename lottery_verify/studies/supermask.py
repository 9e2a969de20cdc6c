"""Edge-popup: a network of fixed random weights, whose scores are trained to say which weights are kept."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor
from torch.nn import Module, Parameter
from torch.nn.functional import cross_entropy

from lottery_verify.studies.architectures import Architecture
from lottery_verify.studies.draws import Array, draw

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
        architecture: which network.
        law: of the weights, as in `draws`; they are scaled to the variance 2/(fan-in · part kept).
        density: the part of each layer's weights that is kept, above 0 and at most 1.
        seed: of weights and scores, which have streams of their own.
    """

    def __init__(self, architecture: Architecture, law: str, density: float, seed: int) -> None:
        super().__init__()
        self.architecture = architecture
        self.weights: list[Tensor] = []
        self.scores = torch.nn.ParameterList()
        self.kept: list[int] = []
        for layer, shape in enumerate(architecture.shapes):
            inputs = math.prod(shape[1:])
            scale = math.sqrt(2 / (inputs * density))
            self.weights.append(torch.from_numpy(drawn(law, seed, layer, shape) * scale).float())
            first = drawn("uniform", seed, (1 << 16) + layer, shape) / math.sqrt(3 * inputs)
            self.scores.append(Parameter(torch.from_numpy(first).float()))
            self.kept.append(max(1, round(density * math.prod(shape))))

    def forward(self, x: Tensor) -> Tensor:
        """The outputs; shape (images, inputs) to (images, outputs)."""
        together = zip(self.weights, self.scores, self.kept, strict=True)
        masked = (weight * TopK.apply(scores.abs(), kept) for weight, scores, kept in together)  # type: ignore[no-untyped-call]
        return self.architecture.outputs(x, masked)


class Dense(Module):
    """The same network with its weights trained and none pruned: what training can reach."""

    def __init__(self, architecture: Architecture, law: str, seed: int) -> None:
        super().__init__()
        self.architecture = architecture
        sizes = enumerate(architecture.shapes)
        values = [drawn(law, seed, i, shape) * math.sqrt(2 / math.prod(shape[1:])) for i, shape in sizes]
        self.weights = torch.nn.ParameterList(Parameter(torch.from_numpy(one).float()) for one in values)

    def forward(self, x: Tensor) -> Tensor:
        """The outputs; shape (images, inputs) to (images, outputs)."""
        return self.architecture.outputs(x, self.weights)


def drawn(law: str, seed: int, layer: int, shape: tuple[int, ...]) -> Array:
    """A layer's weights of unit variance."""
    return draw(law, seed, layer, (shape[0], math.prod(shape[1:]))).reshape(shape)


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
