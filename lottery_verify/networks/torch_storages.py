"""Tensors as torch's files describe them: a storage, and where in it the numbers lie."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import numpy as np

from lottery_verify.checker.files import shown
from lottery_verify.errors import MalformedFile, UnsupportedNetwork
from lottery_verify.networks.state_dicts import Tensor

# Storage class of torch -> name of the numbers, bytes of one, and numpy's type where numpy can hold them exactly.
STORAGES: dict[str, tuple[str, int, str | None]] = {
    "torch.DoubleStorage": ("float64", 8, "<f8"),
    "torch.FloatStorage": ("float32", 4, "<f4"),
    "torch.HalfStorage": ("float16", 2, "<f2"),
    "torch.BFloat16Storage": ("bfloat16", 2, "<u2"),
    "torch.LongStorage": ("int64", 8, "<i8"),
    "torch.IntStorage": ("int32", 4, "<i4"),
    "torch.ShortStorage": ("int16", 2, "<i2"),
    "torch.CharStorage": ("int8", 1, "i1"),
    "torch.ByteStorage": ("uint8", 1, "u1"),
    "torch.BoolStorage": ("bool", 1, "u1"),
    "torch.ComplexFloatStorage": ("complex64", 8, None),
    "torch.ComplexDoubleStorage": ("complex128", 16, None),
    "torch.QInt8Storage": ("qint8", 1, None),
    "torch.QUInt8Storage": ("quint8", 1, None),
    "torch.QInt32Storage": ("qint32", 4, None),
}
MAX_DIMENSIONS, MAX_EMPTY = 32, 1 << 48


@dataclass
class Storage:
    """A row of numbers in the file.

    Attributes:
        kind: torch's name of their type.
        itemsize: bytes of one.
        dtype: numpy's type, or None where numpy has none.
        count: how many.
        data: their bytes; filled in when the file's records are read.
    """

    kind: str
    itemsize: int
    dtype: str | None
    count: int
    data: memoryview | None = None


@dataclass(frozen=True)
class StoredTensor:
    """A view of a storage: the number at index i is at offset + Σ iₖ·strideₖ.

    Attributes:
        storage: the numbers.
        offset: of the first, in numbers.
        shape, strides: one integer per dimension, strides in numbers.
    """

    storage: Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]

    @property
    def size(self) -> int:
        """How many entries it has."""
        return prod(self.shape)

    @property
    def nbytes(self) -> int:
        return self.size * self.storage.itemsize


@dataclass(frozen=True)
class Other:
    """Something that a file may hold and that is no tensor of numbers, in words: "a sparse tensor"."""

    what: str


@dataclass(frozen=True)
class Named:
    """A name of Python's that a pickle mentions; nothing is imported."""

    name: str


def view(storage: object, offset: object, shape: object, strides: object, path: str) -> StoredTensor:
    """The tensor of a storage, after its bounds are checked.

    Raises:
        MalformedFile: it lies outside its storage, or repeats numbers to more than the storage holds.
    """
    sizes, steps = _counts(shape), _counts(strides)
    if not isinstance(storage, Storage) or sizes is None or steps is None or len(sizes) != len(steps):
        raise MalformedFile(f"{path}: a tensor's description is damaged; save it again with torch.save")
    start = _counts((offset,))
    last = -1 if start is None else start[0] + sum((n - 1) * s for n, s in zip(sizes, steps, strict=True))
    none = 0 in sizes
    outside = prod([n for n in sizes if n]) > MAX_EMPTY if none else last >= storage.count
    if start is None or start[0] > storage.count or outside:
        raise MalformedFile(f"{path}: a tensor of shape {list(sizes)} reaches outside its storage of {storage.count}")
    if prod(sizes) > storage.count:
        raise MalformedFile(
            f"{path}: a tensor of shape {list(sizes)} states {prod(sizes)} numbers, but its storage holds "
            f"{storage.count}: it was expanded; save tensor.contiguous()"
        )
    used = tuple(s if n > 1 and not none else 0 for n, s in zip(sizes, steps, strict=True))
    return StoredTensor(storage, start[0], sizes, used)


def as_array(tensor: StoredTensor, place: str) -> Tensor:
    """Its numbers, bit for bit; bfloat16 widened to float32, which is exact.

    Args:
        tensor: any tensor of a file.
        place: file and name, for messages.
    Raises:
        UnsupportedNetwork: numpy has no such numbers (complex, quantised).
    """
    storage = tensor.storage
    if storage.dtype is None:
        raise UnsupportedNetwork(f"{place} has type {storage.kind}; convert it to float32 or float64 first")
    if storage.data is None:
        raise MalformedFile(f"{place} has no numbers in the file; save it again with torch.save")
    flat = np.frombuffer(storage.data, storage.dtype)
    steps = [step * storage.itemsize for step in tensor.strides]
    found = np.lib.stride_tricks.as_strided(flat[tensor.offset :], tensor.shape, steps, writeable=False)
    if storage.kind == "bfloat16":
        return widened(found)
    return found != 0 if storage.kind == "bool" else found


def widened(bits: Tensor) -> Tensor:
    """The float32 numbers of bfloat16's bits: float32 with the lower half zero.

    Args:
        bits: uint16.
    """
    return (bits.astype(np.uint32) << np.uint32(16)).view(np.float32)


def storage_type(name: str, path: str) -> tuple[str, int, str | None]:
    """What STORAGES says of a class; MalformedFile for another."""
    if name not in STORAGES:
        raise MalformedFile(f"{path}: storage of class {shown(name)} is unknown; save it again with torch.save")
    return STORAGES[name]


def _counts(values: object) -> tuple[int, ...] | None:
    """`values` if it is a tuple or list of a few integers from 0 to 2⁶³ − 1."""
    if not isinstance(values, (tuple, list)) or len(values) > MAX_DIMENSIONS:
        return None
    found: tuple[int, ...] = tuple(values)
    return found if all(type(v) is int and 0 <= v < 1 << 63 for v in found) else None
