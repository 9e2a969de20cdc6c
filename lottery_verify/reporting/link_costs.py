"""The figure of what a link costs: processor time and memory, against how many there are and against epsilon."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from matplotlib.axes import Axes

from lottery_verify.reporting.plotting import Picture, figure, house_style, picture
from lottery_verify.studies.rows import read_rows

LINK_COSTS = "link_costs.json"
"""The table that `benchmarks/link_costs.py` measures, beside measured.json."""
USUAL = Fraction(1, 100)
UNITS = {"microseconds": "µs of a processor for each link", "megabytes": "MB at most"}
COLOURS = {"prune": "#00735a", "certify": "#0072b2", "check": "#d55e00"}


@dataclass(frozen=True, kw_only=True)
class LinkCost:
    """What one layer's links cost; a row of link_costs.json.

    Attributes:
        inputs, outputs: of the layer.
        epsilon, shape, seed: of its ticket.
        microseconds: of a processor for each link, of prune, certify and check.
        megabytes: that each of them held at most.
        file: the ticket's size in bytes.
        version, machine, date, command: what measured it, and when.
    """

    inputs: int
    outputs: int
    epsilon: Fraction
    shape: str
    seed: int
    microseconds: tuple[float, ...]
    megabytes: tuple[float, ...]
    file: int
    version: str
    machine: str
    date: str
    command: str

    @property
    def links(self) -> int:
        """How many there are."""
        return self.inputs * self.outputs


def read_link_costs(folder: Path) -> tuple[LinkCost, ...]:
    """The rows of link_costs.json in a report's folder; none where there is no such file.

    Raises:
        MalformedFile: it is not what `benchmarks/link_costs.py` writes.
    """
    return read_rows(folder / LINK_COSTS, LinkCost)


def cost_of_links(rows: Sequence[LinkCost]) -> Picture:
    """Time of a link and memory against the links, and both against 1/epsilon.

    Args:
        rows: not empty.
    """
    usual = sorted((row for row in rows if row.epsilon == USUAL), key=lambda row: row.links)
    largest = max((row for row in usual if row.inputs == row.outputs), key=lambda row: row.links, default=rows[0])
    square = [row for row in rows if row.inputs == row.outputs]
    size = min((row.inputs for row in square if row.epsilon != USUAL), default=largest.inputs)
    finer = sorted((row for row in square if row.inputs == size), key=lambda row: row.epsilon)
    with house_style():
        made = figure(9.2, 6.4)
        panels = made.subplots(2, 2)
        for (links, bits), (key, unit) in zip(panels, UNITS.items(), strict=True):
            _draw(links, [row for row in usual if row.inputs == row.outputs], key, "n × n", lambda r: r.links)
            _draw(links, [row for row in usual if row.inputs != row.outputs], key, "n × 10", lambda r: r.links)
            _draw(bits, finer, key, f"{size} × {size}", lambda r: float(1 / r.epsilon))
            for axes, label in ((links, "links"), (bits, rf"$1/\varepsilon$, {size} × {size} links")):
                axes.set_xlabel(label)
                axes.set_ylabel(unit)
                axes.set_xscale("log")
                axes.set_ylim(bottom=0)
        made.legend(*panels[0][0].get_legend_handles_labels(), loc="outside upper left", ncols=2, frameon=False)
        return picture(
            "links",
            "What does a link cost?",
            "Time for each link that does not depend on how many there are, and memory that does not grow with them, "
            "were the aim. One layer without biases, weights normal of variance 1/inputs, inputs in [0, 1], method "
            f"subset-sum, shape {largest.shape}, on the left ε = 0.01, seed {largest.seed}; user and system seconds of "
            "each command, less those for a layer of two links. "
            f"{largest.inputs} × {largest.outputs} links take {_listed(largest.microseconds)} µs each and "
            f"{_listed(largest.megabytes)} MB for prune, certify and check. Measured on {largest.date} with "
            f"lottery_verify {largest.version}, on {largest.machine}; docs/small.md names the command.",
            made,
        )


def _draw(axes: Axes, rows: Sequence[LinkCost], key: str, words: str, x: Callable[[LinkCost], float]) -> None:
    for k, (name, colour) in enumerate(COLOURS.items()):
        dashes = "--" if words == "n × 10" else "-"
        places, values = [x(row) for row in rows], [getattr(row, key)[k] for row in rows]
        axes.plot(places, values, dashes, color=colour, marker="o", markersize=4, label=f"{name}, {words}")


def _listed(values: Sequence[float]) -> str:
    *some, last = (f"{value:.3g}" if value < 100 else f"{value:.0f}" for value in values)
    return f"{', '.join(some)} and {last}"
