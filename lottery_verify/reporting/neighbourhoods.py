"""A figure of what is found and proved in the neighbourhoods of many images."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from lottery_verify.arguments import readable
from lottery_verify.neighbourhoods.around import Neighbourhoods
from lottery_verify.neighbourhoods.rows import AGREED, DIFFERS, Row
from lottery_verify.reporting.plotting import Picture, figure, house_style, picture

SPAN = 8  # of values, above which an axis is logarithmic
COLOURS = ("#0072b2", "#d55e00", "#00735a", "#a8327d", "#8a5a00", "#222222")


def drawn(made: Neighbourhoods) -> Picture:
    """For each radius, how many images have at most which difference: found (dotted) and proved, and their ratio."""
    radii = [summary.radius for summary in made.summaries]
    with house_style():
        canvas = figure(9.5, 4 + 0.25 * len(radii))
        left, right = canvas.subplots(1, 2, width_ratios=(3, 2))
        for radius, colour in zip(radii, COLOURS * len(radii), strict=False):
            rows = [row for row in made.rows if row.radius == radius]
            _differences(left, rows, colour, _label(rows))
            ratios = sorted(float(row.ratio) for row in rows if row.ratio is not None)
            right.plot(_shares(ratios), ratios, color=colour)
        for axes, name in ((left, f"largest |F − Ĝ| around an image ({made.norm})"), (right, "proved ÷ found")):
            values = [v for line in axes.get_lines() for v in np.asarray(line.get_ydata(), dtype=float) if v > 0]
            if values and max(values) > SPAN * min(values):
                axes.set_yscale("log")
            axes.set_xlim(0, 100)
            axes.set_xlabel("images, per cent")
            axes.set_ylabel(name)
        left.set_title("At most so much is found (dotted) and proved (line)")
        right.set_title("How near the two are")
        canvas.legend(loc="outside lower center", frameon=False)
    answer = f"{len(made.rows)} neighbourhoods; of each the difference that was found and the bound that was proved."
    return picture("neighbourhoods", "How far are the networks apart around each image?", answer, canvas)


def _differences(axes: Axes, rows: Sequence[Row], colour: str, label: str) -> None:
    """The two curves of one radius; what is 0 has no place on a logarithmic axis."""
    found = sorted(float(row.found) for row in rows)
    proved = sorted(float("inf") if row.proved is None else float(row.proved) for row in rows)
    lower, upper = (np.where((values := np.array(v)) > 0, values, np.nan) for v in (found, proved))
    upper[np.isinf(upper)] = np.nan  # the images of which nothing is proved are the last
    shares = _shares(found)
    axes.fill_between(shares, lower, upper, color=colour, alpha=0.15, linewidth=0)
    axes.plot(shares, lower, color=colour, linestyle=":")
    axes.plot(shares, upper, color=colour, label=label)


def _shares(values: Sequence[float]) -> list[float]:
    """Per cent of the values that are at most the k-th."""
    return [100 * (k + 1) / len(values) for k in range(len(values))]


def _label(rows: Sequence[Row]) -> str:
    words = [row.top1 for row in rows]
    text = f"radius {readable(rows[0].radius)}"
    if not any(words):
        return text
    agreed, differ = words.count(AGREED), words.count(DIFFERS)
    open_ = len(words) - agreed - differ
    return f"{text}: top-1 agrees at {agreed}, differs at {differ}" + (f", undecided at {open_}" if open_ else "")
