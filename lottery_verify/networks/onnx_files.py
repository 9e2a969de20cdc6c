"""Reads targets from .onnx files: a chain of affine maps and ReLUs from one input to one output."""

from __future__ import annotations

import math

import numpy as np
from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from onnx import ModelProto, NodeProto, TensorProto, ValueInfoProto

from lottery_verify.checker import formats
from lottery_verify.checker.files import shown
from lottery_verify.errors import MalformedFile, UnsupportedNetwork
from lottery_verify.networks.chain import Chain
from lottery_verify.networks.network import Network
from lottery_verify.networks.onnx_constants import Constants
from lottery_verify.networks.onnx_folding import FLOATS
from lottery_verify.networks.onnx_operators import OPERATORS
from lottery_verify.networks.onnx_walk import Walk
from lottery_verify.networks.reading import read_bytes

_DOMAINS = ("", "ai.onnx")


def load(path: str) -> Network:
    """Reads a model by following its edges from the input to the output.

    The operators are MatMul, Gemm, Add, Sub, Mul and Div by constants, Neg, Relu (also as Clip and Max), those that
    move entries (Reshape, Transpose, Slice, …) and those that compute constants and shapes; anything else, and what
    is not exact in float64, is refused by its node's name. A constant subtracted from the input becomes the network's
    shift. Numbers in half precision are the reals that they stand for. No data in other files are read.

    Raises:
        MalformedFile: the file can't be read or is no ONNX model.
        UnsupportedNetwork: an operator, type, shape or branch that a chain of exact layers cannot represent.
    """
    model = _parse(path)
    graph = model.graph
    constants = Constants(graph, path)
    inputs = [value for value in graph.input if value.name not in constants.initializers]
    if len(inputs) != 1 or len(graph.output) != 1:
        names = [[value.name[:60] for value in values[:8]] for values in (inputs, graph.output)]
        raise UnsupportedNetwork(
            f"{path}: inputs {names[0]}, outputs {names[1]}; expected one input and one output"
        )
    walk = Walk(Chain(path), constants, inputs[0].name, (), inputs[0].type.tensor_type.elem_type)
    walk.resize(_input_shape(inputs[0], path), f"{path}: input {shown(inputs[0].name)}")
    walk.chain.width = math.prod(walk.shape)
    if walk.name in constants.producers:
        raise MalformedFile(f"{path}: tensor {shown(walk.name)} is made twice")
    users: dict[str, list[NodeProto]] = {}
    for node in graph.node:
        for name in dict.fromkeys(node.input):
            users.setdefault(name, []).append(node)
    local = {(function.domain, function.name) for function in model.functions}
    for _ in range(len(graph.node) + 1):
        following = [node for node in users.get(walk.name, []) if not _measures(walk, node)]
        last = walk.name == graph.output[0].name
        if last and not following:
            return walk.chain.network()
        if last or len(following) != 1:
            uses = ", ".join([describe(node) for node in following[:4]] + ["the output"] * last) or "nothing"
            raise UnsupportedNetwork(
                f"{path}: tensor {shown(walk.name)} goes to {uses}; a chain has one use of each tensor"
            )
        _step(walk, following[0], local, path)
    raise MalformedFile(f"{path}: tensor {shown(walk.name)} is on a cycle")


def describe(node: NodeProto) -> str:
    """A node's name, or its output's where it has none, and its operator."""
    return f"node {shown(node.name or next(iter(node.output), ''))} ({shown(node.op_type)[1:-1]})"


def _measures(walk: Walk, node: NodeProto) -> bool:
    """Whether a node is Shape of the tensor, whose value is then known: what exporters write for `x.size(0)`."""
    if node.op_type != "Shape" or node.domain not in _DOMAINS or len(node.output) != 1:
        return False
    ends = {attribute.name: int(attribute.i) for attribute in node.attribute}
    walk.constants.state(node.output[0], np.array(walk.shape[ends.get("start", 0) : ends.get("end")], np.int64))
    return True


def _step(walk: Walk, node: NodeProto, local: set[tuple[str, str]], path: str) -> None:
    where = f"{path}: {describe(node)}"
    if (node.domain, node.op_type) in local:
        raise UnsupportedNetwork(
            f"{where}: operator {shown(node.op_type)[1:-1]} is a function of the model's own; inline it first"
        )
    if node.domain not in _DOMAINS or node.op_type not in OPERATORS:
        domain = f" of {shown(node.domain)}" if node.domain not in _DOMAINS else ""
        known = ", ".join(sorted(OPERATORS))
        name = shown(node.op_type)[1:-1]
        raise UnsupportedNetwork(f"{where}: operator {name}{domain} is not one of {known}")
    attributes, operands, apply = OPERATORS[node.op_type]
    for attribute in node.attribute:
        if attributes.get(attribute.name) != attribute.type or attribute.ref_attr_name:
            raise UnsupportedNetwork(
                f"{where}: attribute {shown(attribute.name)} is not known, or of another type"
            )
    if len({attribute.name for attribute in node.attribute}) != len(node.attribute):
        raise MalformedFile(f"{where}: an attribute is there twice")
    results = [name for name in node.output if name] if node.op_type == "Dropout" else list(node.output)
    if len(node.input) not in operands or len(results) != 1:
        raise MalformedFile(f"{where}: {len(node.input)} inputs and {len(results)} outputs")
    walk.constants.charge(math.prod(walk.shape), where)
    apply(walk, node, where)
    walk.name = node.output[0]


def _parse(path: str) -> ModelProto:
    model = ModelProto()
    try:
        model.ParseFromString(read_bytes(path, formats.MAX_FILE_BYTES))
    except (DecodeError, ValueError) as error:
        if isinstance(error, MalformedFile):
            raise
        raise MalformedFile(f"{path}: not a whole ONNX model ({shown(str(error))[1:-1]}); export it again") from None
    if not model.HasField("graph") or not model.graph.node:
        raise MalformedFile(f"{path}: no graph of operators in it; export it again")
    return model


def _input_shape(value: ValueInfoProto, path: str) -> tuple[int, ...]:
    """The input's shape, where an unknown first dimension is a batch of one."""
    place = f"{path}: input {shown(value.name)}"
    if value.type.tensor_type.elem_type not in FLOATS:
        number = value.type.tensor_type.elem_type
        names = {v: k for k, v in TensorProto.DataType.items()}
        expected = ", ".join(names[kind] for kind in FLOATS)
        raise UnsupportedNetwork(f"{place} has type {names.get(number, number)}; expected one of {expected}")
    dimensions = list(value.type.tensor_type.shape.dim)
    shape = [
        d.dim_value if d.WhichOneof("value") == "dim_value" and d.dim_value > 0 else 0 for d in dimensions
    ]
    if len(shape) > 1 and shape[0] == 0:
        shape[0] = 1
    if not shape or 0 in shape:
        stated = [d.dim_param[:60] or d.dim_value or "?" for d in dimensions[:16]]
        raise UnsupportedNetwork(f"{place} has shape {stated}; all dimensions but the batch's must be known")
    return tuple(shape)
