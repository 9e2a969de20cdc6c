"""The results of a study: one file for each cell, written in one step."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lottery_verify.errors import MalformedFile
from lottery_verify.networks.saving import atomic_write
from lottery_verify.studies.grid import Cell
from lottery_verify.studies.rows import Measured, Row, decode, encode

FORMAT = "lottery-verify study result 1"


@dataclass(frozen=True)
class Result:
    """What came of one cell: a row, or why there is none.

    Attributes:
        cell: what was run.
        row: the figures, or None.
        failure: the error of a run that has no ticket, with its name; None where there is a row.
        seconds: how long it took, on whatever machine that was.
    """

    cell: Cell
    row: Row | None
    failure: str | None
    seconds: float


class Results:
    """A folder of results, one file a cell, named after the cell's id; it must be there when one is kept.

    Args:
        folder: where.
        kind: the dataclass of the rows.
    """

    def __init__(self, folder: Path, kind: type[Row] = Measured) -> None:
        self.folder, self.kind = folder, kind

    def path(self, cell: Cell) -> Path:
        """Where the result of a cell is, or will be."""
        return self.folder / f"{cell.id}.json"

    def __contains__(self, cell: Cell) -> bool:
        return self.path(cell).exists()

    def keep(self, result: Result) -> None:
        """Writes a result; a run that is killed leaves the whole file or none."""
        data = {
            "format": FORMAT, "cell": encode(result.cell), "row": result.row and encode(result.row),
            "failure": result.failure, "seconds": result.seconds,
        }  # fmt: skip
        atomic_write(self.path(result.cell), (json.dumps(data, indent=1) + "\n").encode())

    def __iter__(self) -> Iterator[Result]:
        """All results, by file name.

        Raises:
            MalformedFile: a file is not what `keep` writes, or not under its cell's name.
        """
        for path in sorted(self.folder.glob("*.json")):
            yield self._read(path)

    def _read(self, path: Path) -> Result:
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except (ValueError, RecursionError) as error:
            raise MalformedFile(f"{path}: {error}") from error
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            raise MalformedFile(f"{path}: not a {FORMAT!r}")
        cell = decode(Cell, data.get("cell"), f"{path}: cell")
        row, failure, seconds = data.get("row"), data.get("failure"), data.get("seconds")
        if cell.id != path.stem:
            raise MalformedFile(f"{path}: the result of another cell, {cell.id}")
        if (row is None) != isinstance(failure, str) or not isinstance(seconds, float):
            raise MalformedFile(f"{path}: expected seconds, and either a row or a failure")
        return Result(cell, None if row is None else decode(self.kind, row, f"{path}: row"), failure, seconds)
