"""Where the walk along an ONNX graph is."""

from __future__ import annotations

import math
from dataclasses import dataclass

from onnx import NodeProto

from lottery_verify.checker.files import shown
from lottery_verify.checker.headers import MAX_WIDTH
from lottery_verify.errors import UnsupportedNetwork
from lottery_verify.networks.chain import Chain
from lottery_verify.networks.onnx_constants import Constants
from lottery_verify.networks.onnx_layouts import MAX_RANK


@dataclass
class Walk:
    """A tensor of the graph, its shape, and the chain that computes it, in row-major order.

    Attributes:
        chain: what was collected.
        constants: those of the graph.
        name: the tensor that depends on the input.
        shape: its shape for a batch of one.
        kind: the type of its elements, as ONNX numbers it.
    """

    chain: Chain
    constants: Constants
    name: str
    shape: tuple[int, ...]
    kind: int

    def resize(self, shape: tuple[int, ...], where: str) -> None:
        """Sets the shape that an operator gives."""
        if math.prod(shape) > MAX_WIDTH or len(shape) > MAX_RANK or 0 in shape:
            raise UnsupportedNetwork(
                f"{where}: shape {list(shape)[:MAX_RANK]} is empty or too large; at most {MAX_WIDTH} entries"
            )
        self.shape = shape

    def place(self, node: NodeProto, where: str) -> int:
        """Which operand of `node` is the tensor; all others must be constants."""
        positions = [i for i, name in enumerate(node.input) if name == self.name]
        if len(positions) != 1:
            raise UnsupportedNetwork(
                f"{where} takes {shown(self.name)} {len(positions)} times; a chain uses it once"
            )
        return positions[0]
