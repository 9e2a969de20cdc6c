"""`python -m lottery_verify.hunting.mutants [-o REPORT.md] [WORD …]`: all mutants, or those with a word.

Those that the corpus or the checks of bounds must notice need the tests beside them: run it where the project lies.
"""

from __future__ import annotations

import argparse
import sys
from functools import partial

from lottery_verify.checker.exits import code_of
from lottery_verify.hunting.mutants.catalogue import MUTANTS
from lottery_verify.hunting.mutants.report import to_markdown
from lottery_verify.hunting.mutants.runner import Kill, kill_all
from lottery_verify.networks.outputs import check_output
from lottery_verify.networks.saving import atomic_write


def main() -> int:
    """Exit code 0 where every mutant is killed, 1 where one survives; the others as for every command."""
    parser = argparse.ArgumentParser(prog="python -m lottery_verify.hunting.mutants", description=__doc__)
    parser.add_argument("words", nargs="*", help="only mutants whose description, place or killer has one of these")
    parser.add_argument("-o", "--output", help="write the report there, .md")
    parser.add_argument("--force", action="store_true", help="overwrite the report if it is there already")
    parser.add_argument("--examples", type=int, default=800, help="at most so many for each property")
    parser.add_argument("--seed", type=int, default=0)
    return code_of(lambda: partial(run, parser.parse_args()))


def run(arguments: argparse.Namespace) -> int:
    """Kills, tells of each, and writes the report."""
    if arguments.output is not None:
        check_output(arguments.output, force=arguments.force)
    chosen = [
        m for m in MUTANTS if not arguments.words or any(w in f"{m.wrong} {m.place} {m.by}" for w in arguments.words)
    ]
    kills = kill_all(chosen, examples=arguments.examples, seed=arguments.seed, tell=_tell)
    if arguments.output is not None:
        words = "".join(f" {w}" for w in arguments.words)
        command = f"python -m lottery_verify.hunting.mutants{words}"
        report = to_markdown(kills, f"{command} --examples {arguments.examples} --seed {arguments.seed}")
        atomic_write(arguments.output, report.encode())
    print(f"{sum(one.by is not None for one in kills)} of {len(kills)} killed")
    return 0 if all(one.by for one in kills) else 1


def _tell(one: Kill) -> None:
    print(
        f"{'killed  ' if one.by else 'SURVIVED'} {one.seconds:6.2f} s {one.examples:5} examples  "
        f"{one.mutant.wrong}  [{one.shortly}]",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
