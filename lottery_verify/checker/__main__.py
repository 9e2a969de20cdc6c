"""`python -m lottery_verify.checker CERTIFICATE --ticket … --target … --region … --epsilon …`; standard library."""

import argparse
import sys
from collections.abc import Mapping
from functools import partial

from lottery_verify.checker.answers import Manner
from lottery_verify.checker.exits import EXIT_CODES, code_of
from lottery_verify.checker.judge import check
from lottery_verify.checker.regions import REGION_HELP, parse_number

HEAD: Mapping[str, object] = {"command": "check"}
NO_MORE: Mapping[str, object] = {}


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `check`."""
    parser.add_argument("certificate", help="the certificate, .json")
    parser.add_argument("--ticket", required=True, help="the ticket or pruned network")
    parser.add_argument("--target", required=True, help="the target network")
    parser.add_argument("--region", required=True, help=REGION_HELP)
    parser.add_argument("--epsilon", required=True, help="the error to be proved, above 0, a decimal or a ratio")
    parser.add_argument("--norm", choices=("linf", "l2"), default="linf", help="of the difference (default: linf)")
    parser.add_argument("--seed", type=int, help="demand this seed, from 0 to 2^64 - 1 (default: any)")
    parser.add_argument(
        "--max-seconds", type=seconds, metavar="N", help="undecided after 0 to 10^9 seconds (default: no limit)"
    )
    parser.add_argument("--json", action="store_true", help="answer by one JSON object, whatever the exit code")
    parser.add_argument("--quiet", action="store_true", help="answer by the exit code; say only what is an error")


def run(arguments: argparse.Namespace, head: Mapping[str, object] = HEAD, more: Mapping[str, object] = NO_MORE) -> int:
    """Checks, prints the verdict, and returns the exit code.

    Args:
        arguments: what `configure` declares.
        head, more: what an answer in JSON begins with, and what it holds besides.
    """
    claim = {name: getattr(arguments, name) for name in ("certificate", "ticket", "target", "region", "norm", "seed")}
    epsilon = parse_number(arguments.epsilon, "epsilon")
    verdict = check(epsilon=epsilon, max_seconds=arguments.max_seconds, **claim)
    if arguments.json:
        manner = Manner(head=head)
        print(manner.answer(verdict.status, verdict.exit_code, {**verdict.keys(), **more}))
    elif not arguments.quiet:
        print("\n".join([str(verdict), *verdict.notes()]))
    return verdict.exit_code


def seconds(text: str) -> int:
    """A number of seconds from 0 to 10^9."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 10):
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is no number of seconds from 0 to 10^9")
    return int(text)


def main() -> int:
    """Exit code 0 accepted, 1 rejected, 2 wrong usage or malformed input, 3 undecided; the others are no verdict."""
    parser = argparse.ArgumentParser(prog="lottery_verify.checker", description=__doc__, epilog=EXIT_CODES)
    configure(parser)
    return code_of(lambda: partial(run, parser.parse_args()), Manner.of(sys.argv[1:], HEAD))


if __name__ == "__main__":
    raise SystemExit(main())
