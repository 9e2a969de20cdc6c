"""Trees of ReLU signs for the ends of the outputs' differences, and the certificate that they make.

A linear program bounds each part, and is asked what a few splits would leave of the bound; the one that leaves least is
made, where the bound is largest. What it says of slopes is stated; the checker's rule bounds each part again by them.
Source: split-coverage, joint-back-substitution, relu-relaxation.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import count

import numpy as np

from lottery_verify.certificates.deadline import NEVER, Deadline
from lottery_verify.certificates.outputs import cut
from lottery_verify.certificates.program import EMPTY, Program, Solved
from lottery_verify.certificates.proof import Proof
from lottery_verify.certificates.sloped import MOST, led
from lottery_verify.certificates.tight import PRECISION, in_floats, read_pair, stated
from lottery_verify.checker.clock import NO_LIMIT
from lottery_verify.checker.reach import Reach
from lottery_verify.checker.regions import Region
from lottery_verify.checker.rules import boxes
from lottery_verify.checker.rules.backward import UNIT, Walk
from lottery_verify.checker.rules.branches import met, read_ends
from lottery_verify.checker.rules.part import Signs, Split
from lottery_verify.checker.rules.splits import LEAF
from lottery_verify.errors import UnsupportedNetwork
from lottery_verify.networks.network import Network
from lottery_verify.tickets.ticket import Ticket

TRIED = 8  # splits of a part of which one is made
STEP = 0.9  # the ends are led down together, each time to so much of the largest
INNER_STEPS = 40  # of ascent, for the ends of gates behind the first
EXACT = 0.1  # of the time, for the exact bounds of all parts
MOST_OPEN = 300  # gates of a program that is solved in parts of a second
TINY = 1e-9  # of a gain: what one side of a split does not gain, the other may


@dataclass
class Node:
    """A part, what the program says of it, and the two that it is split into."""

    signs: Signs
    solved: Solved
    split: Split | None = None
    children: list[Node] = field(default_factory=list)


class Tree:
    """The parts of one end: those of an output upward for sign 1, downward for sign −1."""

    def __init__(self, program: Program, output: int, sign: int, root: Node) -> None:
        self.program, self.output, self.sign, self.root = program, output, sign, root
        self.numbers = count()
        self.open: list[tuple[float, int, Node]] = []  # less the value, so that the largest comes first
        self.push(self.root)

    @property
    def top(self) -> float:
        """The largest value of a part that can still be split."""
        return -self.open[0][0] if self.open else EMPTY

    def push(self, node: Node) -> None:
        """Adds a part that can be split."""
        heapq.heappush(self.open, (-node.solved.value, next(self.numbers), node))

    def lower(self, level: float, enough: float, deadline: Deadline) -> None:
        """Splits until no part is above the level, or the time is over."""
        self.program.aim(self.output, self.sign)
        while self.top > level and not deadline.passed:
            _, _, node = heapq.heappop(self.open)
            self.divide(node, enough)
            for child in node.children:
                self.push(child)

    def divide(self, node: Node, enough: float) -> None:
        """Splits a part in the best of a few ways; one that has no gate left stays as it is."""
        losses = self.program.losses(node.solved, node.signs)
        best = 0.0
        for split in sorted(losses, key=losses.__getitem__, reverse=True)[:TRIED]:
            children = [self.child(node, split, sign) for sign in (False, True)]
            gains = [node.solved.value - max(child.solved.value, enough) for child in children]
            score = max(gains[0], TINY) * max(gains[1], TINY)
            if score > best:
                best, node.split, node.children = score, split, children
            if all(child.solved.value <= enough for child in children):
                break

    def child(self, node: Node, split: Split, sign: bool) -> Node:
        """One side of a split; where the program finds nothing, what is known of the whole part."""
        signs = {**node.signs, split: sign}
        return Node(signs, self.program.solve(signs) or node.solved)

    def nodes(self) -> list[Node]:
        """All nodes, parents before children and negative sides first."""
        found, waiting = [], [self.root]
        while waiting:
            node = waiting.pop()
            found.append(node)
            waiting += reversed(node.children)
        return found

    def stated(self, output: int, depth: int, enough: float) -> dict[str, object]:
        """The end as a certificate has it, of a pair of so many layers."""
        self.program.aim(self.output, self.sign)
        nodes = self.nodes()
        planes = [self.planes(node, depth, enough) for node in nodes if node.split is None]
        tree = [LEAF if node.split is None else list(node.split) for node in nodes]
        return {"output": output, "upper": self.sign > 0, "tree": tree, "planes": planes}

    def planes(self, node: Node, depth: int, enough: float) -> list[list[list[int]]]:
        """The slopes of a part, as a lower bound of the negative has them; those that can be stated."""
        empty = node.solved.value == EMPTY
        solved = self.program.refuted(node.signs, enough) if empty else node.solved
        rows: list[list[list[int]]] = [[] for _ in range(depth - 1)]
        for (i, j), (a, b) in sorted(solved.slopes.items() if solved else ()):
            if max(abs(a), abs(b)) < MOST:
                rows[i].append([j, round(-a * UNIT), round(-b * UNIT)])
        return rows


def grown(program: Program, outputs: int, enough: float, deadline: Deadline) -> list[Tree]:
    """Trees for both ends of each output, led down together until each is at most `enough`, or the time is over.

    An end about which the solver finds nothing at all has none.
    """
    trees = []
    for output in range(outputs):
        for sign in (1, -1):
            program.aim(output, sign)
            solved = program.solve({})
            if solved is not None and solved.value > EMPTY:
                trees.append(Tree(program, output, sign, Node({}, solved)))
    while (top := max((tree.top for tree in trees), default=EMPTY)) > enough and not deadline.passed:
        level = max(enough, STEP * top)
        for tree in trees:
            tree.lower(level, enough, deadline)
    return trees


def branch(
    ticket: Ticket | Network,
    target: Network,
    *,
    region: Region,
    norm: str = "linf",
    only: int | None = None,
    enough: Fraction = Fraction(0),
    steps: int = INNER_STEPS,
    deadline: Deadline = NEVER,
) -> Proof | None:
    """Proves a bound of sup ‖F − Ĝ‖ over a box of many inputs by a tree of ReLU signs for each output's end.

    Args:
        ticket, target, region, norm, only: as in `tight.tighten`.
        enough: parts no farther than that from 0 are not split; in linf.
        steps: of the ascent of slopes for the gates behind the first.
        deadline: when it ends; a tenth of what is left at the start is kept for the exact bounds.
    Returns:
        The proof; None where a ReLU follows the last layer, weights depend on inputs' signs, or MOST_OPEN is exceeded.
    Raises:
        Undecided: there was no time for a bound.
        UnsupportedNetwork: the region is no box, or the networks differ in widths, activations or shift.

    Source: split-coverage, joint-back-substitution, relu-relaxation.
    """
    networks = read_pair(target, ticket)
    whole_layers, moved = boxes.problem(networks, region)
    layers = cut(whole_layers, only)
    if any(moved):
        raise UnsupportedNetwork("the two networks shift their inputs by different amounts")
    if layers[-1].relu or any(layer.kinks for layer in layers):
        return None
    low, high, _ = boxes.rounded(*boxes.corners(networks, region), moved, PRECISION)
    floats = [in_floats(layer) for layer in layers]
    walk = Walk(layers, low, high, PRECISION, {}, deadline.clock)
    hints = led(layers, floats, walk, steps=steps, most=MOST_OPEN, deadline=deadline)
    if hints is None:
        return None
    unit = 1 << PRECISION
    least, most = (np.array([v / unit for v in side]) for side in (low, high))
    program = Program(floats, (least, most), walk.gates, unit)
    splitting = deadline.later(-EXACT * deadline.left)
    trees = grown(program, len(layers[-1].bias), float(enough) if norm == "linf" else 0.0, splitting)
    walk.clock = NO_LIMIT  # what was split is bounded to the end
    ends = [gates.d for gates in walk.ranges(layers[-1])]
    found = [tree.stated(tree.output, len(layers), float(enough)) for tree in trees]
    for end in read_ends(found, layers, "proposed"):
        ends[end.output] = met(walk, end, ends[end.output])
    named = found if only is None else [{**end, "output": only} for end in found]
    step = {"rule": "branches", "hints": hints, "ends": named}
    return stated(target, ticket, region, norm, Reach(ends), step, only)
