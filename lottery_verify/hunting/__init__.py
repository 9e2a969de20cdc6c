"""Hunting: Hypothesis tries to break every theorem, the pruner and the checker.

The names are loaded on first use: profiles do not need the properties.
"""

from importlib import import_module

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


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(f"lottery_verify.hunting.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(_HOMES)
