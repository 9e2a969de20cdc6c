"""A study: a grid, what is measured at each cell, and the table that comes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lottery_verify.errors import InvalidArgument
from lottery_verify.executors.running import Pool
from lottery_verify.networks.outputs import check_folder
from lottery_verify.studies.grid import Cell, Cells
from lottery_verify.studies.results import Result, Results
from lottery_verify.studies.rows import Measured, Row, read_rows, write_table
from lottery_verify.studies.runner import Measure, Run, run


@dataclass(frozen=True)
class Study:
    """A study that `lottery-verify study` runs.

    Attributes:
        name: the command's word for it; its results are in the folder of that name.
        table: the file name of its table.
        grids: its cells, where the user states no others.
        measure: from the command that rows are to name, the function that makes a cell's row.
        row: the dataclass of the rows.
        shown: the rows as a table in Markdown.
    """

    name: str
    table: str
    grids: tuple[Cells, ...]
    measure: Callable[[str], Measure]
    row: type[Row] = Measured
    shown: Callable[[Sequence[Any]], str] = str

    def results(self, folder: Path) -> Results:
        """Where this study keeps its results inside a folder."""
        return Results(folder / self.name, self.row)

    def run(
        self,
        cells: tuple[Cell, ...],
        folder: Path,
        *,
        command: str,
        pool: Pool,
        at_once: int = 1,
        resume: bool = False,
        progress: Callable[[Result], None] = lambda result: None,
    ) -> Run:
        """Runs the cells that have no result in the folder, and writes the table of all results that are in it.

        Args:
            cells: what to run.
            folder: made where it is missing.
            command: what rows say made them.
            pool, at_once, progress: as in `runner.run`.
            resume: whether cells may have results already, which are kept.
        Returns:
            What was run.
        Raises:
            InvalidArgument: without `resume`, a cell has a result; the folder's table has rows of other origin; or
                nothing can be written in the folder.
            MalformedFile: a result or the table in the folder is damaged.
        """
        results, table = self.results(folder), folder / self.table
        known = [result.row for result in results]
        done = sum(cell in results for cell in cells)
        if done and not resume:
            raise InvalidArgument(
                f"{results.folder}: {done} of {len(cells)} cells have results; --resume keeps them and runs the rest"
            )
        foreign = sum(row not in known for row in read_rows(table, self.row))
        if foreign:
            raise InvalidArgument(
                f"{table}: {foreign} rows of no result in {results.folder} would be lost; choose another folder"
            )
        try:
            results.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InvalidArgument(f"output {str(folder)!r}: no folder can be made there: {error.strerror}") from None
        check_folder(results.folder, f"output {str(folder)!r}")
        made = run(cells, self.measure(command), results, pool=pool, at_once=at_once, progress=progress)
        write_table(table, [result.row for result in results if result.row is not None])
        return made
