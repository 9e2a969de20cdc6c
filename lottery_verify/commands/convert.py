"""`lottery-verify convert`: writes the files that the trusted checker reads by itself."""

from __future__ import annotations

import argparse
import os

from lottery_verify.commands.answers import add_answer_options, give, note_masks
from lottery_verify.commands.descriptions import described, described_file
from lottery_verify.commands.parsers import DEMO, describe
from lottery_verify.commands.reading_options import add_reading_options, files_of_options, read_network, read_target
from lottery_verify.errors import InvalidArgument

MASKED = "a ticket with its masks (`lottery-verify export` writes .onnx and .pt)"
EMBEDDED = "embedded:"
"""Before the name of a network that ships with the package, where a file is expected."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    describe(
        parser,
        "Writes a network's canonical .safetensors file, or a VNN-LIB file's input boxes as a text file of bounds: "
        "the two kinds of input that the checker reads without any other library. "
        "With --masks it writes a ticket again.",
        [
            "lottery-verify convert embedded:digits -o digits.safetensors",
            DEMO,
            "lottery-verify demo",
            "lottery-verify export demo-output/ticket.safetensors --to ticket.onnx",
            "lottery-verify convert ticket.onnx -o dense.safetensors",
            "lottery-verify convert demo-output/ticket.safetensors -o small.safetensors --masks coded",
        ],
        {0: "the file is written"},
    )
    parser.add_argument(
        "source",
        metavar="FILE",
        help="a network (.pt, .pth, .onnx, .safetensors), a .vnnlib file, or a network that comes with this package: "
        "embedded:digits, embedded:controller, embedded:controller-pruned",
    )
    parser.add_argument(
        "-o", "--output", required=True, metavar="OUT", help="OUT.safetensors, or OUT.txt for a .vnnlib file"
    )
    parser.add_argument(
        "--masks",
        choices=("plain", "coded"),
        help="FILE is a ticket, to be written again with the same digest: coded, its masks as integers, in about half "
        "the bytes (not for --shape free, which has no codes); or plain, as bits or indices (default: FILE is no "
        "ticket)",
    )
    parser.add_argument("--force", action="store_true", help="overwrite the output file if it is there already")
    add_reading_options(parser)
    add_answer_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Converts and says what was written.

    Returns:
        0.
    Raises:
        InvalidArgument: the output's suffix is not the one for this kind of input.
        MalformedFile, UnsupportedNetwork, OSError: the input can't be read or the output can't be written.
    """
    from lottery_verify.checker.unions import parts_of
    from lottery_verify.commands.regions import print_notes
    from lottery_verify.networks.embedded import embedded_target
    from lottery_verify.networks.outputs import check_output
    from lottery_verify.networks.regions import bounds_text
    from lottery_verify.networks.saving import atomic_write, require_suffix, save_network
    from lottery_verify.networks.vnnlib import read_specification

    if arguments.source.lower().endswith(".vnnlib") and arguments.masks is None:
        require_suffix(arguments.output, ".txt", "a box of bounds")
        check_output(arguments.output, inputs=(arguments.source,), force=arguments.force)
        region = read_specification(arguments.source).region
        boxes = len(parts_of(region))
        print_notes(arguments.source)
        atomic_write(arguments.output, bounds_text(region).encode())
        several = f", {boxes} boxes" if boxes > 1 else ""
        text = f"{arguments.output}: bounds of {region.width} inputs{several}"
        keys: dict[str, object] = {"kind": "region", "region": region.describe()}
    else:
        what = "a network's canonical file" if arguments.masks is None else MASKED
        require_suffix(arguments.output, ".safetensors", what)
        inputs = (arguments.source, *files_of_options(arguments))
        check_output(arguments.output, inputs=inputs, force=arguments.force)
        if arguments.masks is not None:
            return _masks(arguments)
        own = arguments.source.removeprefix(EMBEDDED)
        network = read_target(own, arguments) if own == arguments.source else embedded_target(own)
        save_network(network, arguments.output)
        widths = "-".join(str(n) for n in network.widths)
        text = f"{arguments.output}: {widths}, {network.n_weights:,} weights, {network.digest}"
        keys = described(network)
    return give(arguments, 0, "done", [text], {**keys, **described_file(arguments.output)})


def _masks(arguments: argparse.Namespace) -> int:
    """Writes a ticket again, with its masks as codes or plain."""
    from lottery_verify.tickets.ticket import Ticket

    own = arguments.source.startswith(EMBEDDED)
    ticket = None if own else read_network(arguments.source, arguments, say=False)
    if not isinstance(ticket, Ticket):
        raise InvalidArgument(f"{arguments.source}: a network; --masks is about a ticket, as `prune` writes it")
    note_masks(arguments.masks, ticket.save(arguments.output, masks=arguments.masks))
    size = os.path.getsize(arguments.output)
    each = f"{8 * size / ticket.weights:.1f} bits for each of {ticket.weights:,} target weights"
    text = f"{arguments.output}: {size:,} bytes, {each}, {ticket.digest}"
    return give(arguments, 0, "done", [text], {**described(ticket), **described_file(arguments.output)})
