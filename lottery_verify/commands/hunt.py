"""`lottery-verify hunt`: search for counterexamples to the claims, the pruner and the checker."""

from __future__ import annotations

import argparse
import itertools
import math
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from lottery_verify.commands.answers import add_answer_options, give, note
from lottery_verify.commands.descriptions import described_file
from lottery_verify.commands.parsers import describe
from lottery_verify.commands.worker_options import Workers, add_worker_options, workers_of
from lottery_verify.errors import InvalidArgument, Undecided
from lottery_verify.networks.outputs import check_folder, check_output

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.table import Table

    from lottery_verify.hunting.many import Campaign
    from lottery_verify.hunting.runner import Hunt

APART = 1_000_003  # between the seeds of a property that is named twice: each batch of a hunt adds 1


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `hunt`."""
    describe(
        parser,
        "Searches for counterexamples to the claims, the pruner and the checker. What is found is shrunk, printed with "
        "exact numbers, and written to a file that --replay judges again.",
        [
            "lottery-verify hunt golden-decomposition --examples 20",
            "a counterexample, since γ = 2 is above φ (exit code 1)",
            "lottery-verify hunt golden-decomposition --drop 'base<=phi'",
        ],
        {
            0: "none found, which proves nothing; --replay: the property holds",
            1: "a counterexample",
            3: "a hunt has no result, since its worker or the scheduler died",
        },
    )
    parser.add_argument(
        "claims", nargs="*", metavar="CLAIM", help="claim ids, pipeline, checker or source (default: all)"
    )
    parser.add_argument(
        "--drop",
        action="append",
        default=[],
        metavar="H",
        help="do without this hypothesis or constant of the claim, as --list names it; may be given again "
        "(default: none)",
    )
    length = parser.add_mutually_exclusive_group()
    length.add_argument(
        "--examples",
        type=int,
        default=200,
        help="examples for each property, at least 1; slow ones get fewer (default: 200)",
    )
    length.add_argument(
        "--minutes", type=float, help="hunt so long in all, with ever new seeds; above 0 (default: by --examples)"
    )
    parser.add_argument(
        "--seed",
        type=int,
        default=0,
        help="of the hunt, an integer of at least 0: the same seed gives the same examples (default: 0)",
    )
    add_worker_options(parser, work="hunts")
    parser.add_argument(
        "-o", "--output", default=".", help="folder for counterexample files (default: ., the current one)"
    )
    parser.add_argument("--list", action="store_true", help="say what can be hunted and dropped, and stop")
    parser.add_argument("--replay", metavar="FILE", help="judge a saved counterexample again (default: hunt)")
    parser.add_argument(
        "--necessity",
        metavar="FILE",
        help="drop every hypothesis in turn and write the report, .md (default: none is written)",
    )
    parser.add_argument("--force", action="store_true", help="overwrite the report of --necessity if it is there")
    add_answer_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Hunts, shows a live table, writes counterexamples; 1 where there is one."""
    if arguments.list:
        return _list(arguments)
    if arguments.replay is not None:
        return _replay(arguments)
    if arguments.minutes is not None and not 0 < arguments.minutes < 1e6:
        raise InvalidArgument(f"minutes {arguments.minutes} must be above 0")
    if arguments.necessity is not None:
        return _necessity(arguments)
    check_folder(arguments.output, "output")
    seen: dict[int, Hunt] = {}
    files: dict[int, str] = {}
    workers = _workers(arguments)
    try:
        _watched(_campaigns(arguments, workers.count), arguments, workers, seen)
    finally:  # ^C too: what was found by then is told, if not yet shrunk to the end
        for number, one in sorted(seen.items()):
            if one.case is not None:
                files[number] = _tell(one, arguments)
    hunts = [_described(one, files.get(number)) for number, one in sorted(seen.items())]
    lost = _lost(seen.values())
    code, status = (1, "counterexample") if files else (3, "undecided") if lost else (0, "done")
    return give(arguments, code, status, [], {"hunts": hunts})


def _workers(arguments: argparse.Namespace) -> Workers:
    """Where the hunts run; what processes leave in memory when they are ended early is removed."""
    from lottery_verify.hunting.checked import remove

    return workers_of(arguments, remove)


