"""`lottery-verify certify … --around IMAGES`: a row for each image and radius."""

from __future__ import annotations

import argparse
import os
import sys
from fractions import Fraction
from typing import TYPE_CHECKING

from lottery_verify.checker.claim import TOP1
from lottery_verify.commands.answers import give, head, note
from lottery_verify.commands.claim_options import refuse_misfits
from lottery_verify.commands.reading_options import files_of_options, read_pair
from lottery_verify.commands.rows import agreement, answer, settled
from lottery_verify.commands.worker_options import add_worker_options, workers_of
from lottery_verify.errors import InvalidArgument

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lottery_verify.certificates.proof import AgreementProof
    from lottery_verify.neighbourhoods.around import Neighbourhoods
    from lottery_verify.networks.network import Network
    from lottery_verify.tickets.ticket import Ticket

AROUND = (
    "images (.npy, .csv with one in each line, or .pt) around each of which the claim is made: the box of all inputs "
    "within --radius of the image's; see the options for neighbourhoods"
)
FOR_A_CERTIFICATE = 10.0  # seconds, about, for a row's proof of agreement
OWN = ("radius", "clip", "scale", "plot", "certificates", "jobs", "scheduler")
NOT_HERE = {
    "samples": 20_000, "gates": False, "no_attack": False, "witness": None, "only": None, "margin": None,
    "outputs": False, "region": None, "spec": None, "network": None, "vnncomp": False,
}  # fmt: skip


NAMED = {"ticket": "a TICKET", "target": "a --target"}


def add_around_options(parser: argparse.ArgumentParser) -> None:
    """Adds what goes with --around."""
    group = parser.add_argument_group(
        "neighbourhoods",
        "A row for each image and radius: [found, proved], and whether the predicted class stays the same, as in "
        "certify pruned.onnx --target original.onnx --around images.npy --radius 0.01,0.03 --clip 0,1 -o rows.json",
    )
    group.add_argument(
        "--radius",
        metavar="R,…",
        help="how far each input may move, above 0, in the unit of the inputs; several with commas (default: none)",
    )
    group.add_argument("--clip", metavar="LOW,HIGH", help="the range to which boxes are cut (default: none)")
    group.add_argument(
        "--scale", metavar="S", help="what the stored numbers are divided by; needed for integers (default: 1)"
    )
    group.add_argument("--plot", metavar="FILE", help="draw the rows, .png or .svg (default: no figure)")
    group.add_argument(
        "--certificates",
        metavar="FOLDER",
        help="write each row's certificate (with --claim top1 that of agreement, too) and region, in a folder that is "
        "empty or not yet there (default: none)",
    )
    add_worker_options(group, work="exact part", default=None)


def refuse_strays(arguments: argparse.Namespace) -> None:
    """Refuses options that have no meaning for what is asked."""
    if arguments.around is None:
        strays = [name for name in OWN if getattr(arguments, name) is not None]
        where = "for --around"
    else:
        strays = [name for name, usual in NOT_HERE.items() if getattr(arguments, name, usual) != usual]
        where = "not for --around"
    if strays:
        raise InvalidArgument(f"--{strays[0].replace('_', '-')} is {where}")
    missing = [name for name in ("ticket", "target") if getattr(arguments, name) is None]
    if arguments.around is not None and missing:
        raise InvalidArgument(f"--around needs {' and '.join(NAMED[name] for name in missing)}")


def run_around(arguments: argparse.Namespace) -> int:
    """Brackets the difference around each image, prints the rows and a summary, and writes what is asked for."""
    import torch

    from lottery_verify.arguments import as_fraction
    from lottery_verify.executors.processes import available
    from lottery_verify.neighbourhoods.around import prove_around
    from lottery_verify.neighbourhoods.images import read_images

    if arguments.radius is None:
        raise InvalidArgument("--around needs a --radius")
    classes = refuse_misfits(arguments)
    wanted = None if arguments.epsilon is None else as_fraction("epsilon", arguments.epsilon, above=0)
    _check_files(arguments)
    target, ticket = read_pair(arguments)
    images = read_images(arguments.around, target.widths[0], scale=arguments.scale)
    if images.note:
        note(images.note)
    clip = None if arguments.clip is None else arguments.clip.split(",")
    torch.set_num_threads(1)  # the other cores decide boxes
    where = workers_of(arguments)
    with where.pool() as executor:
        made = prove_around(
            ticket,
            target,
            images,
            radii=arguments.radius.split(","),
            clip=clip,
            norm=arguments.norm,
            gap=arguments.gap,
            timeout=arguments.timeout,
            seed=arguments.seed,
            workers=executor,
            processes=min(where.count, available()),  # as many threads here propose what they decide
            progress=told if sys.stderr.isatty() and not arguments.quiet else None,
        )
    code, status, reason = agreement(made) if classes else settled(made, wanted)
    keys = answer(made, arguments, wanted, reason)
    text = [*map(str, made.rows), *map(str, made.summaries), f"{made.per_minute:,.0f} rows a minute"]
    agreements = agreeing(made, target, ticket, arguments.seed) if classes and arguments.certificates else {}
    text += _written(made, agreements, arguments, code, status, keys)
    if reason:
        text.append(f"{status}: {reason}")
    return give(arguments, code, status, text, keys)


