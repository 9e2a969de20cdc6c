"""`lottery-verify export`."""

from __future__ import annotations

import argparse
import os


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `export`."""
    parser.add_argument("ticket", help="the ticket, .safetensors")
    parser.add_argument("--to", required=True, help="the file to write: .onnx, or .pt with weight_orig and weight_mask")
    size = parser.add_mutually_exclusive_group()
    size.add_argument(
        "--compact", action="store_const", const=True, help="leave out neurons that keep nothing (.onnx's default)"
    )
    size.add_argument("--whole", dest="compact", action="store_const", const=False, help="keep them (.pt's default)")


def run(arguments: argparse.Namespace) -> int:
    """Exports and says what was written."""
    from lottery_verify.tickets.export import export
    from lottery_verify.tickets.files import load_ticket

    export(load_ticket(arguments.ticket), arguments.to, compact=arguments.compact)
    print(f"written: {arguments.to}, {os.path.getsize(arguments.to):,} bytes")
    return 0
