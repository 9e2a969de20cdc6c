"""Reads targets from .safetensors files: the canonical one of this package, and plain ones of other tools."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import numpy as np
from safetensors import SafetensorError, deserialize

from lottery_verify.checker import formats
from lottery_verify.checker.files import shown
from lottery_verify.checker.headers import parse_header
from lottery_verify.checker.tensors import read_tensors
from lottery_verify.errors import MalformedFile, UnsupportedNetwork
from lottery_verify.networks.network import Network
from lottery_verify.networks.reading import read_bytes
from lottery_verify.networks.state_dicts import Tensor, natural_order, network_from_tensors

_TYPES = {"F32": "<f4", "F64": "<f8"}
_MASK_TYPES = {**_TYPES, "BOOL": "?", "U8": "u1", "I8": "i1", "I32": "<i4", "I64": "<i8"}


def load(path: str) -> Network:
    """Reads a canonical network file, or one that holds the tensors of linear layers.

    A plain file states no activations and keeps no order: there is ReLU between the layers and none after the
    last; the layers are in the order of the numbers in their names or, where they are not numbered alike, in
    the one order in which their shapes fit.

    Raises:
        MalformedFile: the file can't be read, is truncated, or is a file of this package but no network.
        UnsupportedNetwork: it holds something other than linear layers of finite float32 or float64 weights.
    """
    data = read_bytes(path, formats.MAX_FILE_BYTES)
    try:
        entries = deserialize(data)  # type: ignore[no-untyped-call]
    except (SafetensorError, ValueError) as error:
        reason = str(error).removeprefix("Error while deserializing: ")[:200]
        raise MalformedFile(f"{path}: not a whole .safetensors file ({reason}); save it again") from None
    length = int.from_bytes(data[:8], "little")
    metadata = json.loads(data[8 : 8 + length]).get("__metadata__") or {}
    if formats.METADATA_KEY in metadata:
        return _canonical(path)
    tensors: dict[str, Tensor] = {}
    for key, entry in entries:
        kind = _MASK_TYPES.get(entry["dtype"]) if key.endswith("_mask") else _TYPES.get(entry["dtype"])
        if kind is None:
            raise UnsupportedNetwork(
                f"{path}: {key!r} has type {entry['dtype']}; convert it to F32 or F64 first"
            )
        tensors[key] = np.frombuffer(entry["data"], kind).reshape(entry["shape"])
    prefixes = _order(tensors, path)
    rank = {prefix: i for i, prefix in enumerate(prefixes)}
    keys = sorted(tensors, key=lambda key: rank[key.rpartition(".")[0]])
    return network_from_tensors({key: tensors[key] for key in keys}, path)


def _order(tensors: dict[str, Tensor], path: str) -> list[str]:
    """The layers' prefixes in order: by their numbers or, where those do not say it, by their shapes."""
    prefixes = natural_order({key.rpartition(".")[0] for key in tensors})
    if len({re.sub(r"\d+", "#", prefix) for prefix in prefixes}) == 1:
        return prefixes
    shapes = {}
    for prefix in prefixes:
        places = (f"{prefix}.{leaf}" if prefix else leaf for leaf in ("weight", "weight_orig"))
        weight = next((tensors[place] for place in places if place in tensors), None)
        if weight is None or weight.ndim != 2:
            return prefixes  # refused by name where the layers are built
        shapes[prefix] = weight.shape
    by_input = {shape[1]: prefix for prefix, shape in shapes.items()}
    outputs = {shape[0] for shape in shapes.values()}
    first = [prefix for prefix, shape in shapes.items() if shape[1] not in outputs]
    found: list[str] = []
    if len(by_input) == len(outputs) == len(prefixes) and len(first) == 1:
        following: str | None = first[0]
        while following is not None:
            found.append(following)
            following = by_input.get(shapes[following][0])
    if len(found) != len(prefixes):
        names = ", ".join(f"{prefix} {list(shapes[prefix])}" for prefix in prefixes)
        raise UnsupportedNetwork(
            f"{path}: neither the layers' names nor their shapes give one order: {names}; number the names"
        )
    return found


def _canonical(path: str) -> Network:
    """Reads a file of this package as strictly as the checker does."""
    file = read_tensors(path)
    header = parse_header(file.header, path)
    if header.seed is not None:
        raise MalformedFile(f"{path}: a ticket, not a network; `lottery-verify export` writes it as a network")
    digest, widths, given = file.digest("network"), header.widths, header.given

    def take(name: str, shape: list[int]) -> Tensor:
        kind, data = file.take(name, tuple(_TYPES), shape)
        return np.frombuffer(data, _TYPES[kind]).reshape(shape)

    layers = list(enumerate(pairwise(widths)))
    weights = [take(f"layers.{i}.weight", [n_out, n_in]) for i, (n_in, n_out) in layers]
    biases = [take(f"layers.{i}.bias", [n_out]) if given["bias"][i] else None for i, (_, n_out) in layers]
    shift = take("shift", widths[:1]) if given["shift"] else None
    for name in file.entries:
        raise MalformedFile(f"{path}: tensor {shown(name)} is not part of the format")
    network = Network.from_arrays(weights, biases, header.relu, shift=shift, name=path)
    if network.digest != digest:
        raise MalformedFile(
            f"{path}: not written canonically (a -0, or F64 where F32 holds every entry), so its digest is not its "
            "content's; the checker refuses it too"
        )
    return network
