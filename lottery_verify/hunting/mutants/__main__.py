"""`python -m lottery_verify.hunting.mutants [-o REPORT.md] [WORD …]`: all mutants, or those with a word.

Those that the corpus or the checks of bounds must notice need the tests beside them: run it where the project lies."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from lottery_verify.hunting.mutants.catalogue import MUTANTS
from lottery_verify.hunting.mutants.report import to_markdown
from lottery_verify.hunting.mutants.runner import Kill, kill_all


def main() -> int:
    """Exit code 0 where every mutant is killed, 1 where one survives."""
    parser = argparse.ArgumentParser(prog="python -m lottery_verify.hunting.mutants", description=__doc__)
    parser.add_argument(
        "words", nargs="*", help="only mutants whose description, place or killer contains one of these"
    )
    parser.add_argument("-o", "--output", type=Path, help="write the report there, .md")
    parser.add_argument("--examples", type=int, default=800, help="at most so many for each property")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    chosen = [
        m for m in MUTANTS if not arguments.words or any(w in f"{m.wrong} {m.place} {m.by}" for w in arguments.words)
    ]

    def tell(one: Kill) -> None:
        print(
            f"{'killed  ' if one.by else 'SURVIVED'} {one.seconds:6.2f} s {one.examples:5} examples  "
            f"{one.mutant.wrong}  [{one.by or one.how}]",
            flush=True,
        )

    kills = kill_all(chosen, examples=arguments.examples, seed=arguments.seed, tell=tell)
    if arguments.output is not None:
        words = "".join(f" {w}" for w in arguments.words)
        arguments.output.write_text(
            to_markdown(
                kills,
                f"python -m lottery_verify.hunting.mutants{words} "
                f"--examples {arguments.examples} --seed {arguments.seed}",
            )
        )
    print(f"{sum(one.by is not None for one in kills)} of {len(kills)} killed")
    return 0 if all(one.by for one in kills) else 1


if __name__ == "__main__":
    sys.exit(main())
