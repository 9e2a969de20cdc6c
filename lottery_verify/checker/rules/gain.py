"""Rule `gain`: how far each affine operation, and the difference of the two, stretches a vector."""

from lottery_verify.checker.graph import Affine, Row
from lottery_verify.checker.reach import up
from lottery_verify.checker.regions import Region
from lottery_verify.checker.rules.known import Gains, Known, Pair, Rule, Step
from lottery_verify.checker.rules.rows import frobenius


def apply(step: Step, networks: Pair, region: Region, known: Known) -> Known:
    """Knows the gains at a node: the ticket's is at most the target's plus that of their difference.

    Rule: checker_gain, checker_frobenius.
    """
    p, q = affine_pair(step, networks, known)
    precision = known.precision
    target = frobenius(p.rows, precision)
    if step.node in known.spectral:
        s, t = known.spectral[step.node]
        target = min(target, up(s << precision, t))
    pairs = zip(q.rows, p.rows, strict=True)
    gap = frobenius((gap_row(row_q, row_p) for row_q, row_p in pairs), precision)
    ticket = ticket_gain(target, gap, frobenius(q.rows, precision))
    return known.learning("gains", step.node, Gains(target, ticket, gap))


def ticket_gain(target: int, gap: int, own: int) -> int:
    """‖q‖ ≤ ‖p‖ + ‖q − p‖, and ‖q‖ ≤ its Frobenius norm; whichever is less."""
    return min(target + gap, own)


def affine_pair(step: Step, networks: Pair, known: Known) -> tuple[Affine, Affine]:
    """The affine operations of target and ticket at a node, the ticket's with what is known of signs."""
    p = networks.target.nodes[step.node - 1].operation
    q = known.sided.get(step.node, networks.ticket.nodes[step.node - 1].operation)
    if not isinstance(p, Affine) or not isinstance(q, Affine):
        raise ValueError(f"{step.where}: node {step.node} is not affine in both networks")
    return p, q


def rescaled(row: Row, scale: int) -> Row:
    """The same row over 2^scale, no less than its own. Rule: checker_dyadic_rescale."""
    k = scale - row.scale
    positive = [weight << k for weight in row.positive]
    negative = positive if row.negative is row.positive else [weight << k for weight in row.negative]
    return Row(scale, row.columns, positive, negative, row.bias << k)


def gap_row(q: Row, p: Row) -> Row:
    """q − p over the finer of their scales; p has one weight for both signs of its input."""
    scale = max(q.scale, p.scale)
    q, p = rescaled(q, scale), rescaled(p, scale)
    columns = q.columns
    if columns == p.columns:
        weights = list(zip(q.positive, q.negative, p.positive, strict=True))
    else:
        left = {b: both for b, *both in zip(q.columns, q.positive, q.negative, strict=True)}
        right = dict(zip(p.columns, p.positive, strict=True))
        columns = sorted(left.keys() | right.keys())
        weights = [(*left.get(b, (0, 0)), right.get(b, 0)) for b in columns]
    positive = [v - w for v, _, w in weights]
    negative = positive if q.positive is q.negative else [v - w for _, v, w in weights]
    return Row(scale, columns, positive, negative, q.bias - p.bias)


def cost(step: Step, networks: Pair) -> int:
    """The squares of both matrices and of their difference, for either sign of the input."""
    p, q = (network.nodes[step.node - 1].operation.size for network in (networks.target, networks.ticket))
    return 2 * p + 2 * q + 2 * (p + q)


RULE = Rule(apply, cost, ("checker_gain", "checker_frobenius", "checker_frobenius_value", "checker_dyadic_rescale"))
