"""`lottery-verify convert`: writes the files that the trusted checker reads by itself."""

from __future__ import annotations

import argparse

from lottery_verify.commands.answers import add_answer_options, give
from lottery_verify.commands.descriptions import described, described_file
from lottery_verify.commands.parsers import DEMO, describe
from lottery_verify.commands.reading_options import add_reading_options, files_of_options, read_target

EMBEDDED = "embedded:"
"""Before the name of a network that ships with the package, where a file is expected."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    describe(
        parser,
        "Writes a network's canonical .safetensors file, or a VNN-LIB file's input boxes as a text file of bounds: "
        "the two kinds of input that the checker reads without any other library.",
        [
            "lottery-verify convert embedded:digits -o digits.safetensors",
            DEMO,
            "lottery-verify demo",
            "lottery-verify export demo-output/ticket.safetensors --to ticket.onnx",
            "lottery-verify convert ticket.onnx -o dense.safetensors",
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

    if arguments.source.lower().endswith(".vnnlib"):
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
        require_suffix(arguments.output, ".safetensors", "a network's canonical file")
        inputs = (arguments.source, *files_of_options(arguments))
        check_output(arguments.output, inputs=inputs, force=arguments.force)
        own = arguments.source.removeprefix(EMBEDDED)
        network = read_target(own, arguments) if own == arguments.source else embedded_target(own)
        save_network(network, arguments.output)
        widths = "-".join(str(n) for n in network.widths)
        text = f"{arguments.output}: {widths}, {network.n_weights:,} weights, {network.digest}"
        keys = described(network)
    return give(arguments, 0, "done", [text], {**keys, **described_file(arguments.output)})
