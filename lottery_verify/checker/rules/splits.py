"""Rule `splits`: F's class stays Ĝ's over the region, shown in each part that the signs of pre-activations cut out.

The certificate states the tree and nothing else: 0 is a part, and [layer, neuron, "x"] asks for the sign of a neuron's
pre-activation in F, "y" for that in Ĝ; layers and neurons count from 0. The part where it is ≤ 0 comes first, then
that where it is ≥ 0. At every input one of them holds: split_coverage. In a part the ends of the pre-activation are
cut at 0, and the gate is 0 or the identity; all else is bounded again by back-substitution. Rules: split_leaves,
joint_back_substitution, relu_relaxation_upper, relu_relaxation_lower; of the classes, those of `top1`.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from lottery_verify.checker.files import count, demand, fields, shown
from lottery_verify.checker.regions import Region
from lottery_verify.checker.rules import boxes, top1, whole
from lottery_verify.checker.rules.known import Known, Pair, Rule, Step
from lottery_verify.checker.rules.paired import PairLayer
from lottery_verify.checker.rules.part import Part, Signs, Split
from lottery_verify.errors import UnsupportedNetwork

LEAF = boxes.LEAF
WORDS = boxes.Words("part", "parts", "splits")


def apply(step: Step, networks: Pair, region: Region, known: Known) -> Known:
    """Knows that the class stays where F is sure by the step's margin, or of the first part where that is open."""
    given = fields(step.given, {"rule", "margin", "tree"}, step.where)
    margin = top1.read_margin(given["margin"], f"{step.where}: margin")
    layers, moved = boxes.problem(networks, region)
    demand(not any(moved), "back-substitution compares networks of the same shift", UnsupportedNetwork)
    layers = top1.comparable(layers)
    tree = read_tree(given["tree"], layers, step.where)
    low, high, _ = boxes.rounded(*boxes.corners(networks, region), moved, known.precision)
    for number, signs in enumerate(parts(tree, step.where), 1):
        known.clock.demand()
        part = Part(layers, low, high, known.precision, signs, known.clock)
        for j, k in part.unsettled(margin):
            open_ = f"{step.where}: part {number}: output {k} of the ticket may reach output {j}, the target's class"
            return known.doubting(open_)
    return known.agreeing(margin)


def read_tree(value: Any, layers: Sequence[PairLayer], where: str) -> list[Split | None]:
    """The tree's nodes as a file states them, None for a part; each split is about a neuron with a gate."""
    proper = isinstance(value, list) and 0 < len(value) <= boxes.MOST_NODES
    demand(proper, f"{where}: tree: expected a list of 1 to {boxes.MOST_NODES} nodes")
    found: list[Split | None] = []
    for number, entry in enumerate(value, 1):
        here = f"{where}: tree: node {number}"
        if type(entry) is int and entry == LEAF:
            found.append(None)
            continue
        demand(isinstance(entry, list) and len(entry) == 3, f"{here}: expected 0 or [layer, neuron, part]")
        layer = count(entry[0], 0, len(layers) - 1, f"{here}: layer")
        demand(layers[layer].relu, f"{here}: layer {layer} has no gates")
        neuron = count(entry[1], 0, len(layers[layer].bias) - 1, f"{here}: neuron")
        demand(entry[2] in ("x", "y"), f"{here}: expected x or y, found {shown(entry[2])}")
        found.append((layer, neuron, entry[2]))
    return found


def parts(tree: Sequence[Split | None], where: str) -> Iterator[Signs]:
    """The signs of each part; before the first of them, MalformedFile where the tree is none."""
    boxes.demand_covering([LEAF if split is None else split for split in tree], where, WORDS)
    waiting: list[Signs] = [{}]
    for number, split in enumerate(tree, 1):
        signs = waiting.pop()
        if split is None:
            yield signs
            continue
        demand(split not in signs, f"{where}: tree: node {number} asks for a sign that is known above it")
        waiting += [{**signs, split: True}, {**signs, split: False}]


def cost(step: Step, networks: Pair) -> int:
    """For each part, as of `whole`, and each pair of classes from three sides through every weight."""
    tree = step.given.get("tree") if isinstance(step.given, dict) else None
    nodes = len(tree) if isinstance(tree, list) else 1
    weights = sum(3 * layer.width * len(layer.rows) for layer in networks.target.layers)
    last = len(networks.target.layers[-1].rows)
    weights += 3 * last**2  # gates at the end are followed by one layer more
    return (nodes + 1) // 2 * (whole.cost(step, networks) + 3 * last**2 * weights)


RULE = Rule(apply, cost, ("split_coverage", "split_leaves", "joint_back_substitution", "back_step", *whole.RELAXATION))
