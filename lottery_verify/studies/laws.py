"""The study `laws`: how many weights of each law one target weight needs, by each method, for 99 % success."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import product, repeat
from typing import Protocol

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from lottery_verify.checker.source import INPUT, OUTPUT, Law, stream
from lottery_verify.counts.base import PHI
from lottery_verify.decompose.method import Found
from lottery_verify.decompose.methods import METHODS
from lottery_verify.laws.choice import golden_law, uniform_law
from lottery_verify.laws.source import Array, weights
from lottery_verify.studies.by_size import BySize
from lottery_verify.studies.draws import values
from lottery_verify.studies.grid import Cell
from lottery_verify.studies.rows import Row, made_here
from lottery_verify.studies.study import Study

NAME = "laws"
TARGET = "weights uniform in [-1, 1]"
BLOCKS, WANTED = 100, 99
OUTPUTS = {"dedicated": 1, "shared": 4}
"""How many target weights one block of neurons serves."""
MOST = 8192
"""Neurons per block beyond which a cell is given up; its row says so."""
TOGETHER = 64
Mask = npt.NDArray[np.bool_]


class Search(Protocol):
    """What finds products for links; a method of decomposition is one."""

    def decompose(self, w: Tensor, u: Tensor, v: Tensor, epsilon: float) -> Found: ...


@dataclass(frozen=True, kw_only=True)
class Needed(Row):
    """How many neurons a block needs; a row of laws.json, whose `epsilon` is ε_w, for weights of at most 1.

    Attributes:
        outputs: target weights that one block serves, all of which must be met.
        blocks, met: how many blocks were drawn, and how many were met with at most `neurons` neurons.
        neurons: the least number on a ladder of ratio 1.1 with which 99 of 100 blocks are met; the ladder's end, 8192,
            where fewer are.
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


@dataclass(frozen=True)
class LawGrid:
    """All combinations of these, also of methods and laws that the pruner does not offer together.

    Subset sums of hyperbolic products are searched by size, see `by_size`, down to ε_w = 10^-finest for one target
    weight per block and to 1/100 for four: a block that is not met takes seconds. Those of constant products are
    multiples of one number, which the golden method adds up as well: they are left out.
    """

    exponents: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7, 8)
    methods: tuple[str, ...] = ("golden", "product", "subset-sum")
    laws: tuple[str, ...] = ("hyperbolic", "uniform")
    shapes: tuple[str, ...] = ("dedicated", "shared")
    seeds: tuple[int, ...] = (17,)
    finest: int = 6

    def cells(self, study: str) -> tuple[Cell, ...]:
        """The points of the grid, the last axis fastest; no file stands behind them."""
        return tuple(
            Cell(study, TARGET, "", "", "", "", "linf", Fraction(1, 10**exponent), method, law, shape, seed)
            for exponent, method, law, shape, seed in product(
                self.exponents, self.methods, self.laws, self.shapes, self.seeds
            )
            if method != "subset-sum" or exponent <= self._finest(law, shape)
        )

    def _finest(self, law: str, shape: str) -> float:
        """The least ε_w of subset sums, as a power of 1/10."""
        hyperbolic = self.finest if shape == "dedicated" else 2
        return {"hyperbolic": hyperbolic, "constant": -math.inf}.get(law, math.inf)


FINAL = LawGrid(
    exponents=(1, 2, 3, 4, 5, 6, 8), laws=("hyperbolic", "uniform", "normal", "constant"), shapes=("dedicated",),
    seeds=(18, 19), finest=4,
)  # fmt: skip
"""The runs that decide reporting.criteria's questions."""


def law_of(method: str, kind: str, epsilon: Fraction) -> Law:
    """The law that suits weights of at most 1: each method's own parameters, as the pruner takes them."""
    if kind == "hyperbolic":
        return golden_law(Fraction(1), epsilon, PHI)
    if method == "golden":
        return uniform_law(Fraction(1))
    return METHODS[method].law(kind, Fraction(1), epsilon, PHI, False)


def search_of(cell: Cell) -> Search:
    """How a cell looks for products: as the pruner does, but for subset sums of the hyperbolic law."""
    return BySize() if (cell.method, cell.law) == ("subset-sum", "hyperbolic") else METHODS[cell.method]


def scale_of(method: str, kind: str, epsilon: Fraction) -> float:
    """The standard deviation of a law that the pruner has not, a float32: the normal and the constant one.

    It is that of the method's uniform law. But the golden method adds equal products up, and then their size has to be
    ε_w or just below; with any other it meets few weights, or needs more products.
    """
    if (method, kind) == ("golden", "constant"):
        return float(np.nextafter(np.float32(math.sqrt(epsilon)), np.float32(0)))
    return float(np.float32(2.0 ** law_of(method, "uniform", epsilon).lower / math.sqrt(3)))


