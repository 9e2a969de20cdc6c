"""Rule `signs`: where an input has one sign in both networks, the ticket's layer has one weight for it."""

from lottery_verify.checker.compact import compact
from lottery_verify.checker.graph import Affine, Row
from lottery_verify.checker.reach import Reach
from lottery_verify.checker.regions import Region
from lottery_verify.checker.rules.known import Known, Pair, Rule, Step
from lottery_verify.checker.rules.rows import demand_width


def apply(step: Step, networks: Pair, region: Region, known: Known) -> Known:
    """Knows a simpler operation that gives the same values and the same increments. Rule: checker_aligned."""
    node = networks.ticket.nodes[step.node - 1]
    if not isinstance(node.operation, Affine):
        raise ValueError(f"{step.where}: node {step.node} is not affine")
    (source,) = node.sources
    sided = one_sided(node.operation, known.target[source], known.ticket[source])
    return known.learning("sided", step.node, sided)


def one_sided(layer: Affine, x: Reach, y: Reach) -> Affine:
    """The layer where inputs that are ≥ 0 (or ≤ 0) in both reaches meet one matrix only."""
    demand_width(layer, x, y)
    signs = []
    for (low, high), (low_y, high_y) in zip(x.ends, y.ends, strict=True):
        signs.append(1 if min(low, low_y) >= 0 else -1 if max(high, high_y) <= 0 else 0)
    return Affine(layer.width, [_one_sided(row, signs) for row in layer.rows])


def _one_sided(row: Row, signs: list[int]) -> Row:
    if row.positive is row.negative:
        return row
    weights = list(zip(row.columns, row.positive, row.negative, strict=True))
    positive = compact(n if signs[b] < 0 else p for b, p, n in weights)
    negative = compact(p if signs[b] > 0 else n for b, p, n in weights)
    return Row(row.scale, row.columns, positive, positive if positive == negative else negative, row.bias)


def cost(step: Step, networks: Pair) -> int:
    """Comparisons only."""
    return 0


RULE = Rule(apply, cost, ("checker_aligned",))
