"""The judgement of top-1 agreement a second time: leads of one output over another, bounded in Fractions.

F is sure of class j by a margin m where x = F_j − F_k is above 0 and at least m for every other k; the class stays
where y = Ĝ_j − Ĝ_k is above 0 there. Over a leaf the points (x, y) lie in a polygon, which is cut at x = m. Over a box
of one or two inputs the truth itself is known besides.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from lottery_verify.certificates.proof import AgreementProof
from lottery_verify.checker.numbers import parse_number
from lottery_verify.checker.regions import Box, Region
from lottery_verify.errors import UnsupportedNetwork
from lottery_verify.hunting.cells import MOST_INPUTS
from lottery_verify.hunting.classes import largest_lost_lead
from lottery_verify.hunting.oracle import ZERO, Layer, layers, shifted
from lottery_verify.hunting.second_bounds import ONE, Joint
from lottery_verify.hunting.second_polygon import Ends, Neuron, kept, outline
from lottery_verify.hunting.second_steps import demand, leaves, only
from lottery_verify.networks.network import Network
from lottery_verify.tickets.ticket import Ticket


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
    low, high = (shifted(f, end) for end in (region.lower, region.upper))
    moved = [b - a for a, b in zip(low, shifted(g, region.lower), strict=True)]
    found: list[Fraction] = []
    whole = True
    for step in proof.steps:
        rule, stated, tree = only(step, "rule", "margin", "tree")
        demand(rule == "top1" and isinstance(stated, str), "expected the rule top1, and a margin as text")
        margin = parse_number(stated, "certificate: margin") / f.divisor  # the steps are about undivided outputs
        demand(margin >= 0, "a margin below 0")
        found.append(margin)
        box = list(zip(low, high, strict=True))
        whole = whole and all(settled(*parts, leaf, moved, margin) for leaf in leaves(tree, box))
    demand(bool(found), "no steps")
    return min(found) if whole else None


def settled(
    f: Sequence[Layer], g: Sequence[Layer], box: Sequence[Ends], moved: Sequence[Fraction], margin: Fraction
) -> bool:
    """Whether no input of a box changes a class of which F is sure by the margin, as far as bounds tell.

    Args:
        f, g: layers of the same sizes and gates.
        box: of F's inputs, less its shift.
        moved: how far Ĝ's inputs lie from them.
        margin: 0 or more.
    """
    for j in range(len(f[-1].bias)):
        leads = [neuron for neuron, _ in Joint(led(f, j), led(g, j), box, moved, {}).known[-1]]
        where = [sure(lead, margin) for lead in leads]
        if all(where) and not all(min(y for _, y in points) > 0 for points in where):
            return False
    return True


def sure(lead: Neuron, margin: Fraction) -> list[tuple[Fraction, Fraction]]:
    """The corners of where (x, y) lies and x is at least the margin; none where F is never sure."""
    corners = outline(lead)
    return kept(corners, [x - margin for x, _ in corners])


def led(network: Sequence[Layer], j: int) -> list[Layer]:
    """The layers whose last outputs are how far output j is above each other one."""
    *before, last = network
    count = len(last.bias)
    others = [k for k in range(count) if k != j]
    if last.relu:
        rows = [[ONE * (k == j) - ONE * (k == other) for k in range(count)] for other in others]
        return [*network, Layer(rows, rows, [ZERO] * len(others), False)]
    plus, minus = (
        [[a - b for a, b in zip(rows[j], rows[k], strict=True)] for k in others] for rows in (last.plus, last.minus)
    )
    return [*before, Layer(plus, minus, [last.bias[j] - last.bias[k] for k in others], False)]