def _check_files(arguments: argparse.Namespace) -> None:
    """Refuses, before any work, files that can't be written."""
    from lottery_verify.networks.outputs import check_folder, check_output

    inputs = (arguments.ticket, arguments.target, arguments.around, *files_of_options(arguments))
    for path in filter(None, (arguments.output, arguments.plot)):
        check_output(path, inputs=inputs, force=arguments.force)
    if arguments.plot and os.path.splitext(arguments.plot)[1] not in (".png", ".svg"):
        raise InvalidArgument(f"plot {arguments.plot!r} must end in .png or .svg")
    if arguments.output and arguments.plot and os.path.realpath(arguments.output) == os.path.realpath(arguments.plot):
        raise InvalidArgument(f"plot {arguments.plot!r} is the output's file, too; name another")
    folder = arguments.certificates
    if not folder:
        return
    if os.path.isdir(folder):
        check_folder(folder, "certificates")
        if os.listdir(folder) and not arguments.force:
            raise InvalidArgument(f"certificates {folder!r}: the folder is not empty; --force writes into it")
    else:
        check_folder(os.path.dirname(os.path.abspath(folder)), "certificates")


def agreeing(made: Neighbourhoods, target: Network, ticket: Ticket | Network, seed: int) -> dict[int, AgreementProof]:
    """The proof of agreement of each row that has one, by the row's number.

    A row's class may be settled by rows of back-substitution, which the checker's rule of classes does not use; so
    each such box is decided again by that rule, and one that it does not settle in time has no certificate.
    """
    from lottery_verify.certificates.agreement import Top1
    from lottery_verify.neighbourhoods.rows import AGREED

    classes, found = Top1(ticket, target), {}
    for number, row in enumerate(made.rows):
        if row.top1 == AGREED:
            proof = classes.prove(row.box, timeout=FOR_A_CERTIFICATE, seed=seed, samples=0).certificate
            if proof is not None:
                found[number] = proof
    return found


def _written(
    made: Neighbourhoods,
    agreements: Mapping[int, AgreementProof],
    arguments: argparse.Namespace,
    code: int,
    status: str,
    keys: dict[str, object],
) -> list[str]:
    """Writes the rows, the figure and the certificates; what is to be said of them."""
    from lottery_verify.checker.answers import Manner
    from lottery_verify.networks.saving import atomic_write

    text = []
    if arguments.certificates:
        text += _write_certificates(made, agreements, arguments.certificates, arguments.claim == TOP1)
    if arguments.plot:
        from lottery_verify.reporting.neighbourhoods import drawn

        figure = drawn(made)
        atomic_write(arguments.plot, figure.svg if arguments.plot.endswith(".svg") else figure.png)
        text.append(f"written: {arguments.plot}")
    if arguments.output:
        whole = Manner(head=head(arguments.command)).answer(status, code, keys)
        atomic_write(arguments.output, (whole + "\n").encode())
        text.append(f"written: {arguments.output}")
    return text


def _write_certificates(
    made: Neighbourhoods, agreements: Mapping[int, AgreementProof], folder: str, classes: bool
) -> list[str]:
    """A certificate of each row's bound, of its agreement where that is claimed, and the region's file of both."""
    from lottery_verify.networks.regions import bounds_text
    from lottery_verify.networks.saving import atomic_write

    os.makedirs(folder, exist_ok=True)
    count = 0
    for number, row in enumerate(made.rows):
        proof, same = made.certificate(row), agreements.get(number)
        if proof is None and same is None:
            continue
        name = os.path.join(folder, f"image-{row.image}-radius-{_word(row.radius)}")
        if proof is not None:
            proof.save(f"{name}.json")
            count += 1
        if same is not None:
            same.save(f"{name}-top1.json")
        atomic_write(f"{name}.txt", bounds_text(row.box).encode())
    text = [f"written: {count} certificates (.json) and their regions (.txt, for check's --region) in {folder}"]
    if classes:
        agreed = sum(one.agreed for one in made.summaries)
        missing = agreed - len(agreements)
        more = f"; {missing} rows agreed that the checker's rule of classes did not settle in time" if missing else ""
        text.append(f"written: {len(agreements)} certificates of agreement (-top1.json) of the same regions{more}")
    return text


def _word(radius: Fraction) -> str:
    """A radius as part of a file's name."""
    from lottery_verify.arguments import readable

    text = readable(radius)
    return text if text.replace(".", "").isalnum() else str(radius).replace("/", "-")


def told(done: int, total: int) -> None:
    """One line that is written over."""
    end = "\n" if done == total else ""
    print(f"\r{done:,} of {total:,} neighbourhoods ", end=end, file=sys.stderr, flush=True)
