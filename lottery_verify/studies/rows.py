"""The rows of a study's table: typed once, written as JSON and read back strictly."""

from __future__ import annotations

import json
import math
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import lottery_verify
from lottery_verify.errors import MalformedFile
from lottery_verify.networks.saving import atomic_write

T = TypeVar("T")
MEASURED = "measured.json"
"""The table of the study `overparameterization`, which the report reads."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """What a row of any study says: which run it is of, by which its table is sorted, and what made it.

    Attributes:
        target, method, law, shape, epsilon, seed: of the cell.
        version, torch, machine, command: what made it.
    """

    target: str
    method: str
    law: str
    shape: str
    epsilon: Fraction
    seed: int
    version: str
    torch: str
    machine: str
    command: str

    @property
    def in_the_mean(self) -> bool:
        """Whether links are met in root mean square."""
        return "errors=mean" in self.shape.split()

    @property
    def how(self) -> str:
        """The method, and the shape where it is not the usual one: "subset-sum, free, in the mean"."""
        shape = self.shape.split()[0]
        words = [self.method, *[shape] * (shape != "shared"), *["in the mean"] * self.in_the_mean]
        return ", ".join(words)


def made_here(command: str) -> dict[str, Any]:
    """What makes the rows of this process: the fields `version`, `torch`, `machine` and `command`."""
    import torch

    return {
        "version": lottery_verify.__version__, "torch": torch.__version__, "machine": platform.machine(),
        "command": command,
    }  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Measured(Row):
    """What one ticket takes; a row of measured.json.

    Attributes:
        widths: neurons per layer, inputs first.
        norm: of `epsilon`, the ticket's allowed error: "linf" or "l2".
        region: the inputs, as the file formats describe them.
        neurons: the rule for the neurons per block: fit, theorem or a number.
        neurons_per_block: intermediate neurons per block, for each layer.
        epsilon_w: for each layer, within which every link is met, or all in root mean square where `shape` has
            "errors=mean".
        target_weights: links, those of biases included.
        lower_bound_bits: log2(R/(2 epsilon_w)), averaged over the links: the lower bound on mask bits.
        draws_per_link: neurons of a link's block, averaged over the links; of shape `free` the layer's neurons divided
            by its inputs, as each serves one.
        source_per_weight: weights of the source per target weight, kept or not.
        kept_per_weight: weights kept per target weight.
    """

    widths: tuple[int, ...]
    norm: str
    region: dict[str, object]
    neurons: str
    neurons_per_block: tuple[int, ...]
    epsilon_w: tuple[Fraction, ...]
    target_weights: int
    lower_bound_bits: float
    draws_per_link: float
    source_per_weight: float
    kept_per_weight: float

    @property
    def depth(self) -> int:
        """The number of layers."""
        return len(self.widths) - 1

    @property
    def links(self) -> int:
        """The links of the largest layer, the constant neuron's excluded."""
        return max(a * b for a, b in zip(self.widths, self.widths[1:], strict=False))

    @property
    def place(self) -> str:
        """The region in a word: box:0,1 where all inputs share their ends."""
        region: dict[str, Any] = self.region
        if region["kind"] == "box" and len(region["lower"]) == len(region["upper"]) == 1:
            return f"box:{region['lower'][0]},{region['upper'][0]}"
        around = "@a point" if "centre" in region else ""
        return f"ball:{region['radius']}{around}" if region["kind"] == "ball" else str(region["kind"])


def encode(record: object) -> dict[str, object]:
    """A dataclass of plain fields as JSON's data: ratios as text, tuples as lists."""
    return {field.name: _plain(getattr(record, field.name)) for field in fields(record)}  # type: ignore[arg-type]


def _plain(value: object) -> object:
    if isinstance(value, Fraction):
        return str(value)
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def decode(kind: type[T], data: object, where: str) -> T:
    """The record that `encode` spelt.

    Args:
        kind: its dataclass, of text, integers, floats, ratios, objects, None, and tuples of one of them.
        data: JSON's data.
        where: the file and the place in it, for the error.
    Raises:
        MalformedFile: a field is missing, unknown, or of another type.
    """
    hints = get_type_hints(kind)
    if not isinstance(data, dict) or data.keys() != hints.keys():
        found = sorted(set(data) ^ set(hints)) if isinstance(data, dict) else type(data).__name__
        raise MalformedFile(f"{where}: {found} where a {kind.__name__} has {', '.join(hints)}")
    return kind(**{name: _typed(hint, data[name], f"{where}: {name}") for name, hint in hints.items()})


def _typed(hint: Any, value: Any, where: str) -> Any:
    if get_origin(hint) is tuple and isinstance(value, list):
        return tuple(_typed(get_args(hint)[0], one, where) for one in value)
    if hint is Fraction and isinstance(value, str):
        try:
            return Fraction(value)
        except (ValueError, ZeroDivisionError):
            raise MalformedFile(f"{where}: {value[:60]!r} is no ratio") from None
    plain = get_origin(hint) or hint
    if plain in (str, int, dict, float) and isinstance(value, plain) and not isinstance(value, bool):
        return finite(value, where)
    raise MalformedFile(f"{where}: {str(value)[:60]!r} is no {hint}")


def finite(value: T, where: str) -> T:
    """The value, which may be a float, unless that is an infinity or no number: MalformedFile."""
    if isinstance(value, float) and not math.isfinite(value):
        raise MalformedFile(f"{where}: {value} is not finite")
    return value


def write_table(path: str | os.PathLike[str], rows: Sequence[Row]) -> None:
    """Writes a table in one step, its rows sorted by what they are about."""
    ordered = sorted(rows, key=lambda r: (r.target, r.method, str(r.epsilon), r.shape, r.law, r.seed))
    atomic_write(path, (json.dumps([encode(row) for row in ordered], indent=1) + "\n").encode())


def read_table(path: Path) -> tuple[Measured, ...]:
    """The rows of measured.json; see `read_rows`."""
    return read_rows(path, Measured)


def read_rows(path: Path, kind: type[T]) -> tuple[T, ...]:
    """The rows of a table, in the file's order; none where there is no such file.

    Args:
        path: the table.
        kind: the dataclass of its rows.
    Raises:
        MalformedFile: it is not what `write_table` writes.
    """
    if not path.exists():
        return ()
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise MalformedFile(f"{path}: {error}; make it with `lottery-verify study`") from error
    if not isinstance(data, list):
        raise MalformedFile(f"{path}: {type(data).__name__} where a list of rows is expected")
    return tuple(decode(kind, row, f"{path}: row {i}") for i, row in enumerate(data, 1))
