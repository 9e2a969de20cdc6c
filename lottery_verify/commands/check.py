"""`lottery-verify check`: the independent checker; other formats are converted by the ordinary loader first."""

from __future__ import annotations

import argparse
import os
import tempfile
from dataclasses import replace
from fractions import Fraction

from lottery_verify.checker import __main__ as checker
from lottery_verify.checker.claim import SUP
from lottery_verify.checker.networks import open_file
from lottery_verify.checker.verdict import Verdict
from lottery_verify.commands.answers import head, note, notes
from lottery_verify.commands.parsers import DEMO, describe
from lottery_verify.commands.reading_options import (
    add_reading_options,
    read_target_of_pair,
    read_ticket_of_pair,
    refuse_unused,
)
from lottery_verify.commands.specifications import EXAMPLE, Question, add_specification_options, asked
from lottery_verify.errors import InvalidArgument

_CONVERTED = (".pt", ".pth", ".pth.tar", ".onnx")
_OPTIONS_OF = {"ticket": ("key", "mask"), "target": ("target_activations", "target_module", "target_key")}


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the checker's arguments, and the options for what the ordinary loader converts."""
    describe(
        parser,
        "Repeats a certificate with the independent checker: standard library, integers only. Who asks states the "
        "claim (target, region, epsilon, norm); a certificate of another claim is rejected.",
        [
            DEMO,
            "lottery-verify demo",
            "lottery-verify check demo-output/cert.json --ticket demo-output/ticket.safetensors "
            "--target demo-output/target.safetensors --region box:0,1 --epsilon 0.02",
            "The same, with the claim as a VNN-LIB file states it",
            f"lottery-verify check demo-output/cert.json {EXAMPLE}",
        ],
        {0: "accepted: the claim is proved", 1: "rejected", 3: "undecided, which does not accept"},
    )
    checker.configure(parser, " (default: that of --spec)")
    add_specification_options(parser)
    add_reading_options(parser, pair=True)


def run(arguments: argparse.Namespace) -> int:
    """Runs the checker, on converted copies where a file is not `.safetensors` (and says so)."""
    question = _question(arguments)
    converted = [role for role in ("target", "ticket") if getattr(arguments, role).lower().endswith(_CONVERTED)]
    if converted:
        refuse_unused(arguments)
    for role, options in _OPTIONS_OF.items():
        unused = () if role in converted else options if converted else (*options, "activations", "module")
        if any(getattr(arguments, name) for name in unused):
            raise InvalidArgument(
                f"{getattr(arguments, role)}: the options for files of tensors by name are for .pt and .pth; "
                "`lottery-verify convert` takes them for other files"
            )
    with tempfile.TemporaryDirectory() as folder:
        copies = {role: _converted(arguments, role, os.path.join(folder, f"{role}.safetensors")) for role in converted}
        for role, copy in copies.items():
            setattr(arguments, role, copy)
        if question is not None or arguments.region.lower().endswith(".vnnlib"):
            arguments.region = _bounds(arguments.region, os.path.join(folder, "region.txt"), question)
        if question is not None:
            question.demand_fit(open_file(arguments.target).header, open_file(arguments.ticket).header)
        verdict = checker.judged(arguments)
        if question is not None and question.attained:
            verdict = strictly(verdict, Fraction(arguments.epsilon))
        more = {"certificate": arguments.certificate, "notes": notes()}
        return checker.tell(verdict, arguments, head(arguments.command), more)


def _question(arguments: argparse.Namespace) -> Question | None:
    """The question of --spec, whose networks, region and epsilon are filled in; None where there is no --spec."""
    if arguments.spec is None:
        if arguments.network:
            raise InvalidArgument("--network names a network of --spec; give --spec FILE.vnnlib too")
        missing = [f"--{name}" for name in ("ticket", "target", "region") if getattr(arguments, name) is None]
        if missing:
            raise InvalidArgument(f"the following arguments are required: {', '.join(missing)}")
        return None
    if arguments.claim != SUP or arguments.only is not None or arguments.margin is not None:
        raise InvalidArgument("--claim, --only and --margin: --spec states the claim, of all outputs; leave them out")
    question = asked(arguments)
    arguments.epsilon = str(arguments.epsilon)
    return question


def strictly(verdict: Verdict, epsilon: Fraction) -> Verdict:
    """The verdict where a difference of epsilon itself is a counterexample: what is proved must be below epsilon."""
    if verdict.status != "accepted" or verdict.proved is None:
        return verdict
    if verdict.proved < epsilon:
        return replace(verdict, reason=f"sup ‖F − Ĝ‖ < {epsilon} (linf) over the whole region")
    told = f"the certificate proves {epsilon} and no less, but --spec asks that {epsilon} itself is not reached"
    return replace(verdict, status="undecided", reason=told)


def _note(path: str, what: str) -> None:
    note(f"{path} is read by the ordinary loader, which is not part of the checker: {what}")


def _converted(arguments: argparse.Namespace, role: str, copy: str) -> str:
    from lottery_verify.networks.saving import atomic_write

    path = getattr(arguments, role)
    _note(path, f"the {role} that is checked is its canonical copy (lottery-verify convert {path} -o OUT.safetensors)")
    read = read_target_of_pair if role == "target" else read_ticket_of_pair
    atomic_write(copy, read(arguments).canonical())
    return copy


def _bounds(path: str, copy: str, question: Question | None) -> str:
    from lottery_verify.commands.regions import print_notes
    from lottery_verify.networks.regions import bounds_text
    from lottery_verify.networks.vnnlib import read_specification

    _note(path, f"the region that is checked is what it states of inputs (lottery-verify convert {path} -o OUT.txt)")
    read = read_specification(path)
    if question is None:
        print_notes(path)
    else:  # what it says of the outputs is used
        for sentence in read.notes:
            note(sentence)
    with open(copy, "w", encoding="ascii") as file:
        file.write(bounds_text(read.region))
    return copy
