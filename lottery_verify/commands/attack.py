"""`lottery-verify attack`."""

from __future__ import annotations

import argparse

from lottery_verify.commands.reading_options import add_reading_options, read_pair


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `attack`."""
    parser.add_argument("ticket", help="a ticket, or any pruned network of the same inputs and outputs")
    parser.add_argument("--target", required=True, help="the network that it should be close to")
    parser.add_argument(
        "--region", required=True, help="box:LOWER,UPPER, ball:RADIUS, a .vnnlib box, or a file of bounds"
    )
    parser.add_argument("--epsilon", help="stop with exit code 1 when a larger difference is found")
    parser.add_argument("--norm", choices=("linf", "l2"), default="linf", help="norm of the output difference")
    parser.add_argument("--seed", type=int, default=0, help="of the search")
    parser.add_argument("--samples", type=int, default=100_000, help="random points to begin with")
    parser.add_argument("--steps", type=int, default=100, help="ascent steps from the best of them")
    parser.add_argument("--witness", action="store_true", help="print the input, exactly")
    add_reading_options(parser, pair=True)


def run(arguments: argparse.Namespace) -> int:
    """Searches, and prints the largest difference found."""
    from lottery_verify.arguments import exact
    from lottery_verify.certificates.attack import attack
    from lottery_verify.networks.regions import load_region

    target, ticket = read_pair(arguments)
    wanted = None if arguments.epsilon is None else exact("epsilon", arguments.epsilon, above=0)
    tried = attack(
        ticket, target, region=load_region(arguments.region, target.widths[0]), norm=arguments.norm,
        seed=arguments.seed, samples=arguments.samples, steps=arguments.steps,
    )  # fmt: skip
    print(tried)
    if arguments.witness:
        print("x = " + " ".join(str(v) for v in tried.witness))
    if wanted is not None and tried.found > wanted:
        print(f"rejected: epsilon {wanted} is exceeded")
        return 1
    return 0
