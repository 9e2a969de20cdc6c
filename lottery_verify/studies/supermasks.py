"""The study `supermasks`: is the hyperbolic law worth trying where masks are trained (edge-popup)?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import product
from math import isqrt, prod

import torch

from lottery_verify.arguments import as_fraction, check_choice
from lottery_verify.studies.architectures import Architecture, Convolutional, Perceptron
from lottery_verify.studies.draws import magnitudes
from lottery_verify.studies.grid import Cell
from lottery_verify.studies.rows import Row, made_here
from lottery_verify.studies.study import Study
from lottery_verify.studies.supermask import Dense, Supermask, right, train
from lottery_verify.studies.training_sets import SETS, training_set

NAME = "supermasks"
RATIOS = (4, 16, 256, 4096)
LAWS = ("normal", "uniform", "constant", *(f"hyperbolic-{ratio}" for ratio in RATIOS))
WIDTHS = (32, 64, 128)
SPARSITIES = (Fraction(1, 2), Fraction(4, 5), Fraction(9, 10))
SEEDS = (101, 102, 103, 104, 105)
RATE = Fraction(1, 10)
"""Of 0.03, 0.1 and 0.3 the best for the normal law: width 64, seeds 1 and 2, averaged over data sets and sparsities.
The same pilot had the sparsity 0.95, at which training collapsed under every law."""
STEPS = 600
MASK, TRAINED = "edge-popup", "trained"
NETWORKS = PERCEPTRON, CONVOLUTIONAL = "perceptron", "convolutional"


@dataclass(frozen=True, kw_only=True)
class Supermasked(Row):
    """What one trained mask, or one trained network, does with test images; a row of supermasks.json.

    Attributes:
        target: the data set.
        method: edge-popup, or trained: the weights were trained and nothing was pruned.
        law: of the initial weights, all scaled to the variance 2/(fan-in · part kept).
        shape, epsilon: of the cell; width, sparsity, rate and network in words, and 0.
        seed: of weights, scores and the order of the images.
        width: of the two hidden layers, or the channels of the two convolutions.
        sparsity: the part of each layer's weights that is pruned.
        rate: of learning.
        steps: batches of 64 images.
        weights, kept: of the whole network.
        train_total, train_right, total, test_right: training and test images, and on how many the class is right.
    """

    width: int
    sparsity: Fraction
    rate: Fraction
    steps: int
    weights: int
    kept: int
    train_total: int
    train_right: int
    total: int
    test_right: int

    @property
    def accuracy(self) -> float:
        """On the test images, in percent."""
        return 100 * self.test_right / self.total

    @property
    def network(self) -> str:
        """Which one was pruned or trained."""
        return said_of(self.shape)["network"]


@dataclass(frozen=True)
class MaskGrid:
    """All combinations of these, and for each width the trained network that nothing is pruned of."""

    sets: tuple[str, ...] = SETS
    laws: tuple[str, ...] = LAWS
    widths: tuple[int, ...] = WIDTHS
    sparsities: tuple[Fraction, ...] = SPARSITIES
    rates: tuple[Fraction, ...] = (RATE,)
    seeds: tuple[int, ...] = SEEDS
    steps: int = STEPS
    network: str = PERCEPTRON

    def cells(self, study: str) -> tuple[Cell, ...]:
        """The points of the grid, the seeds slowest, so that an early end leaves whole pairs; no file is behind them.

        Raises:
            InvalidArgument: an unknown data set or law, or a number outside its range.
        """
        found = []
        for seed, name, width, rate in product(self.seeds, self.sets, self.widths, self.rates):
            check_choice("data set", name, SETS)
            check_choice("network", self.network, NETWORKS)
            as_fraction("width", width, at_least=1)
            as_fraction("rate", rate, above=0)
            runs = [(MASK, law, sparsity) for law, sparsity in product(self.laws, self.sparsities)]
            for method, law, sparsity in [(TRAINED, "normal", Fraction(0)), *runs]:
                magnitudes(law)
                as_fraction("sparsity", sparsity, at_least=0, below=1)
                shape = f"width={width} sparsity={sparsity} rate={rate} steps={self.steps}"
                if self.network != PERCEPTRON:  # which is not said, so that its cells keep their ids
                    shape += f" network={self.network}"
                found.append(Cell(study, name, "", "", "", "", "linf", Fraction(0), method, law, shape, seed))
        return tuple(found)


CONVOLUTIONS = tuple(
    MaskGrid((name,), widths=widths, sparsities=SPARSITIES[:2], seeds=seeds, steps=steps, network=CONVOLUTIONAL)
    for name, widths, seeds, steps in (
        ("digits", (16, 32), (201, 202, 203, 204, 205), 600), ("mnist-5k", (8,), (201, 202, 203, 204, 205, 206), 300)
    )
)  # fmt: skip
"""The convolutional networks, fewer and trained for less time: a run of the larger images takes several seconds."""


def said_of(shape: str) -> dict[str, str]:
    """What a cell's shape says in words; the network is a perceptron where it says nothing of it."""
    return {"network": PERCEPTRON} | dict(word.split("=") for word in shape.split())


