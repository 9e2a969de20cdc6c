"""A network as a small graph of operations on exact integers; standard library only."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Row:
    """One neuron: t ↦ Σ positive·max(t, 0) + Σ negative·min(t, 0) + bias over some of its inputs.

    Attributes:
        scale: weights and bias are integers over 2^scale; each row has its own, so that one tiny weight costs its row.
        columns: which inputs have a weight that is not 0, ascending.
        positive, negative: their weights for inputs of either sign; the same list where there is only one weight.
        bias: the constant.
    """

    scale: int
    columns: Sequence[int]
    positive: Sequence[int]
    negative: Sequence[int]
    bias: int


@dataclass(frozen=True)
class Affine:
    """An operation on `width` numbers: one row for each number that it gives."""

    width: int
    rows: list[Row]

    @property
    def scale(self) -> int:
        """The largest of the rows' scales: every weight and bias is an integer over 2^scale."""
        return max(row.scale for row in self.rows)

    @property
    def size(self) -> int:
        """How many weights are not 0."""
        return sum(len(row.columns) for row in self.rows)


@dataclass(frozen=True)
class Relu:
    """t ↦ max(t, 0) on each of `width` numbers."""

    width: int

    @property
    def size(self) -> int:
        """How many numbers it acts on."""
        return self.width


Operation = Affine | Relu


@dataclass(frozen=True)
class Node:
    """An operation and the values that enter it: 0 is the network's input less its shift, k what node k gives."""

    operation: Operation
    sources: tuple[int, ...]


@dataclass(frozen=True)
class Graph:
    """Nodes 1, 2, … in an order in which each follows its sources; the last gives the output.

    Attributes:
        digest: of the file that it was read from.
        seed: of the source, if it is a ticket.
        shift: subtracted from the input.
        nodes: node k is nodes[k - 1].
        divisor: the network's outputs are those of the last node, divided by this odd number. An average over n
            entries is their sum divided by n, and max(t, 0)/n = max(t/n, 0): so every division waits for the end.
    """

    digest: str
    seed: int | None
    shift: list[Fraction]
    nodes: list[Node]
    divisor: int = 1

    @property
    def width(self) -> int:
        """How many inputs it has."""
        return len(self.shift)

    @property
    def widths(self) -> list[int]:
        """n_0, …, n_ℓ: how many numbers enter, and how many each layer gives."""
        return [self.width, *(len(layer.rows) for layer in self.layers)]

    @property
    def shape(self) -> list[tuple[object, ...]]:
        """Each node's operation, its width and its sources, and the widths of all layers."""
        nodes = [(type(node.operation), node.operation.width, node.sources) for node in self.nodes]
        return [*nodes, tuple(self.widths)]

    @property
    def output(self) -> int:
        """The number of the last node."""
        return len(self.nodes)

    @property
    def affine(self) -> list[int]:
        """The numbers of the nodes that are affine: the layers, first to last."""
        return [k for k, node in enumerate(self.nodes, 1) if isinstance(node.operation, Affine)]

    @property
    def layers(self) -> list[Affine]:
        """Their operations."""
        return [node.operation for node in self.nodes if isinstance(node.operation, Affine)]


def chain(
    digest: str, seed: int | None, shift: list[Fraction], layers: list[Affine], relu: list[bool], divisor: int = 1
) -> Graph:
    """A network of layers one after the other, each followed by ReLU where `relu` says so."""
    nodes: list[Node] = []
    for layer, active in zip(layers, relu, strict=True):
        nodes.append(Node(layer, (len(nodes),)))
        if active:
            nodes.append(Node(Relu(len(layer.rows)), (len(nodes),)))
    return Graph(digest, seed, shift, nodes, divisor)
