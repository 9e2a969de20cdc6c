"""`lottery-verify bounds`: every bound as an integer, for given sizes or for a saved target."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from lottery_verify.commands.answers import add_answer_options, give
from lottery_verify.commands.parsers import REGION, describe
from lottery_verify.commands.reading_options import add_reading_options, read_target

if TYPE_CHECKING:
    from lottery_verify.bounds import Inputs

def configure(parser: argparse.ArgumentParser) -> None:
    """Declares the command's arguments.

    Args:
        parser: the command's own parser.
    """
    describe(
        parser,
        "Evaluates every bound on the size of the source network, exactly and rounded outward.",
        ["lottery-verify bounds --widths 784,500,10 --epsilon 0.01 --delta 0.01"],
        {0: "done", 3: "no precision decides a ceiling"},
    )
    parser.add_argument(
        "--widths", help="neurons per layer, inputs first, each at least 1 (default: those of --target)"
    )
    parser.add_argument(
        "--epsilon", required=True, help="allowed sup error of the ticket, above 0, in the unit of the outputs"
    )
    parser.add_argument("--delta", default="0.01", help="allowed failure probability, in (0, 1) (default: 0.01)")
    parser.add_argument("--w-max", help="bound of the |weights|, at least 0 (default: 1)")
    parser.add_argument(
        "--f-max", help="bound of the |activations| before the last layer, inputs included, above 0 (default: 1)"
    )
    parser.add_argument(
        "--spectral-norms", help="a bound of each layer's spectral norm, at least 0, e.g. 1,1 (default: all 1)"
    )
    parser.add_argument(
        "--input-norm", help="bound of the inputs' Euclidean norm, at least 0 (default: not known, and not used)"
    )
    parser.add_argument(
        "--base",
        default="phi",
        help="γ, the base of golden decompositions: phi = 1.618…, 3/2 or any in (1, phi] (default: phi)",
    )
    parser.add_argument(
        "--target", help="a saved network whose figures are measured and certified (default: none, use --widths)"
    )
    parser.add_argument("--region", help=f"with --target only (default: none): {REGION}")
    parser.add_argument(
        "--claims", help="claim ids, separated by commas (default: all that give the size of a source network)"
    )
    parser.add_argument(
        "--format",
        default="table",
        choices=("table", "json", "csv", "latex", "html"),
        help="of what is printed (default: table)",
    )
    add_reading_options(parser)
    add_answer_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Evaluates and prints.

    Args:
        arguments: what `configure` declares.
    Returns: 0.
    Raises: InvalidArgument for an argument out of range; Undecided when no precision decides a ceiling.
    """
    from lottery_verify import bounds
    from lottery_verify.bounds.rendering import as_data, long_integers

    claims = None if arguments.claims is None else [one.strip() for one in arguments.claims.split(",")]
    evaluation = bounds.evaluate_inputs(_inputs(arguments), claims)
    if arguments.json:
        with long_integers():
            return give(arguments, 0, "done", [], as_data(evaluation))
    return give(arguments, 0, "done", [bounds.FORMATS[arguments.format](evaluation).removesuffix("\n")], {})


def _inputs(arguments: argparse.Namespace) -> Inputs:
    from lottery_verify.bounds import inputs_from_widths
    from lottery_verify.errors import InvalidArgument

    if arguments.target is not None:
        return _from_target(arguments)
    if arguments.region is not None:
        raise InvalidArgument(f"--region {arguments.region}: it needs --target; without a target give --f-max")
    if arguments.widths is None:
        raise InvalidArgument("--widths: missing; give them, or --target with --region")
    norms = arguments.spectral_norms
    return inputs_from_widths(
        [_width(text) for text in arguments.widths.split(",")],
        arguments.epsilon,
        arguments.delta,
        w_max=arguments.w_max or "1",
        f_max=arguments.f_max or "1",
        spectral_norms=None if norms is None else norms.split(","),
        base=arguments.base,
        input_norm=arguments.input_norm,
    )


def _from_target(arguments: argparse.Namespace) -> Inputs:
    from lottery_verify.bounds.measure import inputs_from_target
    from lottery_verify.commands.regions import asked_region
    from lottery_verify.errors import InvalidArgument

    for name in ("widths", "w_max", "f_max", "spectral_norms", "input_norm"):
        if getattr(arguments, name) is not None:
            flag = "--" + name.replace("_", "-")
            raise InvalidArgument(f"{flag} {getattr(arguments, name)}: with --target it is measured; leave one out")
    if arguments.region is None:
        raise InvalidArgument("--region: missing; the activations of a target are bounded on a region")
    target = read_target(arguments.target, arguments)
    region = asked_region(arguments.region, target.widths[0])
    return inputs_from_target(
        target, region, arguments.epsilon, arguments.delta, base=arguments.base, place=arguments.region
    )


def _width(text: str) -> int:
    from lottery_verify.errors import InvalidArgument

    digits = text.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 400):
        raise InvalidArgument(f"--widths: {text[:60]!r} is not an integer of at least 1")
    return int(digits)
