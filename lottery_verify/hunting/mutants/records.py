"""Wrong programs: a function of the package with one piece of its syntax changed."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

from lottery_verify.errors import InvalidArgument
from lottery_verify.hunting.mutants.patterns import Pattern, replaced

PACKAGE = Path(__file__).parents[2]


@dataclass(frozen=True)
class Mutant:
    """One wrong program.

    Attributes:
        wrong: what is wrong with it.
        place: "module:function" inside lottery_verify, e.g. "decompose.golden:Golden.decompose"; with nothing after
            the colon the whole module.
        old, new: patterns of syntax (see `patterns`): what is looked for there, and what stands in its place.
        by: what notices it: ids of properties, hunted in this order until one is violated; or an examination
            of the whole (see `runner`): "corpus", "derivation/CLAIM", a file of tests, ….
        places: in how many places the pattern must match; all of them are changed.
    """

    wrong: str
    place: str
    old: str
    new: str
    by: tuple[str, ...]
    places: int = 1

    @property
    def module(self) -> str:
        """The module's whole name."""
        return f"{PACKAGE.name}.{self.place.partition(':')[0]}"


def tree_of(mutant: Mutant) -> ast.Module:
    """The syntax of the wrong module.

    Raises:
        InvalidArgument: the list of mutants is out of date: there is no such module or function, or the pattern does
            not match there in exactly so many places.
    """
    path = path_of(mutant.module)
    if not path.is_file():
        raise InvalidArgument(f"mutant {mutant.wrong!r}: there is no module {mutant.module}")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    try:
        found = replaced(function_in(tree, mutant.place), Pattern(mutant.old), Pattern(mutant.new))
    except InvalidArgument as error:
        raise InvalidArgument(f"mutant {mutant.wrong!r}: {error}") from None
    if found != mutant.places:
        raise InvalidArgument(
            f"mutant {mutant.wrong!r}: {mutant.old!r} is in {found} places of {mutant.place}, not in {mutant.places}"
        )
    return ast.fix_missing_locations(tree)


def path_of(module: str) -> Path:
    """Where a module of the package is, or would be."""
    path = PACKAGE.joinpath(*module.split(".")[1:])
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def function_in(tree: ast.Module, place: str) -> ast.AST:
    """The function or class of a place in its module's syntax, or the module.

    Raises:
        InvalidArgument: there is not exactly one of that name.
    """
    here: ast.Module | ast.ClassDef | ast.FunctionDef = tree
    for name in filter(None, place.partition(":")[2].split(".")):
        known = [one for one in here.body if isinstance(one, ast.FunctionDef | ast.ClassDef) and one.name == name]
        if len(known) != 1:
            raise InvalidArgument(f"{len(known)} functions are called {place}")
        here = known[0]
    return here
