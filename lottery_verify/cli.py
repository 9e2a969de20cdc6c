"""`lottery-verify COMMAND …`: only the chosen command's module is imported, so that `check` loads the checker alone."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module

from lottery_verify.checker.exits import DONE, EXIT_CODES, USAGE, code_of

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

    Args:
        argv: the command's words; those of the command line when left out.
    Returns:
        0 accepted or done, 1 rejected (or no ticket in this draw), 2 wrong usage or malformed input, 3 undecided; the
        others are no verdict, see `lottery_verify.checker.exits`.
    """
    return code_of(lambda: _prepared(sys.argv[1:] if argv is None else argv))


def _prepared(arguments: list[str]) -> Callable[[], int]:
    """The chosen command's work."""
    chosen = next((a for a in arguments if not a.startswith("-")), None)
    parser = argparse.ArgumentParser(
        prog="lottery-verify",
        description="Prune real networks out of random ones, and certify the tickets exactly.",
        epilog=EXIT_CODES,
    )
    parser.add_argument("--version", action="store_true", help="print the version and stop")
    parsers = parser.add_subparsers(dest="command", metavar="COMMAND")
    run: Callable[[argparse.Namespace], int] = partial(_without_command, parser)
    for name, text in COMMANDS.items():
        added = parsers.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
        if name == chosen:
            module = import_module(f"lottery_verify.commands.{name}")
            module.configure(added)
            run = module.run
    return partial(run, parser.parse_args(arguments))


def _without_command(parser: argparse.ArgumentParser, parsed: argparse.Namespace) -> int:
    if parsed.version:
        from lottery_verify import __version__

        print(f"lottery-verify {__version__}")
        return DONE
    parser.print_help()
    return USAGE


if __name__ == "__main__":
    sys.exit(main())
