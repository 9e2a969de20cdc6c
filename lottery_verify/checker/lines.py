"""Files with numbers in each line, for regions; # begins a comment. Standard library only."""

import os
from collections.abc import Iterable
from fractions import Fraction

from lottery_verify.checker.files import demand, read_bounded
from lottery_verify.checker.numbers import parse_number
from lottery_verify.errors import InvalidArgument

MAX_REGION_BYTES = 1 << 24


def lines_of(path: str) -> list[str]:
    """The lines of an ordinary file."""
    demand("\0" not in path and os.path.isfile(path), f"region: {path!r} is no file of numbers", InvalidArgument)
    return read_bounded(path, MAX_REGION_BYTES).decode("utf-8", "replace").split("\n")


def numbers(lines: Iterable[str], first: int, path: str, width: int, expected: tuple[str, ...]) -> list[list[Fraction]]:
    """The numbers in lines of a file, as many in each as expected, for each of `width` inputs.

    Args:
        lines: all of them, or some that follow each other.
        first: the number of the first of them in its file, for messages.
        path: the file, for messages.
        width: how many lines hold numbers.
        expected: what the numbers of a line are, for messages.
    """
    found = []
    for number, line in enumerate(lines, first):
        words, where = line.partition("#")[0].replace(",", " ").split(), f"region: {path}, line {number}"
        problem = f"{where}: {len(words)} numbers; expected {' and '.join(expected)}"
        demand(len(words) in (0, len(expected)), problem, InvalidArgument)
        found += [[parse_number(word, where) for word in words]] if words else []
    what = "bounds" if len(expected) == 2 else "numbers"
    problem = f"region: {path}: {what} for {len(found)} inputs, but the network takes {width}"
    demand(len(found) == width, problem, InvalidArgument)
    return found
