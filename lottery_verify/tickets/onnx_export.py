"""A ticket as an ONNX model of Gemm and Relu nodes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from lottery_verify.errors import InvalidArgument
from lottery_verify.tickets.export import dense
from lottery_verify.tickets.ticket import Ticket

OPSET, IR_VERSION = 13, 8


def to_onnx(ticket: Ticket, *, compact: bool) -> bytes:
    """The model's bytes: input `x` of shape (batch, n_0), output `y` of shape (batch, n_ℓ), float32."""
    nodes: list[onnx.NodeProto] = []
    constants: list[onnx.TensorProto] = []

    def constant(name: str, value: npt.NDArray[np.float32]) -> str:
        constants.append(numpy_helper.from_array(np.ascontiguousarray(value, dtype=np.float32), name))
        return name

    current = "x"
    if ticket.shift is not None:
        if not np.array_equal(ticket.shift.astype(np.float32), ticket.shift):
            raise InvalidArgument(
                "the ticket's shift is not exact in float32, which this ONNX model is of; export to .pt instead"
            )
        nodes.append(helper.make_node("Sub", [current, constant("shift", ticket.shift.astype(np.float32))], ["moved"]))
        current = "moved"
    for i, layer in enumerate(ticket.layers):
        whole = dense(ticket, i, compact=compact)
        u, n = np.where(whole.u_mask, whole.u, np.float32(0)), layer.n_in
        inputs = [current, constant(f"u{i}", u[:, :n])] + ([constant(f"c{i}", u[:, n])] if layer.bias else [])
        v = constant(f"v{i}", np.where(whole.v_mask, whole.v, np.float32(0)))
        nodes += [
            helper.make_node("Gemm", inputs, [f"a{i}"], transB=1),
            helper.make_node("Relu", [f"a{i}"], [f"h{i}"]),
            helper.make_node("Gemm", [f"h{i}", v], [f"z{i}"], transB=1),
        ]
        current = f"z{i}"
        if layer.relu:
            nodes.append(helper.make_node("Relu", [current], [f"y{i}"]))
            current = f"y{i}"
    nodes[-1].output[0] = "y"
    ends = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", width])
        for name, width in (("x", ticket.widths[0]), ("y", ticket.widths[-1]))
    ]
    graph = helper.make_graph(nodes, "ticket", ends[:1], ends[1:], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
    model.producer_name = "lottery_verify"
    model.doc_string = ticket.digest
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())
