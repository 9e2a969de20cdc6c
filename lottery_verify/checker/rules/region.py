"""Rule `region`: where the input lies, less each network's shift, and how far the two shifts are apart."""

from dataclasses import replace

from lottery_verify.checker.reach import inputs, outward
from lottery_verify.checker.regions import Region
from lottery_verify.checker.rules.known import Known, Pair, Rule, Step


def apply(step: Step, networks: Pair, region: Region, known: Known) -> Known:
    """Knows value 0 of both networks. Rule: checker_ball, checker_round_down."""
    f, g = networks.target, networks.ticket
    moved = outward([(s - t, s - t) for s, t in zip(f.shift, g.shift, strict=True)], known.precision)
    return replace(
        known,
        target={0: inputs(region, f.shift, known.precision)},
        ticket={0: inputs(region, g.shift, known.precision)},
        difference={0: moved},
    )


def cost(step: Step, networks: Pair) -> int:
    """Each end once for both networks and their difference, and the squares of three norms and two shifts."""
    return 16 * networks.target.width + 16


RULE = Rule(apply, cost, ("checker_ball", "checker_round_down", "checker_round_up", "checker_corner"))
