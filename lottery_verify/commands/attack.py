"""`lottery-verify attack`."""

from __future__ import annotations

import argparse

from lottery_verify.commands.answers import add_answer_options, below, claim_of, give
from lottery_verify.commands.claim_options import add_claim_options, refuse_misfits
from lottery_verify.commands.parsers import DEMO, NORM, describe
from lottery_verify.commands.reading_options import add_reading_options, files_of_options, read_pair
from lottery_verify.commands.specifications import EXAMPLE, add_question, add_specification_options, asked, settled
from lottery_verify.commands.witnesses import add_witness_option, check_witness, witness_key, written


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `attack`."""
    describe(
        parser,
        "Searches the region for the input where a ticket, or any pruned network, differs most from its target: random "
        "points, corners, and ascent from the best of them. What is found is evaluated exactly. With "
        "--claim top1: for an input at which the predicted class changes.",
        [
            DEMO,
            "lottery-verify demo",
            "lottery-verify attack demo-output/ticket.safetensors --target demo-output/target.safetensors "
            "--region box:0,1 --samples 2000 --steps 10",
            f"lottery-verify attack {EXAMPLE} --samples 2000 --steps 10",
        ],
        {
            0: "done; with --epsilon: nothing larger was found, which proves nothing",
            1: "--epsilon is exceeded, or the predicted class changes",
        },
    )
    add_question(parser)
    parser.add_argument(
        "--epsilon",
        help="end with exit code 1 when a difference above it is found; above 0, in the unit of the outputs, a decimal "
        "or a ratio (default: that of the .vnnlib file of two networks, else none, and only say what was found)",
    )
    parser.add_argument("--norm", choices=("linf", "l2"), default="linf", help=NORM)
    parser.add_argument(
        "--seed", type=int, default=0, help="of the search's random points, an integer from 0 to 2^64 - 1 (default: 0)"
    )
    parser.add_argument(
        "--samples", type=int, default=100_000, help="random points to begin with, at least 1 (default: 100000)"
    )
    parser.add_argument(
        "--steps", type=int, default=100, help="ascent steps from the best of them, at least 0 (default: 100)"
    )
    add_witness_option(parser)
    parser.add_argument("--force", action="store_true", help="overwrite the witness's file if it is there already")
    add_specification_options(parser)
    add_claim_options(parser)
    add_reading_options(parser, pair=True)
    add_answer_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Searches, and answers with the largest difference found."""
    from lottery_verify.arguments import as_fraction, readable
    from lottery_verify.certificates.attack import attack
    from lottery_verify.commands import top1
    from lottery_verify.commands.regions import region_file

    classes = refuse_misfits(arguments)
    question = asked(arguments)
    wanted = None if arguments.epsilon is None else as_fraction("epsilon", arguments.epsilon, above=0)
    pair = target, ticket = read_pair(arguments)
    question.demand_fit(target, ticket)
    region = question.region(arguments.region, target.widths[0])
    inputs = (arguments.ticket, arguments.target, region_file(arguments.region), *files_of_options(arguments))
    check_witness(arguments, region, inputs)
    if classes:
        return top1.attack(arguments, target, ticket, region)
    tried = attack(
        ticket, target, region=region, norm=arguments.norm, seed=arguments.seed, samples=arguments.samples,
        steps=arguments.steps, only=arguments.only,
    )  # fmt: skip
    text = [str(tried), *written(arguments, tried, pair, region)]
    exceeded = wanted is not None and settled(tried.found, tried.found, wanted, question.attained) == "rejected"
    if wanted is not None and exceeded:
        verb = "exceeded" if tried.found > wanted else "attained"
        text.append(f"rejected: epsilon {readable(wanted)} is {verb}")
    keys = {
        "claim": claim_of(target.digest, ticket.digest, region, arguments.norm, wanted, arguments.only),
        "found": below(tried.found),
        "witness": witness_key(tried),
        "samples": tried.samples,
        "seed": tried.seed,
    }
    return give(arguments, int(exceeded), "rejected" if exceeded else "done", text, keys)
