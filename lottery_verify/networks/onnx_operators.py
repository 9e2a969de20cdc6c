"""What each ONNX operator does to a chain; an operator that is not here is not represented."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from onnx import AttributeProto, NodeProto

from lottery_verify.checker.headers import MAX_WIDTH
from lottery_verify.errors import UnsupportedNetwork
from lottery_verify.networks.chain import Chain, exact_multiple
from lottery_verify.networks.onnx_constants import Constant, Constants

MAX_RANK = 16


@dataclass
class Walk:
    """Where the walk along the graph is: a tensor, its shape, and the chain that computes it, in row-major
    order.

    Attributes:
        chain: what was collected.
        constants: those of the graph.
        name: the tensor that depends on the input.
        shape: its shape for a batch of one.
    """

    chain: Chain
    constants: Constants
    name: str
    shape: tuple[int, ...]

    def resize(self, shape: tuple[int, ...], where: str) -> None:
        """Sets the shape that an operator gives."""
        if math.prod(shape) > MAX_WIDTH or len(shape) > MAX_RANK or 0 in shape:
            raise UnsupportedNetwork(
                f"{where}: shape {list(shape)} is empty or too large; at most {MAX_WIDTH} entries"
            )
        self.shape = shape

    def place(self, node: NodeProto, where: str) -> int:
        """Which operand of `node` is the tensor; all others must be constants."""
        positions = [i for i, name in enumerate(node.input) if name == self.name]
        if len(positions) != 1:
            raise UnsupportedNetwork(
                f"{where} takes {self.name!r} {len(positions)} times; a chain uses it once"
            )
        return positions[0]


def _add(walk: Walk, node: NodeProto, where: str) -> None:
    place = walk.place(node, where)
    constant = walk.constants.numbers(node.input[1 - place], where)
    if node.op_type == "Sub":
        if place == 1:
            raise UnsupportedNetwork(
                f"{where} subtracts the tensor from a constant; only a constant can be subtracted"
            )
        constant = -constant
    _add_constant(walk, constant, where)


def _add_constant(walk: Walk, constant: Constant, where: str) -> None:
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
    walk.chain.add(np.broadcast_to(constant, shape).ravel(), where)


def _matmul(walk: Walk, node: NodeProto, where: str) -> None:
    place = walk.place(node, where)
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
    _append(walk, exact_multiple(weight, alpha, f"{where}: alpha"), n_in, where)
    walk.resize((1, weight.shape[0]) if place == 0 else (weight.shape[0], 1), where)
    if len(node.input) == 3 and node.input[2]:
        bias = walk.constants.numbers(node.input[2], where)
        _add_constant(walk, exact_multiple(bias, beta, f"{where}: beta"), where)


def _require_vector(walk: Walk, others: tuple[int, ...], where: str) -> None:
    if math.prod(others) != 1:
        raise UnsupportedNetwork(
            f"{where} takes {math.prod(others)} vectors at once (shape {list(walk.shape)}); only a batch of "
            "one is a network's input"
        )


def _append(walk: Walk, weight: Constant, n_in: int, where: str) -> None:
    if weight.shape[1] != n_in:
        raise UnsupportedNetwork(
            f"{where}: a weight for {weight.shape[1]} inputs, but {walk.name!r} has {n_in}"
        )
    walk.chain.affine(weight, None, where)


def _relu(walk: Walk, node: NodeProto, where: str) -> None:
    walk.chain.relu(where)


def _keep(walk: Walk, node: NodeProto, where: str) -> None:
    walk.place(node, where)


def _flatten(walk: Walk, node: NodeProto, where: str) -> None:
    axis = next((int(attribute.i) for attribute in node.attribute), 1)
    rank = len(walk.shape)
    if not -rank <= axis <= rank:
        raise UnsupportedNetwork(f"{where}: axis {axis} is outside [{-rank}, {rank}]")
    axis += rank if axis < 0 else 0
    walk.resize((math.prod(walk.shape[:axis]), math.prod(walk.shape[axis:])), where)


def _reshape(walk: Walk, node: NodeProto, where: str) -> None:
    if walk.place(node, where) != 0:
        raise UnsupportedNetwork(f"{where}: its shape depends on the input")
    stated = walk.constants.find(node.input[1])
    if stated is None or stated.dtype != np.int64 or stated.ndim != 1 or len(stated) > MAX_RANK:
        raise UnsupportedNetwork(
            f"{where}: its shape {node.input[1]!r} is not a constant list of at most {MAX_RANK} integers"
        )
    if any(attribute.i for attribute in node.attribute) and 0 in stated:
        raise UnsupportedNetwork(f"{where}: allowzero makes an empty tensor")
    shape = [int(n) for n in stated]
    if any(n == 0 and i >= len(walk.shape) for i, n in enumerate(shape)):
        raise UnsupportedNetwork(
            f"{where}: shape {shape} copies a dimension that {list(walk.shape)} does not have"
        )
    shape = [walk.shape[i] if n == 0 else n for i, n in enumerate(shape)]
    size, known = math.prod(walk.shape), math.prod(n for n in shape if n != -1)
    if shape.count(-1) == 1 and known and size % known == 0:
        shape[shape.index(-1)] = size // known
    if min(shape, default=1) < 1 or math.prod(shape) != size:
        raise UnsupportedNetwork(
            f"{where}: shape {[int(n) for n in stated]} does not fit {list(walk.shape)}, a batch of one"
        )
    walk.resize(tuple(shape), where)


# By operator: the attributes it may have with their types, how many operands, and what it does. Flatten and
# Reshape keep the row-major order, in which the chain's vectors are, so they never reorder.
Operator = Callable[[Walk, NodeProto, str], None]
_INT, _FLOAT = AttributeProto.INT, AttributeProto.FLOAT
_GEMM = {"alpha": _FLOAT, "beta": _FLOAT, "transA": _INT, "transB": _INT}
OPERATORS: dict[str, tuple[Mapping[str, int], range, Operator]] = {
    "Add": ({}, range(2, 3), _add),
    "Sub": ({}, range(2, 3), _add),
    "MatMul": ({}, range(2, 3), _matmul),
    "Gemm": (_GEMM, range(2, 4), _gemm),
    "Relu": ({}, range(1, 2), _relu),
    "Identity": ({}, range(1, 2), _keep),
    "Flatten": ({"axis": _INT}, range(1, 2), _flatten),
    "Reshape": ({"allowzero": _INT}, range(2, 3), _reshape),
}
