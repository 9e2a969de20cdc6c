"""`lottery-verify show`."""

from __future__ import annotations

import argparse
import sys

from lottery_verify.commands.parsers import DEMO, describe
from lottery_verify.commands.reading_options import add_reading_options, read_network


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `show`."""
    describe(
        parser,
        "Says what a file is: a ticket (seed, method, sizes, sparsity), a network, or a certificate (what it claims).",
        [DEMO, "lottery-verify demo", "lottery-verify show demo-output/ticket.safetensors"],
        {0: "done; nothing is checked by it"},
    )
    parser.add_argument("file", help="a ticket, a network (.pt, .pth, .safetensors, .onnx), or a certificate (.json)")
    add_reading_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Prints what the file is, from its header where it has one."""
    if arguments.file.lower().endswith(".json"):
        from lottery_verify.certificates.certificate import load_certificate

        print(load_certificate(arguments.file))
        return 0
    print(read_network(arguments.file, arguments, sys.stdout))
    return 0
