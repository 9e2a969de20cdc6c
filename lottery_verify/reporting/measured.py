"""What the pruner really used: rows of measured.json, as benchmarks/overparameterization.py writes them."""

import json
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from lottery_verify.errors import MalformedFile

DRAWS_PER_LINK = (
    "Draws per link: the products v·u among which one target weight can choose, one for each neuron of its block, "
    "whatever the sign of u. With shared blocks, that is the number of neurons per input. Where an input is known to "
    "be ≥ 0, the weight can use about half of them, those with u > 0."
)
"""The unit in which tickets and theorems are compared, here, on the page and in README.md."""


@dataclass(frozen=True)
class Ticket:
    """One measured ticket.

    Attributes:
        target: the target's name.
        widths: neurons per layer, inputs first.
        method: how links were decomposed.
        shape: `shared` or `dedicated` blocks.
        epsilon: the ticket's allowed error.
        seed: the source's seed.
        bits: log2(R/(2 epsilon_w)), averaged over the links: the lower bound on mask bits.
        draws: draws per link (DRAWS_PER_LINK), averaged over the links, those of biases included.
        source: weights of the source per target weight.
        kept: weights kept per target weight.
        neurons: intermediate neurons per block, for each layer.
        weights: number of target weights.
        version: of lottery_verify.
        command: what made it.
        region: the inputs.
    """

    target: str
    widths: tuple[int, ...]
    method: str
    shape: str
    epsilon: Fraction
    seed: int
    bits: float
    draws: float
    source: float
    kept: float
    neurons: tuple[int, ...]
    weights: int
    version: str
    command: str
    region: str

    @property
    def depth(self) -> int:
        """The number of layers."""
        return len(self.widths) - 1

    @property
    def links(self) -> int:
        """The links of the largest layer, the constant neuron's excluded."""
        return max(a * b for a, b in zip(self.widths, self.widths[1:], strict=False))


def read_measured(path: Path) -> tuple[Ticket, ...]:
    """The measured tickets.

    Args:
        path: measured.json.
    Returns: the tickets, in the file's order; none where there is no such file.
    Raises: MalformedFile when it is not what benchmarks/overparameterization.py writes.
    """
    if not path.exists():
        return ()
    try:
        return tuple(_ticket(row) for row in json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError, KeyError) as error:
        found = f"{type(error).__name__}: {error}"
        raise MalformedFile(f"{path}: {found}; make it with benchmarks/overparameterization.py") from error


def _ticket(row: dict[str, object]) -> Ticket:
    return Ticket(
        target=str(row["target"]),
        widths=_integers(row["widths"]),
        method=str(row["method"]),
        shape=str(row["shape"]),
        epsilon=Fraction(str(row["epsilon"])),
        seed=int(str(row["seed"])),
        bits=float(str(row["lower_bound_bits"])),
        draws=float(str(row["draws_per_link"])),
        source=float(str(row["source_per_weight"])),
        kept=float(str(row["kept_per_weight"])),
        neurons=_integers(row["neurons_per_block"]),
        weights=int(str(row["target_weights"])),
        version=str(row["version"]),
        command=str(row["command"]),
        region=_region(row["region"]),
    )


def _integers(values: object) -> tuple[int, ...]:
    if not isinstance(values, list):
        raise TypeError(f"{values!r} is not a list")
    return tuple(int(str(one)) for one in values)


def _region(region: object) -> str:
    """The region in a word: box:0,1 where all inputs share their ends."""
    if not isinstance(region, dict):
        raise TypeError(f"region: {region!r} is not an object")
    kind = str(region["kind"])
    if kind == "box" and len(region["lower"]) == len(region["upper"]) == 1:
        return f"box:{region['lower'][0]},{region['upper'][0]}"
    around = "@a point" if "centre" in region else ""
    return f"ball:{region['radius']}{around}" if kind == "ball" else kind
