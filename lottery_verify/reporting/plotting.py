"""How figures look and how they are written: the same bytes each time."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

COLOURS = {
    "malach-pruning": "#d55e00",
    "product-weight": "#8a5a00",
    "uniform-product-tail": "#a8327d",
    "log-pruning": "#0072b2",
    "shared-log-pruning": "#00735a",
    "subset-sum-pruning": "#222222",
    "parameter-lower-bound": "#777777",
}
DASHES: dict[str, Any] = {
    "product-weight": (0, (6, 2)),
    "uniform-product-tail": (0, (2, 1.5)),
    "subset-sum-pruning": (0, (8, 2, 2, 2)),
    "parameter-lower-bound": (0, (1, 1.5)),
}
_STYLE: dict[Any, Any] = {
    "font.family": "STIXGeneral",
    "mathtext.fontset": "stix",
    "font.size": 11,
    "axes.titlesize": 12,
    "axes.titlelocation": "left",
    "axes.labelsize": 11.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#555555",
    "axes.linewidth": 0.8,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#e3e3e3",
    "grid.linewidth": 0.6,
    "xtick.color": "#333333",
    "ytick.color": "#333333",
    "lines.linewidth": 1.8,
    "svg.hashsalt": "lottery_verify",
    "svg.fonttype": "path",
    "path.simplify": False,
    "savefig.dpi": 150,
    "figure.facecolor": "white",
}


@dataclass(frozen=True)
class Picture:
    """One figure in both formats.

    Attributes:
        id: file name without ending.
        question: the question that it answers: its heading.
        answer: what one sees, in a sentence or two.
        svg: the vector file's bytes.
        png: the bitmap's bytes.
    """

    id: str
    question: str
    answer: str
    svg: bytes
    png: bytes


@contextmanager
def house_style() -> Iterator[None]:
    """Matplotlib's defaults with this report's changes, whatever the user's own settings are."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_STYLE)
        yield


def figure(width: float, height: float) -> Figure:
    """An empty figure, in inches, on a canvas of its own: no window system takes part."""
    made = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(made)
    return made


def picture(name: str, question: str, answer: str, made: Figure) -> Picture:
    """Writes a figure to SVG and PNG without dates or versions."""
    svg, png = io.BytesIO(), io.BytesIO()
    made.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    made.savefig(png, format="png", metadata={"Software": None})
    lines = svg.getvalue().decode().splitlines()
    return Picture(name, question, answer, ("\n".join(line.rstrip() for line in lines) + "\n").encode(), png.getvalue())


def label_ends(axes: Axes, ends: Sequence[tuple[float, float, str, str]], gap: float) -> None:
    """Names lines at their right ends, pushed apart so that no two labels overlap.

    Args:
        axes: with a logarithmic y axis and its final limits.
        ends: (x, y, text, colour) for each line; x is the right end of the axes.
        gap: least distance of two labels, as a fraction of the axes' height.
    """
    to_axes = axes.transScale + axes.transLimits
    placed = sorted((float(to_axes.transform((x, y))[1]), text, colour) for x, y, text, colour in ends)
    heights = spread([height for height, *_ in placed], gap)
    for (height, text, colour), at in zip(placed, heights, strict=True):
        axes.plot([1.0, 1.025], [height, at], color=colour, linewidth=0.7, transform=axes.transAxes, clip_on=False)
        axes.annotate(text, (1.035, at), xycoords="axes fraction", color=colour, va="center", annotation_clip=False)


def spread(heights: Sequence[float], gap: float) -> list[float]:
    """The heights (ascending), moved as a block about their mean wherever two are nearer than `gap`.

    Args:
        heights: in ascending order.
        gap: least distance of two neighbours.
    Returns: the new heights, ascending, at least `gap` apart.
    """
    blocks: list[list[float]] = []
    for height in heights:
        blocks.append([height])
        while len(blocks) > 1 and _ends(blocks[-1], gap)[0] - _ends(blocks[-2], gap)[1] < gap - 1e-12:
            last = blocks.pop()
            blocks[-1] += last
    return [_ends(block, gap)[0] + i * gap for block in blocks for i in range(len(block))]


def _ends(block: list[float], gap: float) -> tuple[float, float]:
    middle, half = sum(block) / len(block), gap * (len(block) - 1) / 2
    return middle - half, middle + half
