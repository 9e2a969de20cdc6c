"""Rule `boxes`: the region's box is halved along a tree, and each leaf is bounded by joint affine forms, from scratch.

The certificate states the tree and nothing else: parents before children, lower halves first; 0 is a leaf, and k halves
the box's k-th input at its middle. The two halves make up the box, so the leaves make up the region: split_coverage.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil, floor
from typing import Any, NamedTuple

from lottery_verify.checker.clock import NO_LIMIT, Clock
from lottery_verify.checker.files import count, demand, fields
from lottery_verify.checker.reach import Ends, Reach
from lottery_verify.checker.regions import Box, Region
from lottery_verify.checker.rules.joint import difference
from lottery_verify.checker.rules.known import Known, Pair, Rule, Step
from lottery_verify.checker.rules.paired import PairLayer, paired
from lottery_verify.errors import UnsupportedNetwork

MOST_NODES = 1 << 22
MOST_HALVINGS = 1 << 10  # from the region to a leaf; no end is over more than 2^1024
LEAF = 0
HALF = Fraction(1, 2)
Corner = tuple[Fraction, ...]


class Words(NamedTuple):
    """What a tree's messages call a piece, several of them, and what makes two of one."""

    one: str
    more: str
    cuts: str


HALVES = Words("box", "boxes", "halvings")


def apply(step: Step, networks: Pair, region: Region, known: Known) -> Known:
    """Knows ticket − target at the output: the union of the leaves. Rule: split_coverage, joint_affine_forms."""
    layers, moved = problem(networks, region)
    tree = read_tree(fields(step.given, {"rule", "tree"}, step.where)["tree"], len(moved), step.where)
    found = []
    for low, high in leaves(tree, *corners(networks, region), step.where):
        known.clock.demand()
        found.append(bounded(layers, low, high, moved, known.precision, known.clock))
    reach = together(found)
    return known.meeting("difference", networks.target.output, reach)


def together(found: Sequence[list[Ends]]) -> Reach:
    """Where a vector lies that lies within some of these ends: entry by entry, and in norm the largest of theirs."""
    outputs = zip(*found, strict=True)
    ends = [(min(low for low, _ in one), max(high for _, high in one)) for one in outputs]
    return Reach(ends, max(Reach(one).norm for one in found))


def problem(networks: Pair, region: Region) -> tuple[list[PairLayer], list[Fraction]]:
    """The pair's layers, and how far the ticket's inputs lie from the target's: the difference of their shifts."""
    moved = [s - t for s, t in zip(networks.target.shift, networks.ticket.shift, strict=True)]
    return paired(networks, signs(*corners(networks, region), moved)), moved


def signs(low: Corner, high: Corner, moved: Sequence[Fraction]) -> list[int]:
    """Of each input of the ticket over a box of the target's: 1 where it is ≥ 0 throughout, −1 where ≤ 0, else 0."""
    ends = zip(low, high, moved, strict=True)
    return [1 if a + gap >= 0 else -1 if b + gap <= 0 else 0 for a, b, gap in ends]


def corners(networks: Pair, region: Region) -> tuple[Corner, Corner]:
    """The ends of x less the target's shift over the region's box."""
    demand(isinstance(region, Box), "a region that is halved is a box", UnsupportedNetwork)
    ends = (region.lower, region.upper) if isinstance(region, Box) else ((), ())
    shift = networks.target.shift
    low, high = (tuple(v - s for v, s in zip(side, shift, strict=True)) for side in ends)
    return low, high


def read_tree(tree: Any, width: int, where: str) -> list[int]:
    """The tree as the certificate states it, each entry from 0 to the number of inputs."""
    demand(isinstance(tree, list) and 0 < len(tree) <= MOST_NODES, f"{where}: tree: expected 1 to {MOST_NODES} nodes")
    return [count(entry, LEAF, width, f"{where}: tree") for entry in tree]


def leaves(tree: list[int], low: Corner, high: Corner, where: str) -> Iterator[tuple[Corner, Corner]]:
    """The boxes at the leaves; before the first of them, MalformedFile where the tree is none."""
    demand_covering(tree, where)
    waiting = [(low, high)]
    for by in tree:
        low, high = waiting.pop()
        if by == LEAF:
            yield low, high
            continue
        b = by - 1
        middle = (low[b] + high[b]) * HALF
        waiting.append(((*low[:b], middle, *low[b + 1 :]), high))
        waiting.append((low, (*high[:b], middle, *high[b + 1 :])))


def demand_covering(tree: Sequence[object], where: str, words: Words = HALVES) -> None:
    """Both halves of each box are there, no node is left over, and no leaf is too deep. Rule: split_coverage."""
    waiting = [0]  # how often each open box was halved
    for k, by in enumerate(tree, 1):
        demand(bool(waiting), f"{where}: tree: node {k} of {len(tree)} belongs to no {words.one}")
        depth = waiting.pop()
        if by != LEAF:
            deep = f"{where}: tree: node {k} lies below {depth} {words.cuts}; at most that many are"
            demand(depth < MOST_HALVINGS, deep)
            waiting += [depth + 1, depth + 1]
    demand(not waiting, f"{where}: tree: it ends with {len(waiting)} {words.more} open")


def bounded(
    layers: list[PairLayer], low: Corner, high: Corner, moved: list[Fraction], precision: int, clock: Clock = NO_LIMIT
) -> list[Ends]:
    """The ends of ĝ − f over one box, whose ends and shift are rounded outward."""
    return difference(layers, *rounded(low, high, moved, precision), precision, clock)


def rounded(
    low: Corner, high: Corner, moved: list[Fraction], precision: int
) -> tuple[list[int], list[int], list[Ends]]:
    """A box and a shift over 2^precision, rounded outward."""
    unit = 1 << precision
    least, most = [floor(v * unit) for v in low], [ceil(v * unit) for v in high]
    return least, most, [(floor(v * unit), ceil(v * unit)) for v in moved]


def cost(step: Step, networks: Pair) -> int:
    """For each leaf, each weight of F, Ĝ and Ĝ − F times each lane: one for each input, and at most two for a gate."""
    tree = step.given.get("tree") if isinstance(step.given, dict) else None
    nodes = len(tree) if isinstance(tree, list) else 1
    lanes, total = 1 + networks.target.width, 0
    for layer in networks.target.layers:
        total += 3 * layer.width * len(layer.rows) * lanes
        lanes += 2 * len(layer.rows)
    return (nodes + 1) // 2 * total


FORMS = ("joint_affine_forms", "joint_affine_difference", "joint_strip", "joint_kinked", "scaled_upper")
RULE = Rule(apply, cost, ("split_coverage", "split_leaves", *FORMS))
