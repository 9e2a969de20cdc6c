"""What each ONNX operator does to a chain; an operator that is not here is not represented."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
from onnx import AttributeProto, NodeProto, helper

from lottery_verify.checker.files import shown
from lottery_verify.errors import UnsupportedNetwork
from lottery_verify.networks.exactly import exact_product
from lottery_verify.networks.onnx_folding import FLOATS, FOLDED, Constant
from lottery_verify.networks.onnx_pooling import average_pool, global_average_pool
from lottery_verify.networks.onnx_walk import Walk


def _add(walk: Walk, node: NodeProto, where: str) -> None:
    """Add, and Sub in both orders: c − y is −(y − c)."""
    place = walk.place(node, where)
    constant = walk.constants.numbers(node.input[1 - place], where)
    entries = _broadcast(walk, constant, where)
    walk.chain.add(-entries if node.op_type == "Sub" else entries, where)
    if node.op_type == "Sub" and place == 1:
        walk.chain.multiply(np.full(len(entries), -1.0), where)


def _multiply(walk: Walk, node: NodeProto, where: str) -> None:
    """Mul by a constant, and Div by one."""
    place = walk.place(node, where)
    entries = _broadcast(walk, walk.constants.numbers(node.input[1 - place], where), where)
    if node.op_type == "Mul":
        walk.chain.multiply(entries, where)
    elif place == 0:
        walk.chain.divide(entries, where)
    else:
        raise UnsupportedNetwork(f"{where} divides by the tensor; only by a constant can be divided")


def _negate(walk: Walk, node: NodeProto, where: str) -> None:
    walk.place(node, where)
    walk.chain.multiply(np.full(math.prod(walk.shape), -1.0), where)


def _broadcast(walk: Walk, constant: Constant, where: str) -> Constant:
    """A constant's entry for each entry of the tensor, whose shape it may lead by ones."""
    try:
        shape = np.broadcast_shapes(walk.shape, constant.shape)
    except ValueError:
        shape = ()
    if math.prod(shape) != math.prod(walk.shape) or len(shape) < len(walk.shape):
        raise UnsupportedNetwork(
            f"{where}: a constant of shape {list(constant.shape)} does not fit {list(walk.shape)}, a batch "
            "of one"
        )
    walk.resize(shape, where)
    return np.broadcast_to(constant, shape).ravel().astype(np.float64)


def _matmul(walk: Walk, node: NodeProto, where: str) -> None:
    place = walk.place(node, where)
    if not walk.shape:
        raise UnsupportedNetwork(f"{where} takes a single number, which has no dimensions; MatMul needs one or two")
    constant = walk.constants.numbers(node.input[1 - place], where)
    matrix = (
        constant.reshape(constant.shape[-2:])
        if constant.ndim > 2 and math.prod(constant.shape[:-2]) == 1
        else constant
    )
    if matrix.ndim not in (1, 2):
        raise UnsupportedNetwork(f"{where}: a constant of shape {list(constant.shape)} is not one matrix")
    lead = (1,) * max(0, constant.ndim - 2, len(walk.shape) - 2)
    rank1, flat = len(walk.shape) == 1, matrix.ndim == 1
    if place == 0:
        _require_vector(walk, walk.shape[:-1], where)
        n_in = walk.shape[-1]
        weight = matrix.reshape(1, -1) if flat else matrix.T
        shape = (() if rank1 else (1,)) + (() if flat else (weight.shape[0],))
    else:
        _require_vector(walk, walk.shape[:-2] + walk.shape[-1:] if not rank1 else (), where)
        n_in = walk.shape[0] if rank1 else walk.shape[-2]
        weight = matrix.reshape(1, -1) if flat else matrix
        shape = (() if flat else (weight.shape[0],)) + (() if rank1 else (1,))
    _append(walk, weight, n_in, where)
    walk.resize(lead + shape, where)


def _gemm(walk: Walk, node: NodeProto, where: str) -> None:
    place = walk.place(node, where)
    options = {attribute.name: attribute for attribute in node.attribute}
    if place == 2:
        raise UnsupportedNetwork(f"{where}: C depends on the input; only A or B may")
    if len(walk.shape) != 2:
        raise UnsupportedNetwork(
            f"{where} takes a tensor of shape {list(walk.shape)}; expected two dimensions"
        )
    matrix = walk.constants.numbers(node.input[1 - place], where)
    if matrix.ndim != 2:
        raise UnsupportedNetwork(f"{where}: a constant of shape {list(matrix.shape)} is not a matrix")
    alpha, beta = (float(options[key].f) if key in options else 1.0 for key in ("alpha", "beta"))
    turns = [key in options and options[key].i != 0 for key in ("transA", "transB")]
    turned, column = turns[1 - place], turns[place] != (place == 1)
    rows, n_in = reversed(walk.shape) if column else walk.shape
    _require_vector(walk, (rows,), where)
    weight = matrix if turned == (place == 0) else matrix.T
    _append(walk, _multiple(weight, alpha, f"{where}: alpha"), n_in, where)
    walk.resize((1, weight.shape[0]) if place == 0 else (weight.shape[0], 1), where)
    if len(node.input) == 3 and node.input[2]:
        bias = _multiple(walk.constants.numbers(node.input[2], where), beta, f"{where}: beta")
        walk.chain.add(_broadcast(walk, bias, where), where)


def _multiple(values: Constant, factor: float, where: str) -> Constant:
    if not math.isfinite(factor):
        raise UnsupportedNetwork(f"{where}: {factor!r} is no number to multiply weights by")
    return values if factor == 1 else exact_product(values.astype(np.float64), np.asarray(factor), where)