def _lost(hunts: Iterable[Hunt]) -> list[Hunt]:
    """Names, on the error stream, the hunts that have no result."""
    from lottery_verify.hunting.runner import NO_RESULT

    lost = [one for one in hunts if one.status == NO_RESULT]
    for one in lost:
        note(one.error, f"no result: {one.property_id}")
    return lost


def _described(hunt: Hunt, file: str | None) -> dict[str, object]:
    """A hunt as a member of the answer."""
    from lottery_verify.hunting.reproduction import note_of

    closest = round(hunt.closest, 6) if math.isfinite(hunt.closest) else None
    told = {"property": hunt.property_id, "dropped": list(hunt.dropping), "seed": hunt.seed, "status": hunt.status}
    return {**told, "examples": hunt.examples, "closest": closest, "note": note_of(hunt), "output": file}


def _campaigns(arguments: argparse.Namespace, at_once: int) -> list[Campaign]:
    from lottery_verify.hunting.many import Campaign
    from lottery_verify.hunting.registry import PROPERTIES, dropping, properties_of

    if arguments.drop and len(arguments.claims) != 1:
        raise InvalidArgument(f"drop {', '.join(arguments.drop)}: name the one claim from which it is dropped")
    if arguments.drop:
        able = [set(dropping(arguments.claims[0], name)) for name in arguments.drop]
        chosen = [one for one in PROPERTIES if all(one in some for some in able)]
        if not chosen:
            raise InvalidArgument(
                f"drop {', '.join(arguments.drop)}: no property of {arguments.claims[0]} can do without all of them"
            )
    else:
        chosen = [one for name in arguments.claims for one in properties_of(name)] or list(PROPERTIES)
    if arguments.examples < 1:
        raise InvalidArgument(f"examples {arguments.examples} must be at least 1")
    turns = -(-len(chosen) // at_once)
    seconds = None if arguments.minutes is None else 60 * arguments.minutes / turns
    repeats = [chosen[:i].count(one) for i, one in enumerate(chosen)]  # a property named twice gets another seed
    return [
        Campaign(
            one.id,
            tuple(arguments.drop),
            10**9 if seconds is not None else max(min(10, arguments.examples), arguments.examples // one.slow),
            seconds,
            arguments.seed + repeat * APART,
        )
        for one, repeat in zip(chosen, repeats, strict=True)
    ]


def _watched(
    campaigns: list[Campaign], arguments: argparse.Namespace, workers: Workers, seen: dict[int, Hunt]
) -> list[Hunt]:
    """Runs the campaigns under a live table, and prints it at the end unless an answer in JSON or none is wanted.

    `seen` holds each hunt as it was last heard of, by number.
    """
    from rich.console import Console
    from rich.live import Live

    from lottery_verify.hunting.many import run_campaigns

    silent = arguments.json or arguments.quiet
    console = Console(stderr=silent, quiet=arguments.quiet)
    if not console.is_terminal:
        console = Console(stderr=silent, quiet=silent, width=140)  # a file has room for the names
    with Live(_table(campaigns, seen), console=console, refresh_per_second=4, transient=True) as live:

        def show(number: int, hunt: Hunt) -> None:
            seen[number] = hunt
            live.update(_table(campaigns, seen))

        alone = arguments.jobs == 1 and arguments.scheduler is None
        pool = None if alone else workers.pool
        hunts = run_campaigns(campaigns, pool=pool, channel=workers.channel, at_once=workers.at_once, progress=show)
    seen.update(enumerate(hunts))
    if silent:
        return hunts
    with console.capture() as captured:  # rich takes a closed pipe for a reason to exit with 1
        console.print(_table(campaigns, seen))
    print(captured.get(), end="", flush=True)
    return hunts


def _table(campaigns: list[Campaign], seen: dict[int, Hunt]) -> Table:
    from rich.table import Table

    dropping = any(campaign.dropping for campaign in campaigns)
    table = Table("property", *(["dropped"] if dropping else []), "examples", "per second", "closest", "status")
    for number, campaign in enumerate(campaigns):
        cells = [campaign.property_id, *([", ".join(campaign.dropping)] if dropping else [])]
        hunt = seen.get(number)
        if hunt is None:
            cells += ["", "", "", "waiting"]
        else:
            cells += [f"{hunt.examples:,}", f"{hunt.rate:,.0f}", f"{hunt.closest:.4g}", hunt.status]
        table.add_row(*cells, style="red" if hunt is not None and hunt.status == "counterexample" else None)
    return table


def _place(hunt: Hunt, folder: str) -> str:
    """A file for a counterexample: what was hunted, what was dropped, and a number where another one stands there."""
    from lottery_verify.hunting.reproduction import to_json

    words = [hunt.property_id, *(["without", *hunt.dropping] if hunt.dropping else [])]
    stem = "counterexample-" + "-".join(re.sub(r"[^\w.+-]+", "-", word).strip("-") for word in words)
    same = to_json(hunt).encode()
    for number in itertools.count(1):
        path = Path(folder, f"{stem}{f'-{number}' if number > 1 else ''}.json")
        if not path.exists() or (path.is_file() and path.read_bytes() == same):
            break
    return str(path)


def _tell(hunt: Hunt, arguments: argparse.Namespace) -> str:
    """Says what was found, and writes it to the file whose name is returned."""
    from lottery_verify.hunting.reproduction import note_of, save, snippet

    said = not (arguments.json or arguments.quiet)
    if said:
        without = f" without {', '.join(hunt.dropping)}" if hunt.dropping else ""
        print(f"counterexample to {hunt.property_id}{without}")
        print(f"  {note_of(hunt)}\n  {hunt.case!r}\n\n{snippet(hunt)}", flush=True)  # whatever becomes of the file
    path = _place(hunt, arguments.output)
    save(hunt, path)
    if said:
        print(f"written to {path}; lottery-verify hunt --replay {shlex.quote(path)} judges it again\n")
    return path


def _list(arguments: argparse.Namespace) -> int:
    from lottery_verify.hunting.registry import PROPERTIES

    text, listed = [], []
    for one in PROPERTIES:
        text.append(f"{one.id}: {one.statement} ({one.evidence})")
        text += [f"    --drop '{drop.name}': {drop.meaning}" for drop in one.drops]
        drops = {drop.name: drop.meaning for drop in one.drops}
        listed.append({"id": one.id, "statement": one.statement, "evidence": one.evidence, "drops": drops})
    return give(arguments, 0, "done", text, {"properties": listed})


def _replay(arguments: argparse.Namespace) -> int:
    from lottery_verify.hunting.reproduction import replay

    property_id, dropped, case, outcome = replay(arguments.replay)
    without = f" without {', '.join(dropped)}" if dropped else ""
    word = "holds" if outcome.holds else "counterexample"
    text = [f"{property_id}{without}: {case!r}", f"{word}: {outcome.note}"]
    keys = {"property": property_id, "dropped": list(dropped), "holds": outcome.holds, "note": outcome.note}
    return give(arguments, int(not outcome.holds), "done" if outcome.holds else word, text, keys)


def _necessity(arguments: argparse.Namespace) -> int:
    from lottery_verify.hunting.necessity import campaigns, to_markdown
    from lottery_verify.networks.saving import atomic_write

    if arguments.drop or arguments.minutes is not None:
        raise InvalidArgument("necessity: drops everything in turn, a number of examples each; no --drop, no --minutes")
    if arguments.examples < 1:
        raise InvalidArgument(f"examples {arguments.examples} must be at least 1")
    chosen = campaigns(arguments.examples, arguments.seed, arguments.claims)
    check_output(arguments.necessity, force=arguments.force)
    hunts = _watched(chosen, arguments, _workers(arguments), {})
    if _lost(hunts):
        raise Undecided("a hunt has no result; no report was written")
    words = ["lottery-verify hunt", *arguments.claims, f"--necessity {arguments.necessity}"]
    command = " ".join([*words, f"--examples {arguments.examples} --seed {arguments.seed}"])
    atomic_write(arguments.necessity, to_markdown(hunts, command=command).encode())
    told = [_described(hunt, None) for hunt in hunts]
    return give(arguments, 0, "done", [], {"hunts": told, **described_file(arguments.necessity)})
