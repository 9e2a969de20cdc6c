"""`lottery-verify check`: the independent checker; other formats are converted by the ordinary loader first."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile

from lottery_verify.checker import __main__ as checker
from lottery_verify.commands.parsers import DEMO, describe


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `check`: the checker's own."""
    describe(
        parser,
        "Repeats a certificate with the independent checker: standard library, integers only. Who asks states the "
        "claim (target, region, epsilon, norm); a certificate of another claim is rejected.",
        [
            DEMO,
            "lottery-verify demo",
            "lottery-verify check demo-output/cert.json --ticket demo-output/ticket.safetensors "
            "--target demo-output/target.safetensors --region box:0,1 --epsilon 0.02",
        ],
        {0: "accepted: the claim is proved", 1: "rejected", 3: "undecided, which does not accept"},
    )
    checker.configure(parser)


def run(arguments: argparse.Namespace) -> int:
    """Runs the checker, on converted copies where a file is not `.safetensors` (and says so)."""
    with tempfile.TemporaryDirectory() as folder:
        for role in ("target", "ticket"):
            path = getattr(arguments, role)
            if os.path.splitext(path)[1].lower() in (".pt", ".pth", ".onnx"):
                setattr(arguments, role, _converted(path, os.path.join(folder, f"{role}.safetensors"), role))
        if arguments.region.lower().endswith(".vnnlib"):
            arguments.region = _bounds(arguments.region, os.path.join(folder, "region.txt"))
        return checker.run(arguments)


def _note(path: str, what: str) -> None:
    print(f"note: {path} is read by the ordinary loader, which is not part of the checker: {what}", file=sys.stderr)


def _converted(path: str, copy: str, role: str) -> str:
    from lottery_verify.networks.saving import atomic_write
    from lottery_verify.tickets.opening import open_network

    _note(path, f"the {role} that is checked is its canonical copy (lottery-verify convert {path} -o OUT.safetensors)")
    atomic_write(copy, open_network(path).canonical())
    return copy


def _bounds(path: str, copy: str) -> str:
    from lottery_verify.commands.regions import print_notes
    from lottery_verify.networks.regions import bounds_text
    from lottery_verify.networks.vnnlib import read_vnnlib

    _note(path, f"the region that is checked is its box (lottery-verify convert {path} -o OUT.txt)")
    print_notes(path)
    with open(copy, "w", encoding="ascii") as file:
        file.write(bounds_text(read_vnnlib(path)))
    return copy
