"""Tensors by name (a state_dict, a plain safetensors file) into a network."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from lottery_verify.errors import MalformedFile, UnsupportedNetwork
from lottery_verify.networks.network import Network

Tensor = npt.NDArray[Any]
_LEAVES = ("weight", "bias", "weight_orig", "weight_mask", "bias_orig", "bias_mask")


def network_from_tensors(tensors: Mapping[str, Tensor], name: str) -> Network:
    """Builds the network whose layers are the tensors' prefixes in their order.

    A layer is `P.weight` and perhaps `P.bias`; in place of either, `P.weight_orig` and `P.weight_mask` of
    `torch.nn.utils.prune`, whose product is the weight. No activations are stated, so there is ReLU between
    the layers and none after the last.

    Args:
        tensors: float32 or float64 by name; masks of zeros and ones of any type.
        name: the file, for messages.
    Raises:
        MalformedFile: a weight has no mask, a mask no weight, or a mask holds another number than 0 and 1.
        UnsupportedNetwork: a tensor of another name or type, a weight that is not finite, shapes that do not
        fit.
    """
    layers: dict[str, dict[str, Tensor]] = {}
    for key, tensor in tensors.items():
        prefix, _, leaf = key.rpartition(".")
        if leaf not in _LEAVES:
            raise UnsupportedNetwork(
                f"{name}: tensor {key!r} is no weight or bias of a linear layer; only linear layers are read"
            )
        layers.setdefault(prefix, {})[leaf] = tensor
    if not layers:
        raise MalformedFile(f"{name}: no tensors in it")
    weights: list[Tensor] = []
    biases: list[Tensor | None] = []
    before = ""
    for prefix, parts in layers.items():
        place = f"{prefix}." if prefix else ""
        weight = stated_value(parts, "weight", f"{name}: {place}")
        if weight is None:
            raise MalformedFile(f"{name}: {place}bias has no {place}weight beside it")
        if weight.ndim != 2:
            shape = list(weight.shape)
            raise UnsupportedNetwork(
                f"{name}: {place}weight has shape {shape}; a linear layer's is [n_out, n_in]"
            )
        if weights and weight.shape[1] != weights[-1].shape[0]:
            raise UnsupportedNetwork(
                f"{name}: {place}weight takes {weight.shape[1]} inputs but {before}weight, the layer before "
                "it, gives "
                f"{weights[-1].shape[0]}; layers must follow each other in the file's order"
            )
        weights.append(weight)
        biases.append(stated_value(parts, "bias", f"{name}: {place}"))
        before = place
    return Network.from_arrays(weights, biases, name=name)


def stated_value(parts: Mapping[str, Tensor], kind: str, place: str) -> Tensor | None:
    """The weight or bias that `parts` states, as it is or as original times mask; None if there is neither.

    Args:
        parts: a layer's tensors by the last part of their names.
        kind: "weight" or "bias".
        place: the file and the layer, for messages.
    Raises:
        MalformedFile, UnsupportedNetwork: as network_from_tensors.
    """
    plain, original, mask = (parts.get(kind + end) for end in ("", "_orig", "_mask"))
    for end, tensor in (("", plain), ("_orig", original)):
        if tensor is not None and tensor.dtype not in (np.float32, np.float64):
            raise UnsupportedNetwork(
                f"{place}{kind}{end} has type {tensor.dtype}; convert it to float32 or float64 first"
            )
    if original is None and mask is None:
        return plain
    if original is None or mask is None or plain is not None:
        present = " and ".join(kind + end for end in ("", "_orig", "_mask") if kind + end in parts)
        raise MalformedFile(f"{place} holds {present}; expected {kind} alone or {kind}_orig with {kind}_mask")
    if mask.shape != original.shape:
        raise MalformedFile(
            f"{place}{kind}_mask has shape {list(mask.shape)}, {kind}_orig {list(original.shape)}"
        )
    odd = np.argwhere((mask != 0) & (mask != 1))
    if len(odd):
        entry = tuple(int(i) for i in odd[0])
        raise MalformedFile(f"{place}{kind}_mask: entry {entry} is {mask[entry]}; a mask holds 0 and 1 only")
    with np.errstate(invalid="ignore"):  # 0·∞ is NaN here as in torch, and is refused with its entry later
        product: Tensor = original * mask.astype(original.dtype)
    return product


def natural_order(names: Iterable[str]) -> list[str]:
    """Sorts names as people number them: fc2 before fc10."""

    def key(name: str) -> tuple[list[tuple[int, str]], str]:
        parts = re.split(r"([0-9]+)", name)
        numbers = [part.lstrip("0") for part in parts]  # compared by their length first: of any number of digits
        keys = [(len(n), n) if part.isdecimal() else (-1, part) for part, n in zip(parts, numbers, strict=True)]
        return keys, name

    return sorted(names, key=key)
