"""ONNX operators on constants, each one exact or refused."""

from __future__ import annotations

import math
import operator as operators
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from onnx import TensorProto, helper

from lottery_verify.errors import UnsupportedNetwork
from lottery_verify.networks import onnx_layouts as layouts
from lottery_verify.networks.exactly import exact_product

Constant = npt.NDArray[Any]
FLOATS: dict[int, str] = {
    TensorProto.FLOAT: "float32",
    TensorProto.DOUBLE: "float64",
    TensorProto.FLOAT16: "float16",
    TensorProto.BFLOAT16: "bfloat16",
}
_QUANTISED = ("int4", "uint4", "int8", "uint8", "int16", "uint16", "int32")

_INTEGERS: dict[str, Callable[[Constant, Constant], Constant]] = {
    "Add": operators.add,
    "Sub": operators.sub,
    "Mul": operators.mul,
    "Mod": operators.mod,
}
CALCULATED = frozenset(_INTEGERS)

FOLDED: dict[str, layouts.Layout] = {
    "Identity": layouts.keep,
    "Dropout": layouts.dropout,
    "Transpose": layouts.transpose,
    "Squeeze": layouts.squeeze,
    "Unsqueeze": layouts.unsqueeze,
    "Flatten": layouts.flatten,
    "Reshape": layouts.reshape,
    "Slice": layouts.cut,
    "Gather": layouts.gather,
}


def cast(value: Constant, to: int, where: str) -> Constant:
    """A constant in another type, where each entry is the same number there."""
    kind = (FLOATS | {int(TensorProto.INT32): "int32", int(TensorProto.INT64): "int64"}).get(to)
    if kind is None or (value.dtype.kind not in "ifV" and value.dtype.name != "bfloat16"):
        raise UnsupportedNetwork(f"{where}: a cast of {value.dtype} to type {to} is not read")
    wide = value.astype(np.float64) if value.dtype.kind != "i" else value
    with np.errstate(all="ignore"):
        made = wide.astype(helper.tensor_dtype_to_np_dtype(to))
        same = made.astype(wide.dtype) == wide
    if not (same | (wide != wide)).all():
        raise UnsupportedNetwork(f"{where}: an entry of the {value.dtype} constant is no {kind}; the cast rounds it")
    return np.asarray(made)


def calculate(operator: str, values: list[Constant], options: layouts.Options, where: str) -> Constant:
    """Add, Sub, Mul and Mod of integers, as exporters write them about shapes; exact, or refused."""
    if len(values) != 2 or any(value.dtype.name != "int64" for value in values) or options.get("fmod"):
        raise UnsupportedNetwork(f"{where}: only integers of 64 bits are calculated with")
    left, right = (value.astype(object) for value in values)
    if operator == "Mod" and not values[1].all():
        raise UnsupportedNetwork(f"{where}: a remainder of a division by 0")
    try:
        return np.asarray(_INTEGERS[operator](left, right), object).astype(np.int64)
    except (ValueError, OverflowError):
        shapes = [list(value.shape) for value in values]
        raise UnsupportedNetwork(f"{where}: shapes {shapes} do not fit, or an entry takes over 64 bits") from None


def join(values: list[Constant], axis: int, where: str) -> Constant:
    """Concat."""
    try:
        return np.concatenate(values, axis)
    except ValueError:
        shapes = [list(value.shape) for value in values[:8]]
        raise UnsupportedNetwork(f"{where}: shapes {shapes} can't be joined along axis {axis}") from None


def dequantise(values: list[Constant | None], options: layouts.Options, where: str) -> Constant:
    """(q − zero point)·scale over the reals, per tensor or per axis; each product must be a float64."""
    q, scale = values[0], values[1] if len(values) > 1 else None
    zero = values[2] if len(values) > 2 else np.zeros((), np.int32)
    if q is None or scale is None or zero is None or q.dtype.name not in _QUANTISED or options.get("block_size"):
        raise UnsupportedNetwork(f"{where}: only integers with one constant scale, for all or along an axis, are read")
    if scale.dtype.name not in FLOATS.values() or not (np.isfinite(scale.astype(np.float64)).all()):
        raise UnsupportedNetwork(f"{where}: its scale is of type {scale.dtype}, or not finite")
    axis = int(options.get("axis", 1))
    along = q.shape[axis] if -q.ndim <= axis < q.ndim else 0
    if not all(v.size == 1 or v.shape == (along,) for v in (scale, zero)):
        raise UnsupportedNetwork(f"{where}: scale {list(scale.shape)} does not fit {list(q.shape)} along axis {axis}")
    shape = [1] * q.ndim
    if max(scale.size, zero.size) > 1:
        shape[axis] = q.shape[axis]
    lined = [np.broadcast_to(v.astype(np.float64).ravel(), (math.prod(shape),)).reshape(shape) for v in (scale, zero)]
    return exact_product(q.astype(np.float64) - lined[1], lined[0], where)
