"""Hunting: Hypothesis tries to break every theorem, the pruner and the checker.

The names are loaded on first use: profiles do not need the properties.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lottery_verify.hunting.pruners import check_pruner as check_pruner
    from lottery_verify.hunting.records import Drop as Drop
    from lottery_verify.hunting.records import Outcome as Outcome
    from lottery_verify.hunting.records import Property as Property
    from lottery_verify.hunting.registry import PROPERTIES as PROPERTIES
    from lottery_verify.hunting.registry import drops_of as drops_of
    from lottery_verify.hunting.registry import find_property as find_property
    from lottery_verify.hunting.registry import properties_of as properties_of
    from lottery_verify.hunting.runner import Hunt as Hunt
    from lottery_verify.hunting.runner import hunt as hunt

_HOMES = {
    "Drop": "records",
    "Hunt": "runner",
    "Outcome": "records",
    "PROPERTIES": "registry",
    "Property": "records",
    "check_pruner": "pruners",
    "drops_of": "registry",
    "find_property": "registry",
    "hunt": "runner",
    "properties_of": "registry",
}
__all__ = list(_HOMES)


if not TYPE_CHECKING:  # a type checker must not take a misspelt name for an object

    def __getattr__(name: str) -> object:
        if name in _HOMES:
            return getattr(import_module(f"lottery_verify.hunting.{_HOMES[name]}"), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(_HOMES)