def architecture_of(network: str, inputs: int, width: int, classes: int) -> Architecture:
    """The network of a cell, for images of so many pixels."""
    if network == CONVOLUTIONAL:
        return Convolutional(isqrt(inputs), width, classes)
    return Perceptron((inputs, width, width, classes))


def measure(cell: Cell, command: str) -> Supermasked:
    """Trains a mask, or a network, and counts; on one thread, since torch's sums depend on the threads.

    Args:
        cell: of MaskGrid.
        command: what the row says made it.
    Raises:
        LotteryError: the images are not there.
    """
    said = said_of(cell.shape)
    width, steps = int(said["width"]), int(said["steps"])
    sparsity, rate = Fraction(said["sparsity"]), Fraction(said["rate"])
    x, y, held, classes = training_set(cell.target)
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        architecture = architecture_of(said["network"], x.shape[1], width, int(y.max()) + 1)
        network: Supermask | Dense = Dense(architecture, cell.law, cell.seed)
        if cell.method == MASK:
            network = Supermask(architecture, cell.law, float(1 - sparsity), cell.seed)
        train(network, x, y, steps=steps, rate=float(rate), seed=cell.seed)
        train_right, test_right = right(network, x, y), right(network, held, classes)
    finally:
        torch.set_num_threads(before)
    weights = sum(map(prod, architecture.shapes))
    return Supermasked(
        **cell.run, **made_here(command), width=width, sparsity=sparsity, rate=rate, steps=steps, weights=weights,
        kept=sum(network.kept) if isinstance(network, Supermask) else weights,
        train_total=len(x), train_right=train_right, total=len(held), test_right=test_right,
    )  # fmt: skip


def shown(rows: Sequence[Supermasked]) -> str:
    """The rows as Markdown: test accuracies in percent, one column a law and the seeds in order."""
    columns: dict[tuple[str, str, Fraction, Fraction, str], dict[str, list[float]]] = {}
    for row in sorted(rows, key=lambda row: (SETS.index(row.target), row.width, row.sparsity, row.rate, row.seed)):
        width = f"{row.width}{' channels' * (row.network == CONVOLUTIONAL)}"
        key = (row.target, width, row.sparsity, row.rate, row.method)
        columns.setdefault(key, {}).setdefault(row.law, []).append(row.accuracy)
    laws = [law for law in LAWS if any(row.law == law for row in rows)]
    heads = ["data", "width", "sparsity", "rate", "method", *laws]
    lines = [f"| {' | '.join(heads)} |", "| --- " * len(heads) + "|"]
    for (name, width, sparsity, rate, method), found in columns.items():
        figures = [" ".join(f"{one:.1f}" for one in found.get(law, [])) for law in laws]
        first = [name, width, f"{float(sparsity):g}", f"{float(rate):g}", method]
        lines.append(f"| {' | '.join(first + figures)} |")
    return "\n".join(lines)


SUPERMASKS = Study(
    name=NAME,
    table=f"{NAME}.json",
    grids=(
        MaskGrid(),
        MaskGrid(("digits",), widths=(64,), rates=(Fraction(3, 100), Fraction(3, 10)), seeds=SEEDS[:2]),
        *CONVOLUTIONS,
    ),
    measure=lambda command: partial(measure, command=command),
    row=Supermasked,
    shown=shown,
)
