"""Rule `interval`: where the values of one network lie after a node, from where they lie before it."""

from lottery_verify.checker.graph import Affine, Relu
from lottery_verify.checker.reach import Reach, up
from lottery_verify.checker.regions import Region
from lottery_verify.checker.rules.known import TARGET, Known, Pair, Rule, Step
from lottery_verify.checker.rules.rows import around, bias_norm, demand_width, frobenius, kinked


def apply(step: Step, networks: Pair, region: Region, known: Known) -> Known:
    """Knows the value of a node of one network, `step.given`. Rule: checker_step_values."""
    side = step.given
    node = networks.side(side).nodes[step.node - 1]
    (source,) = node.sources
    x = known.reaches(side)[source]
    operation = node.operation
    if isinstance(operation, Relu):
        return known.meeting(side, step.node, x.relu())
    if side != TARGET:
        operation = known.sided.get(step.node, operation)
    gain = frobenius(operation.rows, known.precision)
    if step.node in known.gains:
        gains = known.gains[step.node]
        gain = gains.target if side == TARGET else gains.ticket
    return known.meeting(side, step.node, affine(operation, x, gain, known.precision))


def affine(layer: Affine, x: Reach, gain: int, precision: int) -> Reach:
    """The reach of an affine operation whose ℓ₂ gain is known. Rule: checker_range, checker_row_value."""
    demand_width(layer, x)
    ends = [around(row, [(row, x, kinked)], precision) for row in layer.rows]
    return Reach(ends, up(gain * x.norm, precision) + bias_norm(layer.rows, precision))


def cost(step: Step, networks: Pair) -> int:
    """Two products for each weight, three squares for the norms of rows and matrix, and some for each row."""
    operation = networks.side(step.given).nodes[step.node - 1].operation
    rows = len(operation.rows) if isinstance(operation, Affine) else operation.width
    return 6 * operation.size + 8 * rows + 8


LEMMAS = ("checker_kink", "checker_range", "checker_row_value", "checker_frobenius_value", "checker_step_values")
RULE = Rule(apply, cost, (*LEMMAS, "checker_relu_range", "checker_relu_norm"))
