"""The catalogue of wrong programs: the tables of programs/*.toml, one file for each room."""

from __future__ import annotations

import tomllib
from pathlib import Path

from lottery_verify.hunting.mutants.records import Mutant

FOLDER = Path(__file__).parent / "programs"


def read_catalogue(folder: Path = FOLDER) -> tuple[Mutant, ...]:
    """Every mutant of a folder's files, in their order."""
    tables = [
        table
        for path in sorted(folder.glob("*.toml"))
        for table in tomllib.loads(path.read_text(encoding="utf-8"))["mutant"]
    ]
    return tuple(Mutant(**(table | {"by": tuple(table["by"])})) for table in tables)


MUTANTS = read_catalogue()
