"""The rows of the study `laws`."""

from __future__ import annotations

import math
from dataclasses import dataclass

from lottery_verify.studies.grid import Cell
from lottery_verify.studies.rows import Row, made_here

BLOCKS, WANTED = 100, 99
INPUTS = {"dedicated": 1, "shared": 1, "free": 4}
OUTPUTS = {"dedicated": 1, "shared": 4, "free": 4}
"""How many inputs and outputs a block of neurons stands between; it serves every pair of them."""
MOST = 8192
"""Neurons per input beyond which a cell is given up; its row says so."""


@dataclass(frozen=True, kw_only=True)
class Needed(Row):
    """How many neurons a block needs; a row of laws.json, whose `epsilon` is ε_w, for weights of at most 1.

    Attributes:
        outputs: of a block. Of shape `free` a block is a whole layer between 4 inputs and so many outputs, and each
            neuron serves one of the inputs; of the others it has one input.
        blocks, met: how many blocks were drawn, and how many were met with at most `neurons` neurons, which takes that
            every target weight of the block is.
        neurons: the least number on a ladder of ratio 1.1 with which 99 of 100 blocks are met, of shape `free` the
            least number that the assignment takes; the end, 8192 for each input, where fewer are met.
        reached: 1 where 99 are, else 0.
        lower_bound_bits: log2(1/ε_w), the mask bits per target weight that any method needs, so the least products too.
        source_per_weight: weights of the source per target weight, with `neurons` neurons.
        kept_per_weight: weights kept per target weight, where a block is met, with the fewest neurons that meet it.
    """

    outputs: int
    blocks: int
    met: int
    neurons: int
    reached: int
    lower_bound_bits: float
    source_per_weight: float
    kept_per_weight: float

    @property
    def per_input(self) -> float:
        """Neurons for each input: among whose products a target weight can choose, of shape `free` on average."""
        return self.neurons / INPUTS[self.shape]


def row_of(cell: Cell, command: str, blocks: int, met: int, neurons: int, kept: float) -> Needed:
    """A cell's row.

    Args:
        cell, command, blocks: as of `measure`.
        met: blocks that were met.
        neurons: with at most so many.
        kept: weights that they keep, all together.
    """
    inputs, outputs = INPUTS[cell.shape], OUTPUTS[cell.shape]
    return Needed(
        **cell.run, **made_here(command), outputs=outputs, blocks=blocks, met=met, neurons=neurons,
        reached=int(met >= wanted(blocks)), lower_bound_bits=math.log2(1 / cell.epsilon),
        source_per_weight=neurons * (inputs + outputs) / (inputs * outputs),
        kept_per_weight=kept / max(1, met * inputs * outputs),
    )  # fmt: skip


def wanted(blocks: int) -> int:
    """How many of the blocks are to be met."""
    return math.ceil(blocks * WANTED / 100)
