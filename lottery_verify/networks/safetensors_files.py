"""Reads targets from .safetensors files: the canonical one of this package, and plain ones of other tools."""

from __future__ import annotations

import json
from itertools import pairwise

import numpy as np
from safetensors import SafetensorError, deserialize

from lottery_verify.checker import formats
from lottery_verify.checker.coded import read_expanded
from lottery_verify.checker.files import shown
from lottery_verify.checker.headers import parse_header
from lottery_verify.errors import InvalidArgument, MalformedFile, UnsupportedNetwork
from lottery_verify.networks.masks import apply_masks
from lottery_verify.networks.network import Network
from lottery_verify.networks.reading import read_bytes
from lottery_verify.networks.state_dicts import NO_OPTIONS, Options, Tensor, network_from_tensors
from lottery_verify.networks.torch_storages import widened

_TYPES = {"F32": "<f4", "F64": "<f8"}
_PLAIN_TYPES = {**_TYPES, "F16": "<f2", "BF16": "<u2"}
_MASK_TYPES = {**_PLAIN_TYPES, "BOOL": "?", "U8": "u1", "I8": "i1", "I32": "<i4", "I64": "<i8"}


def load(path: str, options: Options = NO_OPTIONS) -> Network:
    """Reads a canonical network file, or one that holds the tensors of linear layers.

    A plain file states no activations and keeps no order: see `network_from_tensors`. A canonical one states all, and
    takes no options.

    Raises:
        InvalidArgument: options for a canonical file.
        MalformedFile: the file can't be read, is truncated, or is a file of this package but no network.
        UnsupportedNetwork: it holds something other than linear layers of finite floating-point weights.
    """
    found = _plain(path)
    if found is None:
        if options != NO_OPTIONS:
            raise InvalidArgument(f"{path}: a canonical file, which states its activations and masks; give no options")
        return _canonical(path)
    return network_from_tensors(_masked(found, path, options), path, options.activations, ordered=False)


def state_dict(path: str, options: Options = NO_OPTIONS) -> dict[str, Tensor]:
    """The tensors by name of a plain file, with the masks of `options` beside them; InvalidArgument for a canonical
    one."""
    found = _plain(path)
    if found is None:
        raise InvalidArgument(f"{path}: a canonical file, which states its activations; read it without a module")
    return _masked(found, path, options)


def is_plain(path: str) -> bool:
    """Whether the file is one of other tools, whose metadata has no header of this package."""
    return _plain(path) is not None


def _masked(tensors: dict[str, Tensor], path: str, options: Options) -> dict[str, Tensor]:
    if options.key is not None:
        raise InvalidArgument(f"{path}: key: a .safetensors file has no dicts to choose from")
    if options.mask is None:
        return tensors
    masks = _plain(options.mask) if options.mask.lower().endswith(".safetensors") else None
    if masks is None:
        raise InvalidArgument(f"{options.mask}: the masks of a .safetensors file are read from another one")
    return apply_masks(tensors, path, masks, options.mask)


def _plain(path: str) -> dict[str, Tensor] | None:
    """The tensors of a file that is not of this package, None for one that is."""
    data = read_bytes(path, formats.MAX_FILE_BYTES)
    try:
        entries = deserialize(data)  # type: ignore[no-untyped-call]
    except (SafetensorError, ValueError) as error:
        reason = str(error).removeprefix("Error while deserializing: ")[:200]
        raise MalformedFile(f"{path}: not a whole .safetensors file ({reason}); save it again") from None
    length = int.from_bytes(data[:8], "little")
    metadata = json.loads(data[8 : 8 + length]).get("__metadata__") or {}
    if formats.METADATA_KEY in metadata:
        return None
    tensors: dict[str, Tensor] = {}
    for key, entry in entries:
        kind = (_MASK_TYPES if key.endswith("_mask") else _PLAIN_TYPES).get(entry["dtype"])
        if kind is None:
            raise UnsupportedNetwork(
                f"{path}: {shown(key)} has type {entry['dtype']}; convert it to F32 or F64 first"
            )
        found: Tensor = np.frombuffer(entry["data"], kind).reshape(entry["shape"])
        tensors[key] = widened(found) if entry["dtype"] == "BF16" else found
    return tensors


def _canonical(path: str) -> Network:
    """Reads a file of this package as strictly as the checker does."""
    file = read_expanded(path)
    header = parse_header(file.header, path)
    if header.seed is not None:
        raise MalformedFile(
            f"{path}: a ticket, not a network; `lottery-verify export` writes it as a network, and "
            "`convert --masks` as a ticket again"
        )
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
    network = Network.from_arrays(weights, biases, header.relu, shift=shift, name=path, divisor=header.divisor)
    if network.digest != digest:
        raise MalformedFile(
            f"{path}: not written canonically (a -0, or F64 where F32 holds every entry), so its digest is not its "
            "content's; the checker refuses it too"
        )
    return network
