"""`lottery-verify completion`: shell completion, by shtab, which only this command needs."""

from __future__ import annotations

import argparse

from lottery_verify.commands.parsers import COMMANDS, build, describe

PATHS = {
    "certificate", "check", "file", "folder", "necessity", "output", "region", "replay", "root", "source", "target",
    "ticket", "to", "write",
}  # fmt: skip


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `completion`."""
    describe(
        parser,
        "Prints the script that completes commands, options, choices and file names in a shell. To have it in every "
        "shell, write it to ~/.local/share/bash-completion/completions/lottery-verify (bash), to a file "
        "_lottery-verify in a folder of $fpath (zsh), or to ~/.config/fish/completions/lottery-verify.fish (fish).",
        ["lottery-verify completion bash > completion.bash && . ./completion.bash"],
        {0: "printed"},
    )
    parser.add_argument("shell", choices=("bash", "zsh", "fish"), help="the shell that will read it")


def run(arguments: argparse.Namespace) -> int:
    """Prints the script for all commands.

    Returns: 0.
    """
    import shtab

    parser, own = build(COMMANDS)
    for one in own.values():
        for action in one._actions:
            if action.dest in PATHS and action.nargs != 0:
                vars(action)["complete"] = shtab.FILE  # what shtab reads
    print(shtab.complete(parser, arguments.shell), end="")
    return 0
