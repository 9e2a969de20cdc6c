"""`lottery-verify show`."""

from __future__ import annotations

import argparse

from lottery_verify.commands.answers import add_answer_options, give
from lottery_verify.commands.descriptions import described, described_certificate
from lottery_verify.commands.parsers import DEMO, describe
from lottery_verify.commands.reading_options import add_reading_options, read_network
from lottery_verify.errors import printable


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
    add_answer_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Says what the file is, from its header where it has one."""
    if arguments.file.lower().endswith(".json"):
        from lottery_verify.certificates.parts import read_certificate

        made = read_certificate(arguments.file)
        return give(arguments, 0, "done", [str(made)], described_certificate(made))
    network = read_network(arguments.file, arguments, say=False)
    name, assumed = getattr(network, "name", ""), getattr(network, "assumed", ())
    said = [printable(f"assumed of {name}: {sentence}") for sentence in assumed]
    return give(arguments, 0, "done", [*said, str(network)], described(network))
