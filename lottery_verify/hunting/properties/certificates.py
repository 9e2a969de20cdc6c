"""The lemmas of certificates, and the package's own law: the checker's own functions against exact arithmetic."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np

from lottery_verify.certificates.certificate import certify
from lottery_verify.checker.regions import Box
from lottery_verify.checker.rules import boxes
from lottery_verify.checker.rules.joint import behind
from lottery_verify.checker.rules.paired import PairLayer
from lottery_verify.checker.rules.polygon import Gates, least
from lottery_verify.checker.rules.quadratic import most
from lottery_verify.hunting.records import Drop, Dropping, Outcome, Property
from lottery_verify.networks.network import Network
from lottery_verify.strategies.claims.certificates import (
    LawCase,
    PairOfLayersCase,
    PlaneCase,
    QuadraticCase,
    ShareCase,
    TreeCase,
    gate_cases,
    law_cases,
    pair_of_layers_cases,
    plane_cases,
    quadratic_cases,
    tree_cases,
)

ZERO, ONE = Fraction(0), Fraction(1)
PRECISION, SCALE = 40, 6
CORNERS = ((ZERO, -ONE), (ONE, Fraction(3)))


def judge_law(case: LawCase, dropping: Dropping) -> Outcome:
    """Cells and pairs by the formula, against every draw and every pair of signed draws, counted one by one."""
    n, size = case.draws, len(case.values)
    first = [-(-c * n // size) for c in range(size + 1)]
    drawn = [t * size // n for t in range(n - 1 if "draw-uniform" in dropping else n)]
    held = [first[c + 1] - first[c] for c in range(size)]
    if held != [drawn.count(c) for c in range(size)]:
        return Outcome(False, 2.0, f"cells hold {[drawn.count(c) for c in range(size)]} draws, by the formula {held}")
    signs = (1,) if "fair-signs" in dropping else (1, -1)
    hits = total = 0
    for t, r in product(drawn, drawn):
        for one, other in product(signs, signs):
            total += 1
            hits += one == 1 == other and case.low < case.values[t] * case.values[r] <= case.high
    pairs = sum(
        held[c] * held[b]
        for c, b in product(range(size), range(size))
        if case.low < case.values[c] * case.values[b] <= case.high
    )
    same = Fraction(hits, total) == Fraction(pairs, (2 * n) ** 2)
    return Outcome(same, float(pairs > 0), f"probability {Fraction(hits, total)}, by the formula {pairs}/(2·{n})²")


def judge_plane(case: PlaneCase, dropping: Dropping) -> Outcome:
    """The least value at the corners is no more than the value at a point of the strip."""
    (lx, ux), (ld, ud) = case.x, case.d
    x = lx + case.shares[0] * (ux - lx) + (1 if "in-strip" in dropping else 0)
    low, high = max(Fraction(case.y[0]), x + ld), min(Fraction(case.y[1]), x + ud)
    corners = Gates(case.x, case.y, case.d).corners()
    if low > high or not corners:
        return Outcome(True, 0.0, "the strip has no such point")
    if "all-points" in dropping:
        corners = [one for one in corners if one[2] and one[2] + one[3]] or corners
    y = low + case.shares[1] * (high - low)
    u, v, a, b = case.plane
    f, e = max(x, ZERO), max(y, ZERO) - max(x, ZERO)
    value, lowest = u * f + v * e - a * x - b * (y - x), least(corners, u, v, a, b)
    gap = float(value - lowest)
    return Outcome(lowest <= value, 1 - gap / (abs(gap) + 1), f"at ({x}, {y}) it is {value}, at the corners {lowest}")


def layers(case: PairOfLayersCase) -> list[PairLayer]:
    """The pair as the checker's joint rules take it."""
    off = list(zip(case.target, case.off, strict=True))
    first = PairLayer(
        SCALE,
        [[w] for w, _, _ in case.target],
        [[w[0] + d[0]] for w, d in off],
        [[d[0]] for d in case.off],
        [b for _, b, _ in case.target],
        [d[1] for d in case.off],
        [],
        [[] for _ in case.target],
        max(abs(w[0]) + abs(w[0] + d[0]) + abs(d[0]) for w, d in off),
        True,
    )
    outer = [w for _, _, w in case.target], [w[2] + d[2] for w, d in off], [d[2] for d in case.off]
    size = sum(map(abs, (*outer[0], *outer[1], *outer[2])))
    f, g, gap = ([row] for row in outer)
    return [first, PairLayer(SCALE, f, g, gap, [case.bias], [case.bias_off], [], [[]], size, False)]


def outputs(case: PairOfLayersCase, x: Fraction) -> tuple[Fraction, Fraction]:
    """F(x) and Ĝ(x), over 2^SCALE twice."""
    one = 1 << SCALE
    f, g = Fraction(case.bias * one), Fraction((case.bias + case.bias_off) * one)
    for (w, b, v), (dw, db, dv) in zip(case.target, case.off, strict=True):
        f += v * max(w * x + b, ZERO)
        g += (v + dv) * max((w + dw) * x + b + db, ZERO)
    return f, g


def extremes(case: PairOfLayersCase, side: Fraction) -> tuple[Fraction, Fraction]:
    """The least and the largest of Ĝ − F over [−side, side]: they lie at an end or at a kink."""
    points = {-side, side}
    for (w, b, _), (dw, db, _) in zip(case.target, case.off, strict=True):
        points |= {Fraction(-z, s) for s, z in ((w, b), (w + dw, b + db)) if s and abs(Fraction(z, s)) <= side}
    gaps = [(g - f) / (1 << 2 * SCALE) for f, g in (outputs(case, x) for x in points)]
    return min(gaps), max(gaps)


