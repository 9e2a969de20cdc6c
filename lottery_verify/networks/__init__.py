"""Targets and regions: reading, writing, and what they are."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lottery_verify.checker.regions import Ball, Box, Region, parse_region
    from lottery_verify.networks.embedded import embedded_path, embedded_target
    from lottery_verify.networks.loading import load_target
    from lottery_verify.networks.network import Layer, Network
    from lottery_verify.networks.regions import load_region
    from lottery_verify.networks.saving import atomic_write, save_network

__all__ = [
    "Ball",
    "Box",
    "Layer",
    "Network",
    "Region",
    "atomic_write",
    "embedded_path",
    "embedded_target",
    "load_region",
    "load_target",
    "parse_region",
    "save_network",
]

_HOMES = {
    "checker.regions": ("Ball", "Box", "Region", "parse_region"),
    "networks.embedded": ("embedded_path", "embedded_target"),
    "networks.loading": ("load_target",),
    "networks.network": ("Layer", "Network"),
    "networks.regions": ("load_region",),
    "networks.saving": ("atomic_write", "save_network"),
}


if not TYPE_CHECKING:  # a type checker must not take a misspelt name for an object

    def __getattr__(name: str) -> object:
        """Imports a name's module when the name is first used: a small command loads no more than it needs."""
        for home, names in _HOMES.items():
            if name in names:
                return getattr(importlib.import_module(f"lottery_verify.{home}"), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
