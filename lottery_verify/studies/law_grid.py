"""The grid of the study `laws`, and which of its cells are not run, each with the reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from operator import itemgetter

from lottery_verify.studies.grid import Cell

TARGET = "weights uniform in [-1, 1]"
METHODS = ("golden", "product", "subset-sum")
LAWS = ("hyperbolic", "uniform", "normal", "constant")
SHAPES = ("dedicated", "shared", "free")
EXPONENTS = (1, 2, 3, 4, 5, 6, 7, 8)
FIRST_SEED, FINAL_SEEDS = 17, (18, 19)
"""Seed 17 was known when reporting.criteria's questions were stated; 18 and 19 decide them."""


@dataclass(frozen=True)
class LeftOut:
    """Cells that are not run: those of these methods, laws, shapes and seeds with ε_w below 10^-finest.

    Attributes:
        reason: why, as the report says it.
        methods, laws, shapes, seeds: of the cells.
        finest: the cells with ε_w ≥ 10^-finest are run.
    """

    reason: str
    methods: tuple[str, ...] = METHODS
    laws: tuple[str, ...] = LAWS
    shapes: tuple[str, ...] = SHAPES
    seeds: tuple[int, ...] = (FIRST_SEED, *FINAL_SEEDS)
    finest: int = 0

    def __contains__(self, cell: Cell) -> bool:
        axes = (cell.method in self.methods, cell.law in self.laws, cell.shape in self.shapes, cell.seed in self.seeds)
        return all(axes) and cell.epsilon < Fraction(1, 10**self.finest)


SLOW = "a block that is not met takes seconds to minutes, since each search goes on to 2^32 subsets"
NONE_MET = "at the last ε_w that is run nothing is met with 8,192 neurons for each input"
AGAIN = "for time: no criterion is about them, and seed 17 has them"
LEFT_OUT = (
    LeftOut("all products are one number, up to the sign; the golden method adds those up as well",
            methods=("subset-sum",), laws=("constant",)),
    LeftOut(AGAIN, shapes=("shared",), seeds=FINAL_SEEDS),
    LeftOut("for time: no criterion is about them, and sums of equal products take thousands of rounds",
            methods=("golden",), laws=("constant",), shapes=("free",), finest=2),
    LeftOut(NONE_MET, methods=("golden",), laws=("constant",), shapes=("shared",), finest=4),
    LeftOut(NONE_MET, methods=("golden",), laws=("uniform", "normal"), shapes=("free",), finest=6),
    LeftOut(AGAIN, methods=("golden",), laws=("uniform", "normal"), shapes=("free",), finest=4, seeds=FINAL_SEEDS),
    LeftOut("one product takes about 1/ε_w neurons, ten times as many as at the last ε_w that is run: more than 8,192 "
            "for each input",
            methods=("product",), shapes=("free",), finest=2),
    LeftOut("one product of constants is one number, and never meets a weight; seed 17 has them",
            methods=("product",), laws=("constant",), shapes=("free",), seeds=FINAL_SEEDS),
    LeftOut(SLOW, shapes=("shared",), finest=2, methods=("subset-sum",), laws=("hyperbolic",)),
    LeftOut(SLOW, shapes=("free",), finest=3, methods=("subset-sum",), laws=("hyperbolic",)),
    LeftOut(SLOW, shapes=("free",), finest=2, methods=("subset-sum",), laws=("hyperbolic",), seeds=FINAL_SEEDS),
    LeftOut(SLOW, shapes=("dedicated",), finest=6, methods=("subset-sum",), laws=("hyperbolic",)),
    LeftOut(SLOW, shapes=("dedicated",), finest=4, methods=("subset-sum",), laws=("hyperbolic",), seeds=FINAL_SEEDS),
    LeftOut(SLOW, methods=("subset-sum",), laws=("normal",), shapes=("shared",), finest=6),
)  # fmt: skip
"""The first that has a cell gives its reason."""


def why_not(cell: Cell) -> str:
    """Why a cell is not run; empty for one that is."""
    return next((one.reason for one in LEFT_OUT if cell in one), "")


@dataclass(frozen=True)
class LawGrid:
    """All combinations of these, also of methods and laws that the pruner does not offer together."""

    exponents: tuple[int, ...] = EXPONENTS
    methods: tuple[str, ...] = METHODS
    laws: tuple[str, ...] = LAWS
    shapes: tuple[str, ...] = SHAPES
    seeds: tuple[int, ...] = (FIRST_SEED, *FINAL_SEEDS)

    def every(self, study: str) -> tuple[Cell, ...]:
        """The points of the grid, the last axis fastest; no file stands behind them."""
        return tuple(
            Cell(study, TARGET, "", "", "", "", "linf", Fraction(1, 10**exponent), method, law, shape, seed)
            for exponent, method, law, shape, seed in product(
                self.exponents, self.methods, self.laws, self.shapes, self.seeds
            )
        )

    def cells(self, study: str) -> tuple[Cell, ...]:
        """The points that are run."""
        return tuple(cell for cell in self.every(study) if not why_not(cell))


def left_out(cells: Iterable[Cell]) -> str:
    """The cells that are not run as Markdown, one line for those that share method, law, shape, seed and reason."""
    found: dict[tuple[str, ...], dict[int, list[str]]] = {}
    for cell in cells:
        if reason := why_not(cell):
            key = (cell.method, cell.law, cell.shape, reason)
            found.setdefault(key, {}).setdefault(cell.seed, []).append(f"{float(cell.epsilon):g}")
    lines = ["| method | law | shape | ε_w, seeds | not run, since |", "| --- " * 5 + "|"]
    for (method, law, shape, reason), by_seed in found.items():
        where: dict[str, list[str]] = {}
        for seed, epsilons in by_seed.items():
            several = f"{epsilons[0]} to {epsilons[-1]}" if len(epsilons) > 1 else epsilons[0]
            where.setdefault(several, []).append(str(seed))
        parts = sorted(where.items(), key=itemgetter(1))
        said = "; ".join(f"{epsilons}, seeds {', '.join(seeds)}" for epsilons, seeds in parts)
        lines.append(f"| {method} | {law} | {shape} | {said} | {reason} |")
    return "\n".join(lines)
