"""Rule `branches`: ends of the outputs' differences, each over a tree of ReLU signs with slopes for every part.

The whole box is led through both networks once, as by `whole`. An end has a tree of its own, as `splits` states it. In
a part the polygon of each gate whose sign is asked is cut at that line, and one row is led back: the output's, with
the slopes that the certificate proposes for the part. At a gate whose sign is known a slope is the multiplier of that
sign's inequality, so that multipliers can't be wrong either. The end is the farthest of its parts. Rules:
split_coverage, split_leaves, joint_back_substitution, relu_relaxation_upper, relu_relaxation_lower.
"""

from collections.abc import Iterator, Sequence
from copy import copy
from typing import Any, NamedTuple

from lottery_verify.checker.files import count, demand, fields
from lottery_verify.checker.reach import Reach
from lottery_verify.checker.regions import Region
from lottery_verify.checker.rules import boxes, splits, whole
from lottery_verify.checker.rules.backward import UNIT, Walk
from lottery_verify.checker.rules.hints import COEFFICIENT, Planes, read_hints, read_planes
from lottery_verify.checker.rules.known import Known, Pair, Rule, Step
from lottery_verify.checker.rules.paired import PairLayer
from lottery_verify.checker.rules.part import Empty, Signs, Split, sided
from lottery_verify.checker.rules.polygon import Ends, Slopes
from lottery_verify.errors import UnsupportedNetwork


class End(NamedTuple):
    """The upper or the lower end of an output's difference, its tree, and slopes for each part, in the tree's order."""

    output: int
    upper: bool
    tree: list[Split | None]
    planes: list[Planes]
    where: str

    def parts(self) -> Iterator[tuple[Signs, Planes]]:
        """One part after the other: a hundred thousand at a time, each with a thousand signs, would take gigabytes."""
        return zip(splits.parts(self.tree, self.where), self.planes, strict=True)


def apply(step: Step, networks: Pair, region: Region, known: Known) -> Known:
    """Knows ticket − target at the output. Rule: split_leaves, joint_back_substitution, relu_relaxation_upper."""
    layers, moved = boxes.problem(networks, region)
    demand(not any(moved), "back-substitution compares networks of the same shift", UnsupportedNetwork)
    demand(not layers[-1].relu, f"{step.where}: a ReLU follows the last layer", UnsupportedNetwork)
    given = fields(step.given, {"rule", "hints", "ends"}, step.where)
    hints = read_hints(given["hints"], [len(layer.bias) for layer in layers[:-1]], f"{step.where}: hints")
    wanted = read_ends(given["ends"], layers, f"{step.where}: ends")
    low, high, _ = boxes.rounded(*boxes.corners(networks, region), moved, known.precision)
    walk = Walk(layers, low, high, known.precision, hints, known.clock)
    for layer in layers[:-1]:
        walk.through(layer)
    ends = [gates.d for gates in walk.ranges(layers[-1])]
    for end in wanted:
        ends[end.output] = met(walk, end, ends[end.output])
    return known.meeting("difference", networks.target.output, Reach(ends))


def read_ends(value: Any, layers: Sequence[PairLayer], where: str) -> list[End]:
    """Parses [{"output": j, "upper": true or false, "tree": …, "planes": [for each part, in the tree's order]}, …]."""
    demand(isinstance(value, list), f"{where}: expected a list of ends")
    widths = [len(layer.bias) for layer in layers]
    found: list[End] = []
    for number, entry in enumerate(value, 1):
        here = f"{where}: end {number}"
        given = fields(entry, {"output", "upper", "tree", "planes"}, here)
        output = count(given["output"], 0, widths[-1] - 1, f"{here}: output")
        demand(isinstance(given["upper"], bool), f"{here}: upper: expected true or false")
        demand(all(end[:2] != (output, given["upper"]) for end in found), f"{here}: the same end as one before")
        tree, planes = splits.read_tree(given["tree"], layers, here), given["planes"]
        boxes.demand_covering([splits.LEAF if split is None else split for split in tree], here, splits.WORDS)
        parts = tree.count(None)
        proper = isinstance(planes, list) and len(planes) == parts
        demand(proper, f"{here}: planes: expected {parts} lists, one for each part")
        read = [read_planes(one, widths[:-1], f"{here}: part {k}: planes") for k, one in enumerate(planes, 1)]
        found.append(End(output, given["upper"], tree, read, here))
    return found


def met(walk: Walk, end: End, known: Ends) -> Ends:
    """What is known of the output's difference, and the end that its parts show. Rule: split_leaves.

    Args:
        walk: through all layers but the last.
        end: and what is proposed for it.
        known: over 2^precision.
    """
    found = [bound for signs, planes in end.parts() if (bound := least(walk, end, signs, planes)) is not None]
    if not found:
        return known  # the parts make up the box, so that one has inputs
    low, high = known
    return (low, min(high, -min(found))) if end.upper else (max(low, min(found)), high)


def least(walk: Walk, end: End, signs: Signs, planes: Planes) -> int | None:
    """A lower bound over one part of the difference, or of its negative for an upper end; None without inputs."""
    walk.clock.demand()
    try:
        part = cut(walk, signs)
    except Empty:
        return None
    none, row = ([0] * len(walk.pair[-1].bias) for _ in "xd")
    row[end.output] = -UNIT if end.upper else UNIT
    return part.lowest(none, row, len(walk.gates), planes) >> COEFFICIENT


def cut(walk: Walk, signs: Signs) -> Walk:
    """The same over one part: polygons of the gates whose signs are given are cut; Empty where one has no point."""
    part = copy(walk)
    part.gates, part.slopes = [list(gates) for gates in walk.gates], [dict(slopes) for slopes in walk.slopes]
    for (i, j, which), at_least in signs.items():
        gates = part.gates[i][j]
        gates = gates._replace(**{which: sided(getattr(gates, which), at_least)}).tightened()
        if any(low > high for low, high in gates):
            raise Empty
        part.gates[i][j] = gates
        part.slopes[i].pop(j, None)
        if gates.open:
            part.slopes[i][j] = Slopes(gates)
    return part


def cost(step: Step, networks: Pair) -> int:
    """As of `whole`, and for each part a row through every weight of F, Ĝ and Ĝ − F."""
    ends = step.given.get("ends") if isinstance(step.given, dict) else None
    trees = [end.get("tree") for end in ends if isinstance(end, dict)] if isinstance(ends, list) else []
    nodes = sum(len(tree) + 1 for tree in trees if isinstance(tree, list))
    weights = sum((3 * layer.width + 64) * len(layer.rows) for layer in networks.target.layers)
    return whole.cost(step, networks) + nodes // 2 * weights


RULE = Rule(apply, cost, ("split_coverage", "split_leaves", "joint_back_substitution", "back_step", *whole.RELAXATION))
