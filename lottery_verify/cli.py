"""`lottery-verify COMMAND …`: only the chosen command's module is imported, so that `check` loads the checker alone."""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module

from lottery_verify.errors import LotteryError, NoTicketError, Undecided

COMMANDS = {
    "prune": "find a ticket for a target in a random source",
    "certify": "prove how close a ticket, or any pruned network, is to its target",
    "check": "repeat a certificate with the independent checker",
    "attack": "search for the input where a ticket and its target differ most",
    "show": "say what a ticket, a network or a certificate is",
    "export": "write a ticket as .onnx or as a .pt state_dict",
    "convert": "write a network as the canonical file that the checker reads",
    "bounds": "evaluate the theorems' bounds",
    "claims": "say where each claim is proved, derived, run and tested",
    "report": "write every bound as tables, figures, LaTeX and a page",
    "hunt": "search for counterexamples to the claims, the pruner and the checker",
    "demo": "run the main job on the embedded network",
}


def main(argv: list[str] | None = None) -> int:
    """Runs one command.

    Returns:
        0 accepted or done, 1 rejected (or no ticket in this draw), 2 wrong usage or malformed input, 3 undecided.
    """
    arguments = sys.argv[1:] if argv is None else argv
    chosen = next((a for a in arguments if not a.startswith("-")), None)
    parser = argparse.ArgumentParser(
        prog="lottery-verify", description="Prune real networks out of random ones, and certify the tickets exactly."
    )
    parser.add_argument("--version", action="store_true", help="print the version and stop")
    parsers = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name, text in COMMANDS.items():
        added = parsers.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
        if name == chosen:
            module = import_module(f"lottery_verify.commands.{name}")
            module.configure(added)
    parsed = parser.parse_args(arguments)
    if parsed.version:
        from lottery_verify import __version__

        print(f"lottery-verify {__version__}")
        return 0
    if parsed.command is None:
        parser.print_help()
        return 2
    try:
        return int(module.run(parsed))
    except NoTicketError as error:
        print(f"no ticket: {error}", file=sys.stderr)
        return 1
    except Undecided as error:
        print(f"undecided: {error}", file=sys.stderr)
        return 3
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody reads on; nothing more to say
        return 0
    except (LotteryError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("interrupted; nothing was written", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
