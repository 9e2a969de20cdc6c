"""Weights of a file into a torch module, strictly and without a changed bit."""

from __future__ import annotations

from collections.abc import Mapping

import torch

from lottery_verify.checker.files import shown
from lottery_verify.errors import UnsupportedNetwork
from lottery_verify.networks.state_dicts import Tensor, stated_value

_PREFIXES = ("module.", "_orig_mod.")


def fill(module: torch.nn.Module, tensors: Mapping[str, Tensor], path: str) -> None:
    """Loads a file's tensors strictly, masked weights as their products unless the module has masks itself.

    Args:
        module: whose names and shapes must be the file's exactly; the prefixes of DataParallel and torch.compile are
            left out.
        tensors: a state_dict, with or without masks.
        path: the file, for messages.
    Raises:
        MalformedFile: a weight without its mask, or a mask of other numbers than 0 and 1.
        UnsupportedNetwork: names or shapes are not the module's, or its type does not hold a weight exactly.
    """
    wanted = module.state_dict()
    state = _without_wrappers(dict(tensors), wanted)
    plain = {key: torch.from_numpy(value.copy()) for key, value in _without_masks(state, wanted, path).items()}
    for key, value in plain.items():
        into = wanted.get(key)
        if into is not None and not torch.equal(value.to(into.dtype).to(value.dtype), value):
            raise UnsupportedNetwork(
                f"{path}: {shown(key)} is not exact in the module's {str(into.dtype).removeprefix('torch.')}; call "
                "module.double() first"
            )
    try:
        module.load_state_dict(plain, strict=True)
    except RuntimeError as error:
        raise UnsupportedNetwork(
            f"{path}: its tensors are not those of {type(module).__name__}: {' '.join(str(error).split())[:300]}"
        ) from None


def _without_wrappers(state: dict[str, Tensor], wanted: Mapping[str, torch.Tensor]) -> dict[str, Tensor]:
    """The tensors by the names that they had before DataParallel or torch.compile wrapped their module."""
    for prefix in _PREFIXES:
        if state and all(key.startswith(prefix) for key in state) and not any(key.startswith(prefix) for key in wanted):
            return _without_wrappers({key.removeprefix(prefix): value for key, value in state.items()}, wanted)
    return state


def _without_masks(state: dict[str, Tensor], wanted: Mapping[str, torch.Tensor], path: str) -> dict[str, Tensor]:
    found: dict[str, Tensor] = {}
    for key, value in state.items():
        name = key.removesuffix("_orig").removesuffix("_mask")
        if key in wanted or name == key:
            found[key] = value
            continue
        prefix, _, kind = name.rpartition(".")
        place = f"{prefix}." if prefix else ""
        parts = {kind + end: state[place + kind + end] for end in ("", "_orig", "_mask") if place + kind + end in state}
        product = stated_value(parts, kind, f"{path}: {place}")
        if product is not None:
            found[name] = product
    return found
