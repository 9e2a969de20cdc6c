"""subset-sum, subset-sum-pruning and parameter-lower-bound."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from lottery_verify.checker.source import Law, stream
from lottery_verify.counts import explicit
from lottery_verify.counts.smallest import smallest_draws_for_hit
from lottery_verify.decompose.subset_sum import SubsetSum
from lottery_verify.hunting.probabilities import too_many
from lottery_verify.hunting.records import Drop, Dropping, Outcome, Property
from lottery_verify.laws.source import weights
from lottery_verify.strategies.claims.sums import (
    CountCase,
    CoverCase,
    PoolCase,
    SubsetCase,
    count_cases,
    cover_cases,
    pool_cases,
    subset_cases,
)

TRIALS = 40
GRID = 1 << 13  # draws are rounded to multiples of 1/GRID; what that moves a sum is allowed for
UNIT = Law("uniform", 0, 0)
RARE = Fraction(1, 1 << 60)
ABOVE_LN2 = Fraction(693147180559945309417232121459, 10**30)  # ln 2 = 0.693147180559945309417232121458…


def reachable(draws: list[int]) -> tuple[int, int]:
    """All subset sums of integers as a bit set, and the sum that bit 0 stands for."""
    least = sum(d for d in draws if d < 0)
    bits = 1 << -least
    for d in draws:
        bits |= bits << d if d >= 0 else bits >> -d
    return bits, least


def covers(draws: list[int], reach: int, tolerance: int) -> bool:
    """Whether every integer |z| ≤ reach is within `tolerance` of a subset sum."""
    bits, least = reachable(draws)
    width, spread = 1, bits << 2 * tolerance
    while width < 2 * tolerance + 1:  # bit i: whether some sum lies within `tolerance` of least − tolerance + i
        step = min(width, 2 * tolerance + 1 - width)
        spread |= spread >> step
        width += step
    first = tolerance - reach - least
    wanted = (1 << (2 * reach + 1)) - 1
    seen = spread >> first if first >= 0 else spread << -first
    return seen & wanted == wanted


def judge_subset(case: SubsetCase, dropping: Dropping) -> Outcome:
    """Of 40 pools no more fail than probability δ each explains (else an event rarer than 10⁻⁹ has happened)."""
    n = max(0, explicit.subset_sum_draws(case.epsilon, case.delta))
    n //= 8 if "N->N/8" in dropping else 2 if "N->N/2" in dropping else 1
    fails = 0
    for trial in range(TRIALS):
        data = stream(case.seed, trial, 0, 0, 0, 3 * max(1, n))
        drawn = weights(UNIT, data)[:n]
        if case.law == "positive":
            drawn = abs(drawn)
        elif case.law == "copies" and n:
            drawn = drawn[:1].repeat(n)
        whole = np.rint(drawn * GRID).astype(int).tolist()
        tolerance = 2 * case.epsilon * GRID + Fraction(n, 2) + 1  # each draw is rounded by at most 1/2, z by at most 1
        fails += not covers(whole, int(case.reach * GRID), int(tolerance))
    closeness = float(fails / (TRIALS * case.delta)) / 2
    return Outcome(
        not too_many(fails, TRIALS, case.delta),
        closeness,
        f"{n} draws: {fails} of {TRIALS} pools fail, δ = {case.delta}",
    )


def judge_pool(case: PoolCase, dropping: Dropping) -> Outcome:
    """SubsetSum.decompose meets w within ε_w among the N neurons that the theorem asks for at δ = 2^-60."""
    neurons = explicit.subset_sum_pruning_draws(case.epsilon_w, Fraction(1), RARE)
    if not neurons:
        return Outcome(True, 0.0, "epsilon_w is at least w_max: the empty subset")
    u, v = (weights(UNIT, stream(case.seed, 0, i, 0, 0, 3 * neurons)) * 2 * float(case.scale) for i in (0, 1))
    usable = u > 0
    w = np.array([float(case.w)])
    products = [a[usable][None] for a in (u, v)]
    found = SubsetSum().decompose(w, products[0], products[1], float(case.epsilon_w))
    kept = found.kept[0].tolist()
    parts = zip(*(a[0].tolist() for a in products), kept, strict=True)
    total = sum((Fraction(a) * Fraction(b) for a, b, k in parts if k), Fraction(0))
    return Outcome.compare(
        abs(total - case.w), case.epsilon_w, f"{neurons} neurons, {sum(kept)} kept: error of the sum"
    )


def judge_count(case: CountCase, dropping: Dropping) -> Outcome:
    """The count for products is never below the exact smallest one of the theorem's two rates, p just above ln(2)/4."""
    used = explicit.subset_sum_draws(case.epsilon, case.delta, explicit.product_share)
    grow = smallest_draws_for_hit(ABOVE_LN2 / 32, 2 * case.epsilon * case.delta)
    fill = smallest_draws_for_hit(ABOVE_LN2 / 16, case.epsilon * case.delta)
    return Outcome.compare(grow + fill, used, "draws by both rates against the count")


