"""A ticket as an ONNX model of Gemm and Relu nodes, written tensor by tensor: no more than one is in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper

from lottery_verify.errors import InvalidArgument
from lottery_verify.tickets.dense import Rows
from lottery_verify.tickets.ticket import Ticket

OPSET, IR_VERSION = 13, 8
RAW, INITIALIZER, GRAPH = b"\x4a", b"\x2a", b"\x3a"  # tags of TensorProto.raw_data, GraphProto.initializer, .graph
Matrix = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Constant:
    """A tensor of the model.

    Attributes:
        name: of the tensor.
        shape: its shape.
        make: makes its entries, float32.
    """

    name: str
    shape: tuple[int, ...]
    make: Callable[[], Matrix]

    @property
    def size(self) -> int:
        """Bytes of its entries."""
        return 4 * int(np.prod(self.shape))

    def head(self) -> bytes:
        """All of the message but its entries, which come last."""
        empty = TensorProto(dims=self.shape, data_type=TensorProto.FLOAT, name=self.name)
        return bytes(empty.SerializeToString()) + RAW + varint(self.size)


def to_onnx(ticket: Ticket, *, compact: bool) -> Callable[[BinaryIO], None]:
    """What writes the model to a file: input `x` of shape (batch, n_0), output `y` of shape (batch, n_ℓ), float32.

    Raises:
        InvalidArgument: the ticket's shift is not exact in float32.
    """
    nodes: list[onnx.NodeProto] = []
    constants: list[Constant] = []
    current = "x"
    if ticket.shift is not None:
        shift = ticket.shift.astype(np.float32)
        if not np.array_equal(shift, ticket.shift):
            raise InvalidArgument(
                "the ticket's shift is not exact in float32, which this ONNX model is of; export to .pt instead"
            )
        constants.append(Constant("shift", shift.shape, lambda: shift))
        nodes.append(helper.make_node("Sub", [current, "shift"], ["moved"]))
        current = "moved"
    for i, layer in enumerate(ticket.layers):
        rows = Rows.of(layer, i, ticket.source, compact=compact)
        own = weights(rows)
        constants += own
        inputs = [current, *(one.name for one in own[:-1])]
        nodes += [
            helper.make_node("Gemm", inputs, [f"a{i}"], transB=1),
            helper.make_node("Relu", [f"a{i}"], [f"h{i}"]),
            helper.make_node("Gemm", [f"h{i}", own[-1].name], [f"z{i}"], transB=1),
        ]
        current = f"z{i}"
        if layer.relu:
            nodes.append(helper.make_node("Relu", [current], [f"y{i}"]))
            current = f"y{i}"
    nodes[-1].output[0] = "y"
    x, y = (
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", width])
        for name, width in (("x", ticket.widths[0]), ("y", ticket.widths[-1]))
    )
    before = onnx.GraphProto(node=nodes, name="ticket").SerializeToString()
    after = onnx.GraphProto(input=[x], output=[y]).SerializeToString()
    about = onnx.ModelProto(ir_version=IR_VERSION, producer_name="lottery_verify", doc_string=ticket.digest)
    operators = onnx.ModelProto(opset_import=[helper.make_opsetid("", OPSET)])

    def write(file: BinaryIO) -> None:
        size = len(before) + len(after)
        for one in constants:
            message = len(one.head()) + one.size
            size += len(INITIALIZER + varint(message)) + message
        file.write(about.SerializeToString() + GRAPH + varint(size) + before)
        for one in constants:
            head = one.head()
            file.write(INITIALIZER + varint(len(head) + one.size) + head)
            file.write(np.ascontiguousarray(one.make(), dtype="<f4").ravel().view(np.uint8).data)
        file.write(after + operators.SerializeToString())

    return write


def weights(rows: Rows) -> list[Constant]:
    """The masked U, its column of the constant 1 where there is a bias, and the masked V."""
    layer, i, count = rows.layer, rows.index, len(rows.rows)

    def masked_v() -> Matrix:
        v = rows.v()
        v[~rows.v_mask()] = 0
        return v

    n = layer.n_in
    u = Constant(f"u{i}", (count, n), lambda: rows.kept_u()[:, :n])
    c = [Constant(f"c{i}", (count,), lambda: rows.kept_u()[:, n])] if layer.bias else []
    return [u, *c, Constant(f"v{i}", (layer.n_out, count), masked_v)]


def varint(value: int) -> bytes:
    """A length as protocol buffers spell it: seven bits to a byte, the least significant first."""
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes([*found, value])
