"""Cells of a study, each with a stable id, and the grids that they are points of."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any, Protocol

from lottery_verify.arguments import Number, as_fraction, check_choice
from lottery_verify.checker.regions import Region
from lottery_verify.decompose.methods import METHODS
from lottery_verify.errors import InvalidArgument, MalformedFile
from lottery_verify.laws.source import Source
from lottery_verify.networks.embedded import embedded_target
from lottery_verify.networks.loading import load_target
from lottery_verify.networks.network import Network
from lottery_verify.networks.regions import load_region
from lottery_verify.pruning.pruner import loosened_by
from lottery_verify.studies.rows import encode

EMBEDDED = "digits"
"""The name of the target that ships with the package."""
NOT_IN_ID = ("file", "region")


@dataclass(frozen=True)
class Cell:
    """One run of a study: everything that its result depends on.

    Attributes:
        study: the study's name.
        target: the target's name.
        file: where it is read from; not in the id.
        network: the target's digest.
        region: the inputs, as spelt; not in the id.
        region_digest: SHA-256 of the region's description.
        norm: "linf" or "l2".
        epsilon: the error allowed; 0 in a study that allows none and asks for none.
        method, law, shape, seed: of the pruning. A shape whose links may err more says so in more words, as in
            "free errors=mean loosen=41".
    """

    study: str
    target: str
    file: str
    network: str
    region: str
    region_digest: str
    norm: str
    epsilon: Fraction
    method: str
    law: str
    shape: str
    seed: int

    @property
    def label(self) -> str:
        """What the cell is about, in a line."""
        allowed = f"epsilon={self.epsilon} " if self.epsilon else ""
        return f"{self.target} {self.method} {self.law} {self.shape} {allowed}seed={self.seed}"

    @property
    def id(self) -> str:
        """A file name that is the same for the same run, wherever its files lie, and differs for any other."""
        said = {name: value for name, value in encode(self).items() if name not in NOT_IN_ID}
        digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
        return re.sub(r"[^\w.=-]+", "_", self.label, flags=re.ASCII)[:120] + "-" + digest[:16]

    @property
    def run(self) -> dict[str, Any]:
        """What a row says of the cell: its target, method, law, shape, epsilon and seed."""
        return {name: getattr(self, name) for name in ("target", "method", "law", "shape", "epsilon", "seed")}

    @property
    def allowed(self) -> dict[str, Any]:
        """How `prune` is to meet the links: its arguments `shape`, `errors` and `loosen`."""
        shape, *more = self.shape.split()
        return {"shape": shape} | dict(word.split("=") for word in more)

    def read(self) -> tuple[Network, Region]:
        """The target and the region.

        Raises:
            MalformedFile: a file holds something else than when the cell was made; no answer of the cell, since another
                run or another machine may have the right one.
        """
        target = _load(self.file)
        region = load_region(self.region, target.widths[0])
        if (target.digest, _digest(region)) != (self.network, self.region_digest):
            raise MalformedFile(f"{self.file}, {self.region}: not the target and region that the study began with")
        return target, region


@dataclass(frozen=True)
class Grid:
    """All combinations of a target's regions with these values; `laws` are the methods' own when left out.

    Attributes:
        errors, loosen: as of `prune`, of all cells.
    """

    target: str
    region: str
    epsilons: tuple[Number, ...]
    methods: tuple[str, ...]
    laws: tuple[str, ...] = ()
    shapes: tuple[str, ...] = ("shared",)
    seeds: tuple[int, ...] = (17,)
    norm: str = "linf"
    errors: str = "each"
    loosen: str = "1"

    def cells(self, study: str) -> tuple[Cell, ...]:
        """The points of the grid, the last axis fastest.

        Raises:
            InvalidArgument: a value outside its range, or a law that a method does not work with.
        """
        target = _load(self.target)
        first = Cell(
            study, Path(self.target).name, self.target, target.digest, self.region,
            _digest(load_region(self.region, target.widths[0])), check_choice("norm", self.norm, ("linf", "l2")),
            Fraction(1), "", "", "", 0,
        )  # fmt: skip
        check_choice("errors", self.errors, ("each", "mean"))
        loosened_by(self.loosen, target.depth)
        more = "" if (self.errors, self.loosen) == ("each", "1") else f" errors={self.errors} loosen={self.loosen}"
        found = []
        for epsilon, method, shape, seed in product(self.epsilons, self.methods, self.shapes, self.seeds):
            known = METHODS[check_choice("method", method, METHODS)].laws
            Source(seed, shape)
            error = as_fraction("epsilon", epsilon, above=0)
            for law in self.laws or known[:1]:
                check_choice(f"law of method {method}", law, known)
                found.append(replace(first, epsilon=error, method=method, law=law, shape=shape + more, seed=seed))
        return tuple(found)


class Cells(Protocol):
    """Whatever has cells."""

    def cells(self, study: str) -> tuple[Cell, ...]: ...


def cells_of(study: str, grids: Iterable[Cells], only: str = "") -> tuple[Cell, ...]:
    """The cells of several grids, each once.

    Args:
        study: the study's name.
        grids: where they come from.
        only: a text; cells whose label has not all of its words are left out.
    Raises:
        InvalidArgument: no cell is left.
    """
    every = {cell.id: cell for grid in grids for cell in grid.cells(study)}
    chosen = tuple(cell for cell in every.values() if set(only.split()) <= set(cell.label.split()))
    if not chosen:
        first = next(iter(every.values()), None)
        example = f", as in {first.label!r}" if first else ""
        raise InvalidArgument(f"only {only!r}: none of {len(every)} cells has all of these words{example}")
    return chosen


def _load(target: str) -> Network:
    return embedded_target() if target == EMBEDDED else load_target(target)


def _digest(region: Region) -> str:
    return hashlib.sha256(json.dumps(region.describe(), sort_keys=True).encode()).hexdigest()
