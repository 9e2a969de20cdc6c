"""Rule `apart`: the difference of two outputs from where each lies by itself, for networks of unlike shapes."""

from lottery_verify.checker.regions import Region
from lottery_verify.checker.rules.known import Known, Pair, Rule, Step


def apply(step: Step, networks: Pair, region: Region, known: Known) -> Known:
    """Knows ticket − target at the output, under the number of the target's last node. Rule: checker_apart."""
    f, g = networks.target, networks.ticket
    return known.learning("difference", f.output, known.ticket[g.output].minus(known.target[f.output]))


def cost(step: Step, networks: Pair) -> int:
    """The squares of one norm."""
    return networks.target.nodes[-1].operation.size + 1


RULE = Rule(apply, cost, ("checker_apart",))
