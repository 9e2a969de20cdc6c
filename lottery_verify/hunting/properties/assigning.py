"""free-assignment: exact probabilities of no assignment, and the pruner's own assignment against Hall's condition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from math import comb

import numpy as np

from lottery_verify.checker.source import INPUT, Law, stream
from lottery_verify.counts.assignment import assigned_draws, enough_neurons, none_is_lost, smallest_neurons
from lottery_verify.decompose.subset_sum import SubsetSum
from lottery_verify.hunting.probabilities import binomial_above
from lottery_verify.hunting.properties.propagation import judge_subset_error
from lottery_verify.hunting.records import Drop, Dropping, Outcome, Property
from lottery_verify.laws.source import Source, weights
from lottery_verify.pruning.assignment import Assignment, Need
from lottery_verify.strategies.claims.assigning import (
    Half,
    ManyCase,
    RoundsCase,
    ServedCase,
    many_cases,
    rounds_cases,
    served_cases,
)
from lottery_verify.strategies.claims.propagation import subset_propagation_cases
from lottery_verify.strategies.claims.sums import PoolCase, pool_cases

UNIT = Law("uniform", 0, 0)
RARE = Fraction(1, 1 << 60)
LIMIT = 10_000
Suited = frozenset[int]  # places of the halves that a neuron suits


def kinds(halves: Sequence[Half], chance: Fraction) -> dict[Suited, Fraction]:
    """How likely a neuron is to suit which halves: each with the same chance, the two of one input never together."""
    found = {frozenset[int](): Fraction(1)}
    for b in sorted({b for b, _ in halves}):
        own = [place for place, half in enumerate(halves) if half[0] == b]
        one = {frozenset[int](): 1 - len(own) * chance} | {frozenset([place]): chance for place in own}
        found = {x | y: p * q for x, p in found.items() for y, q in one.items()}
    return found


def unserved(halves: Sequence[Half], quota: int, chance: Fraction, neurons: int) -> Fraction:
    """P(no assignment gives each half its quota), exactly, over how many neurons suit one of each set of halves."""
    sets = [frozenset(s) for r in range(1, len(halves) + 1) for s in combinations(range(len(halves)), r)]
    full = tuple(quota * len(s) for s in sets)
    state = {(0,) * len(sets): Fraction(1)}
    for _ in range(neurons):
        moved: Counter[tuple[int, ...]] = Counter()
        for have, mass in state.items():
            for suited, p in kinds(halves, chance).items():
                more = tuple(min(h + bool(s & suited), f) for h, s, f in zip(have, sets, full, strict=True))
                moved[more] += mass * p  # type: ignore[assignment]
        state = dict(moved)  # type: ignore[arg-type]
    return 1 - state.get(full, Fraction(0))


def judge_served(case: ServedCase, dropping: Dropping) -> Outcome:
    """With the N that the claim counts the exact probability of no assignment is at most δ."""
    h, k = len(case.halves), case.quota
    if "none-lost" in dropping:
        counts = [h * k]
    elif case.delta >= 1:
        counts = [h * k, h * k]  # what the claim's N cannot fall short of
    else:
        counts = [count(h, k, case.stated, case.delta) for count in (enough_neurons, smallest_neurons)]
    if counts[-1] > counts[0]:
        return Outcome(False, 2.0, f"{counts[-1]} by exact tails, more than {counts[0]} by Hoeffding's inequality")
    fails = unserved(case.halves, k, case.chance, counts[-1])
    if case.copies:
        fails = 1 - kinds(case.halves, case.chance).get(frozenset(range(h)), Fraction(0))
    return Outcome.compare(fails, case.delta, f"{counts[-1]} neurons for {h}·{k}: P(no assignment)")


def judge_many(case: ManyCase, dropping: Dropping) -> Outcome:
    """Where the claim says that none is lost, Hall's sum over exact tails for N = k·H is at most δ."""
    h, k, half = case.halves, case.quota, Fraction(1, 2)
    n, delta = h * k, Fraction(4 * h * k * h, 1 << h // 2)
    if delta >= 1:
        return Outcome(True, 0.0, "the claim is empty: 4·N·H·(1-p)^(H/2) is at least 1")
    if not none_is_lost(h, k, half, delta) or none_is_lost(h, k, half, delta * Fraction(999, 1000)):
        return Outcome(False, 2.0, f"H = {h}, k = {k}: δ = {delta} is where none begins to be lost")
    total = sum((comb(h, s) * binomial_above(n, half**s, n - s * k + 1) for s in range(1, h + 1)), Fraction(0))
    return Outcome.compare(total, delta, f"H = {h}, k = {k}, N = {n}: Hall's sum")


def suits(case: RoundsCase, place: int, neurons: int) -> list[bool]:
    """For each of the first neurons of layer 1 whether u has the half's sign, by the stream's own bytes."""
    b, sign = case.halves[place]
    data = stream(case.seed, 0, INPUT, 0, b, neurons * UNIT.n_bytes)
    return [u * sign > 0 for u in UNIT.numerators(data, list(range(neurons)))]


def judge_rounds(case: RoundsCase, dropping: Dropping) -> Outcome:
    """Every half gets its count of its sign, no neuron serves two, and no fewer neurons would have done."""
    assignment = Assignment(Source(case.seed, "free"), UNIT, 0, LIMIT)
    table = [suits(case, place, 1000) for place in range(len(case.halves))]
    handed: set[int] = set()
    for turn in range(2):
        counts = [pair[turn] for pair in case.counts]
        needs = [
            Need(place, b, sign, counts[place], float(case.sizes[place]))
            for place, (b, sign) in enumerate(case.halves)
        ]
        given = assignment.hand_out(needs)
        if given is None:
            return Outcome(False, 2.0, f"{LIMIT} neurons are said to be too few for {counts}")
        for place, count in enumerate(counts):
            got = given[place].tolist()
            if len(got) != count or not all(table[place][m] for m in got):
                return Outcome(False, 2.0, f"half {case.halves[place]} wants {count} of its sign and gets {got}")
        before, got_all = len(handed), [m for found in given.values() for m in found.tolist()]
        fewer = [m for m in range(assignment.neurons - 1) if m not in handed]
        handed.update(got_all)
        if len(handed) != before + len(got_all) or max(handed, default=-1) >= assignment.neurons:
            return Outcome(False, 2.0, f"{got_all}: a neuron serves two halves, or is not drawn")
        drew = turn == 0 and assignment.neurons > 0
        if drew and not lacking(table, counts, fewer):
            return Outcome(False, 2.0, f"{len(fewer)} neurons would do for {counts}, {assignment.neurons} are taken")
    return Outcome(True, 0.5, f"{assignment.neurons} neurons")


def lacking(table: Sequence[Sequence[bool]], counts: Sequence[int], neurons: Sequence[int]) -> bool:
    """Whether some halves together want more than suit one of them: Hall's condition."""
    places = range(len(counts))
    return any(
        sum(any(table[place][m] for place in chosen) for m in neurons) < sum(counts[place] for place in chosen)
        for r in range(1, len(counts) + 1)
        for chosen in combinations(places, r)
    )


def judge_products(case: PoolCase, dropping: Dropping) -> Outcome:
    """SubsetSum.decompose meets w within ε_w among the k assigned neurons that the claim asks for at δ = 2^-60."""
    quota = assigned_draws(case.epsilon_w, Fraction(1), RARE)
    if not quota:
        return Outcome(True, 0.0, "epsilon_w is at least w_max: the empty subset")
    u, v = (weights(UNIT, stream(case.seed, 0, i, 0, 0, 3 * quota)) * 2 * float(case.scale) for i in (0, 1))
    w = np.array([float(case.w)])
    products = [a[None] for a in (abs(u), v)]
    kept = SubsetSum().decompose(w, products[0], products[1], float(case.epsilon_w)).kept[0].tolist()
    parts = zip(*(a[0].tolist() for a in products), kept, strict=True)
    total = sum((Fraction(a) * Fraction(b) for a, b, k in parts if k), Fraction(0))
    return Outcome.compare(abs(total - case.w), case.epsilon_w, f"{quota} assigned neurons: error of the sum")


PROPERTIES = (
    Property(
        "free-assignment/served",
        "with the claim's N the exact probability that the halves cannot be served is at most δ",
        served_cases,
        judge_served,
        (
            Drop("probability>=p", "neurons suit a quarter as often as stated"),
            Drop("neurons-iid", "all neurons are copies of one"),
            Drop("delta<1", "δ ≥ 1", False, "a probability is at most 1"),
            Drop("none-lost", "k·H neurons, however few halves there are"),
        ),
        evidence="exact tail",
        slow=2,
    ),
    Property(
        "free-assignment/none-lost",
        "k·H neurons are enough from as many halves on as the claim says, by Hall's sum over exact tails",
        many_cases,
        judge_many,
        evidence="exact tail",
        slow=4,
    ),
    Property(
        "free-assignment/fewest",
        "the pruner's assignment gives each half neurons of its sign, none to two, and takes no more than have to be",
        rounds_cases,
        judge_rounds,
    ),
    Property(
        "free-assignment/products",
        "SubsetSum.decompose meets every weight among the k assigned neurons of the claim",
        pool_cases,
        judge_products,
        (Drop("law=uniform[-2*sqrt(w_max),2*sqrt(w_max)]", "weights 16 or 64 times smaller"),),
        evidence="δ = 2^-60 per example",
        slow=10,
    ),
    Property(
        "free-assignment/error",
        "ε_w = ε/(2ℓ·n_i·n_{i-1}) keeps the output within ε",
        subset_propagation_cases,
        judge_subset_error,
        (
            Drop("spectral-norms<=1", "spectral norms up to 8"),
            Drop("input-norm<=1", "inputs up to 4 in each coordinate"),
            Drop("epsilon<=2", "ε up to 64"),
        ),
    ),
)
