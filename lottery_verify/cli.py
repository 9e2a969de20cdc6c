"""`lottery-verify COMMAND …`: only the chosen command's module is imported, so that `check` loads the checker alone."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module

from lottery_verify.checker.answers import Manner
from lottery_verify.checker.exits import DONE, USAGE, code_of
from lottery_verify.commands.answers import head, noted
from lottery_verify.commands.extras import extras_named
from lottery_verify.commands.parsers import COMMANDS, build, refuse_unknown_options


def main(argv: list[str] | None = None) -> int:
    """Runs one command.

    Args:
        argv: the command's words; those of the command line when left out.
    Returns:
        0 accepted or done, 1 rejected (or no ticket in this draw), 2 wrong usage or malformed input, 3 undecided; the
        others are no verdict, see `lottery_verify.checker.exits`.
    """
    words = sys.argv[1:] if argv is None else argv
    return code_of(lambda: _prepared(words), Manner.of(words, head(_chosen(words))))


def _chosen(words: list[str]) -> str:
    """The command's name, or what stands in its place, or nothing."""
    return next((one for one in words if not one.startswith("-")), "")


def _prepared(arguments: list[str]) -> Callable[[], int]:
    """The chosen command's work."""
    chosen = _chosen(arguments)
    with extras_named():
        parser, own = build([chosen] if chosen in COMMANDS else [])
    place = arguments.index(chosen) if chosen else len(arguments)
    refuse_unknown_options(parser, arguments[:place])
    if chosen in own:
        refuse_unknown_options(own[chosen], arguments[place + 1 :])
    parsed = parser.parse_args(arguments)
    if parsed.command is None:
        return partial(_without_command, parser, parsed)
    return partial(_run, parsed)


def _run(parsed: argparse.Namespace) -> int:
    with extras_named(), noted(getattr(parsed, "quiet", False)):
        return int(import_module(f"lottery_verify.commands.{parsed.command}").run(parsed))


def _without_command(parser: argparse.ArgumentParser, parsed: argparse.Namespace) -> int:
    if parsed.version:
        from lottery_verify import __version__

        print(f"lottery-verify {__version__}")
        return DONE
    parser.print_help()
    return USAGE


if __name__ == "__main__":
    sys.exit(main())