def judge_cover(case: CoverCase, dropping: Dropping) -> Outcome:
    """If tickets serve the asked part of all targets then P ≥ log₂(1/(2ε)) − 1, the form for d = 1."""
    sums = {Fraction(0)}
    for x in case.parameters:
        sums |= {s + x for s in sums}
    half = case.epsilon / case.radius
    ends = sorted((max(s - half, -case.norm), min(s + half, case.norm)) for s in sums)
    covered, right = Fraction(0), -case.norm
    for low, high in ends:
        covered += max(Fraction(0), high - max(low, right))
        right = max(right, high)
    served, n = covered / (2 * case.norm), len(case.parameters)
    level = (2 if "1/(2*epsilon)" in dropping else Fraction(1, 2)) / case.epsilon
    enough = Fraction(2) ** (n + 1) >= level
    note = f"{n} parameters serve {served} of the targets; 2^(P+1) = {2 ** (n + 1)}, the claim asks {level}"
    return Outcome(enough or served < case.served, float(served / case.served) / (2 if enough else 1), note)


PROPERTIES = (
    Property(
        "subset-sum/cover",
        "N draws cover [-1/2, 1/2] within 2ε, in all but a part δ of the pools",
        subset_cases,
        judge_subset,
        (
            Drop("law-contains-uniform", "draws uniform on [0, 1]"),
            Drop("draws-iid", "copies of one draw"),
            Drop("epsilon<=1/2", "ε up to 2", False, "for ε ≥ 1/4 the empty subset is within 2ε of every |z| ≤ 1/2"),
            Drop("|z|<=1/2", "|z| up to 40"),
            Drop(
                "N->N/2",
                "half the draws",
                False,
                "the constants of the proof are far from tight: log₂(1/ε) + O(1) draws are enough",
            ),
            Drop("N->N/8", "an eighth of the draws"),
        ),
        evidence="40 trials each; a false alarm has probability below 10⁻¹⁴",
        slow=10,
    ),
    Property(
        "subset-sum/count",
        "the count for products is no less than the rates 1 − p/8 and 1 − p/4 ask for, p = ln(2)/4",
        count_cases,
        judge_count,
    ),
    Property(
        "subset-sum-pruning/pool",
        "SubsetSum.decompose meets every weight among the N neurons of the theorem",
        pool_cases,
        judge_pool,
        (Drop("law=uniform[-2*sqrt(w_max),2*sqrt(w_max)]", "weights 16 or 64 times smaller"),),
        evidence="δ = 2^-60 per example",
        slow=10,
    ),
    Property(
        "parameter-lower-bound/cover",
        "P parameters whose subsets serve half of the targets number at least log₂(1/(2ε)) - 1",
        cover_cases,
        judge_cover,
        (
            Drop("one-layer", "targets of norm at most 1/8 only"),
            Drop("unit-ball", "inputs up to 1/8 only"),
            Drop("probability>=1/2", "1/16 of the targets have a ticket"),
            Drop("1/(2*epsilon)", "log₂(2/ε) - 1 claimed"),
        ),
    ),
)
