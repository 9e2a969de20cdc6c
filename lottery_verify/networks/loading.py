"""Loads a target from any file that holds one, or from a torch module."""

from __future__ import annotations

import importlib
import os
import sys
from typing import TYPE_CHECKING, cast

from lottery_verify.errors import InvalidArgument, UnsupportedNetwork
from lottery_verify.networks.network import Network

if TYPE_CHECKING:
    import torch

# Each module has `load(path) -> Network`; only the one that is needed is imported, so that torch and onnx are
# not loaded in vain.
READERS = {
    ".pt": "torch_files",
    ".pth": "torch_files",
    ".safetensors": "safetensors_files",
    ".onnx": "onnx_files",
}


def as_network(value: object, name: str) -> Network:
    """The network that an argument of a function is or names.

    Args:
        value: a Network, the name of a file, or a torch module.
        name: the argument's, for messages.
    Raises:
        InvalidArgument: it is none of these.
        MalformedFile, UnsupportedNetwork: as `load_target`.
    """
    if isinstance(value, Network):
        return value
    torch = sys.modules.get("torch")  # a module exists only where torch is loaded
    if isinstance(value, (str, os.PathLike)) or (torch is not None and isinstance(value, torch.nn.Module)):
        return load_target(value)
    raise InvalidArgument(
        f"{name}: a {type(value).__name__}; expected a Network, the name of a file, or a torch.nn.Module"
    )


def load_target(source: str | os.PathLike[str] | torch.nn.Module) -> Network:
    """Reads a ReLU network with its weights as exact dyadic numbers.

    Args:
        source: a file (.pt or .pth state_dict, .safetensors, .onnx), or a torch module in eval mode. A
            state_dict and a plain .safetensors file state no activations: ReLU between the layers and none
            after the last is assumed.
    Returns:
        the network, named after its file; float32 weights are widened to float64 without change.
    Raises:
        MalformedFile: the file is missing, empty, truncated, too large, or holds code.
        UnsupportedNetwork: it holds something that a ReLU network of exact weights cannot represent.
    """
    if not isinstance(source, (str, os.PathLike)):
        modules = importlib.import_module("lottery_verify.networks.torch_modules")
        return cast(Network, modules.from_module(source))
    path = os.fspath(source)
    suffix = os.path.splitext(path)[1].lower()
    if suffix not in READERS:
        raise UnsupportedNetwork(
            f"{path}: suffix {suffix!r} is not one of {', '.join(READERS)}; nothing was read"
        )
    reader = importlib.import_module(f"lottery_verify.networks.{READERS[suffix]}")
    return cast(Network, reader.load(path))