def _require_vector(walk: Walk, others: tuple[int, ...], where: str) -> None:
    if math.prod(others) != 1:
        raise UnsupportedNetwork(
            f"{where} takes {math.prod(others)} vectors at once (shape {list(walk.shape)}); only a batch of "
            "one is a network's input"
        )


def _append(walk: Walk, weight: Constant, n_in: int, where: str) -> None:
    if weight.shape[1] != n_in:
        raise UnsupportedNetwork(
            f"{where}: a weight for {weight.shape[1]} inputs, but {shown(walk.name)} has {n_in}"
        )
    if 0 in weight.shape:
        raise UnsupportedNetwork(f"{where}: a weight of shape {list(weight.shape)} is empty")
    walk.chain.affine(weight, None, where)


def _relu(walk: Walk, node: NodeProto, where: str) -> None:
    walk.place(node, where)
    walk.chain.relu(where)


def _clip(walk: Walk, node: NodeProto, where: str) -> None:
    """Clip from 0 to nothing, which is ReLU: its ends are attributes until opset 10, operands later."""
    options = {attribute.name: float(attribute.f) for attribute in node.attribute}
    if walk.place(node, where) != 0:
        raise UnsupportedNetwork(f"{where}: its ends depend on the input")
    ends = [options.get(key) for key in ("min", "max")]
    for i, name in enumerate(node.input[1:]):
        value = walk.constants.find(name) if name else None
        if name and (value is None or value.size != 1):
            raise UnsupportedNetwork(f"{where}: its end {shown(name)} is no constant number")
        ends[i] = ends[i] if value is None else float(value.ravel()[0])
    if ends[0] != 0 or ends[1] not in (None, math.inf):
        raise UnsupportedNetwork(f"{where} to [{ends[0]}, {ends[1]}] is no ReLU; only min = 0 without max is")
    walk.chain.relu(where)


def _maximum(walk: Walk, node: NodeProto, where: str) -> None:
    """Max with 0, which is ReLU."""
    place = walk.place(node, where)
    if _broadcast(walk, walk.constants.numbers(node.input[1 - place], where), where).any():
        raise UnsupportedNetwork(f"{where} with a constant that is not 0 is no ReLU")
    walk.chain.relu(where)


def _cast(walk: Walk, node: NodeProto, where: str) -> None:
    to = next((int(attribute.i) for attribute in node.attribute), 0)
    walk.place(node, where)
    if to != walk.kind:
        kinds = [FLOATS.get(kind, f"type {kind}") for kind in (walk.kind, to)]
        raise UnsupportedNetwork(f"{where}: only a cast to the same type is read, not {kinds[0]} to {kinds[1]}")


def _layout(walk: Walk, node: NodeProto, where: str) -> None:
    """An operator that moves entries, applied to their numbers."""
    if walk.place(node, where) != 0:
        raise UnsupportedNetwork(f"{where}: an operand other than the first depends on the input")
    options = {attribute.name: helper.get_attribute_value(attribute) for attribute in node.attribute}
    numbers = np.arange(math.prod(walk.shape)).reshape(walk.shape)
    moved = FOLDED[node.op_type](numbers, options, walk.constants.operand(node, where), where)
    walk.resize(moved.shape, where)
    if not np.array_equal(moved.ravel(), numbers.ravel()):
        walk.chain.choose(moved.ravel(), where)


# By operator: the attributes it may have with their types, how many operands, and what it does.
Operator = Callable[[Walk, NodeProto, str], None]
_INT, _FLOAT, _INTS = AttributeProto.INT, AttributeProto.FLOAT, AttributeProto.INTS
_GEMM = {"alpha": _FLOAT, "beta": _FLOAT, "transA": _INT, "transB": _INT}
_POOL = {"kernel_shape": _INTS, "strides": _INTS, "pads": _INTS, "dilations": _INTS, "auto_pad": AttributeProto.STRING}
_CUT = {"starts": _INTS, "ends": _INTS, "axes": _INTS}
OPERATORS: dict[str, tuple[Mapping[str, int], range, Operator]] = {
    "Add": ({}, range(2, 3), _add),
    "Sub": ({}, range(2, 3), _add),
    "Mul": ({}, range(2, 3), _multiply),
    "Div": ({}, range(2, 3), _multiply),
    "Neg": ({}, range(1, 2), _negate),
    "MatMul": ({}, range(2, 3), _matmul),
    "Gemm": (_GEMM, range(2, 4), _gemm),
    "Relu": ({}, range(1, 2), _relu),
    "AveragePool": (_POOL | {"ceil_mode": _INT, "count_include_pad": _INT}, range(1, 2), average_pool),
    "GlobalAveragePool": ({}, range(1, 2), global_average_pool),
    "Clip": ({"min": _FLOAT, "max": _FLOAT}, range(1, 4), _clip),
    "Max": ({}, range(2, 3), _maximum),
    "Cast": ({"to": _INT, "saturate": _INT}, range(1, 2), _cast),
    "Identity": ({}, range(1, 2), _layout),
    "Dropout": ({"ratio": _FLOAT, "seed": _INT}, range(1, 4), _layout),
    "Flatten": ({"axis": _INT}, range(1, 2), _layout),
    "Reshape": ({"allowzero": _INT}, range(2, 3), _layout),
    "Transpose": ({"perm": _INTS}, range(1, 2), _layout),
    "Squeeze": ({"axes": _INTS}, range(1, 3), _layout),
    "Unsqueeze": ({"axes": _INTS}, range(1, 3), _layout),
    "Slice": (_CUT, range(1, 6), _layout),
    "Gather": ({"axis": _INT}, range(2, 3), _layout),
}
