"""The networks whose masks are trained: shapes, and outputs against a computation by hand."""

import numpy as np
import pytest
import torch

from lottery_verify.studies.architectures import Convolutional, Perceptron
from lottery_verify.studies.supermask import Supermask


def by_hand(x, kernels, last):
    """The convolutional network, entry by entry."""
    maps = [x]
    for kernel in kernels:
        side = len(maps[0])
        found = []
        for weights in kernel:
            padded = [np.pad(one, 1) for one in maps]
            value = np.array([
                [sum((w * p[i : i + 3, j : j + 3]).sum() for w, p in zip(weights, padded, strict=True))
                 for j in range(side)] for i in range(side)
            ])  # fmt: skip
            value = np.maximum(value, 0)
            found.append(sum(value[i::2, j::2] for i in (0, 1) for j in (0, 1)) / 4)
        maps = found
    return last @ np.concatenate([one.ravel() for one in maps])


def test_the_convolutional_network_by_hand():
    """Padding 1, ReLU before pooling, averages of 2×2, channels first in the last layer. Catches any other way."""
    network, rng = Convolutional(8, 3, 5), np.random.default_rng(2)
    weights = [rng.normal(size=shape) for shape in network.shapes]
    x = rng.random((2, 8, 8))
    found = network.outputs(torch.from_numpy(x.reshape(2, 64)), map(torch.from_numpy, weights))
    expected = [by_hand(one, weights[:2], weights[2]) for one in x]
    assert network.shapes == ((3, 1, 3, 3), (3, 3, 3, 3), (5, 12))
    assert found.numpy() == pytest.approx(np.array(expected), rel=1e-12)


def test_the_perceptron_by_hand():
    """ReLU between the layers, none before the first or behind the last. Catches one that is left out or too many."""
    network, rng = Perceptron((4, 3, 2)), np.random.default_rng(3)
    first, last = (rng.normal(size=shape) for shape in network.shapes)
    x = rng.normal(size=(5, 4))
    found = network.outputs(torch.from_numpy(x), map(torch.from_numpy, (first, last)))
    assert found.numpy() == pytest.approx(np.maximum(x @ first.T, 0) @ last.T, rel=1e-12)


def test_kernels_have_the_fan_in_of_all_channels():
    """A kernel of 3×3 over 40 channels has a fan-in of 360: its weights have the variance 2/(360·density), and exactly
    half of its entries are kept. Catches a fan-in of 9 or of 40, and a mask over channels.
    """
    network = Supermask(Convolutional(8, 40, 10), "uniform", 0.5, seed=4)
    assert float(network.weights[1].square().mean()) == pytest.approx(2 / (360 * 0.5), rel=0.05)
    assert network.kept == [180, 7200, 800]
    network(torch.ones(1, 64)).sum().backward()
    assert [tuple(one.grad.shape) for one in network.scores] == [(40, 1, 3, 3), (40, 40, 3, 3), (10, 160)]
