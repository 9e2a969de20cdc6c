"""The judgement of top-1 agreement a second time: leads of one output over another, bounded in Fractions.

F is sure of class j by a margin m where x = F_j − F_k is above 0 and at least m for every other k; the class stays
where y = Ĝ_j − Ĝ_k is above 0 there. Over a leaf, or over a part that signs cut out, the points (x, y) lie in a
polygon, which is cut at x = m. Over a box of one or two inputs the truth itself is known besides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import partial
from itertools import permutations
from typing import Any

from lottery_verify.certificates.proof import AgreementProof
from lottery_verify.checker.numbers import parse_number
from lottery_verify.checker.regions import Box, Region
from lottery_verify.errors import UnsupportedNetwork
from lottery_verify.hunting.cells import MOST_INPUTS
from lottery_verify.hunting.classes import largest_lost_lead
from lottery_verify.hunting.oracle import ZERO, Layer, layers, shifted
from lottery_verify.hunting.second_bounds import ONE, Joint
from lottery_verify.hunting.second_polygon import Empty, Neuron, kept, outline
from lottery_verify.hunting.second_splits import Signed, signed_parts
from lottery_verify.hunting.second_steps import demand, leaves, only
from lottery_verify.networks.network import Network
from lottery_verify.tickets.ticket import Ticket

Bounding = Callable[[Sequence[Layer], Sequence[Layer]], Joint]  # F and Ĝ, over a leaf or a part


def status_of(proof: AgreementProof, f: Network, g: Ticket | Network, region: Region, margin: Fraction) -> str:
    """What the steps make of agreement from this margin on: accepted, rejected or undecided.

    Raises:
        MalformedFile: a step is not of the rule's form.
        UnsupportedNetwork: the rule does not apply to these networks or this region.
    """
    proved = least_margin(proof, f, g, region)
    if proved is None or proof.margin < proved or not true_of(f, g, region, proof.margin):
        return "rejected"
    return "accepted" if proof.margin <= margin else "undecided"


def true_of(f: Network, g: Ticket | Network, region: Region, margin: Fraction) -> bool:
    """Whether agreement from this margin on is true over a box of one or two inputs; of others nothing is said."""
    if not isinstance(region, Box) or region.width > MOST_INPUTS:
        return True
    lost = largest_lost_lead(f, g, region)
    return lost <= 0 or margin > lost


def least_margin(proof: AgreementProof, f: Network, g: Ticket | Network, region: Region) -> Fraction | None:
    """The least margin of the steps, or None where a leaf of one of them is open."""
    parts = layers(f), layers(g)
    shapes = [[(len(layer.bias), layer.relu) for layer in one] for one in parts]
    if not isinstance(region, Box) or shapes[0] != shapes[1]:
        raise UnsupportedNetwork("certificate: top-1 agreement takes a box, and two networks of the same layers")
    if len(parts[0][-1].bias) < 2:
        raise UnsupportedNetwork("certificate: of one output there is no class")
    found: list[Fraction] = []
    whole = True
    for step in proof.steps:
        rule, stated, tree = only(step, "rule", "margin", "tree")
        demand(rule in ("top1", "splits") and isinstance(stated, str), "expected such a rule, and a margin as text")
        margin = parse_number(stated, "certificate: margin") / f.divisor  # the steps are about undivided outputs
        demand(margin >= 0, "a margin below 0")
        found.append(margin)
        pieces = list(bounding(rule, tree, f, g, region))
        whole = whole and all(settled(*parts, one, margin) for one in pieces)
    demand(bool(found), "no steps")
    return min(found) if whole else None


def bounding(rule: str, tree: Any, f: Network, g: Ticket | Network, region: Box) -> Iterator[Bounding]:
    """What bounds both networks over each leaf of a tree of halves, or over each part of a tree of signs.

    Raises:
        MalformedFile: the tree is not of the rule's form.
        UnsupportedNetwork: the rule does not apply to networks of different shifts.
    """
    low, high = (shifted(f, end) for end in (region.lower, region.upper))
    moved = [b - a for a, b in zip(low, shifted(g, region.lower), strict=True)]
    box = list(zip(low, high, strict=True))
    if rule == "top1":
        for leaf in leaves(tree, box):
            yield partial(Joint, box=leaf, moved=moved, hints={})
        return
    if any(moved):
        raise UnsupportedNetwork("certificate: networks of different shifts are not led back together")
    for signs in signed_parts(tree, [(len(layer.bias), layer.relu) for layer in layers(f)]):
        yield partial(Signed, box=box, signs=signs)


def settled(f: Sequence[Layer], g: Sequence[Layer], over: Bounding, margin: Fraction) -> bool:
    """Whether no input of a leaf or part changes a class of which F is sure by the margin, as far as bounds tell.

    Args:
        f, g: layers of the same sizes and gates.
        over: bounds two such networks over the leaf or part.
        margin: 0 or more.
    """
    try:
        leads = [neuron for neuron, _ in over(led(f), led(g)).known[-1]]
    except Empty:
        return True
    others = len(f[-1].bias) - 1
    for first in range(0, len(leads), others):
        where = [sure(lead, margin) for lead in leads[first : first + others]]
        if all(where) and not all(min(y for _, y in points) > 0 for points in where):
            return False
    return True


def sure(lead: Neuron, margin: Fraction) -> list[tuple[Fraction, Fraction]]:
    """The corners of where (x, y) lies and x is at least the margin; none where F is never sure."""
    corners = outline(lead)
    return kept(corners, [x - margin for x, _ in corners])


def led(network: Sequence[Layer]) -> list[Layer]:
    """The layers whose last outputs are how far each output is above each other one, those of one output together."""
    *before, last = network
    pairs = list(permutations(range(len(last.bias)), 2))
    if last.relu:
        rows = [[ONE * (k == j) - ONE * (k == other) for k in range(len(last.bias))] for j, other in pairs]
        return [*network, Layer(rows, rows, [ZERO] * len(pairs), False)]
    plus, minus = (
        [[a - b for a, b in zip(rows[j], rows[k], strict=True)] for j, k in pairs] for rows in (last.plus, last.minus)
    )
    return [*before, Layer(plus, minus, [last.bias[j] - last.bias[k] for j, k in pairs], False)]
