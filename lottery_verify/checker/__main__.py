"""`python -m lottery_verify.checker CERTIFICATE --ticket … --target … --region … --epsilon …`; standard library."""

import argparse

from lottery_verify.checker.judge import check
from lottery_verify.checker.regions import REGION_HELP, parse_number
from lottery_verify.errors import LotteryError


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `check`."""
    parser.add_argument("certificate", help="the certificate, .json")
    parser.add_argument("--ticket", required=True, help="the ticket or pruned network")
    parser.add_argument("--target", required=True, help="the target network")
    parser.add_argument("--region", required=True, help=REGION_HELP)
    parser.add_argument("--epsilon", required=True, help="the error to be proved, above 0, a decimal or a ratio")
    parser.add_argument("--norm", choices=("linf", "l2"), default="linf", help="of the difference (default: linf)")
    parser.add_argument("--seed", type=int, help="demand this seed, from 0 to 2^64 - 1 (default: any)")

def run(arguments: argparse.Namespace) -> int:
    """Checks, prints the verdict, and returns the exit code."""
    claim = {name: getattr(arguments, name) for name in ("certificate", "ticket", "target", "region", "norm", "seed")}
    verdict = check(epsilon=parse_number(arguments.epsilon, "epsilon"), **claim)
    print(verdict)
    return verdict.exit_code

def main() -> int:
    """Exit code 0 accepted, 1 rejected, 2 wrong usage or malformed input, 3 undecided."""
    parser = argparse.ArgumentParser(prog="lottery_verify.checker", description=__doc__)
    configure(parser)
    try:
        return run(parser.parse_args())
    except (LotteryError, OSError) as error:
        parser.exit(2, f"error: {error}\n")

if __name__ == "__main__":
    raise SystemExit(main())
