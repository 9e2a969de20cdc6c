"""`lottery-verify certify`."""

from __future__ import annotations

import argparse
import sys
import time
from fractions import Fraction
from typing import TYPE_CHECKING

from lottery_verify.commands.answers import above, add_answer_options, below, claim_of, give, note
from lottery_verify.commands.claim_options import add_claim_options, output_keys, output_lines, refuse_misfits
from lottery_verify.commands.neighbourhoods import AROUND, add_around_options, refuse_strays, run_around
from lottery_verify.commands.parsers import DEMO, NORM, describe
from lottery_verify.commands.reading_options import add_reading_options, files_of_options, read_pair
from lottery_verify.commands.specifications import (
    EXAMPLE,
    Question,
    add_question,
    add_specification_options,
    asked,
    settled,
)
from lottery_verify.commands.witnesses import add_witness_option, check_witness, witness_key, written
from lottery_verify.errors import InvalidArgument

if TYPE_CHECKING:
    from lottery_verify.certificates.anytime import Progress
    from lottery_verify.certificates.proving import Proved

NOT_SOUGHT = "found: nothing, since the search was left out"
SECONDS, WITH_GATES = 100.0, 1200.0
MORE = "what is proved is no nearer, since a difference above epsilon ended the search; without --epsilon it goes on"


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `certify`."""
    describe(
        parser,
        "Proves how far a ticket, or any pruned network, is from its target anywhere in a region, in exact arithmetic; "
        "searches for the largest difference besides; prints [found, proved], and writes the certificate. With --claim "
        "top1: proves that no input of the region changes the predicted class, or finds one that does.",
        [
            DEMO,
            "lottery-verify demo",
            "lottery-verify certify demo-output/ticket.safetensors --target demo-output/target.safetensors "
            "--region box:0,1 --epsilon 0.02 -o cert.json",
            "The same question, as a VNN-LIB file states it, answered as VNN-COMP asks",
            f"lottery-verify certify {EXAMPLE} --vnncomp",
            "lottery-verify certify demo-output/ticket.safetensors --target demo-output/target.safetensors "
            "--region box:0.4,0.5 --claim top1 --margin 0.1",
        ],
        {
            0: "epsilon is proved, or without --epsilon: the least that the steps prove is printed",
            1: "epsilon is exceeded, or the predicted class changes, at an input that is printed",
            3: "neither proved nor exceeded",
        },
    )
    add_question(parser)
    parser.add_argument("--around", metavar="IMAGES", help=f"instead of --region: {AROUND} (default: none)")
    parser.add_argument(
        "--vnncomp",
        action="store_true",
        help="answer --spec as VNN-COMP asks: unsat (exit code 0), sat (1) and below it a counterexample, or unknown "
        "(3); nothing else is printed on standard output",
    )
    parser.add_argument(
        "--epsilon",
        help="the largest difference to be allowed, above 0, in the unit of the outputs, a decimal or a ratio "
        "(default: that of the .vnnlib file of two networks, else the least that the steps prove)",
    )
    parser.add_argument("--norm", choices=("linf", "l2"), default="linf", help=NORM)
    parser.add_argument("-o", "--output", help="the certificate, or --around's rows, to write, .json (default: none)")
    parser.add_argument("--force", action="store_true", help="overwrite the output files if they are there already")
    parser.add_argument(
        "--seed", type=int, default=0, help="of the search's random points, an integer from 0 to 2^64 - 1 (default: 0)"
    )
    parser.add_argument(
        "--samples", type=int, default=20_000, help="random points of the search, at least 1 (default: 20000)"
    )
    parser.add_argument(
        "--no-attack",
        action="store_true",
        help="leave the search out: only what halving boxes comes by counts as found",
    )
    add_witness_option(parser)
    parser.add_argument(
        "--gap",
        default="1.05",
        help="without --epsilon, stop when what is proved is at most so many times what was found; above 1 "
        "(default: 1.05)",
    )
    parser.add_argument(
        "--timeout",
        type=float,
        help="seconds, at least 0, for all that is proved and searched: what runs then ends soon, and the best bound "
        "so far is the certificate; 0 leaves out all but the layers' rules and a search, however long these take "
        "(default: 100; with --gates 1200)",
    )
    parser.add_argument(
        "--gates",
        action="store_true",
        help="bound the last layer's gates together, whatever it takes: tens of seconds for hundreds (default: where "
        "that is quick)",
    )
    add_specification_options(parser)
    add_around_options(parser)
    add_claim_options(parser)
    parser.add_argument(
        "--outputs", action="store_true", help="print [found, proved] of each output as well; --json has them always"
    )
    add_reading_options(parser, pair=True)
    add_answer_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Attacks and certifies, answers with [found, proved], and writes the certificate if the claim is proved."""
    from lottery_verify.errors import Undecided

    refuse_strays(arguments)
    if arguments.timeout is None:
        arguments.timeout = WITH_GATES if arguments.gates else SECONDS
    try:
        return _certified(arguments) if arguments.around is None else run_around(arguments)
    except Undecided as error:
        if arguments.vnncomp:
            print("unknown")
        raise Undecided(f"{error}; nothing was written") from None


