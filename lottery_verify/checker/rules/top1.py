"""Rule `top1`: F's class stays Ĝ's over the region, shown in each leaf of a tree of halved boxes, from scratch.

F is sure of class j at x if F_j(x) is above every other F_k(x), by the margin at least. The claim is that there Ĝ_j(x)
is above every other Ĝ_k(x). F_j − F_k and Ĝ_j − Ĝ_k are affine forms over the same symbols, so their difference is one.
That this suffices is said in docs/how.md, under "Top-1 agreement". Rules: split_coverage, joint_affine_forms.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import floor

from lottery_verify.checker.clock import NO_LIMIT, Clock
from lottery_verify.checker.files import demand, fields, shown
from lottery_verify.checker.numbers import parse_number
from lottery_verify.checker.regions import Region
from lottery_verify.checker.rules import boxes
from lottery_verify.checker.rules.activations import Ranges
from lottery_verify.checker.rules.forms import Ends, widening
from lottery_verify.checker.rules.joint import Walk
from lottery_verify.checker.rules.known import Known, Pair, Rule, Step
from lottery_verify.checker.rules.paired import PairLayer
from lottery_verify.errors import UnsupportedNetwork

FINE = 32  # a margin is rounded down to a multiple of 2^-32, or finer
Two = tuple[int, int]  # a class j that F may be sure of, and another one k


def apply(step: Step, networks: Pair, region: Region, known: Known) -> Known:
    """Knows that the class stays where F is sure by the step's margin, or of the first box where that is open."""
    given = fields(step.given, {"rule", "margin", "tree"}, step.where)
    margin = read_margin(given["margin"], f"{step.where}: margin")
    layers, moved = boxes.problem(networks, region)
    layers = comparable(layers)
    tree = boxes.read_tree(given["tree"], len(moved), step.where)
    for number, (low, high) in enumerate(boxes.leaves(tree, *boxes.corners(networks, region), step.where), 1):
        known.clock.demand()
        box = boxes.rounded(low, high, moved, known.precision)
        for j, k in unsettled(layers, *box, known.precision, margin, known.clock):
            open_ = f"{step.where}: box {number}: output {k} of the ticket may reach output {j}, the target's class"
            return known.doubting(open_)
    return known.agreeing(margin)


def read_margin(given: object, where: str) -> Fraction:
    """A margin as a file states it: text, 0 or more."""
    demand(isinstance(given, str), f"{where}: expected a number as text, found {shown(given)}")
    margin = parse_number(str(given), where)
    demand(margin >= 0, f"{where}: {shown(given)} is below 0")
    return margin


def comparable(layers: Sequence[PairLayer]) -> list[PairLayer]:
    """The layers, the last of which has no gates: one that changes nothing follows gates."""
    count = len(layers[-1].bias)
    demand(count > 1, "top-1 agreement is about networks of two outputs or more", UnsupportedNetwork)
    if not layers[-1].relu:
        return list(layers)
    same = [[int(a == b) for b in range(count)] for a in range(count)]
    nothing = [[0] * count for _ in range(count)]
    return [*layers, PairLayer(0, same, same, nothing, [0] * count, [0] * count, [], [[] for _ in same], 1, False)]


def unsettled(
    layers: Sequence[PairLayer],
    low: Sequence[int],
    high: Sequence[int],
    moved: Sequence[Ends],
    precision: int,
    margin: Fraction,
    clock: Clock = NO_LIMIT,
) -> list[Two]:
    """The pairs (j, k) for which neither is shown: F is not sure of j by the margin; Ĝ_j is above Ĝ_k where it is.

    Args:
        layers: of both networks, the last without gates.
        low, high, moved, precision: as in `joint.behind`.
        margin: 0 or more.
        clock: as in `joint.behind`.
    """
    return widening(lambda width: outputs(Walk(precision, width, low, high, moved, clock), layers, margin))


def outputs(walk: Walk, layers: Sequence[PairLayer], margin: Fraction) -> list[Two]:
    """The pairs that are open, class by class."""
    *hidden, last = layers
    for layer in hidden:
        walk.enter(layer)
    x, _ = walk.affine(last)
    ends = [walk.space.ends(form) for form in x]
    found = []
    for j, (_, most) in enumerate(ends):
        others = [k for k in range(len(ends)) if k != j]
        if most < max(ends[k][0] for k in others):
            continue  # F_j is below another output in the whole box
        rows = leads(last, j, others, margin)
        x, d = walk.affine(rows)
        ranges = [walk.ranges(rows, a, x[a], d[a]) for a in range(len(others))]
        if not any(never(one) for one in ranges):
            found += [(j, k) for k, one in zip(others, ranges, strict=True) if not stays(one)]
    return found


def leads(last: PairLayer, j: int, others: Sequence[int], margin: Fraction) -> PairLayer:
    """The layer whose output for each k of the others is F_j − F_k − m in F, and Ĝ_j − Ĝ_k in Ĝ.

    m is the margin rounded down: a smaller one is about more inputs.
    """
    finer = max(0, FINE - last.scale)
    scale = last.scale + finer
    m = floor(margin * (1 << scale))

    def less(rows: Sequence[Sequence[int]]) -> list[list[int]]:
        return [[a - b << finer for a, b in zip(rows[j], rows[k], strict=True)] for k in others]

    f, g, gap, kink = (less(rows) for rows in (last.f, last.g, last.gap, last.kink))
    bias = [(last.bias[j] - last.bias[k] << finer) - m for k in others]
    gap_bias = [(last.gap_bias[j] - last.gap_bias[k] << finer) + m for k in others]
    size = max(sum(map(abs, (*f[a], *g[a], *gap[a], *kink[a]))) for a in range(len(others)))
    return PairLayer(scale, f, g, gap, bias, gap_bias, last.kinks, kink, size, False)


def never(lead: Ranges) -> bool:
    """F_j − F_k is below the margin in the whole box."""
    return lead.x[1] < 0


def stays(lead: Ranges) -> bool:
    """Ĝ_j − Ĝ_k is above 0 in the whole box, or is above F_j − F_k − m, which is at least 0 where F is sure."""
    return lead.y[0] > 0 or lead.d[0] > 0


def cost(step: Step, networks: Pair) -> int:
    """As of `boxes`, and for each leaf and class a last layer once more."""
    last = networks.target.layers[-1]
    lanes = 1 + networks.target.width + 2 * sum(networks.target.widths[1:])
    tree = step.given.get("tree") if isinstance(step.given, dict) else None
    nodes = len(tree) if isinstance(tree, list) else 1
    return boxes.cost(step, networks) + (nodes + 1) // 2 * 3 * last.width * len(last.rows) ** 2 * lanes


RULE = Rule(apply, cost, ("split_coverage", "split_leaves", *boxes.FORMS))
