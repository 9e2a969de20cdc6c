"""Rows of the study `laws` as curves over the precision."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from lottery_verify.reporting.plotting import Picture, figure, house_style, picture
from lottery_verify.studies.law_rows import Needed

Curves = dict[tuple[str, str], list[tuple[Fraction, float, list[Needed]]]]
Line = tuple[Sequence[tuple[float, float]], dict[str, Any]]
COLOUR = {"golden": "#00735a", "product": "#d55e00", "subset-sum": "#0072b2"}
LINE: dict[str, Any] = {
    "hyperbolic": "-", "uniform": (0, (4, 2)), "normal": (0, (1, 1.5)), "constant": (0, (6, 2, 1, 2)),
}  # fmt: skip


def curves(rows: Sequence[Needed], shape: str = "dedicated") -> Curves:
    """For each method and law, from large ε_w to small: ε_w, the neurons for an input, averaged over the seeds, and the
    rows.

    Only where every seed was reached.
    """
    cells: dict[tuple[str, str], dict[Fraction, list[Needed]]] = {}
    for row in rows:
        if row.shape == shape:
            cells.setdefault((row.method, row.law), {}).setdefault(row.epsilon, []).append(row)
    return {
        key: [
            (epsilon, sum(row.per_input for row in some) / len(some), some)
            for epsilon, some in sorted(line.items(), reverse=True) if all(row.reached for row in some)
        ]
        for key, line in sorted(cells.items())
    }  # fmt: skip


def drawn(name: str, question: str, answer: str, lines: Sequence[Line], x: str, y: str, bottom: float = 0) -> Picture:
    """A figure of lines over 1/ε_w, both axes logarithmic, with the names of the lines beside it.

    Args:
        name, question, answer: of the picture.
        lines: each with its points, and how it is drawn.
        x, y: names of the axes.
        bottom: where the y axis begins, above 0; where the lines do when left out.
    """
    with house_style():
        made = figure(5.8, 6.4)
        axes = made.add_subplot(xscale="log", yscale="log")
        for points, style in lines:
            axes.plot([a for a, _ in points], [b for _, b in points], **style)
        if bottom:
            axes.set_ylim(bottom)
        axes.set_xlabel(x)
        axes.set_ylabel(y)
        made.legend(loc="outside lower center", ncols=2, frameon=False, fontsize=10)
        return picture(name, question, answer, made)
