"""The input at which a command found the largest difference: printed, written to a file, and as part of an answer."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from lottery_verify.commands.answers import below
from lottery_verify.errors import InvalidArgument

if TYPE_CHECKING:
    from lottery_verify.certificates.reached import Attack
    from lottery_verify.checker.unions import AnyRegion
    from lottery_verify.networks.network import Network
    from lottery_verify.tickets.ticket import Ticket

PRINTED = "-"


def add_witness_option(parser: argparse.ArgumentParser) -> None:
    """Adds --witness, and leaves --force to the command."""
    parser.add_argument(
        "--witness",
        nargs="?",
        const=PRINTED,
        metavar="FILE",
        help="write the input where the largest difference was found: .npy (float64, the nearest such point of the "
        "region, evaluated anew), .counterexample or .vnnlib (exact text, as in VNN-COMP); without FILE print it, "
        "exactly (default: neither)",
    )


def check_witness(arguments: argparse.Namespace, region: AnyRegion, inputs: Iterable[str]) -> None:
    """Refuses, before any work, a file for the witness that can't be written, or that could not hold it."""
    from lottery_verify.certificates.points import FLOATS, TEXT, demand_floats
    from lottery_verify.checker.unions import parts_of
    from lottery_verify.networks.outputs import check_output

    path = arguments.witness
    if path in (None, PRINTED):
        return
    suffix = os.path.splitext(path)[1]
    if suffix not in (*FLOATS, *TEXT):
        raise InvalidArgument(f"witness {path!r} must end in {', '.join((*FLOATS, *TEXT))}")
    if suffix in FLOATS:
        for part in parts_of(region):
            demand_floats(part)
    output = getattr(arguments, "output", None)
    if output is not None and os.path.realpath(output) == os.path.realpath(path):
        raise InvalidArgument(f"witness {path!r} is the output's file, too; name another")
    check_output(path, inputs=inputs, force=arguments.force)


def written(
    arguments: argparse.Namespace, tried: Attack, pair: tuple[Network, Ticket | Network], region: AnyRegion
) -> list[str]:
    """Writes the witness where a file is named; what is to be said of it, in lines."""
    from lottery_verify.certificates.decimals import decimal_down
    from lottery_verify.certificates.points import FLOATS, as_floats, write_point
    from lottery_verify.certificates.reached import at_point
    from lottery_verify.networks.regions import part_with

    path = arguments.witness
    if path is None:
        return []
    if path == PRINTED:
        return ["x = " + " ".join(map(str, tried.witness))]
    target, ticket = pair
    point = tried.witness
    part = part_with(region, point)
    if os.path.splitext(path)[1] in FLOATS:
        meant = {"norm": arguments.norm, "only": arguments.only}
        near = at_point(ticket, target, as_floats(point, part), region=part, **meant)
        point, reached = near.witness, near.found
    else:
        reached = tried.found
    write_point(path, point)
    moved = "" if point == tried.witness else ", at the nearest point of float64"
    return [f"written: {path}, an input with a difference of {decimal_down(reached)}{moved}"]


def witness_key(tried: Attack | None) -> dict[str, object] | None:
    """The witness as a member of an answer: the point, the output that differs most there, and the difference."""
    if tried is None:
        return None
    return {"point": list(map(str, tried.witness)), "output": tried.output, "difference": below(tried.found)}
