"""Rule `whole`: the region's box is bounded at once, by back-substitution through both networks together."""

from fractions import Fraction
from math import ceil, floor

from lottery_verify.checker.clock import NO_LIMIT, Clock
from lottery_verify.checker.files import demand, fields
from lottery_verify.checker.reach import Reach
from lottery_verify.checker.regions import Region
from lottery_verify.checker.rules import backward
from lottery_verify.checker.rules.boxes import corners, problem
from lottery_verify.checker.rules.hints import Hints, read_hints
from lottery_verify.checker.rules.known import Known, Pair, Rule, Step
from lottery_verify.checker.rules.paired import PairLayer
from lottery_verify.checker.rules.polygon import Ends
from lottery_verify.errors import UnsupportedNetwork


def apply(step: Step, networks: Pair, region: Region, known: Known) -> Known:
    """Knows ticket − target at the output. Rule: joint_back_substitution, relu_relaxation_upper."""
    layers, moved = problem(networks, region)
    demand(not any(moved), "back-substitution compares networks of the same shift", UnsupportedNetwork)
    widths = [len(layer.bias) for layer in layers]
    hints = read_hints(fields(step.given, {"rule", "hints"}, step.where)["hints"], widths, f"{step.where}: hints")
    reach = Reach(bounded(layers, corners(networks, region), known.precision, hints, known.clock))
    return known.meeting("difference", networks.target.output, reach)


def bounded(
    layers: list[PairLayer],
    box: tuple[tuple[Fraction, ...], tuple[Fraction, ...]],
    precision: int,
    hints: Hints,
    clock: Clock = NO_LIMIT,
) -> list[Ends]:
    """The ends of ĝ − f over a box, whose ends are rounded outward."""
    unit = 1 << precision
    low, high = [floor(v * unit) for v in box[0]], [ceil(v * unit) for v in box[1]]
    return backward.apply(layers, low, high, precision, hints, clock)


def cost(step: Step, networks: Pair) -> int:
    """Each neuron's x, y and d, from both sides, go back through every weight of F, Ĝ and Ĝ − F before it."""
    total = before = 0
    for layer in networks.target.layers:
        before += 3 * layer.width * len(layer.rows)
        total += 6 * len(layer.rows) * before
    return total


RELAXATION = ("relu_relaxation_upper", "relu_relaxation_lower")
RULE = Rule(apply, cost, ("joint_back_substitution", "back_step", *RELAXATION))
