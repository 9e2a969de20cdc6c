"""Images from .npy, .csv and .pt files: numbers as they are stored, exactly; nothing in a file is ever run."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod

import numpy as np
import numpy.typing as npt

from lottery_verify.arguments import Number, as_fraction
from lottery_verify.checker.files import shown
from lottery_verify.checker.regions import parse_number
from lottery_verify.errors import InvalidArgument, MalformedFile, UnsupportedNetwork
from lottery_verify.networks.reading import map_bytes, read_bytes
from lottery_verify.networks.torch_files import read_value
from lottery_verify.networks.torch_storages import StoredTensor, as_array

Array = npt.NDArray[np.float64]
MAX_BYTES = 1 << 31  # of .npy and .pt, which are read as they are used
MAX_TEXT = 1 << 26  # of .csv
ENDINGS = (".npy", ".csv", ".pt", ".pth")


@dataclass(frozen=True, eq=False)
class Images:
    """Points around which a claim is made.

    Attributes:
        name: of the file, for messages.
        floats: shape (images, inputs), each number rounded to float64 once.
        scale: what the stored numbers were divided by, exactly.
        shape: as stored; all but the first axis make up the inputs, the last one moving fastest.
        kind: type of the stored numbers.
        stored: the numbers as stored: an array of shape (images, inputs), or a line of text for each image.
    """

    name: str
    floats: Array
    scale: Fraction
    shape: tuple[int, ...]
    kind: str
    stored: npt.NDArray[np.generic] | Sequence[str]

    def __len__(self) -> int:
        return len(self.floats)

    def exact(self, i: int) -> tuple[Fraction, ...]:
        """The numbers of image i, without rounding."""
        row = self.stored[i]
        if isinstance(row, str):
            numbers = [parse_number(word, self.name) for word in words(row)]
        else:
            numbers = [Fraction(*v.as_integer_ratio()) for v in np.asarray(row).tolist()]
        return tuple(v / self.scale for v in numbers)

    @property
    def note(self) -> str:
        """How an image became inputs, in a sentence; empty where there was nothing to do."""
        if len(self.shape) == 2:
            return ""
        axes = "×".join(map(str, self.shape[1:]))
        return f"images of {axes} numbers are taken in the order in which they are stored, the last index fastest"


def read_images(path: str | os.PathLike[str], width: int, *, scale: Number | None = None) -> Images:
    """Reads images from a file.

    Args:
        path: .npy, .pt or .pth (one tensor), shape (images, inputs) or (images, height, width[, channels]); or .csv, an
            image in each line, # begins a comment.
        width: how many inputs the network takes.
        scale: what every stored number is divided by, exactly, such as 255; needed where integers are stored.
    Raises:
        MalformedFile: the file can't be read, or isn't what its name says.
        InvalidArgument: the images are of another width, hold a number that is not finite, or integers without a scale.
    """
    name = os.fspath(path)
    ending = os.path.splitext(name)[1].lower()
    if ending not in ENDINGS:
        raise InvalidArgument(f"{name}: images are read from {', '.join(ENDINGS)} files")
    if ending == ".csv":
        return _from_text(name, width, scale)
    return as_images(_from_npy(name) if ending == ".npy" else _from_torch(name), width, scale=scale, name=name)


def as_images(values: npt.ArrayLike, width: int, *, scale: Number | None = None, name: str = "images") -> Images:
    """Images of an array; arguments and errors as of `read_images`."""
    array = np.asarray(values)
    if array.dtype.kind not in "fiu" or array.dtype.itemsize > 8:
        raise InvalidArgument(f"{name}: numbers of type {array.dtype}; expected float64, float32, float16 or integers")
    if array.ndim < 2 or array.ndim > 4 or not len(array):
        raise InvalidArgument(
            f"{name}: shape {array.shape}; expected (images, inputs) or (images, height, width[, channels])"
        )
    if prod(array.shape[1:]) != width:
        raise InvalidArgument(
            f"{name}: shape {array.shape}: images of {prod(array.shape[1:])} numbers, but the network takes {width}"
        )
    if array.dtype.kind != "f" and scale is None:
        raise InvalidArgument(
            f"{name}: integers ({array.dtype}); a scale has to say what they are divided by: 255 for pixels of 0 to "
            "255 and a network that takes 0 to 1, and 1 to take them as they are"
        )
    divisor = Fraction(1) if scale is None else as_fraction("scale", scale, above=0)
    stored = array.reshape(len(array), width)
    bad = np.argwhere(~np.isfinite(stored))
    if len(bad):
        i, b = bad[0].tolist()
        raise InvalidArgument(f"{name}: image {i}, input {b} is {stored[i, b]}; every number must be finite")
    floats = stored.astype(np.float64) / float(divisor)
    return Images(name, floats, divisor, array.shape, str(array.dtype), stored)


def words(line: str) -> list[str]:
    """The numbers of a line."""
    return line.partition("#")[0].replace(",", " ").split()


def _from_text(name: str, width: int, scale: Number | None) -> Images:
    divisor = Fraction(1) if scale is None else as_fraction("scale", scale, above=0)
    lines, rows = [], []
    text = read_bytes(name, MAX_TEXT).decode("utf-8", "replace")
    for number, line in enumerate(text.split("\n"), 1):
        found = words(line)
        if not found:
            continue
        where = f"{name}, line {number}"
        if len(found) != width:
            raise InvalidArgument(f"{where}: {len(found)} numbers, but the network takes {width}")
        exact = [parse_number(word, where) for word in found]
        if any(abs(v) > 10**300 * divisor for v in exact):
            raise InvalidArgument(f"{where}: a number above 1e300, which no float64 is near")
        rows.append([float(v / divisor) for v in exact])
        lines.append(line)
    if not rows:
        raise MalformedFile(f"{name}: no line holds numbers")
    return Images(name, np.array(rows), divisor, (len(rows), width), "decimal numbers", lines)


def _from_npy(name: str) -> npt.NDArray[np.generic]:
    """The array of a .npy file, on the file's own bytes."""
    data = map_bytes(name, MAX_BYTES)
    head = io.BytesIO(data[: 1 << 17])
    try:
        version = np.lib.format.read_magic(head)
        reader = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}[version]
        shape, by_column, dtype = reader(head)
    except (ValueError, KeyError, OSError) as error:
        raise MalformedFile(f"{name}: not a .npy file of one array: {shown(str(error))}") from None
    if dtype.hasobject:
        raise MalformedFile(f"{name}: its numbers are pickled Python objects, which are not read: that could run code")
    if dtype.itemsize * prod(shape) != len(data) - head.tell():
        stated = f"{prod(shape)} numbers of {dtype.itemsize} bytes"
        raise MalformedFile(f"{name}: it states {stated}, but {len(data) - head.tell()} bytes follow its header")
    flat = np.frombuffer(data, dtype, offset=head.tell())
    return flat.reshape(shape, order="F" if by_column else "C")


def _from_torch(name: str) -> npt.NDArray[np.generic]:
    """The one tensor of a file that torch.save wrote."""
    value = read_value(map_bytes(name, MAX_BYTES), name)
    if not isinstance(value, StoredTensor):
        raise MalformedFile(f"{name}: a {type(value).__name__} where one tensor of images is expected")
    try:
        return as_array(value, f"{name}: the tensor")
    except UnsupportedNetwork as error:
        raise InvalidArgument(str(error)) from None
