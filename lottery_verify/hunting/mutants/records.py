"""Wrong programs: a function's source with one thing changed, put in its place in memory."""

from __future__ import annotations

import inspect
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from lottery_verify.errors import InvalidArgument


@dataclass(frozen=True)
class Mutant:
    """One wrong program.

    Attributes:
        wrong: what is wrong with it.
        module: inside lottery_verify, e.g. "decompose.golden".
        name: the function or method, e.g. "Golden.decompose".
        old, new: text of its source, and what stands there instead.
        hunts: the properties that are hunted, in this order, until one is violated.
    """

    wrong: str
    module: str
    name: str
    old: str
    new: str
    hunts: tuple[str, ...]


def changed(mutant: Mutant) -> tuple[Any, str, Any, Any]:
    """(owner, attribute, right function, wrong function).

    Raises:
        InvalidArgument: the old text is not in the source exactly once: the list of mutants is out of date.
    """
    module = import_module(f"lottery_verify.{mutant.module}")
    owner: Any = module
    *outer, attribute = mutant.name.split(".")
    for part in outer:
        owner = getattr(owner, part)
    right = inspect.getattr_static(owner, attribute)
    plain = right.__func__ if isinstance(right, classmethod | staticmethod) else right
    source = textwrap.dedent(inspect.getsource(plain))
    if source.count(mutant.old) != 1:
        raise InvalidArgument(
            f"mutant {mutant.wrong!r}: {mutant.old!r} occurs {source.count(mutant.old)} times in {mutant.name}"
        )
    space: dict[str, Any] = {}
    flags = compile("from __future__ import annotations", "", "exec").co_flags
    exec(
        compile(source.replace(mutant.old, mutant.new), f"<mutant of {mutant.name}>", "exec", flags),
        vars(module),
        space,
    )
    return owner, attribute, right, space[attribute]


@contextmanager
def applied(mutant: Mutant) -> Iterator[None]:
    """Puts the wrong program in place, also where other modules have imported the right one by name."""
    owner, attribute, right, wrong = changed(mutant)
    places = [(owner, attribute)]
    for name, module in list(sys.modules.items()):
        if name.startswith("lottery_verify"):
            places += [
                (module, key)
                for key, value in list(vars(module).items())
                if value is right and (module, key) != places[0]
            ]
    try:
        for place, key in places:
            setattr(place, key, wrong)
        yield
    finally:
        for place, key in places:
            setattr(place, key, right)
