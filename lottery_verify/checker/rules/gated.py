"""Rule `gated`: the outputs' difference behind the last gates, by bilinear bounds of hinted weights.

Joint affine forms lead to the last gates; from there on each output's end is a bilinear form (`bilinear`) with a bound
of its own (`quadratic`). The certificate's hints make these bounds tight; no hint can make one wrong.
"""

from collections.abc import Sequence
from typing import NamedTuple

from lottery_verify.checker.clock import NO_LIMIT, Clock
from lottery_verify.checker.files import demand, fields
from lottery_verify.checker.reach import Reach, up
from lottery_verify.checker.regions import Region
from lottery_verify.checker.rules import boxes
from lottery_verify.checker.rules.bilinear import Last, Shares, bilinear, last, shares
from lottery_verify.checker.rules.ends import shared_bound
from lottery_verify.checker.rules.forms import Ends
from lottery_verify.checker.rules.joint import behind
from lottery_verify.checker.rules.known import Known, Pair, Rule, Step
from lottery_verify.checker.rules.multiples import SharedSide, Side, parse, scales, shifted
from lottery_verify.checker.rules.paired import PairLayer
from lottery_verify.checker.rules.quadratic import most
from lottery_verify.checker.rules.shared import Four, Shared, multiplied, shared
from lottery_verify.errors import InvalidArgument, UnsupportedNetwork

GRID = 20  # bits of an entry of K, which is rounded to them


class Together(NamedTuple):
    """The free gates' forms in round numbers, and all products of two."""

    common: Shared
    products: list[Four]


def apply(step: Step, networks: Pair, region: Region, known: Known) -> Known:
    """Knows ticket − target at the output. Rule: joint_affine_forms, gated_output."""
    layers, moved = boxes.problem(networks, region)
    demand(len(layers) > 1 and layers[-2].relu, f"{step.where}: no ReLU comes before the output", UnsupportedNetwork)
    demand(not layers[-1].relu, f"{step.where}: a ReLU follows the last layer", UnsupportedNetwork)
    corners = boxes.rounded(*boxes.corners(networks, region), moved, known.precision)
    gates = last(found := behind(layers, *corners, known.precision, known.clock))
    together = isinstance(step.given, dict) and "scale" in step.given
    given = fields(step.given, {"rule", "hints"} | ({"scale"} if together else set()), step.where)
    hints = parse(given["hints"], gates, len(found.ends), step.where, together)
    common = together_of(gates, scales(given["scale"], gates, step.where), known.clock) if together else None
    ends = list(found.ends)
    for output, upper, lower in hints:
        known.clock.demand()
        about = layers[-1], output, gates, ends[output], known.precision
        ends[output] = tightened(*about, upper, lower, common, known.clock)
    return known.meeting("difference", networks.target.output, Reach(ends))


def together_of(gates: Last, scale: Sequence[int], clock: Clock = NO_LIMIT) -> Together:
    """What the ends share, for hints that are such."""
    common = shared(gates, scale)
    return Together(common, multiplied(common, clock))


def tightened(layer: PairLayer, output: int, gates: Last, ends: Ends, precision: int,
              upper: Side | SharedSide | None, lower: Side | SharedSide | None, common: Together | None = None,
              clock: Clock = NO_LIMIT) -> Ends:  # fmt: skip
    """Ends of one output's difference, never wider than those given; all over 2^precision.

    Args:
        layer: the last layer, without ReLU (its inputs are at least 0, so that it has no kinks either).
        gates: those before it.
        upper, lower: hints for either end, harmless whatever they are.
        common: what the ends share, where the hints are such.
        clock: asked on the way.
    """
    low, high = ends
    about = gates, precision
    if upper is not None:
        high = min(high, bound(layer, output, 1, *about, upper, common, clock))
    if lower is not None:
        low = max(low, -bound(layer, output, -1, *about, lower, common, clock))
    return low, high


def bound(layer: PairLayer, output: int, sign: int, gates: Last, precision: int, side: Side | SharedSide,
          common: Together | None = None, clock: Clock = NO_LIMIT) -> int:  # fmt: skip
    """What sign·(ĝ − f) is at most at this output, over 2^precision."""
    given = hinted(layer, output, sign, gates, precision, side)
    if isinstance(side, SharedSide):
        if common is None:
            raise InvalidArgument("hints for ends that share scales need what these share")
        return up(shared_bound(given, side, *common, clock), layer.scale + 1)
    form = bilinear(gates, given)
    largest = max(max(map(abs, row), default=0) for row in [*form.matrix, form.column])
    unit = max(1, largest.bit_length() - GRID)
    near = [[v + (1 << unit - 1) >> unit for v in row] for row in [*form.matrix, form.column]]
    off = sum(map(len, near)) + 1 >> 1  # each entry is off by half a unit at most
    finer = layer.scale + precision - side.places - unit
    q, p = [max(1, shifted(v, finer)) for v in side.q], [shifted(v, finer) for v in side.p]
    total = form.constant + (most(near[:-1], near[-1], q, p, clock) + off << unit)
    return up(total, layer.scale + 1)


def hinted(layer: PairLayer, output: int, sign: int, gates: Last, precision: int, side: Side | SharedSide) -> Shares:
    """The form of twice the end, with the multiples that are hinted, over 2^(scale + precision)."""
    nu, lean = ([shifted(v, layer.scale - side.places) for v in values] for values in (side.nu, side.lean))
    return shares(layer, output, sign, gates, precision, nu, lean)


def cost(step: Step, networks: Pair) -> int:
    """The forms, all products that ends share, and for each end that has hints those of its own and its factor's."""
    one = Step(step.name, step.node, {"tree": [0]}, step.where)
    given = step.given if isinstance(step.given, dict) else {}
    hints = given.get("hints")
    ends = 2 * len(hints) if isinstance(hints, list) else 0
    widths = networks.target.widths
    free, symbols = widths[-2] + 1, widths[0] + 2 * sum(widths[1:-2])
    own, common = (6 * symbols, 4 * free * free * symbols) if "scale" in given else (free * symbols, 0)
    return boxes.cost(one, networks) + common + ends * free * (own + free * free)


LEMMAS = ("gated_share", "gated_share_relu", "gated_open", "gated_closed", "gated_output",
          "gated_multiplier_up", "gated_multiplier_down", "quadratic_bound", "rounded_residue",
          "rounded_form", "rounded_rows")  # fmt: skip
RULE = Rule(apply, cost, (*boxes.FORMS, *LEMMAS))
