"""`lottery-verify certify`."""

from __future__ import annotations

import argparse

from lottery_verify.commands.reading_options import add_reading_options, read_pair


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `certify`."""
    parser.add_argument("ticket", help="a ticket, or any pruned network of the same inputs and outputs")
    parser.add_argument("--target", required=True, help="the network that it should be close to")
    parser.add_argument(
        "--region", required=True, help="box:LOWER,UPPER, ball:RADIUS, a .vnnlib box, or a file of bounds"
    )
    parser.add_argument("--epsilon", help="the error to be proved; the least provable when left out")
    parser.add_argument("--norm", choices=("linf", "l2"), default="linf", help="norm of the output difference")
    parser.add_argument("-o", "--output", help="the certificate to write, .json")
    parser.add_argument("--seed", type=int, default=0, help="of the attack's search")
    parser.add_argument("--samples", type=int, default=20_000, help="of the attack's search")
    add_reading_options(parser, pair=True)


def run(arguments: argparse.Namespace) -> int:
    """Attacks and certifies, prints [found, proved], and writes the certificate if the claim is proved."""
    from lottery_verify.arguments import exact
    from lottery_verify.certificates.attack import attack, shown
    from lottery_verify.certificates.certificate import certify, decimal_up
    from lottery_verify.errors import Undecided
    from lottery_verify.networks.regions import load_region

    target, ticket = read_pair(arguments)
    region = load_region(arguments.region, target.widths[0])
    wanted = None if arguments.epsilon is None else exact("epsilon", arguments.epsilon, above=0)
    made = certify(ticket, target, region=region, norm=arguments.norm)
    if wanted is not None and made.proved > wanted:
        made = certify(ticket, target, region=region, norm=arguments.norm, spectral=True)
    tried = attack(ticket, target, region=region, norm=arguments.norm, seed=arguments.seed, samples=arguments.samples)
    print(made)
    print(tried)
    print(f"[found, proved] = [{shown(tried.found)}, {decimal_up(made.proved)}]")
    if wanted is not None and tried.found > wanted:
        witness = ", ".join(str(float(v)) for v in tried.witness[:8])
        print(f"rejected: epsilon {wanted} is exceeded at x = ({witness}{', …' if len(tried.witness) > 8 else ''})")
        return 1
    if wanted is not None:
        if made.proved > wanted:
            raise Undecided(f"epsilon {wanted}: proved only {decimal_up(made.proved)}, found only {shown(tried.found)}")
        made = made.claiming(wanted)
    if arguments.output:
        made.save(arguments.output)
        print(f"written: {arguments.output}")
    return 0
