"""`lottery-verify report`: tables, figures, a LaTeX fragment and a page about every bound."""

from __future__ import annotations

import argparse
from pathlib import Path

from lottery_verify.commands.answers import add_answer_options, give, note
from lottery_verify.commands.parsers import describe

MARK = b"Made by `lottery-verify report"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declares the command's arguments.

    Args:
        parser: the command's own parser.
    """
    describe(
        parser,
        "Writes bounds.md, bounds.csv, bounds.tex, the figures (.svg, .png) and index.html, a page that needs no "
        "server. A measured.json in the folder (see `lottery-verify study`) adds the comparison with "
        "real tickets, and a link_costs.json what a link costs.",
        ["lottery-verify report -o reports/", "lottery-verify report --check reports/"],
        {0: "written, or up to date", 1: "--check: the report is not what would be written now"},
    )
    parser.add_argument(
        "--force", action="store_true", help="write into a folder that holds other files, and no earlier report"
    )
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("-o", "--output", metavar="FOLDER", help="where to write the report")
    which.add_argument("--check", metavar="FOLDER", help="make the report again and compare it with this one")
    add_answer_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Writes the report, or compares.

    Args:
        arguments: what `configure` declares.
    Returns: 0, or 1 when --check finds a difference.
    Raises: MalformedFile when measured.json is damaged; InvalidArgument or OSError when a file cannot be written.
    """
    from lottery_verify.reporting import check_report, make_report

    if arguments.check is not None:
        differences = check_report(Path(arguments.check))
        for line in differences:
            note(line, "difference")
        if differences:
            note(f"the report is not up to date; make it again: lottery-verify report -o {arguments.check}")
            return give(arguments, 1, "rejected", [], {"differences": differences})
        text = f"{arguments.check}: the report is up to date"
        return give(arguments, 0, "done", [text], {"differences": []})
    _check_folder(Path(arguments.output), arguments.force)
    made = [str(path) for path in make_report(Path(arguments.output))]
    return give(arguments, 0, "done", made, {"files": made})


def _check_folder(folder: Path, force: bool) -> None:
    """Lets a report be made again where one stands, or where there is none: the command is there for that."""
    from lottery_verify.errors import InvalidArgument
    from lottery_verify.networks.outputs import check_folder, check_output
    from lottery_verify.studies.rows import MEASURED

    folder.mkdir(parents=True, exist_ok=True)
    check_folder(folder, "output")
    others = [one for one in folder.iterdir() if one.is_file() and one.name != MEASURED]
    if others and not force and not _is_report(folder / "bounds.md"):
        raise InvalidArgument(
            f"output {str(folder)!r} holds {others[0].name} and no report of this command; --force writes there anyway"
        )
    for one in others:
        check_output(one, inputs=(folder / MEASURED,), force=True)


def _is_report(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return MARK in file.read(400)
