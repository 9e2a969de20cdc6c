"""`lottery-verify claims`: the table from each claim to its proof, its derivation, its code and its tests."""

from __future__ import annotations

import argparse
from pathlib import Path

from lottery_verify.commands.answers import add_answer_options, give, note
from lottery_verify.commands.descriptions import described_file
from lottery_verify.commands.parsers import describe


def configure(parser: argparse.ArgumentParser) -> None:
    """Declares the command's arguments."""
    describe(
        parser,
        "Prints each claim with its Coq theorem, derivation, Python functions, tests and status.",
        ["lottery-verify claims --check"],
        {
            0: "done; --check: each pointer leads somewhere",
            1: "--check: a claim has no row, or a row points at nothing",
            3: "--check: no problem, but there are no proofs or tests to look at",
        },
    )
    parser.add_argument(
        "--format", default="table", choices=("table", "json", "markdown"), help="of what is printed (default: table)"
    )
    parser.add_argument("--force", action="store_true", help="with --write: add the table to a FILE without markers")
    parser.add_argument("--root", help="the folder that holds proofs/ and tests/ (default: the one beside the package)")
    actions = parser.add_mutually_exclusive_group()
    actions.add_argument(
        "--check",
        action="store_true",
        help="follow every pointer; undecided where there are no proofs or tests to look at, as in an installed wheel",
    )
    actions.add_argument(
        "--write",
        metavar="FILE",
        help="write the table between the markers of FILE (default: print it)",
    )
    add_answer_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Prints, writes or checks the table.

    Returns: 0; 1 when --check finds a problem; 3 when it finds none, but proofs, tests or properties are not there to
        be looked at.
    Raises:
        MalformedFile: the audit list or the markers are not readable.
        InvalidArgument: FILE can't be written, or has no markers.
    """
    from lottery_verify.traceability import FORMATS, not_looked_at, problems, rows, section, write_section
    from lottery_verify.traceability.audit import home
    from lottery_verify.traceability.text import as_data

    if arguments.write is not None:
        _check_written(Path(arguments.write), arguments.force)
    root = home() if arguments.root is None else Path(arguments.root)
    table = rows(root)
    if arguments.write is not None:
        write_section(Path(arguments.write), FORMATS["markdown"](table))
        return give(arguments, 0, "done", [], described_file(arguments.write))
    if not arguments.check:
        text = FORMATS[arguments.format](table).removesuffix("\n")
        return give(arguments, 0, "done", [text], {"claims": as_data(table)})
    found = problems(root)
    readme = root / "proofs" / "README.md"
    if readme.is_file() and section(readme) != FORMATS["markdown"](table):
        found.append(f"{readme}: its table is not this one; run lottery-verify claims --write {readme}")
    for problem in found:
        note(problem, "problem")
    unseen = not_looked_at(root)
    text = f"{len(table)} rows, {len(found)} problems{' in what could be looked at' if unseen else ''}"
    status = "rejected" if found else "undecided" if unseen else "done"
    keys = {"rows": len(table), "problems": found, "not_looked_at": list(unseen)}
    if status == "undecided":
        note(f"{'; '.join(unseen)}. Run it in a checkout of the project, or name one with --root", "undecided")
    return give(arguments, {"done": 0, "rejected": 1, "undecided": 3}[status], status, [text], keys)


def _check_written(path: Path, force: bool) -> None:
    """Between its markers a file is there to be written again; a file without them is not."""
    from lottery_verify.errors import InvalidArgument
    from lottery_verify.networks.outputs import check_output
    from lottery_verify.traceability import section

    check_output(path, force=True)
    if section(path) is None and not force:
        raise InvalidArgument(f"write {str(path)!r}: no markers of the table in it; --force adds the table at its end")
