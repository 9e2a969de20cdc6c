"""`lottery-verify prune`."""

from __future__ import annotations

import argparse
import re

from lottery_verify.commands.answers import add_answer_options, give
from lottery_verify.commands.descriptions import described, described_file
from lottery_verify.commands.parsers import DEMO, NORM, REGION, describe
from lottery_verify.commands.reading_options import add_reading_options, files_of_options, read_target
from lottery_verify.errors import InvalidArgument, NoTicketError


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `prune`."""
    describe(
        parser,
        "Prunes the target out of the random network of a seed: keeps some of its weights, changes none, so that the "
        "output is within epsilon of the target's everywhere in the region, and writes the masks as a ticket.",
        [
            DEMO,
            "lottery-verify demo",
            "lottery-verify prune demo-output/target.safetensors --region box:0,1 --epsilon 0.02 --seed 17 "
            "-o ticket.safetensors",
        ],
        {0: "the ticket is written", 1: "this draw of the random network holds no such ticket; nothing is written"},
    )
    parser.add_argument("target", help="the target network: .pt, .safetensors or .onnx")
    parser.add_argument("-o", "--output", required=True, help="the ticket to write, .safetensors")
    parser.add_argument("--force", action="store_true", help="overwrite the output file if it is there already")
    parser.add_argument("--region", required=True, help=REGION)
    parser.add_argument(
        "--epsilon",
        required=True,
        help="the error of the output to stay within: above 0, in the unit of the outputs, a decimal or a ratio",
    )
    parser.add_argument(
        "--seed", type=int, required=True, help="of the random network, an integer from 0 to 2^64 - 1: no default"
    )
    parser.add_argument(
        "--method",
        choices=("nearest", "product", "golden", "subset-sum"),
        default="golden",
        help="how kept products v·u make up a weight w: nearest (u near |w|, v near ±1), product (v·u near w), golden "
        "(greedy, over products of every size), subset-sum (meet in the middle) (default: golden)",
    )
    parser.add_argument(
        "--shape",
        choices=("shared", "dedicated"),
        default="shared",
        help="shared: a block of neurons per input, used by every output; dedicated: a block per weight "
        "(default: shared)",
    )
    parser.add_argument(
        "--law",
        choices=("uniform", "hyperbolic"),
        help="law of the random weights (default: hyperbolic for golden, which is its only one; else uniform, which is "
        "the only one of nearest)",
    )
    parser.add_argument(
        "--base",
        default="phi",
        help="γ, the ratio of neighbouring sizes in a golden decomposition and in the hyperbolic law: phi = 1.618…, or "
        "a number in (1, phi] (default: phi)",
    )
    parser.add_argument("--norm", choices=("linf", "l2"), default="linf", help=NORM)
    parser.add_argument(
        "--neurons",
        default="fit",
        help="intermediate neurons per block: fit (the fewest that work for this seed), theorem (so many that failure "
        "is rarer than delta), or an integer from 1 to 1048576 (default: fit)",
    )
    parser.add_argument(
        "--delta",
        default="0.01",
        help="probability of failure over all seeds, in (0, 1); only for --neurons theorem (default: 0.01)",
    )
    add_reading_options(parser)
    add_answer_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Prunes, writes the ticket, and prints what it is."""
    from lottery_verify.commands.regions import asked_region, region_file
    from lottery_verify.networks.outputs import check_output
    from lottery_verify.pruning.pruner import prune

    if not arguments.output.endswith(".safetensors"):
        raise InvalidArgument(
            f"output {arguments.output!r} must end in .safetensors; see `lottery-verify export` for others"
        )
    inputs = (arguments.target, region_file(arguments.region), *files_of_options(arguments))
    check_output(arguments.output, inputs=inputs, force=arguments.force)
    target = read_target(arguments.target, arguments)
    count = re.fullmatch("[0-9]{1,20}", arguments.neurons)
    try:
        ticket = prune(
            target,
            region=asked_region(arguments.region, target.widths[0]),
            epsilon=arguments.epsilon,
            method=arguments.method,
            seed=arguments.seed,
            shape=arguments.shape,
            law=arguments.law,
            base=arguments.base,
            norm=arguments.norm,
            neurons=int(arguments.neurons) if count else arguments.neurons[:60],
            delta=arguments.delta,
            progress=not arguments.quiet,
        )
    except NoTicketError as error:
        raise NoTicketError(f"{error}; nothing was written") from None
    ticket.save(arguments.output)
    keys = {**described(ticket), **described_file(arguments.output)}
    return give(arguments, 0, "done", [str(ticket)], keys)
