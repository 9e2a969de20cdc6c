"""The study `laws`: how many weights of each law one target weight needs, by each method, for 99 % success."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from lottery_verify.studies import law_blocks, law_free
from lottery_verify.studies.grid import Cell
from lottery_verify.studies.law_grid import LawGrid
from lottery_verify.studies.law_rows import BLOCKS, Needed
from lottery_verify.studies.study import Study

NAME = "laws"


def measure(cell: Cell, command: str, blocks: int = BLOCKS) -> Needed:
    """Draws blocks, or layers of shape `free`, and gives them more and more neurons until 99 of 100 are met.

    Args:
        cell: of LawGrid.
        command: what the row says made it.
        blocks: how many.
    """
    if cell.shape == law_free.SHAPE:
        return law_free.measure(cell, command, blocks)
    return law_blocks.measure(cell, command, blocks)


def shown(rows: Sequence[Needed]) -> str:
    """The rows as Markdown; in brackets the neurons for each input divided by the lower bound."""
    lines = [
        "| ε_w | method | law | shape | seed | blocks met | neurons per block | source weights per weight | kept |",
        "| --- " * 9 + "|",
    ]
    for row in rows:
        more = f"{row.neurons:,}" if row.reached else f"> {row.neurons:,}"
        source = f"{row.source_per_weight:,.1f}" if row.reached else f"> {row.source_per_weight:,.1f}"
        lines.append(
            f"| {float(row.epsilon):g} | {row.method} | {row.law} | {row.shape} | {row.seed} | {row.met} of "
            f"{row.blocks} | {more} ({row.per_input / row.lower_bound_bits:,.1f}×) | {source} "
            f"| {row.kept_per_weight:.1f} |"
        )
    return "\n".join(lines)


LAWS = Study(
    name=NAME,
    table=f"{NAME}.json",
    grids=(LawGrid(),),
    measure=lambda command: partial(measure, command=command),
    row=Needed,
    shown=shown,
)
