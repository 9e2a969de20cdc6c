"""Slopes that a certificate may propose for back-substitution: a slope can be bad, but not wrong."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from lottery_verify.checker.files import count, demand, fields

MAX_SLOPE_BITS = 62
COEFFICIENT = 40  # slopes and coefficients of rows are integers over 2^40

Planes = dict[int, dict[int, tuple[int, int]]]  # layer → neuron → (a, b): the plane a·x + b·d, over 2^COEFFICIENT


class Place(NamedTuple):
    """An end of a neuron: of its `part` x, y or d, the lower one or the upper one."""

    layer: int
    part: str
    neuron: int
    upper: bool


Hints = Mapping[Place, Planes]


def read_hints(value: Any, widths: Sequence[int], where: str) -> dict[Place, Planes]:
    """Parses hints.

    Args:
        value: a list of {"layer", "part", "neuron", "upper", "planes"}, where "planes" has a list for each layer before
            that one, of [neuron, a, b] in ascending order of neurons.
        widths: how many outputs each layer has.
        where: for messages.
    Raises:
        MalformedFile: it is not of this form, or names a neuron that there is not.
    """
    demand(isinstance(value, list), f"{where}: expected a list of hints")
    found: dict[Place, Planes] = {}
    for k, entry in enumerate(value):
        here = f"{where}: hint {k}"
        given = fields(entry, {"layer", "part", "neuron", "upper", "planes"}, here)
        layer = count(given["layer"], 0, len(widths) - 1, f"{here}: layer")
        demand(given["part"] in ("x", "y", "d"), f"{here}: part: expected x, y or d")
        demand(isinstance(given["upper"], bool), f"{here}: upper: expected true or false")
        neuron = count(given["neuron"], 0, widths[layer] - 1, f"{here}: neuron")
        place = Place(layer, given["part"], neuron, given["upper"])
        demand(place not in found, f"{here}: the same end as a hint before")
        found[place] = read_planes(given["planes"], widths[:layer], f"{here}: planes")
    return found


def read_planes(value: Any, widths: Sequence[int], where: str) -> Planes:
    """Parses planes: for each layer of these widths a list of [neuron, a, b], in ascending order of neurons."""
    demand(isinstance(value, list) and len(value) == len(widths), f"{where}: expected {len(widths)} lists")
    return {i: _planes(rows, widths[i], f"{where} of layer {i}") for i, rows in enumerate(value)}


def _planes(rows: Any, width: int, where: str) -> dict[int, tuple[int, int]]:
    demand(isinstance(rows, list), f"{where}: expected a list")
    found, last, most = {}, -1, 1 << MAX_SLOPE_BITS
    for row in rows:
        demand(isinstance(row, list) and len(row) == 3, f"{where}: expected [neuron, a, b]")
        last = count(row[0], last + 1, width - 1, f"{where}: neuron")
        found[last] = count(row[1], -most, most, f"{where}: a"), count(row[2], -most, most, f"{where}: b")
    return found