@dataclass(frozen=True)
class Blocks:
    """The first weights of many blocks, under any law, as a pure function of the cell.

    Attributes:
        cell: which law, method and seed.
        blocks: how many.
    """

    cell: Cell
    blocks: int

    def draw(self, matrix: int, other: int, neurons: int) -> Array:
        """The weights between each block's first neurons and one input or output; shape (blocks, neurons)."""
        method, kind, epsilon = self.cell.method, self.cell.law, self.cell.epsilon
        own = kind in ("uniform", "hyperbolic")
        size = law_of(method, kind, epsilon).n_bytes if own else 4
        streams = [stream(self.cell.seed, 0, matrix, block, other, neurons * size) for block in range(self.blocks)]
        if own:
            return np.stack([weights(law_of(method, kind, epsilon), data) for data in streams])
        found = np.stack([values(kind, data) for data in streams]) * scale_of(method, kind, epsilon)
        return found.astype(np.float32).astype(np.float64)


def targets(seed: int, count: int) -> Array:
    """Weights uniform in (-1, 1), odd multiples of 2^-32, the same for every method and law; shape (count,)."""
    data = hashlib.shake_256(b"lottery_verify/laws" + seed.to_bytes(8, "little")).digest(4 * count)
    return (2 * np.frombuffer(data, dtype="<u4").astype(np.float64) + 1) / 2.0**32 - 1


def ladder(first: int) -> Iterator[int]:
    """Numbers of neurons, each a tenth above the one before, up to MOST."""
    neurons = first
    while neurons < MOST:
        yield neurons
        neurons = max(neurons + 1, neurons * 11 // 10)
    yield MOST


def measure(cell: Cell, command: str, blocks: int = BLOCKS) -> Needed:
    """Draws blocks of more and more neurons until 99 of 100 are met; a block that was met stays so.

    Inputs are ≥ 0, so that a neuron helps where u > 0.

    Args:
        cell: of LawGrid.
        command: what the row says made it.
        blocks: how many.
    """
    outputs, source, search = OUTPUTS[cell.shape], Blocks(cell, blocks), search_of(cell)
    w = targets(cell.seed, blocks * outputs).reshape(blocks, outputs)
    left = np.arange(blocks)
    wanted, kept, neurons = math.ceil(blocks * WANTED / 100), 0.0, 0
    u = v = np.zeros((0, 0))
    for neurons in ladder(max(2, math.ceil(math.log2(1 / cell.epsilon)))):
        if neurons > u.shape[1]:
            ahead = min(MOST, 2 * neurons)
            u = source.draw(INPUT, 0, ahead)
            v = np.stack([source.draw(OUTPUT, output, ahead) for output in range(outputs)], axis=1)
        usable = np.where(u[left, :neurons] > 0, u[left, :neurons], 0.0)
        met, chosen = _try(search, w[left], usable, v[left, :, :neurons], float(cell.epsilon))
        kept += float(chosen[met].sum() + chosen[met].any(1).sum())
        left = left[~met]
        if blocks - len(left) >= wanted:
            break
    done = blocks - len(left)
    return Needed(
        **cell.run, **made_here(command), outputs=outputs, blocks=blocks, met=done, neurons=neurons,
        reached=int(done >= wanted), lower_bound_bits=math.log2(1 / cell.epsilon),
        source_per_weight=neurons * (1 + outputs) / outputs, kept_per_weight=kept / max(1, done * outputs),
    )  # fmt: skip


def _try(search: Search, w: Array, u: Array, v: Array, epsilon: float) -> tuple[Mask, Mask]:
    """Which blocks are met, shape (blocks,), and which products are kept, shape (blocks, outputs, neurons)."""
    blocks, outputs, neurons = v.shape
    flat = (w.reshape(-1), np.repeat(u, outputs, axis=0), v.reshape(-1, neurons))
    parts = (torch.split(torch.from_numpy(np.ascontiguousarray(one)), TOGETHER) for one in flat)
    found = list(map(search.decompose, *parts, repeat(epsilon)))
    error = np.concatenate([one.error.numpy() for one in found]).reshape(blocks, outputs)
    kept: Mask = np.concatenate([one.kept.numpy() for one in found]).reshape(blocks, outputs, neurons)
    met: Mask = np.asarray((error <= epsilon).all(1))
    return met, kept


def shown(rows: Sequence[Needed]) -> str:
    """The rows as Markdown; in brackets the neurons divided by the lower bound."""
    lines = [
        "| ε_w | method | law | shape | blocks met | neurons per block | source weights per weight | kept per weight |",
        "| --- " * 8 + "|",
    ]
    for row in rows:
        more = f"{row.neurons:,}" if row.reached else f"> {row.neurons:,}"
        source = f"{row.source_per_weight:,.1f}" if row.reached else f"> {row.source_per_weight:,.1f}"
        lines.append(
            f"| {float(row.epsilon):g} | {row.method} | {row.law} | {row.shape} | {row.met} of {row.blocks} | {more} "
            f"({row.neurons / row.lower_bound_bits:,.1f}×) | {source} | {row.kept_per_weight:.1f} |"
        )
    return "\n".join(lines)


LAWS = Study(
    name=NAME,
    table=f"{NAME}.json",
    grids=(LawGrid(), FINAL),
    measure=lambda command: partial(measure, command=command),
    row=Needed,
    shown=shown,
)
