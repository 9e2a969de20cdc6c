"""The table as text: for a terminal, as JSON, as markdown; and between the markers of a file."""

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from lottery_verify.errors import MalformedFile
from lottery_verify.networks.saving import atomic_write
from lottery_verify.traceability.rows import HEADINGS, Row, cells

BEGIN = "<!-- claims table: begin; written by `lottery-verify claims --write proofs/README.md` -->"
END = "<!-- claims table: end -->"


def as_table(rows: Iterable[Row]) -> str:
    """How many rows of each kind there are, and one block per row, for a terminal."""
    console, rows = Console(), list(rows)
    claims = sum(row.kind == "claim" for row in rows)
    with console.capture() as captured:
        console.print(f"{claims} claims, and after them {len(rows) - claims} rules of the checker", highlight=False)
        console.print()
        for row in rows:
            table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), title_justify="left", title=row.id)
            table.add_column(style="dim", no_wrap=True)
            table.add_column(overflow="fold")
            for heading, text in [*zip(HEADINGS, cells(row), strict=True)][1:]:
                table.add_row(heading, text)
            console.print(table)
            console.print()
    return captured.get()


def as_data(rows: Iterable[Row]) -> list[dict[str, object]]:
    """The rows with all that they hold, as JSON's data."""
    return [
        {
            "id": row.id,
            "kind": row.kind,
            "statement": row.statement,
            "theorems": None
            if row.theorems is None
            else [{"name": one.name, "file": one.file, "axioms": list(one.axioms)} for one in row.theorems],
            "derivation": row.derivation,
            "python": list(row.code),
            "tests": list(row.tests),
            "proved": None if row.theorems is None else list(row.proved),
            "not_proved": None if row.theorems is None else list(row.lacking),
            "status": row.status,
        }
        for row in rows
    ]


def as_json(rows: Iterable[Row]) -> str:
    """The same as text."""
    return json.dumps(as_data(rows), indent=2, ensure_ascii=False) + "\n"


def as_markdown(rows: Iterable[Row]) -> str:
    """One markdown table."""
    lines = ["| " + " | ".join(HEADINGS) + " |", "| " + " | ".join("---" for _ in HEADINGS) + " |"]
    for row in rows:
        texts = [_marked(heading, text) for heading, text in zip(HEADINGS, cells(row), strict=True)]
        lines.append("| " + " | ".join(texts) + " |")
    return "\n".join(lines) + "\n"


def _marked(heading: str, text: str) -> str:
    """Names as code, and elsewhere no character that markdown would take for its own."""
    if heading in ("statement", "derivation", "status"):
        return re.sub(r"[|*_]", r"\\\g<0>", text)
    return re.sub(r"[\w'./:-]*[_/.][\w'./:-]*\w|^[\w-]+\w$", r"`\g<0>`", text)


FORMATS: dict[str, Callable[[Iterable[Row]], str]] = {"table": as_table, "json": as_json, "markdown": as_markdown}


def section(path: Path) -> str | None:
    """What stands between the markers of a file; None where it has none.

    Args:
        path: a text file.
    Returns: the text between them.
    Raises: MalformedFile when only one of them is there, or they are in the wrong order.
    """
    text = path.read_text(encoding="utf-8")
    begins, ends = text.count(BEGIN), text.count(END)
    if not begins and not ends:
        return None
    start, stop = text.find(BEGIN), text.find(END)
    if begins != 1 or ends != 1 or stop < start:
        raise MalformedFile(f"{path}: expected one line {BEGIN!r} and after it one line {END!r}")
    return text[start + len(BEGIN) : stop].strip("\n") + "\n"


def write_section(path: Path, made: str) -> None:
    """Puts the text between the markers of a file, which are added at its end where it has none.

    Args:
        path: a text file that exists.
        made: the text.
    Raises: MalformedFile as `section`.
    """
    text = path.read_text(encoding="utf-8")
    between = f"{BEGIN}\n\n{made}\n{END}"
    if section(path) is None:
        text = text.rstrip("\n") + f"\n\n{between}\n"
    else:
        text = text[: text.index(BEGIN)] + between + text[text.index(END) + len(END) :]
    atomic_write(path, text.encode())
