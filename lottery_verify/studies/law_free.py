"""The study `laws`, shape `free`: small layers in which each neuron serves the input that it suits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from lottery_verify.checker.source import INPUT, OUTPUT, Law
from lottery_verify.laws.source import Array, Source
from lottery_verify.pruning.assignment import Assignment, Need
from lottery_verify.studies.grid import Cell
from lottery_verify.studies.law_blocks import TOGETHER, first, kept_weights, next_rung, search_of, tried
from lottery_verify.studies.law_draws import Blocks, law_of, targets
from lottery_verify.studies.law_rows import BLOCKS, INPUTS, MOST, OUTPUTS, Needed, row_of, wanted

SHAPE = "free"


@dataclass(frozen=True)
class Drawn(Source):
    """A layer's weights by the cell's law, as a source for the assignment, each drawn once.

    Attributes:
        blocks: where the weights come from.
        number: which layer.
    """

    blocks: Blocks
    number: int
    known: dict[tuple[int, int], Array] = field(default_factory=dict, compare=False)

    def u(self, law: Law, layer: int, block: int, input_: int, neurons: int) -> Array:
        """The weights from one input, shape (neurons,); the law is the cell's, whatever it is called here."""
        return self.to(INPUT, input_, neurons)

    def to(self, matrix: int, other: int, neurons: int) -> Array:
        """The weights between the first neurons and one input or output, shape (neurons,)."""
        found = self.known.get((matrix, other), np.zeros(0))
        if len(found) < neurons:
            found = self.blocks.one(matrix, self.number, other, 1 << (neurons - 1).bit_length())
            self.known[matrix, other] = found
        return found[:neurons]


class Layer:
    """A layer as it is given neurons.

    Attributes:
        w: its target weights, shape (inputs, outputs).
        given: the neurons of each input.
        met: whether all weights of each input are.
        kept: weights that are kept.
        full: whether more neurons were wanted than there may be.
    """

    def __init__(self, cell: Cell, source: Drawn, w: Array) -> None:
        self.cell, self.source, self.w = cell, source, w
        law = law_of(cell.method, "uniform", cell.epsilon)  # which one does not matter: `Drawn` has the cell's own
        self.reach = 2.0**law.lower if cell.method == "subset-sum" and cell.law != "hyperbolic" else math.inf
        self.assignment = Assignment(source, law, 0, len(w) * MOST)
        self.given = [np.zeros(0, dtype=np.int64) for _ in w]
        self.met, self.kept, self.full = np.zeros(len(w), dtype=bool), 0.0, False

    @property
    def neurons(self) -> int:
        """How many it has in all."""
        return self.assignment.neurons

    @property
    def unmet(self) -> list[int]:
        """Inputs some weight of which is not met."""
        return [int(one) for one in np.nonzero(~self.met)[0]]

    def grow(self) -> None:
        """Hands a tenth more neurons to each input that is not met; `full` where the limit does not allow it."""
        needs = []
        for i in self.unmet:
            n = len(self.given[i])
            size = float(np.abs(self.w[i]).max()) / self.reach  # of u: as the pruner's search wants it; 0 for any
            needs.append(Need(i, i, 1, next_rung(n) - n if n else first(self.cell), size))
        found = self.assignment.hand_out(needs)
        self.full = found is None
        for i, more in (found or {}).items():
            self.given[i] = np.sort(np.concatenate([self.given[i], more]))

    def weights(self, i: int) -> tuple[Array, Array]:
        """u of an input's neurons, shape (n,), and v, shape (outputs, n)."""
        chosen = self.given[i]
        v = [self.source.to(OUTPUT, output, self.neurons)[chosen] for output in range(self.w.shape[1])]
        return self.source.to(INPUT, i, self.neurons)[chosen], np.stack(v)


def measure(cell: Cell, command: str, blocks: int = BLOCKS) -> Needed:
    """Gives layers more and more neurons until 99 of 100 are met, with no more than the others have.

    The assignment is the pruner's own, and an input that is not met gets a tenth more, of the right sign: inputs are
    ≥ 0. So `neurons` is the 99th of 100 layers' numbers.

    Args:
        cell: of LawGrid, of shape `free`.
        command: what the row says made it.
        blocks: how many layers.

    Source: free-assignment for the neurons; the method's claim for the products of one weight.
    """
    layers = run(cell, blocks)
    done = sorted(layer.neurons for layer in layers if layer.met.all())
    enough = done[wanted(blocks) - 1] if len(done) >= wanted(blocks) else INPUTS[SHAPE] * MOST
    within = [layer for layer in layers if layer.met.all() and layer.neurons <= enough]
    return row_of(cell, command, blocks, len(within), enough, sum(layer.kept for layer in within))


def run(cell: Cell, blocks: int) -> list[Layer]:
    """The layers, as many of them met as decide the row."""
    shape, source = (blocks, INPUTS[SHAPE], OUTPUTS[SHAPE]), Blocks(cell, blocks)
    w = targets(cell.seed, math.prod(shape)).reshape(shape)
    layers = [Layer(cell, Drawn(cell.seed, SHAPE, source, i), one) for i, one in enumerate(w)]
    while True:
        done = sorted(layer.neurons for layer in layers if layer.met.all())
        enough = done[wanted(blocks) - 1] if len(done) >= wanted(blocks) else math.inf
        left = [one for one in layers if not (one.met.all() or one.full) and one.neurons < enough]
        if not left:
            return layers
        for layer in left:
            layer.grow()
        halves = [(layer, i) for layer in left for i in layer.unmet if not layer.full]
        for start in range(0, len(halves), TOGETHER):
            _search(cell, halves[start : start + TOGETHER])


def _search(cell: Cell, halves: Sequence[tuple[Layer, int]]) -> None:
    """Looks for the products of inputs that are not met, all at once."""
    found = [layer.weights(i) for layer, i in halves]
    most = max(len(u) for u, _ in found)
    u = np.stack([np.pad(u, (0, most - len(u))) for u, _ in found])
    v = np.stack([np.pad(v, ((0, 0), (0, most - v.shape[1]))) for _, v in found])
    met, chosen = tried(search_of(cell), np.stack([layer.w[i] for layer, i in halves]), u, v, float(cell.epsilon))
    for (layer, i), good, kept in zip(halves, met, chosen, strict=True):
        if good:
            layer.met[i] = True
            layer.kept += kept_weights(kept[None])
