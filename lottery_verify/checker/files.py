"""Reads safetensors files and strict JSON, bounded in time and memory; standard library only."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from typing import Any, NoReturn

from lottery_verify.checker import formats
from lottery_verify.errors import MalformedFile

_SIZES = {"U8": 1, "U16": 2, "U32": 4, "F32": 4, "F64": 8}


def strict_json(text: str, where: str) -> Any:
    """Parses JSON; refuses floats, NaN, doubled keys, integers of over 20 digits and deep nesting (MalformedFile)."""

    def refuse(token: str) -> NoReturn:
        raise MalformedFile(f"{where}: number {token[:40]!r}: only integers of at most 20 digits are allowed")

    def integer(token: str) -> int:
        return int(token) if len(token) <= 20 else refuse(token)

    def distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                raise MalformedFile(f"{where}: key {key[:60]!r} appears twice")
            found[key] = value
        return found

    try:
        return json.loads(text, parse_float=refuse, parse_constant=refuse, parse_int=integer, object_pairs_hook=distinct)
    except RecursionError:
        raise MalformedFile(f"{where}: nested too deeply") from None
    except json.JSONDecodeError as error:
        raise MalformedFile(f"{where}: not JSON: {error}") from None


def fields(value: object, keys: set[str], where: str) -> dict[str, Any]:
    """The object `value`, which must have exactly `keys`."""
    if not isinstance(value, dict):
        raise MalformedFile(f"{where}: expected an object, found {type(value).__name__}")
    for problem, names in (("unknown", set(value) - keys), ("missing", keys - set(value))):
        if names:
            raise MalformedFile(f"{where}: {problem} key {min(names)[:60]!r}")
    return value


def count(value: object, low: int, high: int, where: str) -> int:
    """The integer `value`, which must lie in [low, high]; True and False are no integers."""
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise MalformedFile(f"{where}: {str(value)[:40]!r} is not an integer from {low} to {high}")
    return value


def hexadecimal(value: object, where: str) -> int:
    """The integer that text such as "0x1f" or "-0x1f" states, of at most 4096 digits."""
    if not isinstance(value, str) or not re.fullmatch(r"-?0x[0-9a-f]{1,4096}", value):
        raise MalformedFile(f"{where}: expected an integer as hexadecimal text")
    return int(value, 16)


def read_bounded(path: str, limit: int) -> bytes:
    """A file's bytes; refuses one that is empty or larger than `limit` before it is read."""
    size = os.path.getsize(path)
    if not 0 < size <= limit:
        raise MalformedFile(f"{path}: {size} bytes; expected 1 to {limit}")
    with open(path, "rb") as file:
        return file.read(limit)


@dataclass(frozen=True)
class Tensors:
    """A safetensors file: our header in its metadata, and (type, shape, little-endian bytes) by name."""

    path: str
    header: str
    entries: dict[str, tuple[str, list[int], bytes]]

    def take(self, name: str, kinds: tuple[str, ...], shape: list[int]) -> tuple[str, bytes]:
        """Type and bytes of one tensor, whose type must be among `kinds` and whose shape must be `shape`."""
        kind, found, data = self.entries.get(name, ("missing", [], b""))
        if kind not in kinds or found != shape:
            raise MalformedFile(f"{self.path}: tensor {name!r}: {kind} {found}; expected {' or '.join(kinds)} {shape}")
        return kind, data

    def digest(self, kind: str) -> str:
        """The digest of what the file means; see formats.digest."""
        return formats.digest(kind, self.header, {name: entry[2] for name, entry in self.entries.items()})


def read_tensors(path: str) -> Tensors:
    """Reads a safetensors file of ours; refuses a truncated one, gaps, overlaps and foreign metadata (MalformedFile)."""
    blob = read_bounded(path, formats.MAX_FILE_BYTES)
    length = int.from_bytes(blob[:8], "little")
    if not 2 <= length <= min(formats.MAX_HEADER_BYTES, len(blob) - 8):
        raise MalformedFile(f"{path}: not a whole safetensors file: no header fits in its {len(blob)} bytes")
    table = strict_json(blob[8 : 8 + length].decode("utf-8", "replace"), f"{path}: safetensors header")
    metadata = table.pop("__metadata__", None) if isinstance(table, dict) else None
    if not isinstance(metadata, dict) or list(metadata) != [formats.METADATA_KEY]:
        raise MalformedFile(f"{path}: its metadata is not lottery_verify's; `lottery-verify convert` writes such a file")
    entries: dict[str, tuple[str, list[int], bytes]] = {}
    position, body = 0, memoryview(blob)[8 + length :]
    for name, entry in table.items():
        where = f"{path}: tensor {name[:60]!r}"
        entry = fields(entry, {"dtype", "shape", "data_offsets"}, where)
        if not isinstance(entry["dtype"], str) or entry["dtype"] not in _SIZES or not isinstance(entry["shape"], list):
            raise MalformedFile(f"{where}: type {str(entry['dtype'])[:20]!r} is not one of {', '.join(_SIZES)}")
        end = _SIZES[entry["dtype"]]
        for n in entry["shape"]:
            end *= count(n, 0, 1 << 32, f"{where}: shape")
        end += position
        if entry["data_offsets"] != [position, end] or end > len(body):
            raise MalformedFile(f"{where}: its data are not bytes {position} to {end} of the {len(body)} that follow the header")
        entries[name] = (entry["dtype"], entry["shape"], bytes(body[position:end]))
        position = end
    if position != len(body):
        raise MalformedFile(f"{path}: {len(body) - position} bytes follow the last tensor")
    return Tensors(path, str(metadata[formats.METADATA_KEY]), entries)
