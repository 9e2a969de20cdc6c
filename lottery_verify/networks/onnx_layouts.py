"""ONNX operators that move entries and compute none: the same for a constant and for the tensor of a chain."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from lottery_verify.errors import UnsupportedNetwork

MAX_RANK = 16
Values = npt.NDArray[Any]
Options = Mapping[str, Any]
Operand = Callable[[int], npt.NDArray[np.int64] | None]  # a further operand, of integers; None where it is left out
Layout = Callable[[Values, Options, Operand, str], Values]


def keep(values: Values, options: Options, operand: Operand, where: str) -> Values:
    """Identity."""
    return values


def dropout(values: Values, options: Options, operand: Operand, where: str) -> Values:
    """Dropout, which does nothing unless it trains."""
    training = operand(2)
    if training is not None and training.any():
        raise UnsupportedNetwork(f"{where} is in training mode; export the network in eval mode")
    return values


def transpose(values: Values, options: Options, operand: Operand, where: str) -> Values:
    """Transpose."""
    order = list(options.get("perm", range(values.ndim)[::-1]))
    if sorted(order) != list(range(values.ndim)):
        raise UnsupportedNetwork(f"{where}: perm {order[:MAX_RANK]} does not fit {list(values.shape)}")
    return np.transpose(values, order)


def squeeze(values: Values, options: Options, operand: Operand, where: str) -> Values:
    """Squeeze: its axes are an attribute until opset 12, an operand later; all of size 1 when left out."""
    axes = _axes(options, operand, values.ndim, where)
    chosen = [i for i, n in enumerate(values.shape) if n == 1] if axes is None else axes
    if any(values.shape[axis] != 1 for axis in chosen):
        raise UnsupportedNetwork(f"{where}: axes {chosen} of {list(values.shape)} are not all of size 1")
    return np.squeeze(values, tuple(chosen))


def unsqueeze(values: Values, options: Options, operand: Operand, where: str) -> Values:
    """Unsqueeze: its axes as those of Squeeze."""
    stated = options.get("axes") if "axes" in options else operand(1)
    count = 0 if stated is None else len(np.atleast_1d(stated))
    axes = _axes(options, operand, values.ndim + count, where)
    if axes is None or values.ndim + count > MAX_RANK:
        raise UnsupportedNetwork(f"{where}: it names no axes, or more than {MAX_RANK} dimensions follow")
    return np.expand_dims(values, tuple(axes))


def _axes(options: Options, operand: Operand, rank: int, where: str) -> list[int] | None:
    stated = options.get("axes") if "axes" in options else operand(1)
    if stated is None:
        return None
    axes = [int(axis) for axis in np.atleast_1d(stated)[: MAX_RANK + 1]]
    normal = [axis + rank if axis < 0 else axis for axis in axes]
    if any(not 0 <= axis < rank for axis in normal) or len(set(normal)) != len(normal):
        raise UnsupportedNetwork(f"{where}: axes {axes} are not distinct axes of {rank} dimensions")
    return normal


def flatten(values: Values, options: Options, operand: Operand, where: str) -> Values:
    """Flatten to two dimensions."""
    axis, rank = int(options.get("axis", 1)), values.ndim
    if not -rank <= axis <= rank:
        raise UnsupportedNetwork(f"{where}: axis {axis} is outside [{-rank}, {rank}]")
    axis += rank if axis < 0 else 0
    return values.reshape(math.prod(values.shape[:axis]), math.prod(values.shape[axis:]))


def reshape(values: Values, options: Options, operand: Operand, where: str) -> Values:
    """Reshape: 0 copies a dimension, -1 stands for what is left."""
    stated = operand(1)
    if stated is None or stated.ndim != 1 or len(stated) > MAX_RANK:
        raise UnsupportedNetwork(f"{where}: its shape is not a constant list of at most {MAX_RANK} integers")
    if options.get("allowzero") and 0 in stated:
        raise UnsupportedNetwork(f"{where}: allowzero makes an empty tensor")
    shape = [int(n) for n in stated]
    if any(n == 0 and i >= values.ndim for i, n in enumerate(shape)):
        raise UnsupportedNetwork(
            f"{where}: shape {shape} copies a dimension that {list(values.shape)} does not have"
        )
    shape = [values.shape[i] if n == 0 else n for i, n in enumerate(shape)]
    known = math.prod(n for n in shape if n != -1)
    if shape.count(-1) == 1 and known > 0 and values.size % known == 0:
        shape[shape.index(-1)] = values.size // known
    if min(shape, default=1) < 1 or math.prod(shape) != values.size:
        raise UnsupportedNetwork(
            f"{where}: shape {[int(n) for n in stated]} does not fit {list(values.shape)}, a batch of one"
        )
    return values.reshape(shape)


def cut(values: Values, options: Options, operand: Operand, where: str) -> Values:
    """Slice: starts, ends and axes are attributes until opset 9, operands later, with steps."""
    names = ("starts", "ends", "axes", "steps")
    stated = [options.get(key) if "starts" in options else operand(i + 1) for i, key in enumerate(names)]
    lists = [None if one is None else [int(v) for v in np.atleast_1d(one)[: MAX_RANK + 1]] for one in stated]
    starts, ends = lists[0], lists[1]
    if starts is None or ends is None:
        raise UnsupportedNetwork(f"{where}: its starts or ends are left out")
    axes = list(range(len(starts))) if lists[2] is None else lists[2]
    steps = [1] * len(starts) if lists[3] is None else lists[3]
    normal = [axis + values.ndim if axis < 0 else axis for axis in axes]
    if (
        not len(starts) == len(ends) == len(axes) == len(steps)
        or any(not 0 <= axis < values.ndim for axis in normal)
        or len(set(normal)) != len(normal)
        or 0 in steps
    ):
        raise UnsupportedNetwork(f"{where}: its starts, ends, axes {axes} and steps do not fit {list(values.shape)}")
    chosen = [slice(None)] * values.ndim
    for axis, start, end, step in zip(normal, starts, ends, steps, strict=True):
        chosen[axis] = slice(start, end, step)
    return values[tuple(chosen)]


def gather(values: Values, options: Options, operand: Operand, where: str) -> Values:
    """Gather of entries along an axis."""
    axis, index = int(options.get("axis", 0)), operand(1)
    if index is None or not -values.ndim <= axis < values.ndim:
        raise UnsupportedNetwork(f"{where}: axis {axis} does not fit {list(values.shape)}")
    n = values.shape[axis]
    if index.size and not -n <= int(index.min()) <= int(index.max()) < n:
        raise UnsupportedNetwork(f"{where}: an index is outside the {n} entries along axis {axis}")
    if index.ndim + values.ndim - 1 > MAX_RANK or index.size * values.size > max(values.size, 1 << 24) * n:
        raise UnsupportedNetwork(f"{where}: what it gathers is too large")
    return np.take(values, index, axis)
