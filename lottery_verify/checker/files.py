"""Reads safetensors files and strict JSON, bounded in time and memory; standard library only."""

import json
import os
import re
import stat
from dataclasses import dataclass
from math import prod
from typing import Any

from lottery_verify.checker import formats
from lottery_verify.errors import LotteryError, MalformedFile

_SIZES = {"U8": 1, "U16": 2, "U32": 4, "F32": 4, "F64": 8}

def demand(condition: bool, message: str, error: type[LotteryError] = MalformedFile) -> None:
    """Raises the error unless the condition holds."""
    if not condition:
        raise error(message)

def shown(value: object) -> str:
    """A value from a file as messages show it: short, on one line, without control characters."""
    value = value[:90] if isinstance(value, str) else value
    return repr(value) if isinstance(value, str | int) else type(value).__name__

def strict_json(text: str, where: str) -> Any:
    """Parses JSON; refuses floats, NaN, doubled keys, integers of over 20 digits and deep nesting (MalformedFile)."""
    def integer(token: str) -> int:
        proper = len(token) <= 20 and token.lstrip("-").isdecimal()
        demand(proper, f"{where}: number {token[:40]!r}: only integers of at most 20 digits are allowed")
        return int(token)
    def distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            demand(key not in found, f"{where}: key {shown(key)} appears twice")
            found[key] = value
        return found
    hooks: dict[str, Any] = dict.fromkeys(("parse_int", "parse_float", "parse_constant"), integer)
    try:
        return json.loads(text, object_pairs_hook=distinct, **hooks)
    except (RecursionError, json.JSONDecodeError) as error:
        raise MalformedFile(f"{where}: not JSON, or nested too deeply: {error}") from None

def fields(value: Any, keys: set[str], where: str) -> dict[str, Any]:
    """The object `value`, which must have exactly `keys`."""
    demand(isinstance(value, dict), f"{where}: expected an object, found {type(value).__name__}")
    for key in sorted(set(value) ^ keys):
        raise MalformedFile(f"{where}: {'missing' if key in keys else 'unknown'} key {shown(key)}")
    return dict(value)

def count(value: Any, low: int, high: int, where: str) -> int:
    """The integer `value`, which must lie in [low, high]; True and False are no integers."""
    demand(type(value) is int and low <= value <= high, f"{where}: {shown(value)} is no integer from {low} to {high}")
    return int(value)

def hexadecimal(value: Any, where: str) -> int:
    """The integer that text such as "0x1f" or "-0x1f" states, of at most 2048 digits."""
    proper = isinstance(value, str) and re.fullmatch("-?0x[0-9a-f]{1,2048}", value)
    demand(bool(proper), f"{where}: expected an integer as hexadecimal text, found {shown(value)}")
    return int(value, 16)

def read_bounded(path: str, limit: int) -> bytes:
    """A file's bytes; refuses, unopened, what is no ordinary file, is empty, or is larger than `limit`."""
    found = os.stat(path)
    demand(stat.S_ISREG(found.st_mode), f"{path}: not an ordinary file")
    demand(0 < found.st_size <= limit, f"{path}: {found.st_size} bytes; expected 1 to {limit}")
    with open(path, "rb") as file:
        return file.read(limit)

@dataclass(frozen=True)
class Tensors:
    """A safetensors file: our header in its metadata, and (type, shape, little-endian bytes) by name."""
    path: str
    header: str
    entries: dict[str, tuple[str, list[int], bytes]]

    def take(self, name: str, kinds: tuple[str, ...], shape: list[int]) -> tuple[str, bytes]:
        """Takes out one tensor, whose type must be among `kinds` and which must have this shape: its type and bytes."""
        kind, found, data = self.entries.pop(name, ("missing", [], b""))
        problem = f"{self.path}: tensor {name!r}: {kind} {found}; expected {' or '.join(kinds)} {shape}"
        demand(kind in kinds and found == shape, problem)
        return kind, data

def read_tensors(path: str) -> Tensors:
    """Reads a safetensors file of ours; refuses a truncated one, gaps, overlaps, foreign metadata (MalformedFile)."""
    blob, entries = read_bounded(path, formats.MAX_FILE_BYTES), {}
    first = end = 8 + int.from_bytes(blob[:8], "little")
    demand(10 <= first <= min(formats.MAX_HEADER_BYTES, len(blob)), f"{path}: truncated, or not a safetensors file")
    table = strict_json(blob[8:first].decode("utf-8", "replace"), f"{path}: safetensors header")
    metadata = table.pop("__metadata__", None) if isinstance(table, dict) else None
    header = metadata.get(formats.METADATA_KEY) if isinstance(metadata, dict) and len(metadata) == 1 else None
    if not isinstance(header, str) or not header.isascii():
        raise MalformedFile(f"{path}: its metadata is not lottery_verify's; `lottery-verify convert` writes a file")
    for name, entry in table.items():
        fields(entry, {"dtype", "shape", "data_offsets"}, where := f"{path}: tensor {shown(name)}")
        kind, shape, begin = shown(entry["dtype"])[1:-1], entry["shape"], end
        demand(kind in _SIZES, f"{where}: type {kind} is not one of {', '.join(_SIZES)}")
        demand(isinstance(shape, list) and len(shape) <= 2, f"{where}: shape: expected one or two integers")
        end += prod((count(n, 0, 1 << 32, f"{where}: shape") for n in shape), start=_SIZES[kind])
        placed = entry["data_offsets"] == [begin - first, end - first] and end <= len(blob)
        demand(placed, f"{where}: its data are not the bytes {begin} to {end} of the {len(blob)} in the file")
        entries[name] = (kind, shape, blob[begin:end])
    demand(end == len(blob), f"{path}: {len(blob) - end} bytes follow the last tensor")
    return Tensors(path, header, entries)
