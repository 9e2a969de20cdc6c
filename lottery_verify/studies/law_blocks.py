"""The study `laws`, shapes `dedicated` and `shared`: blocks of neurons, each for one input."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import repeat
from typing import Protocol

import numpy as np

from lottery_verify.checker.source import INPUT, OUTPUT
from lottery_verify.decompose.method import Found, Mask
from lottery_verify.decompose.methods import METHODS
from lottery_verify.laws.source import Array
from lottery_verify.studies.by_size import BySize
from lottery_verify.studies.grid import Cell
from lottery_verify.studies.law_draws import Blocks, targets
from lottery_verify.studies.law_rows import BLOCKS, MOST, OUTPUTS, Needed, row_of, wanted

TOGETHER = 64


class Search(Protocol):
    """What finds products for links; a method of decomposition is one."""

    def decompose(self, w: Array, u: Array, v: Array, epsilon: float) -> Found: ...


def search_of(cell: Cell) -> Search:
    """How a cell looks for products: as the pruner does, but for subset sums of the hyperbolic law."""
    return BySize() if (cell.method, cell.law) == ("subset-sum", "hyperbolic") else METHODS[cell.method]


def first(cell: Cell) -> int:
    """With how many neurons to begin."""
    return max(2, math.ceil(math.log2(1 / cell.epsilon)))


def ladder(neurons: int) -> Iterator[int]:
    """Numbers of neurons, each a tenth above the one before, up to MOST."""
    while neurons < MOST:
        yield neurons
        neurons = next_rung(neurons)
    yield MOST


def next_rung(neurons: int) -> int:
    """A tenth more, rounded down, and at least one more."""
    return max(neurons + 1, neurons * 11 // 10)


def measure(cell: Cell, command: str, blocks: int = BLOCKS) -> Needed:
    """Draws blocks of more and more neurons until 99 of 100 are met; a block that was met stays so.

    Inputs are ≥ 0, so that a neuron helps where u > 0.

    Args:
        cell: of LawGrid, of shape `dedicated` or `shared`; see `law_free` for the other.
        command: what the row says made it.
        blocks: how many.
    """
    outputs, source, search = OUTPUTS[cell.shape], Blocks(cell, blocks), search_of(cell)
    w = targets(cell.seed, blocks * outputs).reshape(blocks, outputs)
    left = np.arange(blocks)
    kept, neurons = 0.0, 0
    u = v = np.zeros((0, 0))
    for neurons in ladder(first(cell)):
        if neurons > u.shape[1]:
            ahead = min(MOST, 2 * neurons)
            u = source.draw(INPUT, 0, ahead)
            v = np.stack([source.draw(OUTPUT, output, ahead) for output in range(outputs)], axis=1)
        usable = np.where(u[left, :neurons] > 0, u[left, :neurons], 0.0)
        met, chosen = tried(search, w[left], usable, v[left, :, :neurons], float(cell.epsilon))
        kept += kept_weights(chosen[met])
        left = left[~met]
        if blocks - len(left) >= wanted(blocks):
            break
    return row_of(cell, command, blocks, blocks - len(left), neurons, kept)


def kept_weights(chosen: Mask) -> float:
    """How many weights blocks keep, shape (blocks, outputs, neurons): those of V, and one of U for each neuron."""
    return float(chosen.sum() + chosen.any(1).sum())


def tried(search: Search, w: Array, u: Array, v: Array, epsilon: float) -> tuple[Mask, Mask]:
    """Which blocks are met, shape (blocks,), and which products are kept, shape (blocks, outputs, neurons)."""
    blocks, outputs, neurons = v.shape
    flat = (w.reshape(-1), np.repeat(u, outputs, axis=0), v.reshape(-1, neurons))
    starts = range(0, len(flat[0]), TOGETHER)
    parts = ([one[start : start + TOGETHER] for start in starts] for one in flat)
    found = list(map(search.decompose, *parts, repeat(epsilon)))
    error = np.concatenate([one.error for one in found]).reshape(blocks, outputs)
    kept: Mask = np.concatenate([one.kept for one in found]).reshape(blocks, outputs, neurons)
    met: Mask = np.asarray((error <= epsilon).all(1))
    return met, kept
