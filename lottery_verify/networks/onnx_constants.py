"""The constants of an ONNX graph: initializers, Constant nodes, and Identity of either."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from onnx import AttributeProto, GraphProto, NodeProto, TensorProto, numpy_helper

from lottery_verify.errors import MalformedFile, UnsupportedNetwork

Constant = npt.NDArray[Any]
_TYPES = AttributeProto.AttributeType


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
        for tensor in graph.initializer:
            if tensor.name in self.initializers:
                raise MalformedFile(f"{path}: initializer {tensor.name!r} is there twice")
            self.initializers[tensor.name] = tensor
        for sparse in graph.sparse_initializer:
            raise UnsupportedNetwork(f"{path}: initializer {sparse.values.name!r} is sparse; store it dense")
        for node in graph.node:
            for output in node.output:
                if output and (output in self.producers or output in self.initializers):
                    raise MalformedFile(f"{path}: tensor {output!r} is made twice")
                self.producers[output] = node

    def find(self, name: str) -> Constant | None:
        """The constant of that name as stored, or None if it is no constant."""
        for _ in range(len(self.producers) + 1):
            if name in self.initializers:
                return self._tensor(self.initializers[name], f"initializer {name!r}")
            node = self.producers.get(name)
            if node is not None and node.op_type == "Identity" and len(node.input) == 1:
                name = node.input[0]
            else:
                return None if node is None or node.op_type != "Constant" else self._literal(node, name)
        raise MalformedFile(f"{self.path}: tensor {name!r} is defined by itself")

    def numbers(self, name: str, where: str) -> Constant:
        """A constant of finite float32 or float64 numbers.

        Raises:
            UnsupportedNetwork: it is not constant, of another type, or not finite.
        """
        value = self.find(name)
        if value is None:
            raise UnsupportedNetwork(f"{where}: {name!r} is not a constant; weights and biases must be")
        if value.dtype not in (np.float32, np.float64):
            raise UnsupportedNetwork(
                f"{where}: constant {name!r} has type {value.dtype}; convert it to float32 or float64 first"
            )
        bad = np.argwhere(~np.isfinite(value))
        if len(bad):
            entry = tuple(int(i) for i in bad[0])
            raise UnsupportedNetwork(
                f"{where}: constant {name!r}: entry {entry} is {value[entry]}; every weight must be finite"
            )
        return value

    def _literal(self, node: NodeProto, name: str) -> Constant:
        place = f"Constant {name!r}"
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
                f"{self.path}: {place}: its data do not fit its shape or type ({str(error)[:120]})"
            ) from None