def _certified(arguments: argparse.Namespace) -> int:
    from lottery_verify.arguments import as_fraction
    from lottery_verify.certificates.decimals import decimal_down, decimal_up
    from lottery_verify.certificates.proving import prove
    from lottery_verify.certificates.state import partial_of
    from lottery_verify.commands import top1
    from lottery_verify.commands.competition import counterexample, say
    from lottery_verify.commands.regions import region_file
    from lottery_verify.executors.processes import processors
    from lottery_verify.networks.outputs import check_output

    started = time.monotonic()
    if arguments.vnncomp and (arguments.spec is None or arguments.json or arguments.quiet):
        raise InvalidArgument("--vnncomp answers --spec, and neither --json nor --quiet")
    classes = refuse_misfits(arguments)
    question = asked(arguments)
    inputs = (arguments.ticket, arguments.target, region_file(arguments.region), *files_of_options(arguments))
    if arguments.output:
        check_output(arguments.output, inputs=inputs, force=arguments.force)
    wanted = None if arguments.epsilon is None else as_fraction("epsilon", arguments.epsilon, above=0)
    target, ticket = read_pair(arguments)
    question.demand_fit(target, ticket)
    region = question.region(arguments.region, target.widths[0])
    check_witness(arguments, region, inputs)
    if classes:
        return top1.certify(arguments, target, ticket, region, started)
    with processors() as (workers, processes):
        both = prove(
            ticket,
            target,
            region=region,
            norm=arguments.norm,
            epsilon=wanted,
            gap=arguments.gap,
            timeout=arguments.timeout,
            gates=arguments.gates,
            seed=arguments.seed,
            samples=0 if arguments.no_attack else arguments.samples,
            workers=workers,
            processes=processes,
            progress=told if sys.stderr.isatty() and not arguments.quiet else None,
            keep=partial_of(arguments.output) if arguments.output else None,
            only=arguments.only,
        )
    made, tried = both.certificate, both.found
    ends = f"[{decimal_down(Fraction(0) if tried is None else tried.found)}, {decimal_up(both.proved)}]"
    code, status, reason = _settled(both, wanted, question)
    unwritten = "no certificate" if arguments.witness else "nothing"
    text = [f"{status}: {reason}; {unwritten} was written" if reason else str(made)]
    text += [NOT_SOUGHT if tried is None else str(tried), f"[found, proved] = {ends}"]
    text += [MORE] if status == "rejected" and wanted is not None and both.proved > 2 * wanted else []
    text += output_lines(both) if arguments.outputs else []
    if tried is not None:
        text += written(arguments, tried, (target, ticket), region)
    elif arguments.witness is not None:
        note("no difference was looked for, and none was met; no witness was written")
    output = arguments.output if code == 0 else None
    if output:
        (made if wanted is None or question.attained else made.claiming(wanted)).save(output)
        text.append(f"written: {output}")
    if arguments.vnncomp and question.specification is not None and wanted is not None:
        lines: list[str] = []
        if tried is not None and status == "rejected":
            pair = (question.specification, target, ticket)
            lines = counterexample(*pair, tried.witness, region=region, epsilon=wanted, attained=question.attained)
        for line in text:
            if line.startswith("written: "):
                note(line.removeprefix("written: "), "written")
        say(status, lines)
        return code
    keys = {
        "claim": claim_of(target.digest, ticket.digest, region, arguments.norm, wanted, arguments.only),
        "reason": reason or None,
        "found": None if tried is None else below(tried.found),
        "proved": above(both.proved),
        "outputs": output_keys(both),
        "witness": witness_key(tried),
        "certificate": output,
        "assumed": made.assumed,
        "seed": arguments.seed,
        "seconds": round(time.monotonic() - started, 3),
    }
    return give(arguments, code, status, text, keys)


def _settled(both: Proved, wanted: Fraction | None, question: Question) -> tuple[int, str, str]:
    """Exit code and status, and the reason where the claim is not proved."""
    from lottery_verify.arguments import readable
    from lottery_verify.certificates.decimals import decimal_down, decimal_up

    tried = both.found
    if wanted is None:
        return 0, "done", ""
    status = settled(None if tried is None else tried.found, both.proved, wanted, question.attained)
    if status == "rejected" and tried is not None:
        witness = ", ".join(str(float(v)) for v in tried.witness[:8])
        more = ", …" if len(tried.witness) > 8 else ""
        verb = "exceeded" if tried.found > wanted else "attained"
        return 1, status, f"epsilon {readable(wanted)} is {verb} at x = ({witness}{more})"
    if status == "undecided":
        found = "" if tried is None else f", found only {decimal_down(tried.found)}"
        return 3, status, f"epsilon {readable(wanted)}: proved only {decimal_up(both.proved)}{found}"
    return 0, status, ""


def told(progress: Progress) -> None:
    """One line that is written over: where the search stands, in floats."""
    ends = f"[{progress.found:.6g}, {progress.proved:.6g}]"
    print(f"\r{ends} {progress.boxes:,} boxes, {progress.seconds:.0f} s ", end="", file=sys.stderr, flush=True)
