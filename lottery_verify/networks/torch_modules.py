"""Reads a target from a torch module in Python, by tracing what its forward pass does."""

from __future__ import annotations

from typing import Any

import torch
import torch.fx
import torch.nn.functional as F
from torch.nn.utils.prune import BasePruningMethod

from lottery_verify.errors import InvalidArgument, UnsupportedNetwork
from lottery_verify.networks.chain import Chain
from lottery_verify.networks.network import Network
from lottery_verify.networks.pooling import Shape
from lottery_verify.networks.state_dicts import Tensor, stated_value
from lottery_verify.networks.torch_shapes import RANKS, flattened, linear, pooled, reshaped, unflattened

_RELU = {F.relu, torch.relu, torch.relu_, F.relu_, "relu", "relu_"}
_FLATTEN = {torch.flatten, "flatten"}
_RESHAPE = {torch.reshape, "view", "reshape"}
_NUMBERS = (torch.float16, torch.bfloat16, torch.float32, torch.float64)
_MASKS = (*_NUMBERS, torch.bool, torch.uint8, torch.int8, torch.int32, torch.int64)


def from_module(module: object) -> Network:
    """Reads a module whose forward pass is a chain of Linear, ReLU, average pooling, Flatten, Unflatten, Identity and
    Dropout in eval mode.

    Args:
        module: a torch.nn.Module: an nn.Sequential, or any other whose forward pass torch.fx can trace. The
            masks of torch.nn.utils.prune are applied; other hooks are refused.
    Returns:
        the network, named after the module's class.
    Raises:
        InvalidArgument: it is no module.
        UnsupportedNetwork: it does something else, named with its place.
    """
    if not isinstance(module, torch.nn.Module):
        raise InvalidArgument(
            f"load_target: a {type(module).__name__}; expected a file's name or a torch.nn.Module"
        )
    name = type(module).__name__
    _refuse_hooks(module, name)
    holder = torch.nn.Sequential(module)  # so that a single layer is traced as a call of it
    try:
        graph = torch.fx.Tracer().trace(holder)
    except Exception as error:  # tracing runs the module's own Python, which may raise anything
        raise UnsupportedNetwork(
            f"{name}: its forward pass can't be traced ({str(error)[:200]}); write it as an nn.Sequential or "
            "export it to .onnx"
        ) from None
    chain, shape = Chain(name), None
    current: torch.fx.Node | None = None
    for node in graph.nodes:
        where = f"{name}: step {_target_name(node)}"
        if node.op == "placeholder" and current is None:
            current = node
            continue
        if current is None or node.all_input_nodes != [current]:
            raise UnsupportedNetwork(f"{where} is not a step of one chain from one input to one output")
        if node.op == "output":
            if node.args != (current,):
                raise UnsupportedNetwork(f"{where} gives more than one tensor")
            break
        if node.args[0] is not current or not _plain([*node.args[1:], *node.kwargs.values()]):
            raise UnsupportedNetwork(f"{where} has options other than integers")
        shape = _apply(chain, shape, holder, node, where)
        current = node
    return chain.network()


def as_numpy(key: str, tensor: torch.Tensor, name: str) -> Tensor:
    """A tensor's numbers as they are; UnsupportedNetwork for a sparse one, one without numbers, or another type.

    Args:
        key: its name in the state_dict; one that ends in _mask may hold truth values or integers as well.
        tensor: float16, bfloat16 (widened to float32), float32 or float64, on any device.
        name: the file or module, for messages.
    """
    place = f"{name}: {key!r}"
    if tensor.layout != torch.strided or tensor.dtype not in (_MASKS if key.endswith("_mask") else _NUMBERS):
        kind = f"{str(tensor.dtype).removeprefix('torch.')} ({str(tensor.layout).removeprefix('torch.')})"
        raise UnsupportedNetwork(
            f"{place} has type {kind}; convert it to a dense float32 or float64 tensor first"
        )
    if tensor.is_meta:
        raise UnsupportedNetwork(f"{place} is on device meta and has no numbers; save the weights themselves")
    dense = tensor.detach().cpu().resolve_neg().contiguous()
    array: Tensor = (dense.float() if dense.dtype == torch.bfloat16 else dense).numpy()
    return array


def _apply(
    chain: Chain, shape: Shape | None, holder: torch.nn.Module, node: torch.fx.Node, where: str
) -> Shape | None:
    """Appends a step, and says the shape of what it gives, without the batch, where that is known."""
    if node.op == "call_module":
        return _called(chain, shape, holder.get_submodule(str(node.target)), where)
    if node.target in _RELU:
        chain.relu(where)
        return shape
    if node.target in _FLATTEN:
        ends = dict(zip(("start_dim", "end_dim"), node.args[1:], strict=False)) | node.kwargs
        return flattened(shape, ends.get("start_dim", 0), ends.get("end_dim", -1))
    if node.target in _RESHAPE:
        return None if node.kwargs else reshaped(list(node.args[1:]))
    raise UnsupportedNetwork(f"{where} is not a step of a ReLU network")


def _called(chain: Chain, shape: Shape | None, layer: torch.nn.Module, where: str) -> Shape | None:
    """Appends a layer that is a module of torch's own."""
    kind = type(layer)
    if kind is torch.nn.Linear:
        parts = {key: as_numpy(key, value, where) for key, value in layer.state_dict().items()}
        weight, bias = (stated_value(parts, key, f"{where}: ") for key in ("weight", "bias"))
        if weight is None:
            raise UnsupportedNetwork(f"{where} has no weight")
        given = linear(shape, weight, where)
        chain.affine(weight, bias, where)
        return given
    if kind in RANKS:
        return pooled(chain, layer, shape, where)
    if isinstance(layer, torch.nn.Unflatten) and kind is torch.nn.Unflatten:
        return unflattened(layer, shape, where)
    if isinstance(layer, torch.nn.Flatten) and kind is torch.nn.Flatten:
        return flattened(shape, layer.start_dim, layer.end_dim)
    if kind is torch.nn.ReLU:
        chain.relu(where)
    elif kind is torch.nn.Dropout:
        if layer.training:
            raise UnsupportedNetwork(f"{where} is random in training mode; call .eval() first")
    elif kind is not torch.nn.Identity:
        known = "Linear, ReLU, AvgPool1d, AvgPool2d, AdaptiveAvgPool1d, AdaptiveAvgPool2d, Flatten, Unflatten"
        raise UnsupportedNetwork(f"{where}: layer {kind.__name__} is not one of {known}, Identity, Dropout")
    return shape


def _refuse_hooks(module: torch.nn.Module, name: str) -> None:
    """A hook may change what a layer does; only those of torch.nn.utils.prune are known."""
    for path, part in module.named_modules():
        place = f"{name}: {path!r} ({type(part).__name__})"
        if part._forward_hooks or not all(
            isinstance(h, BasePruningMethod) for h in part._forward_pre_hooks.values()
        ):
            raise UnsupportedNetwork(
                f"{place} has a forward hook, which may change what it computes; remove it first"
            )


def _plain(options: Any) -> bool:
    """Whether all options are integers or truth values: no view as another type, for example."""
    return all(isinstance(o, int) or (isinstance(o, (list, tuple)) and _plain(o)) for o in options)


def _target_name(node: torch.fx.Node) -> str:
    """The path of a layer inside the module, or the name of a function."""
    target: Any = node.target
    name = target if isinstance(target, str) else getattr(target, "__name__", str(target))
    return repr(name.removeprefix("0.")) if node.op == "call_module" else repr(name)
