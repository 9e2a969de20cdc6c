"""The rule `splits` a second time: bounds over the part of a box where some pre-activations have given signs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lottery_verify.hunting.oracle import ZERO, Layer
from lottery_verify.hunting.second_bounds import Hints, Joint, Place
from lottery_verify.hunting.second_polygon import Empty, Ends, Neuron
from lottery_verify.hunting.second_steps import DEEPEST, demand, entries, only, plane_lists, planes, whole

Sign = tuple[int, int, str]  # layer, neuron, and "x" for F's pre-activation or "y" for Ĝ's
Signs = Mapping[Sign, bool]  # whether each is at least 0; else it is at most 0
NONE: Hints = {}


class Signed(Joint):
    """Both networks over one part of a box.

    Raises:
        Empty: no input of the box has the signs of the part.
    """

    led_back = ("x", "y", "d")

    def __init__(
        self, f: Sequence[Layer], g: Sequence[Layer], box: Sequence[Ends], signs: Signs, hints: Hints = NONE
    ) -> None:
        self.signs = signs
        super().__init__(f, g, box, [ZERO] * len(box), hints)

    def _narrowed(self, i: int, j: int, neuron: Neuron) -> Neuron:
        """The polygon, less what lies on the other side of the lines x = 0 and y = 0 where a sign is given."""
        for part in ("x", "y"):
            low, high = getattr(neuron, part)
            at_least = self.signs.get((i, j, part))
            if at_least is not None:
                neuron = neuron._replace(**{part: (max(low, ZERO), high) if at_least else (low, min(high, ZERO))})
        return neuron.tightened()


def signed_parts(tree: Any, shapes: Sequence[tuple[int, bool]]) -> list[Signs]:
    """The signs of a tree's parts: parents first, the part where a pre-activation is at most 0 before the other one.

    Args:
        tree: as a file states it: 0 for a part, [layer, neuron, "x" or "y"] for a pre-activation whose sign is asked.
        shapes: of each layer how many neurons there are, and whether they have gates.
    Raises:
        MalformedFile: it is no such tree.
    """
    found: list[Signs] = []
    rest = iter(entries(tree, "tree"))
    below: list[dict[Sign, bool]] = [{}]
    while below:
        signs = below.pop()
        node = next(rest, None)
        demand(node is not None, "tree: a part is missing")
        if type(node) is int and node == 0:
            found.append(signs)
            continue
        demand(len(signs) < DEEPEST, "tree: too deep")
        layer, neuron, part = _split(node, shapes)
        demand((layer, neuron, part) not in signs, "tree: a sign that is known already")
        below += [{**signs, (layer, neuron, part): at_least} for at_least in (True, False)]
    demand(next(rest, None) is None, "tree: a node belongs to no part")
    return found


def branched(f: Sequence[Layer], g: Sequence[Layer], box: Sequence[Ends], given: Mapping[str, Any]) -> list[Ends]:
    """The ends of ĝ − f by the rule `branches`: those of the whole box, and of each end what its parts leave.

    Raises:
        MalformedFile: the step is not of the rule's form.
    """
    hints, ends = only(given, "hints", "ends")
    shapes = [(len(layer.bias), layer.relu) for layer in f]
    widths = [size for size, _ in shapes]
    inner = planes(hints, widths[:-1])
    found = list(Joint(f, g, box, [ZERO] * len(box), inner).ends)
    seen: set[tuple[int, bool]] = set()
    for end in entries(ends, "ends"):
        output, upper, tree, proposed = only(end, "output", "upper", "tree", "planes")
        j = whole(output, 0, widths[-1] - 1, "output")
        demand(isinstance(upper, bool) and (j, upper) not in seen, "an end's side, or an end twice")
        seen.add((j, upper))
        parts = signed_parts(tree, shapes)
        demand(len(entries(proposed, "planes")) == len(parts), "planes: expected a list for each part")
        bounds = []
        for signs, lists in zip(parts, proposed, strict=True):
            place = Place(len(f) - 1, "d", j, upper)
            try:
                part = Signed(f, g, box, signs, {**inner, place: plane_lists(lists, widths[:-1])})
            except Empty:
                continue
            bounds.append(part.ends[j])
        low, high = found[j]
        if bounds:
            found[j] = (
                (low, min(high, max(b for _, b in bounds))) if upper else (max(low, min(a for a, _ in bounds)), high)
            )
    return found


def _split(node: Any, shapes: Sequence[tuple[int, bool]]) -> Sign:
    demand(isinstance(node, list) and len(node) == 3, "tree: expected 0 or a layer, a neuron and a part")
    layer = whole(node[0], 0, len(shapes) - 1, "tree: layer")
    width, gates = shapes[layer]
    demand(gates, "tree: a layer without gates")
    neuron = whole(node[1], 0, width - 1, "tree: neuron")
    demand(node[2] in ("x", "y"), "tree: expected x or y")
    return layer, neuron, node[2]
