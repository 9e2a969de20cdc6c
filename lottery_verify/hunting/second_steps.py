"""What the steps of format 2 state, read a second time: a tree's leaves, planes, and multiples of gates' shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from lottery_verify.errors import MalformedFile
from lottery_verify.hunting.second_bounds import Place
from lottery_verify.hunting.second_gated import Side
from lottery_verify.hunting.second_polygon import Ends

SLOPE = Fraction(1, 1 << 40)  # what a hinted slope is a multiple of
DEEPEST = 1024  # halvings of one input after another
Planes = dict[int, dict[int, tuple[Fraction, Fraction]]]


def demand(holds: bool, what: str) -> None:
    """MalformedFile unless it holds."""
    if not holds:
        raise MalformedFile(f"certificate: {what}")


def only(given: Mapping[str, Any], *names: str) -> list[Any]:
    """The values of an object that has these names and no others."""
    demand(isinstance(given, Mapping) and sorted(given) == sorted(names), f"expected {' and '.join(names)}")
    return [given[name] for name in names]


def whole(value: Any, low: int, high: int, what: str) -> int:
    """An integer from low to high."""
    demand(type(value) is int and low <= value <= high, f"{what}: expected an integer from {low} to {high}")
    return int(value)


def entries(value: Any, what: str) -> list[Any]:
    """A list."""
    demand(isinstance(value, list), f"{what}: expected a list")
    return list(value)


def leaves(tree: Any, box: Sequence[Ends]) -> list[list[Ends]]:
    """The boxes of a tree's leaves: parents first, lower halves first, 0 for a leaf, k to halve input k."""
    found: list[list[Ends]] = []
    rest = iter(entries(tree, "tree"))
    below = [(list(box), 0)]
    while below:
        here, depth = below.pop()
        demand(depth <= DEEPEST, "tree: too deep")
        k = whole(next(rest, None), 0, len(box), "tree: a half is missing, or")
        if k == 0:
            found.append(here)
            continue
        low, high = here[k - 1]
        middle = low + (high - low) / 2
        for part in ((middle, high), (low, middle)):
            below.append(([*here[: k - 1], part, *here[k:]], depth + 1))
    demand(next(rest, None) is None, "tree: a node belongs to no box")
    return found


def planes(hints: Any, widths: Sequence[int]) -> dict[Place, Planes]:
    """The slopes that a certificate proposes for rows that are led back."""
    found: dict[Place, Planes] = {}
    for hint in entries(hints, "hints"):
        layer, part, neuron, upper, lists = only(hint, "layer", "part", "neuron", "upper", "planes")
        i = whole(layer, 0, len(widths) - 1, "layer")
        demand(part in ("x", "y", "d") and isinstance(upper, bool), "a hint's part or side")
        place = Place(i, part, whole(neuron, 0, widths[i] - 1, "neuron"), upper)
        demand(place not in found, "a hint twice")
        found[place] = plane_lists(lists, widths[:i])
    return found


def plane_lists(lists: Any, widths: Sequence[int]) -> Planes:
    """Slopes for the gates of layers of these widths."""
    demand(len(entries(lists, "planes")) == len(widths), "planes: expected a list for each layer before")
    return {k: _rows(rows, widths[k]) for k, rows in enumerate(lists)}


def _rows(rows: Any, width: int) -> dict[int, tuple[Fraction, Fraction]]:
    found: dict[int, tuple[Fraction, Fraction]] = {}
    for row in entries(rows, "planes"):
        demand(len(entries(row, "plane")) == 3, "plane: expected a neuron and two slopes")
        neuron = whole(row[0], max(found, default=-1) + 1, width - 1, "plane's neuron")
        a, b = (whole(v, -(1 << 62), 1 << 62, "slope") * SLOPE for v in row[1:])
        found[neuron] = a, b
    return found


def sides(hints: Any, outputs: int, scaled: bool = False) -> dict[tuple[int, int], Side]:
    """(output, sign) → the multiples that a certificate proposes; how many are to be there is not known here.

    Args:
        hints: of the step.
        outputs: how many there are.
        scaled: whether the step has scales of the symbols, in place of which an end has a size and a shift.
    """
    found: dict[tuple[int, int], Side] = {}
    last = -1
    for hint in entries(hints, "hints"):
        output, upper, lower = only(hint, "output", "upper", "lower")
        last = whole(output, last + 1, outputs - 1, "output")
        for sign, given in ((1, upper), (-1, lower)):
            if given is not None:
                found[last, sign] = _side(given, scaled)
    return found


def _side(given: Any, scaled: bool) -> Side:
    if scaled:
        places, size, shift, *lists = only(given, "places", "size", "shift", "nu", "lean", "p")
        whole(size, 1, 1 << 64, "size")
        whole(shift, 0, 256, "shift")
    else:
        places, q, *lists = only(given, "places", "q", "nu", "lean", "p")
        numbers(q)
    unit = Fraction(1, 1 << whole(places, 0, 256, "places"))
    nu, lean, p = map(numbers, lists)
    demand(len(nu) == len(lean) == len(p) - 1, "expected as many leans as multiples, and one p more")
    return Side([v * unit for v in nu], [v * unit for v in lean])


def numbers(given: Any) -> list[int]:
    """A list of integers of at most 64 bits."""
    return [whole(v, 1 - (1 << 64), (1 << 64) - 1, "number") for v in entries(given, "numbers")]
