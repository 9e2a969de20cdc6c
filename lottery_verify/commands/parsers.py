"""What the commands' parsers have in common: the list of commands, the shape of their help, misspelt words."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Collection, Iterable, Mapping
from importlib import import_module
from typing import Any

from lottery_verify.checker.exits import EXIT_CODES
from lottery_verify.errors import did_you_mean

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
    "study": "run a grid of prunings and write their table",
    "hunt": "search for counterexamples to the claims, the pruner and the checker",
    "demo": "run the main job on the embedded network",
    "completion": "print the script that completes these commands in a shell",
}
DEMO = "`lottery-verify demo` writes the files of demo-output/"
REGION = (
    "the inputs for which the claim is made, in the unit of the target's inputs: box:LOWER,UPPER (the same two ends "
    "for each input), ball:RADIUS (ℓ₂, centred at 0), ball:RADIUS@FILE (centred at FILE's point, one number for each "
    "input), the inputs of a .vnnlib file, or a text file with a lower and an upper end in each line"
)
NORM = "norm of the output difference F − Ĝ: linf (the largest output's) or l2 (Euclidean) (default: linf)"
USAGE = "wrong usage, or an input that is malformed or cannot be read"


class _Paragraphs(argparse.HelpFormatter):
    """Wraps each line of a description by itself, and leaves indented lines, which are examples to paste, whole."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        lines = (
            [line] if line.startswith(" ") else textwrap.wrap(line, width, subsequent_indent="   " * line[:1].isdigit())
            for line in text.splitlines()
        )
        return "\n".join(indent + part for one in lines for part in one or [""])


class Parser(argparse.ArgumentParser):
    """A parser that asks whether another word was meant where a command or a choice is not known."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**{"formatter_class": _Paragraphs, **settings})

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        try:
            super()._check_value(action, value)
        except argparse.ArgumentError as error:
            error.message += did_you_mean(str(value), map(str, action.choices or ()))
            raise


def describe(parser: argparse.ArgumentParser, text: str, examples: Iterable[str], codes: Mapping[int, str]) -> None:
    """Gives a command's parser its description, and an epilog of examples and exit codes.

    Args:
        parser: the command's own.
        text: what the command does, in whole sentences.
        examples: command lines that run as they stand, in the order in which they need each other's files; a line that
            is no command explains the next one.
        codes: what its exit codes mean, besides 2.
    """
    parser.description = text
    shown = [f"  {one}" if one.startswith("lottery-verify ") else f"{one}:" for one in examples]
    meanings = dict(sorted({**codes, 2: USAGE}.items()))
    ends = [f"{code}  {meaning}" for code, meaning in meanings.items()]
    parser.epilog = "\n".join(["examples:", *shown, "", "exit codes:", *ends, "Every other code: no verdict."])


def build(configured: Collection[str]) -> tuple[Parser, dict[str, argparse.ArgumentParser]]:
    """The parser of the whole program.

    Args:
        configured: the commands whose arguments are wanted; only their modules are imported.
    Returns:
        The parser, and each command's own by name.
    """
    parser = Parser(
        prog="lottery-verify",
        description="Prune real networks out of random ones, and certify the tickets exactly.",
        epilog=f"examples:\n  lottery-verify demo\n  lottery-verify certify --help\n\n{EXIT_CODES}",
    )
    parser.add_argument("--version", action="store_true", help="print the version and stop")
    parsers = parser.add_subparsers(dest="command", metavar="COMMAND")
    made: dict[str, argparse.ArgumentParser] = {}
    for name, text in COMMANDS.items():
        made[name] = parsers.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
        if name in configured:
            import_module(f"lottery_verify.commands.{name}").configure(made[name])
    return parser, made


def refuse_unknown_options(parser: argparse.ArgumentParser, words: Iterable[str]) -> None:
    """Ends with exit code 2 at an option that a parser does not have, before argparse misses one that is required.

    Args:
        parser: a parser without commands of its own.
        words: its part of the command line.
    """
    known = [one for action in parser._actions for one in action.option_strings]
    for word in words:
        name = word.partition("=")[0]
        if word == "--":
            return
        if name.startswith("--") and " " not in word and not any(one.startswith(name) for one in known):
            parser.error(f"unrecognized arguments: {word}{did_you_mean(name, known)}")
