"""`lottery-verify export`."""

from __future__ import annotations

import argparse
import os

from lottery_verify.commands.answers import add_answer_options, give
from lottery_verify.commands.descriptions import described_file
from lottery_verify.commands.parsers import DEMO, describe
from lottery_verify.errors import InvalidArgument


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `export`."""
    describe(
        parser,
        "Writes a ticket as a dense network that other tools read: .onnx with the pruned weights, or a torch "
        "state_dict (.pt) with weight_orig and weight_mask as torch.nn.utils.prune names them.",
        [DEMO, "lottery-verify demo", "lottery-verify export demo-output/ticket.safetensors --to ticket.onnx"],
        {0: "the file is written"},
    )
    parser.add_argument("ticket", help="the ticket, .safetensors, as `lottery-verify prune` writes it")
    parser.add_argument("--to", required=True, help="the file to write: .onnx, or .pt with weight_orig and weight_mask")
    parser.add_argument("--force", action="store_true", help="overwrite the output file if it is there already")
    size = parser.add_mutually_exclusive_group()
    size.add_argument(
        "--compact",
        action="store_const",
        const=True,
        help="leave out neurons that keep nothing (default for .onnx)",
    )
    size.add_argument(
        "--whole", dest="compact", action="store_const", const=False, help="keep every neuron (default for .pt)"
    )
    add_answer_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Exports and says what was written."""
    from lottery_verify.networks.outputs import check_output
    from lottery_verify.tickets.export import export
    from lottery_verify.tickets.opening import open_network
    from lottery_verify.tickets.ticket import Ticket

    check_output(arguments.to, inputs=(arguments.ticket,), force=arguments.force)
    ticket = open_network(arguments.ticket)
    if not isinstance(ticket, Ticket):
        raise InvalidArgument(
            f"ticket: {arguments.ticket} holds a network; export wants a ticket, as `lottery-verify prune` writes it. "
            f"Networks are written by lottery-verify convert {arguments.ticket} -o OUT.safetensors"
        )
    export(ticket, arguments.to, compact=arguments.compact)
    keys = {"ticket": ticket.digest, **described_file(arguments.to)}
    return give(arguments, 0, "done", [f"written: {arguments.to}, {os.path.getsize(arguments.to):,} bytes"], keys)
