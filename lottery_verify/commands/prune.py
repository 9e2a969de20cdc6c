"""`lottery-verify prune`."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING

from lottery_verify.commands.answers import add_answer_options, give, note, note_masks
from lottery_verify.commands.descriptions import described, described_file
from lottery_verify.commands.parsers import DEMO, NORM, REGION, describe
from lottery_verify.commands.reading_options import add_reading_options, files_of_options, read_target
from lottery_verify.errors import InvalidArgument, NoTicketError

if TYPE_CHECKING:
    from lottery_verify.networks.network import Network


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
        choices=("shared", "dedicated", "free"),
        default="shared",
        help="shared: a block of neurons per input, used by every output; dedicated: a block per weight; "
        "free: each neuron serves the input that it suits, or by subset-sum one output where a layer behind a ReLU has "
        "at most a quarter as many outputs as inputs; it takes the fewest with --method subset-sum and inputs of one "
        "sign (default: shared)",
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
        help="intermediate neurons per block, or of a layer in all where the shape is free: "
        "fit (the fewest that work for this seed), theorem (so many that failure "
        "is rarer than delta), or an integer from 1 to 1048576 (default: fit)",
    )
    parser.add_argument(
        "--delta",
        default="0.01",
        help="probability of failure over all seeds, in (0, 1); only for --neurons theorem (default: 0.01)",
    )
    parser.add_argument(
        "--errors",
        choices=("each", "mean"),
        default="each",
        help="each: every link within the layer's epsilon_w; mean: their root mean square is, which takes fewer "
        "neurons, and only `certify` tells whether epsilon is met (default: each)",
    )
    parser.add_argument(
        "--loosen",
        default="1",
        help="how many times the epsilon_w to allow that the layer-by-layer rules ask for, above 0: one number for all "
        "layers, or one for each with commas between; only `certify` tells whether epsilon is met (default: 1)",
    )
    parser.add_argument(
        "--plan",
        choices=("layers", "tight"),
        default="layers",
        help="layers: errors so small that the layer-by-layer rules prove epsilon; tight: --errors mean, loosened as "
        "far as the tight rules still prove epsilon, by pruning and certifying in turns (default: layers)",
    )
    parser.add_argument(
        "--timeout",
        type=float,
        help="seconds for each certificate of --plan tight, at least 0; 0 leaves out all but the layers' rules "
        "(default: 10, with --gates 1200)",
    )
    parser.add_argument(
        "--gates",
        action="store_true",
        help="in each turn of --plan tight bound the last layer's gates together, as `certify --gates` does: errors "
        "may then be several times as large, and a turn takes longer (default: where that is quick)",
    )
    parser.add_argument(
        "--certificate",
        metavar="CERT",
        help="of --plan tight, which proves epsilon to choose: write the last certificate, .json, which `check` takes "
        "(default: none)",
    )
    parser.add_argument(
        "--masks",
        choices=("plain", "coded"),
        default="plain",
        help="plain: masks as bits or indices; coded: as integers, in about half the bytes, which `check` takes longer "
        "to read; the digest is the same (default: plain; --shape free has no codes)",
    )
    add_reading_options(parser)
    add_answer_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Prunes, writes the ticket, and prints what it is."""
    from lottery_verify.commands.regions import asked_region, region_file
    from lottery_verify.networks.outputs import check_output
    from lottery_verify.networks.saving import require_suffix
    from lottery_verify.pruning.pruner import prune

    if not arguments.output.endswith(".safetensors"):
        raise InvalidArgument(
            f"output {arguments.output!r} must end in .safetensors; see `lottery-verify export` for others"
        )
    inputs = (arguments.target, region_file(arguments.region), *files_of_options(arguments))
    check_output(arguments.output, inputs=inputs, force=arguments.force)
    if arguments.certificate is not None:
        if arguments.plan != "tight":
            raise InvalidArgument("--certificate is for --plan tight; `lottery-verify certify` makes any other")
        require_suffix(arguments.certificate, ".json", "a certificate")
        check_output(arguments.certificate, inputs=inputs, force=arguments.force)
    target = read_target(arguments.target, arguments)
    count = re.fullmatch("[0-9]{1,20}", arguments.neurons)
    try:
        if arguments.plan == "tight":
            return _tight(arguments, target)
        if arguments.gates:
            raise InvalidArgument("--gates is for --plan tight")
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
            errors=arguments.errors,
            loosen=arguments.loosen,
            progress=not arguments.quiet,
        )
    except NoTicketError as error:
        raise NoTicketError(f"{error}; nothing was written") from None
    note_masks(arguments.masks, ticket.save(arguments.output, masks=arguments.masks))
    keys = {**described(ticket), **described_file(arguments.output)}
    return give(arguments, 0, "done", [str(ticket)], keys)


def _tight(arguments: argparse.Namespace, target: Network) -> int:
    """Plans by certificate; writes the ticket, and says how `prune` makes it again and what was proved."""
    from lottery_verify.certificates.decimals import decimal_up
    from lottery_verify.certificates.smallest import prune_tight, seconds_of
    from lottery_verify.commands.regions import asked_region

    theirs = {"law": None, "base": "phi", "neurons": "fit", "delta": "0.01", "errors": "each", "loosen": "1"}
    for name, default in theirs.items():
        if getattr(arguments, name) != default:
            raise InvalidArgument(f"--plan tight chooses for itself, and takes no --{name}")
    found = prune_tight(
        target,
        region=asked_region(arguments.region, target.widths[0]),
        epsilon=arguments.epsilon,
        seed=arguments.seed,
        method=arguments.method,
        shape=arguments.shape,
        norm=arguments.norm,
        timeout=arguments.timeout,
        gates=arguments.gates,
        told=note,
    )
    note_masks(arguments.masks, found.ticket.save(arguments.output, masks=arguments.masks))
    seconds = seconds_of(arguments.timeout, gates=arguments.gates)
    lines = [
        str(found.ticket),
        f"  proved    {decimal_up(found.proved.proved)}, by `certify` with --timeout {seconds:g}"
        f"{' and --gates' if arguments.gates else ''}; "
        f"`prune` with --errors {found.errors} --loosen {found.loosened} makes this ticket again",
    ]
    keys = {**described(found.ticket), **described_file(arguments.output)}
    keys |= {"errors": found.errors, "loosen": found.loosened, "certificate": arguments.certificate}
    if arguments.certificate is not None:
        found.certificate.save(arguments.certificate)
        lines.append(f"written: {arguments.certificate}")
    return give(arguments, 0, "done", lines, keys)
