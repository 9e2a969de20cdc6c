"""`lottery-verify prune`."""

from __future__ import annotations

import argparse

from lottery_verify.errors import InvalidArgument, NoTicketError


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `prune`."""
    parser.add_argument("target", help="the target network: .pt, .safetensors or .onnx")
    parser.add_argument("-o", "--output", required=True, help="the ticket to write, .safetensors")
    parser.add_argument("--force", action="store_true", help="overwrite the output file if it is there already")
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
    from lottery_verify.networks.outputs import check_output
    from lottery_verify.networks.regions import load_region
    from lottery_verify.pruning.pruner import prune

    if not arguments.output.endswith(".safetensors"):
        raise InvalidArgument(
            f"output {arguments.output!r} must end in .safetensors; see `lottery-verify export` for others"
        )
    check_output(arguments.output, inputs=(arguments.target, arguments.region), force=arguments.force)
    target = load_target(arguments.target)
    try:
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
            neurons=int(arguments.neurons) if arguments.neurons.isdecimal() else arguments.neurons,
            delta=arguments.delta,
            progress=True,
        )
    except NoTicketError as error:
        raise NoTicketError(f"{error}; nothing was written") from None
    ticket.save(arguments.output)
    print(ticket)
    return 0
