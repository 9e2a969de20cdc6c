"""`python -m lottery_verify.checker CERTIFICATE --ticket … --target … --region … --epsilon …`; standard library."""

import argparse
import sys
from collections.abc import Mapping
from functools import partial

from lottery_verify.checker.answers import Manner
from lottery_verify.checker.claim import KINDS, SUP
from lottery_verify.checker.exits import EXIT_CODES, code_of
from lottery_verify.checker.judge import check
from lottery_verify.checker.regions import REGION_HELP, parse_number
from lottery_verify.checker.verdict import Verdict
from lottery_verify.errors import InvalidArgument

HEAD: Mapping[str, object] = {"command": "check"}
NO_MORE: Mapping[str, object] = {}


def configure(parser: argparse.ArgumentParser, otherwise: str = "") -> None:
    """Adds the arguments of `check`; `otherwise` says what stands for networks and region that may be left out."""
    needed = not otherwise
    parser.add_argument("certificate", help="the certificate, .json")
    parser.add_argument("--ticket", required=needed, help=f"the ticket or pruned network{otherwise}")
    parser.add_argument("--target", required=needed, help=f"the target network{otherwise}")
    parser.add_argument("--region", required=needed, help=f"{REGION_HELP}{otherwise}")
    parser.add_argument(
        "--epsilon", help="the error to be proved, above 0, a decimal or a ratio (default: none; sup needs it)"
    )
    parser.add_argument("--norm", choices=("linf", "l2"), default="linf", help="of the difference (default: linf)")
    parser.add_argument("--seed", type=int, help="demand this seed, from 0 to 2^64 - 1 (default: any)")
    parser.add_argument(
        "--max-seconds", type=seconds, metavar="N", help="undecided after 0 to 10^9 seconds (default: no limit)"
    )
    parser.add_argument("--json", action="store_true", help="answer by one JSON object, whatever the exit code")
    parser.add_argument("--quiet", action="store_true", help="answer by the exit code; say only what is an error")
    add_claim_options(parser)


def run(arguments: argparse.Namespace, head: Mapping[str, object] = HEAD, more: Mapping[str, object] = NO_MORE) -> int:
    """Checks, prints the verdict, and returns the exit code.

    Args:
        arguments: what `configure` declares.
        head, more: what an answer in JSON begins with, and what it holds besides.
    """
    return tell(judged(arguments), arguments, head, more)


def judged(arguments: argparse.Namespace) -> Verdict:
    """What the checker says of the claim that the arguments state."""
    if arguments.claim == SUP and arguments.epsilon is None:
        raise InvalidArgument("the following arguments are required: --epsilon")
    names = ("certificate", "ticket", "target", "region", "norm", "seed", "max_seconds", "claim", "only")
    claim = {name: getattr(arguments, name) for name in names}
    for name in ("epsilon", "margin"):
        stated = getattr(arguments, name)
        claim[name] = None if stated is None else parse_number(stated, name)
    return check(**claim)


def tell(
    verdict: Verdict, arguments: argparse.Namespace, head: Mapping[str, object], more: Mapping[str, object]
) -> int:
    """Prints the verdict as the arguments ask, and returns its exit code."""
    if arguments.json:
        manner = Manner(head=head)
        print(manner.answer(verdict.status, verdict.exit_code, {**verdict.keys(), **more}))
    elif not arguments.quiet:
        print("\n".join([str(verdict), *verdict.notes()]))
    return verdict.exit_code


def add_claim_options(parser: argparse.ArgumentParser) -> None:
    """Adds the options that say which claim is meant; the commands that prove and attack have the same."""
    parser.add_argument(
        "--claim",
        choices=KINDS,
        default=SUP,
        help="sup: how much the outputs differ; top1: that the predicted class stays the same (default: sup)",
    )
    parser.add_argument("--only", type=int, metavar="J", help="of sup: output J alone, from 0 (default: all outputs)")
    parser.add_argument(
        "--margin",
        metavar="M",
        help="of top1: only inputs at which the target's class leads by M or more, at least 0, a decimal or a ratio "
        "(default: 0)",
    )


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
