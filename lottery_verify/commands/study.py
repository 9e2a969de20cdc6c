"""`lottery-verify study`: run a grid of prunings and write their table."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lottery_verify.commands.answers import add_answer_options, give, note
from lottery_verify.commands.parsers import REGION, describe
from lottery_verify.commands.reading_options import say_assumed
from lottery_verify.commands.regions import print_notes, region_file
from lottery_verify.commands.worker_options import add_worker_options, workers_of
from lottery_verify.errors import InvalidArgument

if TYPE_CHECKING:
    from lottery_verify.studies.grid import Grid
    from lottery_verify.studies.results import Result

NAMES = {
    "categories": "how likely a neuron of each law serves the rarest golden category, counted exactly",
    "laws": "how many weights of each law one target weight needs, by each method, for 99 % success",
    "overparameterization": "how much source network each method needs",
    "supermasks": "what a trained mask (edge-popup) reaches with weights of each law (extra: studies)",
    "performance": "what a ticket's proved error means for the classes of test images (extra: studies)",
}
AXES = {
    "targets": "digits", "region": "box:0,1", "epsilons": "0.02", "methods": "golden,subset-sum", "laws": "",
    "shapes": "shared", "seeds": "17",
}  # fmt: skip
LINKS = {"errors": "each", "loosen": "1"}
"""Options of the grid that have one value for all cells."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `study`."""
    describe(
        parser,
        "Runs a study: every cell of a grid of prunings (targets × epsilons × methods × laws × shapes × seeds). Each "
        "cell's result is one file in FOLDER/STUDY, written as soon as it is there, so that an interruption loses the "
        "cells that are running and no other; --resume runs the rest. The table of all results in the folder, "
        "measured.json, is what `lottery-verify report` shows. --scheduler runs the cells on the workers of a Dask "
        "scheduler, on any number of machines (extra: cluster), with the same table at the end.",
        [
            "lottery-verify study overparameterization -o study --epsilons 4 --methods golden",
            "the same, with another method: only what has no result is run",
            "lottery-verify study overparameterization -o study --epsilons 4 --methods golden,subset-sum --resume",
        ],
        {
            0: "every cell has a ticket",
            1: "a cell has no ticket; its result says why",
            3: "a cell has no result, since its worker or the scheduler died; --resume tries it again",
        },
    )
    parser.add_argument(
        "study", choices=tuple(NAMES), help="; ".join(f"{name}: {what}" for name, what in NAMES.items())
    )
    parser.add_argument(
        "-o", "--output", required=True, metavar="FOLDER", help="where results and table are, made if it is missing"
    )
    add_worker_options(parser, work="cells")
    parser.add_argument(
        "--resume", action="store_true", help="keep the results that are there (default: refuse to run such cells)"
    )
    parser.add_argument(
        "--only", default="", metavar="WORDS", help="run the cells whose label has all of these words (default: all)"
    )
    grid = parser.add_argument_group("grid", "the study's own cells, unless one of these is given; lists have commas")
    grid.add_argument("--targets", help="networks: .pt, .safetensors or .onnx files, or digits (default: digits)")
    grid.add_argument("--region", help=f"(default: box:0,1) {REGION}")
    grid.add_argument("--epsilons", help="errors of the output, above 0, in its unit (default: 0.02)")
    grid.add_argument("--methods", help="of decomposition, as of `prune` (default: golden,subset-sum)")
    grid.add_argument("--laws", help="uniform, hyperbolic, or both (default: each method's own)")
    grid.add_argument("--shapes", help="shared, dedicated, free, or several (default: shared)")
    grid.add_argument("--errors", choices=("each", "mean"), help="of the links, as of `prune` (default: each)")
    grid.add_argument("--loosen", metavar="FACTOR", help="of all cells, as of `prune` (default: 1)")
    grid.add_argument("--seeds", help="of the random networks, integers from 0 to 2^64 - 1 (default: 17)")
    add_answer_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Runs the study's cells, shows progress on the error stream, and prints the table of what was asked for.

    Returns: 0, 1 when a cell has no ticket, 3 when one has no result.
    Raises: InvalidArgument, MalformedFile, UnsupportedNetwork: as the grid and its files are wrong.
    """
    from lottery_verify.studies.grid import Grid, cells_of
    from lottery_verify.studies.registry import STUDIES
    from lottery_verify.studies.rows import encode

    workers = workers_of(arguments)
    study, folder = STUDIES[arguments.study], Path(arguments.output)
    grids = _grids(arguments)
    if grids and any(not isinstance(one, Grid) for one in study.grids):
        raise InvalidArgument(f"{study.name} has a grid of its own; --only chooses from its cells")
    cells = cells_of(study.name, grids or study.grids, arguments.only)
    for cell in {cell.network: cell for cell in cells if cell.file}.values():
        say_assumed(cell.read()[0])
        print_notes(cell.region)
    results = study.results(folder)
    left = sum(cell not in results for cell in cells)
    shown = 0

    def progress(result: Result) -> None:
        nonlocal shown
        shown += 1
        if arguments.quiet:
            return
        failed = f"; {result.failure}" if result.failure else ""
        print(f"{shown}/{left} {result.cell.label}: {result.seconds:.1f} s{failed}", file=sys.stderr, flush=True)

    try:
        made = study.run(
            cells, folder, command=_command(arguments), pool=workers.pool, at_once=workers.at_once,
            resume=arguments.resume, progress=progress,
        )  # fmt: skip
    except KeyboardInterrupt:
        print(f"interrupted; {shown} new results are kept in {results.folder}; --resume goes on", file=sys.stderr)
        raise
    lost = {cell.label: reason for cell, reason in made.lost}
    for label, reason in lost.items():
        note(reason, f"no result: {label}")
    asked = {cell.id for cell in cells}
    found = [result for result in results if result.cell.id in asked]
    failures = {result.cell.label: result.failure for result in found if result.failure}
    rows = [result.row for result in found if result.row is not None]
    code, status = (3, "undecided") if lost else (1, "no ticket") if failures else (0, "done")
    keys = {"rows": [encode(row) for row in rows], "failures": failures, "lost": lost}
    return give(arguments, code, status, [study.shown(rows)], keys)


def _grids(arguments: argparse.Namespace) -> tuple[Grid, ...]:
    """The grids that the options state; none where no option does."""
    from lottery_verify.studies.grid import Grid

    given = {name: getattr(arguments, name) for name in AXES}
    links = {name: getattr(arguments, name) or usual for name, usual in LINKS.items()}
    if all(getattr(arguments, name) is None for name in (*AXES, *LINKS)):
        return ()
    axis = {name: tuple(_words(AXES[name] if value is None else value)) for name, value in given.items()}
    seeds = tuple(_seed(text) for text in axis["seeds"])
    region = given["region"] or AXES["region"]
    return tuple(
        Grid(target, region, axis["epsilons"], axis["methods"], axis["laws"], axis["shapes"], seeds, **links)
        for target in axis["targets"]
    )


def _words(text: str) -> Sequence[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _seed(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise InvalidArgument(f"seeds: {text[:40]!r} is not an integer from 0 to 2^64 - 1")
    return int(text)


def _command(arguments: argparse.Namespace) -> str:
    """The command as a row states it, without what changes no result: a file is named without its folder."""
    words = ["lottery-verify", "study", arguments.study]
    for name in ("only", *AXES, *LINKS):
        value = getattr(arguments, name)
        if value and name == "targets":
            value = ",".join(Path(word).name for word in _words(value))
        elif value and name == "region" and ("@" in value or not value.startswith(("box:", "ball:"))):
            file = region_file(value)
            value = value.removesuffix(file) + Path(file).name
        if value:
            words += [f"--{name}", value]
    return shlex.join(words)
