"""The target that ships with the package: a classifier of handwritten digits, 64-32-10 with biases."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from lottery_verify.networks.loading import load_target
from lottery_verify.networks.network import Network


def embedded_path() -> Path:
    """The embedded target's canonical `.safetensors` file; `benchmarks/train_digits.py` made it."""
    return Path(str(resources.files("lottery_verify.networks").joinpath("digits.safetensors")))


def embedded_target() -> Network:
    """The embedded target: scikit-learn's digits, its 64 inputs scaled to [0, 1], ten outputs.

    It is right on 97.33 % of the held-out digits; both layers' spectral norms are below 1.
    """
    network = load_target(embedded_path())
    return Network(network.layers, network.shift, "digits")
