"""Trains the embedded controller, prunes a tenth of its weights, and writes both networks into lottery_verify/networks.

Run: python benchmarks/train_controller.py [-o FOLDER]. The teacher is the state feedback that balances a pole on a
cart (linear quadratic, one pole of half a metre and 0.1 kg on a cart of 1 kg), with the sine of the angle and a force
of at most ten newtons. Its smallest weights are then set to 0 with torch.nn.utils.prune, layer by layer. The seed and
the one thread are fixed, so the same machine and torch version give the same bytes.
"""

from __future__ import annotations

import argparse
import copy
import sys
from pathlib import Path

import numpy as np
import torch
from scipy.linalg import solve_continuous_are
from torch import Tensor, nn
from torch.nn.utils import prune

from lottery_verify.networks.embedded import embedded_path
from lottery_verify.networks.network import Network
from lottery_verify.networks.saving import save_network

SEED = 17
WIDTHS = (4, 20, 20, 20, 1)
STEPS, BATCH, RATE = 3000, 1024, 0.01
PRUNED = 0.1
BEYOND = 2  # it is trained on states up to so many times the limits
LIMITS = (1.2, 1.5, 0.2, 1.5)  # metres, metres a second, radians, radians a second: an input of 1
FORCE = 10.0  # newtons: an output of 1
CART, POLE, HALF, GRAVITY = 1.0, 0.1, 0.5, 9.81


def gains() -> Tensor:
    """The linear quadratic regulator of cart and pole, linearised upright; newtons for each unit of the state."""
    slope = GRAVITY / (HALF * (4 / 3 - POLE / (CART + POLE)))
    push = -1 / (HALF * (4 / 3 - POLE / (CART + POLE)) * (CART + POLE))
    moment = POLE * HALF / (CART + POLE)
    a = np.array([[0, 1, 0, 0], [0, 0, -moment * slope, 0], [0, 0, 0, 1], [0, 0, slope, 0]], dtype=float)
    b = np.array([[0], [1 / (CART + POLE) - moment * push], [0], [push]], dtype=float)
    cost = solve_continuous_are(a, b, np.diag([1.0, 1.0, 10.0, 1.0]), np.array([[0.1]]))
    return torch.tensor(b.T @ cost / 0.1, dtype=torch.float32)


def taught(states: Tensor, feedback: Tensor) -> Tensor:
    """The teacher's force over FORCE, shape (n, 1), at states in units of the limits, shape (n, 4)."""
    physical = states * torch.tensor(LIMITS)
    physical = torch.cat([physical[:, :2], physical[:, 2:3].sin(), physical[:, 3:]], 1)
    return (-(physical @ feedback.T) / FORCE).clamp(-1, 1)


def fit(model: nn.Sequential) -> float:
    """Trains on random states; its error afterwards."""
    feedback = gains()
    optimiser = torch.optim.Adam(model.parameters(), lr=RATE)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, STEPS)
    for _ in range(STEPS):
        states = torch.rand(BATCH, 4) * 2 - 1
        optimiser.zero_grad()
        (model(states) - taught(BEYOND * states, feedback)).square().mean().backward()
        optimiser.step()
        schedule.step()
    with torch.no_grad():
        model[0].weight /= BEYOND
    return error(model)


def error(model: nn.Module) -> float:
    """The root mean square error on fresh states within the limits, in newtons."""
    with torch.no_grad():
        states = torch.rand(100_000, 4) * 2 - 1
        return FORCE * float((model(states) - taught(states, gains())).square().mean().sqrt())


def main(arguments: list[str]) -> int:
    """Trains, prunes, prints the figures and writes the files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", default=str(embedded_path().parent))
    options = parser.parse_args(arguments)
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    parts: list[nn.Module] = []
    for i in range(len(WIDTHS) - 1):
        parts += [nn.Linear(WIDTHS[i], WIDTHS[i + 1]), nn.ReLU()]
    model = nn.Sequential(*parts[:-1])
    print(f"root mean square error of the controller: {fit(model):.3f} newtons")
    smaller = copy.deepcopy(model)
    linear = [layer for layer in smaller if isinstance(layer, nn.Linear)]
    for layer in linear:
        prune.l1_unstructured(layer, "weight", amount=PRUNED)
        prune.remove(layer, "weight")
    print(f"of the pruned one: {error(smaller):.3f} newtons")
    for name, one in (("controller", model), ("controller-pruned", smaller)):
        layers = [layer for layer in one if isinstance(layer, nn.Linear)]
        network = Network.from_arrays(
            [layer.weight.detach().numpy() for layer in layers],
            [layer.bias.detach().numpy() for layer in layers],
            name=name,
        )
        path = Path(options.output) / f"{name}.safetensors"
        save_network(network, str(path))
        kept = sum(int(np.count_nonzero(layer.weight)) for layer in network.layers)
        print(f"{path}: {kept:,} weights that are not 0, {network.digest}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
