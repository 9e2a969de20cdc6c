"""The networks of the study `supermasks`, as functions of their weights: ReLU and no biases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from torch import Tensor
from torch.nn.functional import avg_pool2d, conv2d, linear

KERNEL, POOL = 3, 2


class Architecture(Protocol):
    """What a mask is put on."""

    @property
    def shapes(self) -> tuple[tuple[int, ...], ...]:
        """The shape of each layer's weights; a weight's output comes first, the rest is its fan-in."""

    def outputs(self, x: Tensor, weights: Iterable[Tensor]) -> Tensor:
        """From images, shape (n, inputs), and weights of these shapes to the outputs, shape (n, classes)."""


@dataclass(frozen=True)
class Perceptron:
    """Fully connected layers.

    Attributes:
        widths: neurons per layer, inputs first.
    """

    widths: tuple[int, ...]

    @property
    def shapes(self) -> tuple[tuple[int, ...], ...]:
        """(outputs, inputs) of each layer."""
        return tuple((after, before) for before, after in pairwise(self.widths))

    def outputs(self, x: Tensor, weights: Iterable[Tensor]) -> Tensor:
        """ReLU between the layers."""
        for layer, weight in enumerate(weights):
            x = linear(x.relu() if layer else x, weight)
        return x


@dataclass(frozen=True)
class Convolutional:
    """Two 3×3 convolutions with padding 1, each with ReLU and 2×2 average pooling behind it, and a linear layer.

    Attributes:
        side: of the square images of one channel, at least 4.
        channels: of either convolution.
        classes: how many outputs.
    """

    side: int
    channels: int
    classes: int

    @property
    def shapes(self) -> tuple[tuple[int, ...], ...]:
        """(outputs, input channels, 3, 3) of the convolutions, (classes, inputs) of the last."""
        kernel = (KERNEL, KERNEL)
        left = self.side // POOL // POOL
        first, second = (self.channels, 1, *kernel), (self.channels, self.channels, *kernel)
        return first, second, (self.classes, self.channels * left**2)

    def outputs(self, x: Tensor, weights: Iterable[Tensor]) -> Tensor:
        """Every link of a convolution is one kernel entry, so that a mask prunes it everywhere at once."""
        *kernels, last = weights
        x = x.view(len(x), 1, self.side, self.side)
        for kernel in kernels:
            x = avg_pool2d(conv2d(x, kernel, padding=KERNEL // 2).relu(), POOL)
        return linear(x.flatten(1), last)
