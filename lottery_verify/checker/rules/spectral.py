"""Rule `spectral`: a bound of ‖W‖₂ from a factorisation whose residual is computed here."""

from collections.abc import Callable
from operator import mul
from typing import Any

from lottery_verify.checker.files import count, demand, fields, hexadecimal
from lottery_verify.checker.graph import Affine, Row
from lottery_verify.checker.reach import root
from lottery_verify.checker.regions import Region
from lottery_verify.checker.rules.known import Known, Pair, Rule, Step

MOST_PLACES = 8192
Entry = Callable[[int, int], int]


def apply(step: Step, networks: Pair, region: Region, known: Known) -> Known:
    """Knows ‖W‖₂ of the target's affine operation. Rule: checker_factor, checker_factor_tall, checker_transpose."""
    layer = networks.target.nodes[step.node - 1].operation
    if not isinstance(layer, Affine):
        raise ValueError(f"{step.where}: node {step.node} is not affine")
    return known.learning("spectral", step.node, spectral_bound(layer, step.given, step.where))


def spectral_bound(layer: Affine, witness: Any, where: str) -> tuple[int, int]:
    """(s, t) with ‖W‖₂ ≤ s/2^t from square and R, the witness' lower triangular factor, whatever they are.

    ‖W‖₂² ≤ square + ‖square·I − WWᵀ − RRᵀ‖_∞; W stands for its transpose where that has fewer rows.
    """
    given = fields(witness, {"scale", "square", "factor"}, where)
    t = count(given["scale"], layer.scale, MOST_PLACES, f"{where}: scale")
    square = hexadecimal(given["square"], where)
    side = min(len(layer.rows), layer.width)
    r = _triangle(given["factor"], side, where)
    gram = wide_gram(layer, t) if side == len(layer.rows) else tall_gram(layer, t)
    sums = [0] * side  # of the residual's rows
    for i in range(side):
        for j in range(i + 1):
            wanted = square if i == j else 0
            residual = abs(wanted - gram(i, j) - sum(map(mul, r[i], r[j])))
            sums[i] += residual
            sums[j] += residual if i != j else 0
    return root(max(0, square + max(sums))), t


def _triangle(factor: Any, side: int, where: str) -> list[list[int]]:
    """The rows of a lower triangular matrix."""
    lengths = [len(row) if isinstance(row, list) else 0 for row in factor] if isinstance(factor, list) else []
    demand(lengths == list(range(1, side + 1)), f"{where}: factor: expected {side} rows of 1, 2, … numbers")
    return [[hexadecimal(entry, where) for entry in row] for row in factor]


def wide_gram(layer: Affine, t: int) -> Entry:
    """The entries of WWᵀ over 4^t."""
    rows = [dense(row, layer.width) for row in layer.rows]
    shifts = [t - row.scale for row in layer.rows]
    return lambda i, j: sum(map(mul, rows[i], rows[j])) << shifts[i] + shifts[j]


def tall_gram(layer: Affine, t: int) -> Entry:
    """The entries of WᵀW over 4^t, summed over the rows of one scale after the other."""
    parts = []
    for scale in {row.scale for row in layer.rows}:
        rows = [dense(row, layer.width) for row in layer.rows if row.scale == scale]
        columns = list(zip(*rows, strict=True))
        parts.append((columns, 2 * (t - scale)))
    return lambda i, j: sum(sum(map(mul, columns[i], columns[j])) << shift for columns, shift in parts)


def dense(row: Row, width: int) -> list[int]:
    """All of a row's weights, those that are 0 included."""
    found = [0] * width
    for b, weight in zip(row.columns, row.positive, strict=True):
        found[b] = weight
    return found


def cost(step: Step, networks: Pair) -> int:
    """For each entry of the lower triangle, a product of two rows of W and one of two rows of R."""
    layer = networks.target.nodes[step.node - 1].operation
    if not isinstance(layer, Affine):
        return 0
    side, length = sorted((len(layer.rows), layer.width))
    return side * (side + 1) * (length + side)


RULE = Rule(apply, cost, ("checker_factor", "checker_factor_tall", "checker_transpose", "checker_root"))
