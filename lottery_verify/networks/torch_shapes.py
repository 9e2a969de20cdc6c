"""The shape of what goes through a torch module, without its batch, where that is known; average pooling needs it."""

from __future__ import annotations

import math
from typing import Any

import numpy.typing as npt
import torch

from lottery_verify.errors import UnsupportedNetwork
from lottery_verify.networks.chain import Chain
from lottery_verify.networks.pooling import Shape, adaptive, average, exhausts

_ADAPTIVE = (torch.nn.AdaptiveAvgPool1d, torch.nn.AdaptiveAvgPool2d)
RANKS = {torch.nn.AvgPool1d: 1, torch.nn.AvgPool2d: 2, torch.nn.AdaptiveAvgPool1d: 1, torch.nn.AdaptiveAvgPool2d: 2}


def pooled(chain: Chain, layer: torch.nn.Module, shape: Shape | None, where: str) -> Shape:
    """Appends an average-pooling layer, and says the shape that it gives.

    Args:
        chain: what comes before.
        layer: one of the types in `RANKS`.
        shape: what enters, without the batch; None where it is not known.
    Raises:
        UnsupportedNetwork: the shape is not known or does not fit; padding, or windows that are not read.
    """
    rank = RANKS[type(layer)]
    if shape is None or len(shape) not in (rank, rank + 1):
        known = "is not known" if shape is None else f"is {list(shape)} without the batch"
        raise UnsupportedNetwork(
            f"{where}: the shape of what it averages {known}; put nn.Unflatten(1, (channels, …)) before it, or export "
            "the module to .onnx"
        )
    if isinstance(layer, _ADAPTIVE):
        wanted = _sizes(layer.output_size, rank)
        sizes = tuple(n if m is None else m for n, m in zip(shape[-rank:], wanted, strict=True))
        return adaptive(chain, shape, sizes, where)
    given: Any = layer
    kernel, strides = _sizes(given.kernel_size, rank), _sizes(given.stride, rank)
    if any(_sizes(given.padding, rank)):
        raise UnsupportedNetwork(f"{where}: it pads its input; only windows that lie inside it are read")
    if getattr(given, "divisor_override", None) not in (None, math.prod(kernel)):
        raise UnsupportedNetwork(f"{where}: divisor_override {given.divisor_override} makes its sums no averages")
    if given.ceil_mode and not exhausts(shape, kernel, strides):
        raise UnsupportedNetwork(f"{where}: ceil_mode makes windows that reach beyond {list(shape)}")
    return average(chain, shape, kernel, strides, where)


def unflattened(layer: torch.nn.Unflatten, shape: Shape | None, where: str) -> Shape:
    """The shape after nn.Unflatten(1, sizes)."""
    sizes = tuple(layer.unflattened_size)
    flat = shape is None or len(shape) == 1
    fits = shape is None or math.prod(sizes) == shape[0]
    if layer.dim not in (1, -1) or not flat or not fits or not all(type(n) is int and n > 0 for n in sizes):
        raise UnsupportedNetwork(f"{where}: only Unflatten(1, sizes) of a vector, with all sizes stated, is read")
    return sizes


def reshaped(options: list[Any]) -> Shape | None:
    """The shape after view or reshape, where they state all of it but the batch; None elsewhere."""
    batch, *sizes = options[0] if len(options) == 1 and isinstance(options[0], tuple | list) else options
    return tuple(sizes) if batch == -1 and sizes and all(type(n) is int and n > 0 for n in sizes) else None


def flattened(shape: Shape | None, start: object, end: object) -> Shape | None:
    """The shape after flatten from one dimension to another, the batch's being 0."""
    return (math.prod(shape),) if shape is not None and (start, end) == (1, -1) else None


def linear(shape: Shape | None, weight: npt.NDArray[Any], where: str) -> Shape:
    """The shape after nn.Linear, which acts on the last dimension alone.

    Raises:
        UnsupportedNetwork: there is more than one vector of it.
    """
    leading = () if shape is None else shape[:-1]
    if math.prod(leading) != 1:
        raise UnsupportedNetwork(f"{where} acts on each of {math.prod(leading)} vectors; put nn.Flatten() before it")
    return (*leading, int(weight.shape[0]))


def _sizes(given: Any, rank: int) -> Shape:
    """One number for each dimension; None stands for the input's own in adaptive pooling."""
    return tuple(given) if isinstance(given, tuple | list) else (given,) * rank
