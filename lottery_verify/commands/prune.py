"""`lottery-verify prune`."""

from __future__ import annotations

import argparse
import os
import re

from lottery_verify.errors import InvalidArgument


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `prune`."""
    parser.add_argument("target", help="the target network: .pt, .safetensors or .onnx")
    parser.add_argument("-o", "--output", required=True, help="the ticket to write, .safetensors")
    parser.add_argument(
        "--region", required=True, help="box:LOWER,UPPER, ball:RADIUS, a .vnnlib box, or a file of bounds"
    )
    parser.add_argument("--epsilon", required=True, help="the error of the output to stay within, as decimal or ratio")
    parser.add_argument("--seed", type=int, required=True, help="the source's seed")
    parser.add_argument("--method", choices=("nearest", "product", "golden", "subset-sum"), default="golden")
    parser.add_argument(
        "--shape", choices=("shared", "dedicated"), default="shared", help="blocks per input or per link"
    )
    parser.add_argument("--law", choices=("uniform", "hyperbolic"), help="weight law; the method's own when left out")
    parser.add_argument("--base", default="phi", help="γ of golden decomposition: phi or a number in (1, phi]")
    parser.add_argument("--norm", choices=("linf", "l2"), default="linf", help="norm of the output difference")
    parser.add_argument("--neurons", default="fit", help="intermediate neurons per block: fit, theorem, or a number")
    parser.add_argument("--delta", default="0.01", help="failure probability for --neurons theorem")


def run(arguments: argparse.Namespace) -> int:
    """Prunes, writes the ticket, and prints what it is."""
    from lottery_verify.networks.loading import load_target
    from lottery_verify.networks.regions import load_region
    from lottery_verify.pruning.pruner import prune

    if not arguments.output.endswith(".safetensors"):
        raise InvalidArgument(
            f"output {arguments.output!r} must end in .safetensors; see `lottery-verify export` for others"
        )
    if os.path.isdir(arguments.output) or not os.path.isdir(os.path.dirname(arguments.output) or "."):
        raise InvalidArgument(f"output {arguments.output!r}: no such folder, or a folder itself")
    target = load_target(arguments.target)
    ticket = prune(
        target,
        region=load_region(arguments.region, target.widths[0]),
        epsilon=arguments.epsilon,
        method=arguments.method,
        seed=arguments.seed,
        shape=arguments.shape,
        law=arguments.law,
        base=arguments.base,
        norm=arguments.norm,
        neurons=int(arguments.neurons) if re.fullmatch("[0-9]{1,20}", arguments.neurons) else arguments.neurons[:60],
        delta=arguments.delta,
        progress=True,
    )
    ticket.save(arguments.output)
    print(ticket)
    return 0