def judge_joint(case: PairOfLayersCase, dropping: Dropping) -> Outcome:
    """The largest differences over the box, which lie at an end or at a kink, are within the ends of the forms."""
    unit = 1 << PRECISION
    [(low, high)] = behind(layers(case), [-unit], [unit], [(0, 0)], PRECISION).ends
    least_gap, largest = extremes(case, Fraction(2 if "inputs-covered" in dropping else 1))
    inside = low <= least_gap * unit and largest * unit <= high
    width = max(abs(low), abs(high), 1)
    return Outcome(inside, float(max(-least_gap, largest) * unit / width), f"from {least_gap} to {largest}")


def judge_composition(case: PairOfLayersCase, dropping: Dropping) -> Outcome:
    """The largest difference over the region is at most what a certificate proves, in linf and in l2."""
    one = Fraction(1, 1 << SCALE)
    moved = [(w + dw, b + db, v + dv) for (w, b, v), (dw, db, dv) in zip(case.target, case.off, strict=True)]
    f, g = (
        Network.from_arrays(
            [
                np.array([[float(w * one)] for w, _, _ in hidden]),
                np.array([[float(v * one) for _, _, v in hidden]]),
            ],
            [np.array([float(b * one) for _, b, _ in hidden]), np.array([float(bias * one)])],
            [True, False],
        )
        for hidden, bias in ((case.target, case.bias), (moved, case.bias + case.bias_off))
    )
    proved = min(certify(g, f, region=Box([-1], [1]), norm=norm).proved for norm in ("linf", "l2"))
    least_gap, largest = extremes(case, Fraction(2 if "inputs-inside" in dropping else 1))
    return Outcome.compare(max(-least_gap, largest), proved, "the largest difference")


def judge_tree(case: TreeCase, dropping: Dropping) -> Outcome:
    """The point lies in one of the computed leaves."""
    low, high = CORNERS
    point = tuple(a + share * (b - a) for a, b, share in zip(low, high, case.shares, strict=True))
    found = list(boxes.leaves(list(case.tree), low, high, "tree"))
    if "both-halves" in dropping:
        found = found[1:]
    inside = any(all(a <= x <= b for a, x, b in zip(*leaf[:1], point, *leaf[1:], strict=True)) for leaf in found)
    return Outcome(inside, 0.5, f"{point} and {len(found)} leaves")


def judge_share(case: ShareCase, dropping: Dropping) -> Outcome:
    """A gate's share s = 2e/d − 1 keeps |x| − D/2 ≤ s·x ≤ |x|, and 2e = (1 + s)·d."""
    bound = case.bound / 2 if "|d|<=D" in dropping else case.bound
    e = max(case.x + case.d, ZERO) - max(case.x, ZERO)
    s = 2 * e / case.d - 1 if case.d else Fraction(1 if case.x > 0 else -1)
    if abs(s) > 1 or 2 * e != (1 + s) * case.d or s * case.x > abs(case.x):
        return Outcome(False, 2.0, f"the share is {s}")
    return Outcome.compare(abs(case.x) - s * case.x, bound / 2, f"share {s}: |x| - s*x")


def judge_quadratic(case: QuadraticCase, dropping: Dropping) -> Outcome:
    """The form at a point of the cube is at most the bound that the hints give."""
    factor = 4 if "symbols<=1" in dropping else 1
    s, t = ([factor * one for one in vector] for vector in (case.s, case.t))
    rows = [sum((k * b for k, b in zip(row, t, strict=True)), ZERO) for row in case.matrix]
    value = sum((a * b for a, b in zip((ONE, *s), rows, strict=True)), ZERO)
    value += sum((a * b for a, b in zip(case.column, s, strict=True)), ZERO)
    return Outcome.compare(value, most(case.matrix, case.column, case.q, case.p), "the form")


PROPERTIES = (
    Property(
        "integer-law/cells",
        "a cell holds ⌈(c+1)N/S⌉ − ⌈cN/S⌉ of N draws, and a category pairs/(2N)² of the probability",
        law_cases,
        judge_law,
        (
            Drop("draw-uniform", "the last draw never comes"),
            Drop("fair-signs", "every sign is positive"),
        ),
        slow=2,
    ),
    Property(
        "relu-relaxation/points",
        "u·relu(x) + v·(relu(y) − relu(x)) − a·x − b·(y − x) is least at a corner of the strip's pieces",
        plane_cases,
        judge_plane,
        (
            Drop("in-strip", "x one beyond where it was taken"),
            Drop("all-points", "corners on x = 0 and y = 0 left out"),
        ),
    ),
    Property(
        "joint-affine-forms/difference",
        "the outputs' difference lies within the ends of the difference of their forms",
        pair_of_layers_cases,
        judge_joint,
        (Drop("inputs-covered", "inputs up to twice as far as the forms reach"),),
    ),
    Property(
        "split-coverage/leaves",
        "every point of the region lies in a leaf",
        tree_cases,
        judge_tree,
        (Drop("both-halves", "the first leaf left out"),),
    ),
    Property(
        "gated-difference/share",
        "a gate's share s has |s| ≤ 1, 2e = (1 + s)·d and |x| − D/2 ≤ s·x ≤ |x|",
        gate_cases,
        judge_share,
        (Drop("|d|<=D", "half the bound"),),
    ),
    Property(
        "gated-difference/squares",
        "no hints make the bound of the bilinear form less than its value at a point of the cube",
        quadratic_cases,
        judge_quadratic,
        (Drop("symbols<=1", "symbols and shares up to 4"),),
    ),
    Property(
        "checker-composition/sound",
        "for two networks of one input no difference is above what the rules together prove, in either norm",
        pair_of_layers_cases,
        judge_composition,
        (Drop("inputs-inside", "inputs up to twice as far as the region reaches"),),
        slow=4,
    ),
)
