"""Loads a target from any file that holds one, or from a torch module."""

from __future__ import annotations

import importlib
import os
import sys
from typing import TYPE_CHECKING, cast

from lottery_verify.errors import InvalidArgument, UnsupportedNetwork
from lottery_verify.networks.export_header import HEADER_KEY, MAX_EXPORTED_BYTES
from lottery_verify.networks.network import Network
from lottery_verify.networks.state_dicts import NO_OPTIONS, Options

if TYPE_CHECKING:
    import torch

# Each module has `load(path) -> Network`; only the one that is needed is imported, so that onnx and torch are
# not loaded in vain.
READERS = {
    ".pt": "torch_files",
    ".pth": "torch_files",
    ".safetensors": "safetensors_files",
    ".onnx": "onnx_files",
}
_PROGRAM = (
    "a program saved by torch.export, and programs are not read; save its weights, "
    'torch.save(torch.export.load({path!r}).state_dict, "weights.pt"), or export the model to .onnx'
)


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


def suffix_of(path: str) -> str:
    """A file name's ending in lower case, as READERS has it; .pth.tar is .pth."""
    name = path.lower()
    return ".pth" if name.endswith(".pth.tar") else os.path.splitext(name)[1]


def load_target(
    source: str | os.PathLike[str] | torch.nn.Module,
    *,
    activations: str | None = None,
    module: str | torch.nn.Module | None = None,
    key: str | None = None,
    mask: str | os.PathLike[str] | None = None,
) -> Network:
    """Reads a ReLU network with its weights as exact dyadic numbers.

    Args:
        source: a file (.pt, .pth or .pth.tar, .safetensors, .onnx), or a torch module in eval mode. A state_dict and a
            plain .safetensors file state no activations: without `activations` or `module`, ReLU between the layers
            and none after the last is assumed, and the network's `assumed` says so.
        activations: of such a file: "relu" (between the layers), "none", or one word for each layer, separated by
            commas.
        module: the module whose state_dict the file holds, or "FILE.py:CLASS"; that file's code is executed. The
            weights are loaded into a copy of it strictly, and its forward pass is followed.
        key: where in a checkpoint the state_dict is, as "model.state_dict"; needed where several dicts hold tensors.
        mask: a file of masks for the weights of `source`.
    Returns:
        the network, named after its file; float16, bfloat16 and float32 weights are widened to float64 without change.
    Raises:
        InvalidArgument: options that do not fit the file.
        MalformedFile: the file is missing, empty, truncated, too large, or holds code.
        UnsupportedNetwork: it holds something that a ReLU network of exact weights cannot represent.
    """
    options = Options(activations, key, None if mask is None else os.fspath(mask))
    if not isinstance(source, (str, os.PathLike)):
        if options != NO_OPTIONS or module is not None:
            raise InvalidArgument("load_target: a module states its own activations; the options are for files")
        modules = importlib.import_module("lottery_verify.networks.torch_modules")
        return cast(Network, modules.from_module(source))
    path = os.fspath(source)
    suffix = suffix_of(path)
    if suffix == ".pt2":
        raise UnsupportedNetwork(f"{path}: {_PROGRAM.format(path=path)}")
    if suffix not in READERS:
        raise UnsupportedNetwork(
            f"{path}: suffix {suffix!r} is not one of {', '.join(READERS)}; nothing was read"
        )
    reader = importlib.import_module(f"lottery_verify.networks.{READERS[suffix]}")
    if suffix == ".onnx":
        if options != NO_OPTIONS or module is not None:
            raise InvalidArgument(f"{path}: an .onnx file states its activations and weights; give no options")
        return cast(Network, reader.load(path))
    if module is None:
        return cast(Network, reader.load(path, options))
    if activations is not None:
        raise InvalidArgument("activations: a module states them itself; give one of the two")
    users = importlib.import_module("lottery_verify.networks.user_modules")
    made = users.module_from_file(module) if isinstance(module, str) else module
    return cast(Network, users.network_of_module(made, reader.state_dict(path, options), path))


def names_no_activations(path: str) -> bool:
    """Whether a file holds tensors by name, so that options may say what they mean."""
    suffix = suffix_of(path)
    if suffix == ".safetensors":
        reader = importlib.import_module("lottery_verify.networks.safetensors_files")
        return bool(reader.is_plain(path))
    if suffix not in (".pt", ".pth"):
        return False
    torch_files = importlib.import_module("lottery_verify.networks.torch_files")
    return HEADER_KEY not in torch_files.names(path, MAX_EXPORTED_BYTES)
