"""Trains the embedded target on scikit-learn's digits and writes lottery_verify/networks/digits.safetensors.

Run: python benchmarks/train_digits.py [-o FILE]. The seed, the split and the one thread are fixed, so the
same machine and torch version give the same bytes. Each layer's spectral norm is held below 1, which keeps
the certificates' constants small and meets the assumption of malach-pruning; the loss sees the outputs times
SHARPNESS.
"""

from __future__ import annotations

import argparse
import sys

import numpy as np
import torch

from lottery_verify.networks.embedded import embedded_path
from lottery_verify.networks.network import Network
from lottery_verify.networks.saving import save_network
from lottery_verify.studies.images import SPLIT, digits_split

SEED = SPLIT
HIDDEN = 32
EPOCHS = 400
LEARNING_RATE = 0.01
DECAY = 2e-3
MAX_NORM = 0.999
SHARPNESS = 20.0


def train() -> tuple[torch.nn.Sequential, float]:
    """The trained network and its accuracy on the held-out images."""
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    images, held_out, labels, expected = (torch.from_numpy(part) for part in digits_split())
    model = torch.nn.Sequential(torch.nn.Linear(64, HIDDEN), torch.nn.ReLU(), torch.nn.Linear(HIDDEN, 10))
    optimizer = torch.optim.AdamW(model.parameters(), lr=LEARNING_RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, EPOCHS)
    loss_of = torch.nn.CrossEntropyLoss()
    images = images.float()
    for _ in range(EPOCHS):
        optimizer.zero_grad()
        loss_of(SHARPNESS * model(images), labels).backward()
        optimizer.step()
        schedule.step()
        with torch.no_grad():
            for layer in (model[0], model[2]):
                norm = torch.linalg.matrix_norm(layer.weight, 2)
                layer.weight *= min(1.0, MAX_NORM / float(norm))
    with torch.no_grad():
        accuracy = float((model(held_out.float()).argmax(1) == expected).double().mean())
    return model, accuracy


def main(arguments: list[str]) -> int:
    """Trains, prints the figures and writes the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", default=str(embedded_path()))
    options = parser.parse_args(arguments)
    model, accuracy = train()
    linear = (model[0], model[2])
    network = Network.from_arrays(
        [layer.weight.detach().numpy() for layer in linear],
        [layer.bias.detach().numpy() for layer in linear],
        name="digits",
    )
    save_network(network, options.output)
    print(f"accuracy on held-out digits: {accuracy:.2%}")
    for i, layer in enumerate(network.layers, 1):
        norm = np.linalg.norm(layer.weight, 2)
        rows = np.abs(layer.weight).sum(1).max()
        print(
            f"layer {i}: spectral norm {norm:.3f}, largest weight {np.abs(layer.weight).max():.3f}, largest "
            f"row {rows:.2f}"
        )
    print(f"{options.output}: {network.n_weights} weights, {network.digest}")
    return 0 if accuracy >= 0.95 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
