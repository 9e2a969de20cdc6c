"""Why a mutant that no test kills cannot be killed, or need not be: the table survivors.toml, found by syntax.

A survivor's entry says a place, changes of syntax there (patterns, as in the catalogue of wrong programs) and why. An
entry of a kind has a regular expression and its replacement, at one place of any line.
"""

from __future__ import annotations

import ast
import re
import textwrap
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lottery_verify.hunting.mutants.patterns import Pattern, replaced
from lottery_verify.hunting.mutants.records import function_in, path_of

TABLE = Path(__file__).resolve().parent / "survivors.toml"
SAME = "the same program, spelt otherwise"


@dataclass(frozen=True)
class Survivor:
    """A mutant that no test kills: its place, "module:function", and its lines before and after."""

    place: str
    old: str
    new: str


class Reasons:
    """The table of reasons."""

    def __init__(self, text: str) -> None:
        """Reads the table; `text` is TOML."""
        table = tomllib.loads(text)
        self.kinds, self.entries = table["kind"], table["survivor"]

    def of(self, one: Survivor) -> str | None:
        """Why it survives, or None where no entry says it."""
        for kind in self.kinds:
            if one.new in one_by_one(kind, one.old):
                return str(kind["why"])
        wrong = [ast.dump(tree) for tree in wrong_functions(one)]
        if ast.dump(right_function(one.place)) in wrong:
            return SAME
        for entry in self.entries:
            if entry["place"] == one.place and any(ast.dump(tree) in wrong for tree in changed_functions(entry)):
                return str(entry["why"])
        return None

    def lost(self) -> list[str]:
        """The changes that nothing matches any more."""
        return [
            f"{entry['place']}: {old}"
            for entry in self.entries
            for old, new in entry["changes"]
            if not replaced(right_function(entry["place"]), Pattern(old), Pattern(new))
        ]


def one_by_one(kind: dict[str, str], old: str) -> list[str]:
    """The line with one occurrence changed, for each."""
    return [
        old[: found.start()] + found.expand(kind["new"]) + old[found.end() :] for found in re.finditer(kind["old"], old)
    ]


def right_function(place: str) -> ast.AST:
    """The syntax of a function as it is."""
    return function_in(ast.parse(source_of(place)), place)


def source_of(place: str) -> str:
    """The text of its module."""
    return path_of(f"lottery_verify.{place.partition(':')[0]}").read_text(encoding="utf-8")


def changed_functions(entry: dict[str, object]) -> Iterator[ast.AST]:
    """An entry's function with one of its changes, at one of the places where it fits."""
    place, changes = str(entry["place"]), entry["changes"]
    assert isinstance(changes, list)
    for old, new in changes:
        for which in range(replaced(right_function(place), Pattern(old), Pattern(new))):
            tree = right_function(place)
            replaced(tree, Pattern(old), Pattern(new), only=which)
            yield tree


def wrong_functions(one: Survivor) -> Iterator[ast.AST]:
    """The mutant's function, from its lines: every function that comes of putting the new for the old ones."""
    function = right_function(one.place)
    assert isinstance(function, ast.FunctionDef | ast.ClassDef)
    lines = source_of(one.place).splitlines()[function.lineno - 1 : function.end_lineno]
    for begin in range(len(lines)):
        for end in range(begin + 1, len(lines) + 1):
            if " ".join(line.strip() for line in lines[begin:end]) == one.old:
                indent = lines[begin][: len(lines[begin]) - len(lines[begin].lstrip())]
                yield ast.parse(textwrap.dedent("\n".join([*lines[:begin], indent + one.new, *lines[end:]]))).body[0]
