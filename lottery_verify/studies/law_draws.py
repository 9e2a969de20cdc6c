"""What the study `laws` draws: the weights of blocks of neurons under each law, and the target weights."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from lottery_verify.checker.source import Law, stream
from lottery_verify.counts.base import PHI
from lottery_verify.decompose.methods import METHODS
from lottery_verify.laws.choice import golden_law, uniform_law
from lottery_verify.laws.source import Array, weights
from lottery_verify.studies.draws import values
from lottery_verify.studies.grid import Cell


def law_of(method: str, kind: str, epsilon: Fraction) -> Law:
    """The law that suits weights of at most 1: each method's own parameters, as the pruner takes them."""
    if kind == "hyperbolic":
        return golden_law(Fraction(1), epsilon, PHI)
    if method == "golden":
        return uniform_law(Fraction(1))
    return METHODS[method].law(kind, Fraction(1), epsilon, PHI, False)


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
        return np.stack([self.one(matrix, block, other, neurons) for block in range(self.blocks)])

    def one(self, matrix: int, block: int, other: int, neurons: int) -> Array:
        """The weights between one block's first neurons and one input or output; shape (neurons,)."""
        method, kind, epsilon = self.cell.method, self.cell.law, self.cell.epsilon
        if kind in ("uniform", "hyperbolic"):
            law = law_of(method, kind, epsilon)
            return weights(law, stream(self.cell.seed, 0, matrix, block, other, neurons * law.n_bytes))
        found = values(kind, stream(self.cell.seed, 0, matrix, block, other, neurons * 4))
        return (found * scale_of(method, kind, epsilon)).astype(np.float32).astype(np.float64)


def targets(seed: int, count: int) -> Array:
    """Weights uniform in (-1, 1), odd multiples of 2^-32, the same for every method and law; shape (count,)."""
    data = hashlib.shake_256(b"lottery_verify/laws" + seed.to_bytes(8, "little")).digest(4 * count)
    return (2 * np.frombuffer(data, dtype="<u4").astype(np.float64) + 1) / 2.0**32 - 1
