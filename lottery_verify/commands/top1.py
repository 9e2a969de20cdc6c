"""`--claim top1` of `certify` and `attack`: whether an input of the region changes the predicted class."""

from __future__ import annotations

import argparse
import os
import time
from fractions import Fraction
from typing import TYPE_CHECKING

from lottery_verify.checker.claim import TOP1, Claim
from lottery_verify.commands.answers import give
from lottery_verify.commands.witnesses import PRINTED
from lottery_verify.errors import InvalidArgument

if TYPE_CHECKING:
    from lottery_verify.certificates.disagreement import Disagreement
    from lottery_verify.checker.regions import Region
    from lottery_verify.checker.unions import AnyRegion
    from lottery_verify.networks.network import Network
    from lottery_verify.tickets.ticket import Ticket

SHOWN = 8  # entries of a point that a sentence shows


def certify(
    arguments: argparse.Namespace, target: Network, ticket: Ticket | Network, region: AnyRegion, started: float
) -> int:
    """Decides agreement, answers, and writes the certificate where it is proved."""
    from dataclasses import replace

    from lottery_verify.certificates.agreement import prove_top1
    from lottery_verify.certificates.assumed import assumed_of
    from lottery_verify.executors.processes import processors

    region, margin = _single(region), _margin(arguments)
    with processors() as (workers, _):
        found = prove_top1(
            ticket,
            target,
            region=region,
            margin=margin,
            timeout=arguments.timeout,
            seed=arguments.seed,
            samples=0 if arguments.no_attack else arguments.samples,
            workers=workers,
        )
    assumed = assumed_of(ticket, target)
    code, status = {"agreed": (0, "accepted"), "differs": (1, "rejected"), "undecided": (3, "undecided")}[found.status]
    text, output = [], None
    if found.certificate is not None:
        made = replace(found.certificate, assumed=assumed)
        text.append(str(made))
        output = arguments.output
        if output:
            made.save(output)
            text.append(f"written: {output}")
    elif found.witness is not None:
        text += [*_sentences(found.witness, status), *_written(arguments, found.witness, (target, ticket), region)]
    else:
        looked = f"{found.boxes:,} boxes and parts"
        text.append(f"undecided: {Claim(TOP1, margin)}: neither proved nor refuted after {looked}")
    keys = {
        "claim": _claim(target, ticket, region, margin),
        "reason": None if found.status == "agreed" else text[0].partition(": ")[2],
        "witness": _key(found.witness),
        "certificate": output,
        "boxes": found.boxes,
        "assumed": assumed,
        "seed": arguments.seed,
        "seconds": round(time.monotonic() - started, 3),
    }
    return give(arguments, code, status, text, keys)


def attack(arguments: argparse.Namespace, target: Network, ticket: Ticket | Network, region: AnyRegion) -> int:
    """Searches an input that changes the predicted class; answers 1 where there is one."""
    from lottery_verify.certificates.disagreement import attack_top1

    region, margin = _single(region), _margin(arguments)
    tried = attack_top1(
        ticket,
        target,
        region=region,
        margin=margin,
        seed=arguments.seed,
        samples=arguments.samples,
        steps=arguments.steps,
    )
    found = tried.witness
    text = [str(tried)]
    if found is not None:
        text += [*_written(arguments, found, (target, ticket), region), *_sentences(found, "rejected")]
    keys = {
        "claim": _claim(target, ticket, region, margin),
        "witness": _key(found),
        "samples": tried.samples,
        "seed": tried.seed,
    }
    return give(arguments, int(found is not None), "done" if found is None else "rejected", text, keys)


def _single(region: AnyRegion) -> Region:
    """One box or ball; InvalidArgument for a union of boxes."""
    from lottery_verify.checker.unions import Boxes

    if isinstance(region, Boxes):
        raise InvalidArgument(
            f"--claim top1 is about one box or ball, but the region has {len(region.parts)} boxes; give one of "
            "them at a time, as box:LOW,HIGH or as a text file of an input's bounds on each line"
        )
    return region


def _margin(arguments: argparse.Namespace) -> Fraction:
    from lottery_verify.arguments import as_fraction

    return Fraction(0) if arguments.margin is None else as_fraction("margin", arguments.margin, at_least=0)


def _claim(target: Network, ticket: Ticket | Network, region: Region, margin: Fraction) -> dict[str, object]:
    about = {"target": target.digest, "ticket": ticket.digest, "region": region.describe()}
    return Claim(TOP1, margin).described(about)


def _sentences(found: Disagreement, status: str) -> list[str]:
    """Where the class changes, and by how much, in words."""
    point = ", ".join(str(float(v)) for v in found.x[:SHOWN]) + (", …" if len(found.x) > SHOWN else "")
    lead = found.target[found.before] - max(v for k, v in enumerate(found.target) if k != found.before)
    over = found.ticket[found.after] - found.ticket[found.before]
    return [
        f"{status}: the predicted class changes from {found.before} to {found.after} at x = ({point})",
        f"  there the target's output {found.before} leads by {float(lead):.6g}, and the ticket's output {found.after} "
        f"is above its output {found.before} by {float(over):.6g}",
    ]


def _written(
    arguments: argparse.Namespace, found: Disagreement, pair: tuple[Network, Ticket | Network], region: Region
) -> list[str]:
    """Prints or writes the witness, as `--witness` asks."""
    from lottery_verify.certificates.disagreement import Hunter
    from lottery_verify.certificates.points import FLOATS, as_floats, write_point

    path, point = arguments.witness, found.x
    if path is None:
        return []
    if path == PRINTED:
        return ["x = " + " ".join(map(str, point))]
    if os.path.splitext(path)[1] in FLOATS:
        point = tuple(map(Fraction, as_floats(point, region).tolist()))
        target, ticket = pair
        if Hunter(ticket, target, _margin(arguments)).at(point) is None:
            return [f"not written: {path}, since no float64 near the witness changes the class; name a .vnnlib"]
    write_point(path, point)
    return [f"written: {path}, an input that changes the predicted class"]


def _key(found: Disagreement | None) -> dict[str, object] | None:
    """The witness as a member of an answer."""
    if found is None:
        return None
    return {"point": list(map(str, found.x)), "before": found.before, "after": found.after}
