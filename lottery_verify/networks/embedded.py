"""The networks that ship with the package: a classifier of handwritten digits, and a controller with a pruned copy."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from lottery_verify.arguments import check_choice
from lottery_verify.networks.loading import load_target
from lottery_verify.networks.network import Network

EMBEDDED = ("digits", "controller", "controller-pruned")


def embedded_path(name: str = "digits") -> Path:
    """An embedded network's canonical `.safetensors` file, which a script of `benchmarks/` made.

    Raises:
        InvalidArgument: no network of this name ships.
    """
    file = f"{check_choice('embedded network', name, EMBEDDED)}.safetensors"
    return Path(str(resources.files("lottery_verify.networks").joinpath(file)))


def embedded_target(name: str = "digits") -> Network:
    """A network that ships with the package.

    Args:
        name: "digits", scikit-learn's digits by 64-32-10 with biases, its inputs scaled to [0, 1]: it is right on
            97.33 % of the held-out digits, and both layers' spectral norms are below 1. "controller", 4-20-20-20-1: the
            force that balances a pole on a cart, in units of 10 newtons, for states (position, velocity, angle,
            angular velocity) in units of 1.2 m, 1.5 m/s, 0.2 rad, 1.5 rad/s. "controller-pruned": the same without the
            tenth of each layer's weights that is smallest.
    Raises:
        InvalidArgument: no network of this name ships.
    """
    network = load_target(embedded_path(name))
    return Network(network.layers, network.shift, name)
