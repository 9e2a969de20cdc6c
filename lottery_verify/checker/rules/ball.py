"""Rule `ball`: over a ball, what the first layer gives lies around what it gives at the ball's centre."""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil

from lottery_verify.checker.files import fields
from lottery_verify.checker.graph import Row
from lottery_verify.checker.reach import Reach, outward, root, up
from lottery_verify.checker.regions import Ball, Region
from lottery_verify.checker.rules import difference, interval
from lottery_verify.checker.rules.gain import affine_pair, gap_row
from lottery_verify.checker.rules.known import TARGET, TICKET, Known, Pair, Rule, Step
from lottery_verify.checker.rules.rows import square
from lottery_verify.errors import UnsupportedNetwork


def apply(step: Step, networks: Pair, region: Region, known: Known) -> Known:
    """Knows the first layer's values, and ticket − target, from those at the centre. Rule: checker_centred."""
    fields(step.given, {"rule"}, step.where)
    if not isinstance(region, Ball):
        raise UnsupportedNetwork(f"{step.where}: rule ball is about a ball, but the region is a box")
    p, q = affine_pair(step, networks, known)
    precision, gains = known.precision, known.gains[step.node]
    far = ceil(region.radius * (1 << precision))

    def at(shift: Sequence[Fraction]) -> Reach:
        return outward([(c - s, c - s) for c, s in zip(region.centre, shift, strict=True)], precision)

    for side, layer, gain in ((TARGET, p, gains.target), (TICKET, q, gains.ticket)):
        value = interval.affine(layer, at(networks.side(side).shift), gain, precision)
        known = known.meeting(side, step.node, around(value, layer.rows, gain, far, precision))
    moved = difference.affine(p, q, at(networks.target.shift), known.difference[0], gains, precision)
    gaps = [gap_row(row_q, row_p) for row_q, row_p in zip(q.rows, p.rows, strict=True)]
    return known.meeting("difference", step.node, around(moved, gaps, gains.gap, far, precision))


def around(value: Reach, rows: Sequence[Row], gain: int, far: int, precision: int) -> Reach:
    """What is at most `far` times a row's norm from each entry of a value, and `far` times the gain from the whole.

    Rule: checker_centred, checker_centred_difference.
    """
    ends = []
    for (low, high), row in zip(value.ends, rows, strict=True):
        spread = up(root(square(row), row.scale, precision) * far, precision)
        ends.append((low - spread, high + spread))
    return Reach(ends, value.norm + up(gain * far, precision))


def cost(step: Step, networks: Pair) -> int:
    """What both networks' values and their difference cost at one point, and the squares of all rows once more."""
    values = [interval.cost(Step("interval", step.node, side, step.where), networks) for side in (TARGET, TICKET)]
    return 2 * (sum(values) + difference.cost(step, networks))


RULE = Rule(apply, cost, ("checker_centred", "checker_centred_difference", "checker_aligned", "checker_ball"))
