"""Rule `bound`: what the certificate states of the difference at a node, beside what follows."""

from dataclasses import replace
from fractions import Fraction

from lottery_verify.checker.files import fields, hexadecimal
from lottery_verify.checker.regions import Region
from lottery_verify.checker.rules.known import Compared, Known, Pair, Rule, Step


def apply(step: Step, networks: Pair, region: Region, known: Known) -> Known:
    """Compares the largest entry and the ℓ₂ norm; the judge rejects where one is stated too small."""
    given = fields(step.given, {"difference", "norm"}, step.where)
    reach = known.difference[step.node]
    unit = 1 << known.precision
    found = []
    for key, follows in (("difference", reach.largest), ("norm", reach.norm)):
        stated = hexadecimal(given[key], f"{step.where}: {key}")
        found.append(Compared(f"{step.where}: {key}", Fraction(stated, unit), Fraction(follows, unit)))
    return replace(known, compared=(*known.compared, *found))


def cost(step: Step, networks: Pair) -> int:
    """No product."""
    return 0


RULE = Rule(apply, cost, ("checker_dyadic_le", "checker_dyadic_lt"))
