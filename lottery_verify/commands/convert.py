"""`lottery-verify convert`: writes the files that the trusted checker reads by itself."""

from __future__ import annotations

import argparse

from lottery_verify.commands.reading_options import add_reading_options, read_target


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.description = (
        "Writes a network's canonical .safetensors file, or a VNN-LIB file's input box as a text file of "
        "bounds: "
        "the two kinds of input that the checker reads without any other library."
    )
    parser.add_argument(
        "source", metavar="FILE", help="a network (.pt, .pth, .onnx, .safetensors), or a .vnnlib file"
    )
    parser.add_argument(
        "-o", "--output", required=True, metavar="OUT", help="OUT.safetensors, or OUT.txt for a .vnnlib file"
    )
    add_reading_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Converts and says what was written.

    Returns:
        0.
    Raises:
        InvalidArgument: the output's suffix is not the one for this kind of input.
        MalformedFile, UnsupportedNetwork, OSError: the input can't be read or the output can't be written.
    """
    from lottery_verify.networks.regions import bounds_text
    from lottery_verify.networks.saving import atomic_write, require_suffix, save_network
    from lottery_verify.networks.vnnlib import read_vnnlib

    if arguments.source.endswith(".vnnlib"):
        require_suffix(arguments.output, ".txt", "a box of bounds")
        box = read_vnnlib(arguments.source)
        atomic_write(arguments.output, bounds_text(box).encode())
        print(
            f"{arguments.output}: bounds of {box.width} inputs; constraints on outputs are not part of a "
            "region"
        )
    else:
        require_suffix(arguments.output, ".safetensors", "a network's canonical file")
        network = read_target(arguments.source, arguments)
        save_network(network, arguments.output)
        widths = "-".join(str(n) for n in network.widths)
        print(f"{arguments.output}: {widths}, {network.n_weights:,} weights, {network.digest}")
    return 0
