"""Masks in a file of their own, put beside the weights that they belong to."""

from __future__ import annotations

from collections.abc import Iterator

from lottery_verify.checker.files import shown
from lottery_verify.errors import MalformedFile
from lottery_verify.networks.checkpoints import tensors_of
from lottery_verify.networks.state_dicts import Tensor

MAX_DICTS = 200


def named_masks(value: object, path: str, size: int) -> dict[str, Tensor]:
    """The masks in a torch file: `{"0": {"weight": mask}}`, `{"0.weight": mask}` or `{"0.weight_mask": mask}`.

    Args:
        value: what the file holds; None in it masks nothing.
        path: the file, for messages.
        size: its bytes.
    Raises:
        MalformedFile, UnsupportedNetwork: no dict, or something in it is no tensor.
    """
    if not isinstance(value, dict):
        raise MalformedFile(f"{path}: holds no masks by name")
    return tensors_of({k: v for k, v in _flat(value, "", set()) if v is not None}, path, size)


def apply_masks(tensors: dict[str, Tensor], path: str, masks: dict[str, Tensor], mask_path: str) -> dict[str, Tensor]:
    """The tensors with each masked `P.weight` as `P.weight_orig` and `P.weight_mask`, and biases likewise.

    Args:
        tensors: a state_dict.
        path: its file, for messages.
        masks: by the name of the weight, or that with _mask.
        mask_path: their file, for messages.
    Raises:
        MalformedFile: a mask belongs to no weight, or to one that has a mask already; no masks.
    """
    if not masks:
        raise MalformedFile(f"{mask_path}: no masks in it")
    result = dict(tensors)
    for key, mask in masks.items():
        name = key.removesuffix("_mask")
        if name not in result:
            beside = "has a mask already" if f"{name}_orig" in tensors else "is not there"
            raise MalformedFile(f"{mask_path}: mask {shown(key)}: {shown(name)} {beside} in {path}")
        result[f"{name}_orig"] = result.pop(name)
        result[f"{name}_mask"] = mask
    return {key: result[key] for key in _in_order(tensors, result)}


def _flat(value: dict[object, object], prefix: str, seen: set[int]) -> Iterator[tuple[object, object]]:
    """The entries of nested dicts under joined names; each dict once."""
    seen.add(id(value))
    for key, inner in value.items():
        name = f"{prefix}{key}"
        if not isinstance(inner, dict):
            yield name, inner
        elif id(inner) not in seen and len(seen) < MAX_DICTS:
            yield from _flat(inner, f"{name}.", seen)


def _in_order(before: dict[str, Tensor], after: dict[str, Tensor]) -> Iterator[str]:
    """The names after masking, in the file's order."""
    for key in before:
        if key in after:
            yield key
        else:
            yield from (f"{key}_orig", f"{key}_mask")
