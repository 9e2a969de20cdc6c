"""Rule `difference`: how far the two networks' values are apart after a node, from how far they are before it."""

from lottery_verify.checker.graph import Affine, Relu, Row
from lottery_verify.checker.reach import Ends, Reach, up
from lottery_verify.checker.regions import Region
from lottery_verify.checker.rules.gain import affine_pair, gap_row, rescaled
from lottery_verify.checker.rules.known import Gains, Known, Pair, Rule, Step
from lottery_verify.checker.rules.rows import around, bias_norm, demand_width, kinked, sloped


def apply(step: Step, networks: Pair, region: Region, known: Known) -> Known:
    """Knows ticket − target at a node whose values and gains are known. Rule: checker_step_difference."""
    node = networks.target.nodes[step.node - 1]
    (source,) = node.sources
    d = known.difference[source]
    if isinstance(node.operation, Relu):
        after = relu(d, known.target[source], known.ticket[source])
        return known.meeting("difference", step.node, after)
    p, q = affine_pair(step, networks, known)
    after = affine(p, q, known.target[source], d, known.gains[step.node], known.precision)
    alone = known.ticket[step.node].minus(known.target[step.node])
    return known.meeting("difference", step.node, after.meet(alone))


def affine(p: Affine, q: Affine, x: Reach, d: Reach, gains: Gains, precision: int) -> Reach:
    """q(x + d) − p(x) = (q(x + d) − q(x)) + (q − p)(x): old differences, and new ones.

    Rule: checker_affine, checker_affine_ticket, checker_signed, checker_signed_ticket, checker_row.
    """
    demand_width(q, d, x)
    ends: list[Ends] = []
    biases: list[Row] = []
    for row_q, row_p in zip(q.rows, p.rows, strict=True):
        gap = gap_row(row_q, row_p)
        moved = rescaled(row_q, gap.scale)
        ends.append(around(gap, [(moved, d, sloped), (gap, x, kinked)], precision))
        biases.append(Row(gap.scale, [], [], [], gap.bias))
    old = up((gains.target + gains.gap) * d.norm, precision)
    new = up(gains.gap * x.norm, precision)
    return Reach(ends, old + new + bias_norm(biases, precision))


def relu(d: Reach, f: Reach, g: Reach) -> Reach:
    """The reach of max(ẑ, 0) − max(z, 0), where z lies in f, ẑ in g, and ẑ − z in d.

    Rule: checker_relu, checker_relu_box, checker_relu_ticket, checker_relu_difference_norm.
    """
    ends = []
    for (low, high), f_ends, g_ends in zip(d.ends, f.ends, g.ends, strict=True):
        # max(z + e, 0) − max(z, 0) grows with z where the step e is ≥ 0, and falls where it is < 0; ẑ likewise
        at_low = 0 if low >= 0 else 1
        at_high = 1 if high >= 0 else 0
        least = max(steps(low, f_ends[at_low], g_ends[at_low]))
        most = min(steps(high, f_ends[at_high], g_ends[at_high]))
        ends.append((least, most))
    return Reach(ends, d.norm)


def steps(e: int, z: int, z_hat: int) -> Ends:
    """What ReLU makes of a step e that begins at z, and of one that ends at ẑ."""
    return max(z + e, 0) - max(z, 0), max(z_hat, 0) - max(z_hat - e, 0)


def cost(step: Step, networks: Pair) -> int:
    """Four products for each weight of the ticket, two for each of the difference, and the squares of their rows."""
    operations = [network.nodes[step.node - 1].operation for network in (networks.target, networks.ticket)]
    p, q = (operation.size for operation in operations)
    rows = max(len(one.rows) if isinstance(one, Affine) else one.width for one in operations)
    return 6 * q + 4 * (p + q) + 16 * rows + 16


LEMMAS = ("checker_affine", "checker_affine_ticket", "checker_signed", "checker_signed_ticket", "checker_sloped")
RELU = ("checker_relu", "checker_relu_box", "checker_relu_ticket", "checker_relu_difference_norm")
RULE = Rule(apply, cost, (*LEMMAS, "checker_row", "checker_apart", "checker_step_difference", *RELU))
