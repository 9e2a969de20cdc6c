"""The constants of an ONNX graph: initializers, Constant nodes, and what is computed from them exactly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from onnx import AttributeProto, GraphProto, NodeProto, TensorProto, helper, numpy_helper

from lottery_verify.checker.files import shown
from lottery_verify.checker.headers import MAX_WEIGHTS
from lottery_verify.errors import MalformedFile, UnsupportedNetwork
from lottery_verify.networks.onnx_folding import CALCULATED, FLOATS, FOLDED, calculate, cast, dequantise, join

Constant = npt.NDArray[Any]
_TYPES = AttributeProto.AttributeType
MAX_CHAIN = 200  # operators between a constant and the tensors that it is computed from
MAX_WORK = 1 << 8  # times MAX_WEIGHTS: entries moved in all, for a file of any size


class Constants:
    """Finds constants by name; the graph's initializers, also those that are listed among its inputs.

    Attributes:
        path: the file, for messages.
        initializers: by name.
        producers: each node by the name of each of its outputs.
    """

    def __init__(self, graph: GraphProto, path: str) -> None:
        self.path = path
        self.initializers: dict[str, TensorProto] = {}
        self.producers: dict[str, NodeProto] = {}
        self._found: dict[str, Constant] = {}
        self._stored, self._work = 0, 0
        for tensor in graph.initializer:
            if tensor.name in self.initializers:
                raise MalformedFile(f"{path}: initializer {shown(tensor.name)} is there twice")
            self.initializers[tensor.name] = tensor
        for sparse in graph.sparse_initializer:
            raise UnsupportedNetwork(
                f"{path}: initializer {shown(sparse.values.name)} is sparse; store it dense"
            )
        for node in graph.node:
            for output in node.output:
                if output and (output in self.producers or output in self.initializers):
                    raise MalformedFile(f"{path}: tensor {shown(output)} is made twice")
                self.producers[output] = node

    def state(self, name: str, value: Constant) -> None:
        """Makes a constant known that the graph computes from a tensor's shape."""
        self._found[name] = value

    def find(self, name: str, depth: int = 0) -> Constant | None:
        """The constant of that name as stored, or None if it is no constant."""
        if name not in self._found:
            if depth > MAX_CHAIN:
                raise MalformedFile(
                    f"{self.path}: tensor {shown(name)} is defined by itself, or by over {MAX_CHAIN} operators"
                )
            made = self._make(name, depth)
            if made is None:
                return None
            self._stored += made.size
            if self._stored > 2 * MAX_WEIGHTS:
                raise UnsupportedNetwork(f"{self.path}: its constants have over {2 * MAX_WEIGHTS:,} entries")
            self._found[name] = made
        return self._found[name]

    def charge(self, entries: int, where: str) -> None:
        """Counts work, so that a small file can't ask for much.

        Raises:
            UnsupportedNetwork: more entries are moved in all than any network needs that is read.
        """
        self._work += entries
        if self._work > MAX_WORK * MAX_WEIGHTS:
            raise UnsupportedNetwork(f"{where}: the operators up to it move too many entries to be read")

    def numbers(self, name: str, where: str) -> Constant:
        """A constant of finite numbers in floating point; halves are widened.

        Raises:
            UnsupportedNetwork: it is not constant, of another type, or not finite.
        """
        value = self.find(name)
        if value is None:
            raise UnsupportedNetwork(f"{where}: {self._why(name)}; weights and biases must be constants")
        if value.dtype.name not in FLOATS.values():
            raise UnsupportedNetwork(
                f"{where}: constant {shown(name)} has type {value.dtype}; convert it to float32 or float64 first"
            )
        self.charge(value.size, where)
        wide = value if value.dtype.name in ("float32", "float64") else value.astype(np.float32)
        bad = np.argwhere(~np.isfinite(wide))
        if len(bad):
            entry = tuple(int(i) for i in bad[0])
            raise UnsupportedNetwork(
                f"{where}: constant {shown(name)}: entry {entry} is {wide[entry]}; every weight must be finite"
            )
        return wide

    def operand(self, node: NodeProto, where: str) -> Callable[[int], npt.NDArray[np.int64] | None]:
        """Reads a node's further operands, which must be constants of integers or truth values where they are there."""

        def read(i: int) -> npt.NDArray[np.int64] | None:
            if i >= len(node.input) or not node.input[i]:
                return None
            value = self.find(node.input[i])
            if value is None or value.dtype.kind not in "ib":
                raise UnsupportedNetwork(
                    f"{where}: {shown(node.input[i])} is no constant of integers; it must be known beforehand"
                )
            return value.astype(np.int64)

        return read

    def _why(self, name: str) -> str:
        node = self.producers.get(name)
        made = "" if node is None else f": it is made by {shown(node.op_type)[1:-1]}"
        return f"{shown(name)} is not a constant that can be read{made}"

    def _make(self, name: str, depth: int) -> Constant | None:
        if name in self.initializers:
            return self._tensor(self.initializers[name], f"initializer {shown(name)}")
        node = self.producers.get(name)
        if node is None or node.domain not in ("", "ai.onnx") or not node.output or name != node.output[0]:
            return None
        where = f"{self.path}: node {shown(node.name or name)} ({shown(node.op_type)[1:-1]})"
        if node.op_type == "Constant":
            return self._literal(node, name)
        values = [self.find(one, depth + 1) if one else None for one in node.input]
        if not values or values[0] is None:
            return None
        options = {one.name: helper.get_attribute_value(one) for one in node.attribute}
        self.charge(values[0].size, where)
        if node.op_type in FOLDED:
            return FOLDED[node.op_type](values[0], options, self.operand(node, where), where)
        if node.op_type == "Cast":
            return cast(values[0], int(options.get("to", 0)), where)
        if node.op_type == "Neg" and values[0].dtype.name in FLOATS.values():
            return -values[0]
        if node.op_type == "Concat" and not any(value is None for value in values):
            return join([value for value in values if value is not None], int(options.get("axis", 0)), where)
        whole = [value for value in values if value is not None and value.dtype.kind in "iu"]
        if node.op_type in CALCULATED and len(whole) == len(values):
            return calculate(node.op_type, whole, options, where)
        if node.op_type == "DequantizeLinear":
            return dequantise(values, options, where)
        return None

    def _literal(self, node: NodeProto, name: str) -> Constant:
        place = f"Constant {shown(name)}"
        attribute = node.attribute[0] if len(node.attribute) == 1 else AttributeProto()
        match attribute.name, attribute.type:
            case "value", _TYPES.TENSOR:
                return self._tensor(attribute.t, place)
            case "value_float", _TYPES.FLOAT:
                return np.asarray(attribute.f, np.float32)
            case "value_floats", _TYPES.FLOATS:
                return np.asarray(attribute.floats, np.float32)
            case "value_int", _TYPES.INT:
                return np.asarray(attribute.i, np.int64)
            case "value_ints", _TYPES.INTS:
                return np.asarray(attribute.ints, np.int64)
        raise UnsupportedNetwork(f"{self.path}: {place} is no tensor of numbers")

    def _tensor(self, tensor: TensorProto, place: str) -> Constant:
        if tensor.data_location == TensorProto.EXTERNAL or tensor.external_data:
            raise UnsupportedNetwork(
                f"{self.path}: {place} keeps its data in another file, and no other file is read; save the "
                "model in one file"
            )
        try:
            return np.asarray(numpy_helper.to_array(tensor))
        except Exception as error:  # onnx raises whatever its parts raise: ValueError, TypeError, KeyError, …
            raise MalformedFile(
                f"{self.path}: {place}: its data do not fit its shape or type ({shown(str(error)[:120])[1:-1]})"
            ) from None
