"""Reads the tensors of a safetensors file of this package; standard library only."""

from dataclasses import dataclass
from math import prod
from typing import Any

from lottery_verify.checker import formats
from lottery_verify.checker.files import count, demand, fields, read_bounded, shown, strict_json
from lottery_verify.errors import MalformedFile

SIZES = {"U8": 1, "U16": 2, "U32": 4, "F32": 4, "F64": 8}  # bytes of an entry
MOST_ENTRIES = 1 << 32  # along an axis


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

    def digest(self, kind: str) -> str:
        """The digest of the header and of all tensors that have not been taken."""
        return formats.digest(kind, self.header, {name: data for name, (_, _, data) in self.entries.items()})


def read_tensors(path: str) -> Tensors:
    """Reads a safetensors file of ours; refuses a truncated one, gaps, overlaps, foreign metadata (MalformedFile)."""
    blob = read_bounded(path, formats.MAX_FILE_BYTES)
    first = 8 + int.from_bytes(blob[:8], "little")
    demand(10 <= first <= min(formats.MAX_HEADER_BYTES, len(blob)), f"{path}: truncated, or not a safetensors file")
    table = strict_json(blob[8:first].decode("utf-8", "replace"), f"{path}: safetensors header")
    header = _own_header(table, path)
    entries = {}
    end = first
    for name, entry in table.items():
        where = f"{path}: tensor {shown(name)}"
        demand(name.isascii(), f"{where} is not part of the format: its name is not ASCII")
        kind, shape, size = _described(entry, where)
        begin, end = end, end + size
        offsets = entry["data_offsets"]
        placed = offsets == [begin - first, end - first] and end <= len(blob) and {*map(type, offsets)} == {int}
        demand(placed, f"{where}: its data are not the bytes {begin} to {end} of the {len(blob)} in the file")
        entries[name] = (kind, shape, blob[begin:end])
    demand(end == len(blob), f"{path}: {len(blob) - end} bytes follow the last tensor")
    return Tensors(path, header, entries)


def _own_header(table: Any, path: str) -> str:
    """Our header, taken out of the table's metadata, which must hold nothing else."""
    metadata = table.pop("__metadata__", None) if isinstance(table, dict) else None
    header = metadata.get(formats.METADATA_KEY) if isinstance(metadata, dict) and len(metadata) == 1 else None
    if not isinstance(header, str) or not header.isascii():
        raise MalformedFile(f"{path}: its metadata is not lottery_verify's; `lottery-verify convert` writes a file")
    return header


def _described(entry: Any, where: str) -> tuple[str, list[int], int]:
    """Type, shape and bytes of one tensor, as the table describes it."""
    fields(entry, {"dtype", "shape", "data_offsets"}, where)
    kind, shape = entry["dtype"], entry["shape"]
    known = isinstance(kind, str) and kind in SIZES
    demand(known, f"{where}: type {str(kind)[:40]} is not one of {', '.join(SIZES)}")
    demand(isinstance(shape, list) and len(shape) <= 2, f"{where}: shape: expected one or two integers")
    numbers = [count(n, 0, MOST_ENTRIES, f"{where}: shape") for n in shape]
    return kind, numbers, prod(numbers, start=SIZES[kind])
