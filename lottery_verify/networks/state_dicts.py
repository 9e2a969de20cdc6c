"""Tensors by name (a state_dict, a plain safetensors file) into a network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from lottery_verify.checker.files import shown
from lottery_verify.errors import MalformedFile, UnsupportedNetwork
from lottery_verify.networks.layouts import arrange
from lottery_verify.networks.network import Network

Tensor = npt.NDArray[Any]
_LEAVES = ("weight", "bias", "weight_orig", "weight_mask", "bias_orig", "bias_mask")
_STATISTICS = ("running_mean", "running_var", "num_batches_tracked")
_FLOATS = (np.float16, np.float32, np.float64)


@dataclass(frozen=True)
class Options:
    """What a file of tensors by name does not say, and its user does.

    Attributes:
        activations: "relu", "none", or one of the two for each layer, separated by commas.
        key: where in a checkpoint the state_dict is, as "model.state_dict".
        mask: a file of masks.
    """

    activations: str | None = None
    key: str | None = None
    mask: str | None = None


NO_OPTIONS = Options()


def network_from_tensors(
    tensors: Mapping[str, Tensor], name: str, activations: str | None = None, *, ordered: bool = True
) -> Network:
    """Builds the network whose layers are the tensors' prefixes, in the order of the numbers in their names.

    A layer is `P.weight` and perhaps `P.bias`; in place of either, `P.weight_orig` and `P.weight_mask` of
    `torch.nn.utils.prune`, whose product is the weight. What the names do not say is assumed by `layouts.arrange`, and
    stands in the network's `assumed`.

    Args:
        tensors: floating-point numbers by name; masks of zeros and ones of any type.
        name: the file, for messages.
        activations: see Options.
        ordered: whether the order of `tensors` is that in which the module made its layers.
    Raises:
        InvalidArgument: `activations` has another word, or another number of words than there are layers.
        MalformedFile: a weight has no mask, a mask no weight, or a mask holds another number than 0 and 1.
        UnsupportedNetwork: a tensor of another name or type, a weight that is not finite, shapes that do not
        fit, an order or activations that the names contradict.
    """
    layers: dict[str, dict[str, Tensor]] = {}
    for key, tensor in tensors.items():
        prefix, _, leaf = key.rpartition(".")
        if leaf in _STATISTICS:
            raise UnsupportedNetwork(
                f"{name}: {shown(key)}: layer {shown(prefix)} is a BatchNorm; only linear layers are read, and folding "
                "it into one rounds. Fold it yourself (torch.nn.utils.fusion.fuse_linear_bn_eval), save that "
                "network's state_dict, and certify against what was saved"
            )
        if leaf not in _LEAVES:
            raise UnsupportedNetwork(
                f"{name}: tensor {shown(key)} is no weight or bias of a linear layer; only linear layers are read"
            )
        layers.setdefault(prefix, {})[leaf] = tensor
    if not layers:
        raise MalformedFile(f"{name}: no tensors in it")
    weights = {prefix: _weight(parts, prefix, name) for prefix, parts in layers.items()}
    found = arrange({p: (w.shape[0], w.shape[1]) for p, w in weights.items()}, name, activations, ordered=ordered)
    for before, after in zip(found.order, found.order[1:], strict=False):
        if weights[after].shape[1] != weights[before].shape[0]:
            raise UnsupportedNetwork(
                f"{name}: {_place(after)}weight takes {weights[after].shape[1]} inputs but {_place(before)}weight, the "
                f"layer before it, gives {weights[before].shape[0]}; layers must follow each other"
            )
    biases = [stated_value(layers[prefix], "bias", f"{name}: {_place(prefix)}") for prefix in found.order]
    return Network.from_arrays(
        [weights[prefix] for prefix in found.order], biases, found.relu, name=name, assumed=found.assumed
    )


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
        if tensor is not None and tensor.dtype not in _FLOATS:
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


def _weight(parts: Mapping[str, Tensor], prefix: str, name: str) -> Tensor:
    """A layer's weight, which must be a matrix of a linear layer."""
    weight = stated_value(parts, "weight", f"{name}: {_place(prefix)}")
    if weight is None:
        raise MalformedFile(f"{name}: {_place(prefix)}bias has no {_place(prefix)}weight beside it")
    if weight.ndim != 2 or "embed" in prefix.lower():
        kinds = {1: "a normalisation's, such as LayerNorm's", 3: "a convolution's", 4: "a convolution's"}
        kind = "an embedding's" if weight.ndim == 2 else kinds.get(weight.ndim, "no linear layer's")
        raise UnsupportedNetwork(
            f"{name}: {_place(prefix)}weight has shape {list(weight.shape)}, {kind}; only linear layers are read, "
            "whose weights have shape [n_out, n_in]"
        )
    return weight


def _place(prefix: str) -> str:
    text = shown(prefix)[1:-1]  # escaped: names come from the file
    return f"{text}." if text else ""
