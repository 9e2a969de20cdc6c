"""Reads targets from torch's .pt and .pth files; runs no code from them."""

from __future__ import annotations

import io
import re
import warnings
import zipfile

import torch

from lottery_verify.checker import formats
from lottery_verify.errors import MalformedFile, UnsupportedNetwork
from lottery_verify.networks.network import Network
from lottery_verify.networks.reading import read_bytes
from lottery_verify.networks.state_dicts import Tensor, network_from_tensors

_WRAPPERS = ("state_dict", "model_state_dict")
_NUMBERS = (torch.float32, torch.float64)
_MASKS = (*_NUMBERS, torch.bool, torch.uint8, torch.int8, torch.int32, torch.int64)


def load(path: str) -> Network:
    """Reads a state_dict of linear layers, alone or in a checkpoint under "state_dict" or "model_state_dict".

    A state_dict states no activations and no order: there is ReLU between the layers and none after the last,
    and the layers' order is the file's, which is the order in which the module made them; their shapes must
    fit.

    Raises:
        MalformedFile: the file can't be read, is truncated, or names code.
        UnsupportedNetwork: it holds something other than linear layers of finite float32 or float64 weights.
    """
    data = read_bytes(path, formats.MAX_FILE_BYTES)
    value = _unpickle(data, path)
    if isinstance(value, dict):
        value = next((value[key] for key in _WRAPPERS if isinstance(value.get(key), dict)), value)
    if not isinstance(value, dict):
        raise UnsupportedNetwork(
            f"{path}: holds a {type(value).__name__}; expected a state_dict: tensors by name"
        )
    tensors: dict[str, Tensor] = {}
    total = 0
    for key, tensor in value.items():
        if not isinstance(key, str) or not isinstance(tensor, torch.Tensor):
            raise UnsupportedNetwork(
                f"{path}: {str(key)[:60]!r} is a {type(tensor).__name__}; a state_dict holds tensors by name"
            )
        size = tensor.numel() * tensor.element_size()
        total += size
        if size > len(data) or total > formats.MAX_FILE_BYTES:
            raise MalformedFile(
                f"{path}: {key!r} states {size} bytes, more than the file holds; nothing was read"
            )
        tensors[key] = as_numpy(key, tensor, path)
    return network_from_tensors(tensors, path)


def as_numpy(key: str, tensor: torch.Tensor, name: str) -> Tensor:
    """A tensor's numbers as they are; UnsupportedNetwork for a sparse one, one without numbers, or another
    type.

    Args:
        key: its name in the state_dict; one that ends in _mask may hold truth values or integers as well.
        tensor: float32 or float64, on any device.
        name: the file or module, for messages.
    """
    place = f"{name}: {key!r}"
    if tensor.layout != torch.strided or tensor.dtype not in (_MASKS if key.endswith("_mask") else _NUMBERS):
        kind = f"{str(tensor.dtype).removeprefix('torch.')} ({str(tensor.layout).removeprefix('torch.')})"
        raise UnsupportedNetwork(
            f"{place} has type {kind}; convert it to a dense float32 or float64 tensor first"
        )
    if tensor.is_meta:
        raise UnsupportedNetwork(f"{place} is on device meta and has no numbers; save the weights themselves")
    array: Tensor = tensor.detach().cpu().resolve_neg().contiguous().numpy()
    return array


def _unpickle(data: bytes, path: str) -> object:
    _refuse_compression(data, path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # torch warns of pickle protocols other than its own; its refusals are errors
            return torch.load(io.BytesIO(data), map_location="cpu", weights_only=True)
    except (
        Exception
    ) as error:  # torch raises whatever its parts raise: KeyError, EOFError, RuntimeError, UnpicklingError, …
        text = str(error)
        code = re.search(r"GLOBAL ([\w.]+)", text)
        if code:
            raise MalformedFile(
                f"{path}: names {code[1]}, which is code, and no code is run; save the model's state_dict() "
                "instead"
            ) from None
        reason = re.search(r"WeightsUnpickler error: (.*)", text) or re.search(r"(.*)", text)
        found = (reason[1] if reason else "")[:200] or type(error).__name__
        raise MalformedFile(
            f"{path}: not a whole torch file of tensors ({found}); save it again with torch.save"
        ) from None


def _refuse_compression(data: bytes, path: str) -> None:
    """torch stores its entries as they are; one that unpacks to more than the file could fill the memory."""
    if data[:2] == b"PK":
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                total = sum(entry.file_size for entry in archive.infolist())
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
            raise MalformedFile(
                f"{path}: not a whole torch file of tensors ({error}); save it again with torch.save"
            ) from None
        if total > len(data):
            raise MalformedFile(
                f"{path}: its entries state {total} bytes, more than the file's {len(data)}; nothing was read"
            )
