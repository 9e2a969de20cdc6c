"""hyperbolic-product, category-filling, product-weight and uniform-product-tail, by exact probabilities."""

from __future__ import annotations

from fractions import Fraction

from lottery_verify.counts import explicit
from lottery_verify.counts.base import base_of
from lottery_verify.counts.decide import ceiling
from lottery_verify.counts.enclosure import fraction_of, rational, whole
from lottery_verify.counts.smallest import category_probability as ideal_probability
from lottery_verify.hunting.probabilities import any_of, decided_at_most, misses, tail, triangle_mass, unfilled, window
from lottery_verify.hunting.records import Drop, Dropping, Outcome, Property
from lottery_verify.laws.choice import category_probability, hyperbolic_law
from lottery_verify.strategies.claims.laws import (
    FillingCase,
    FiniteLawCase,
    HyperbolicCase,
    ProductCase,
    TailCase,
    filling_cases,
    finite_law_cases,
    hyperbolic_cases,
    product_cases,
    tail_cases,
)


def judge_hyperbolic(case: HyperbolicCase, dropping: Dropping) -> Outcome:
    """The category's probability with the rarest prescribed signs is at least 1/(8k), in units of ln γ."""
    k, i = case.k, case.category
    low, high = Fraction(-3 * k - 2, 4) + case.alpha, Fraction(k - 2, 4) + case.beta
    if low >= high:
        return Outcome(False, 2.0, f"alpha is not below beta: ln alpha = {low} ln γ, ln beta = {high} ln γ")
    begin, end = Fraction(-i - 1), Fraction(-i)
    if case.same:
        inside = max(Fraction(0), min(high, end / 2) - max(low, begin / 2)) / (high - low)
        signed = Fraction(0)  # u and v have the same sign: the opposite signs never occur
    else:
        inside = triangle_mass(low, high, begin, end)
        signed = min(case.positive, 1 - case.positive) ** 2
    probability = inside * signed
    if not case.same and case.positive == Fraction(1, 2) and not case.alpha and not case.beta and 1 <= i <= k:
        stated = ideal_probability(k, i)
        if stated != probability:
            return Outcome(False, 2.0, f"counts.smallest states {stated}, the integral is {probability}")
    claimed = Fraction(1, 4 * k) if "c" in dropping else explicit.category_probability_bound(k)
    return Outcome(
        probability >= claimed,
        min(float(claimed / probability), 1e6) if probability else 1e6,
        f"category {i} of {k}: probability with signs {probability}, claimed at least {claimed}",
    )


def judge_finite_law(case: FiniteLawCase, dropping: Dropping) -> Outcome:
    """The finite law's least category probability, counted pair by pair, is at least 1/(8k)."""
    base = base_of(case.base)
    law = hyperbolic_law(case.w_max, case.k, base)
    found = category_probability(law, case.w_max, case.k, base)
    claimed = explicit.category_probability_bound(case.k)
    if found * 4 * case.k > 1:
        return Outcome(
            False, 2.0, f"{case.k} disjoint categories, signs prescribed, cannot all have probability {found}"
        )
    note = f"law {law.lower}/65536 to {law.upper}/65536: least category probability {found}, claimed at least {claimed}"
    return Outcome(found >= claimed, float(claimed / found) if found else 1e6, note)


def judge_filling(case: FillingCase, dropping: Dropping) -> Outcome:
    """The exact probability that some category is not filled is at most δ."""
    factor = 1 if "2/c" in dropping else 2
    categories = 1 if "union-over-k" in dropping else case.k
    if factor == 2 and categories == case.k:
        draws = explicit.category_filling_draws(case.c, case.m, categories, case.delta)
    else:
        draws = ceiling(
            lambda bits: (
                rational(factor / case.c, bits) * (whole(case.m, bits) + rational(categories / case.delta, bits).log())
            ),
            "the number of draws",
        )
    draws = max(0, draws)
    if case.copies:
        fails = 1 - case.true_c if case.k == 1 and draws >= case.m else Fraction(1)
    elif case.overlapping:
        fails = 1 - (1 - unfilled(draws, case.true_c, 1, case.m)) ** case.k
    else:
        fails = unfilled(draws, case.true_c, case.k, case.m)
    if case.links > 1 and 0 < fails < 1:
        holds, ratio = decided_at_most(any_of(fails, case.links), case.delta, "P(some link is not served) <= delta")
    else:
        holds, ratio = fails <= case.delta, float(min(fails / case.delta, Fraction(10**6)))
    note = f"{draws} draws for {case.links} link(s): P(not filled) = {ratio:.6g} δ, δ = {case.delta}"
    return Outcome(holds, ratio, note)


def judge_product(case: ProductCase, dropping: Dropping) -> Outcome:
    """(1 − p)^M ≤ δ for the exact probability p of the window, M by the claim."""
    if "2" in dropping:
        draws = ceiling(
            lambda bits: (
                rational(1 / case.epsilon_w, bits)
                / rational(1 / case.omega, bits).log()
                * rational(1 / case.delta, bits).log()
            ),
            "the number of draws",
        )
    else:
        draws = explicit.product_weight_draws(lambda bits: rational(case.epsilon_w, bits), case.omega, 1, case.delta)
    if draws <= 0:
        return Outcome.compare(1, case.delta, "no draws: certainty")
    found = misses(window(case.w, case.epsilon_w, case.side), draws, 1)
    holds, ratio = decided_at_most(found, case.delta, "(1-p)^M <= delta")
    return Outcome(holds, ratio, f"{draws} draws: (1-p)^M = {ratio:.6g} δ")


def judge_tail(case: TailCase, dropping: Dropping) -> Outcome:
    """z(1 − ln z) lies between the lattice's inner and outer counts of |uv| ≤ z."""
    n, z = case.cells, case.z / case.side**2  # |u| in cells (i/n, (i+1)/n], as a part of the side
    inner = sum(min(n, z * n * n // (i + 1)) for i in range(n))
    outer = inner + sum(
        min(n, -(-z * n * n // i)) - min(n, z * n * n // (i + 1)) if i else n - min(n, z * n * n // 1) for i in range(n)
    )
    low, high = Fraction(inner, n * n), Fraction(outer, n * n)

    if case.z <= 1:
        stated = tail(case.z)
    else:
        stated = lambda bits: rational(case.z, bits) * (whole(1, bits) - rational(case.z, bits).log())  # noqa: E731
    under, over = (fraction_of(end) for end in (stated(96).lower, stated(96).upper))
    inside = over >= low and under <= high
    distance = max(low - over, under - high, Fraction(0))
    return Outcome(
        inside, float(1 + distance) if not inside else 0.5, f"P in [{low}, {high}], stated about {float(under):.9f}"
    )


PROPERTIES = (
    Property(
        "hyperbolic-product/integral",
        "every category with both signs prescribed has probability at least 1/(8k)",
        hyperbolic_cases,
        judge_hyperbolic,
        (
            Drop("law=hyperbolic[alpha,beta]", "α and β moved up by up to γ^4"),
            Drop("u,v-independent", "v = u"),
            Drop("fair-signs", "P(u > 0) anywhere in [0, 1]"),
            Drop("category<=k", "categories 0 and beyond k"),
            Drop("c", "c doubled: 1/(4k)"),
        ),
    ),
    Property(
        "hyperbolic-product/finite-law",
        "the finite law keeps the bound: its least category probability, counted pair by pair, is at least 1/(8k)",
        finite_law_cases,
        judge_finite_law,
        slow=50,
    ),
    Property(
        "category-filling/tail",
        "with ⌈(2/c)(m + ln(k/δ))⌉ draws the exact probability of an unfilled category is at most δ",
        filling_cases,
        judge_filling,
        (
            Drop("draws-iid", "all draws are copies of one"),
            Drop(
                "categories-disjoint",
                "independent, overlapping categories",
                False,
                "the union bound does not use disjointness",
            ),
            Drop("probability>=c", "categories rarer than c, down to 0"),
            Drop("one-pool", "one pool judged for many links at once"),
            Drop("delta<1", "δ ≥ 1", False, "a probability is at most 1, so the claim is empty"),
            Drop("2/c", "1/c draws per wanted sample"),
            Drop("union-over-k", "ln(1/δ) in place of ln(k/δ)"),
        ),
        evidence="exact tail",
        slow=2,
    ),
    Property(
        "product-weight/window",
        "M draws miss the window around w with probability at most δ",
        product_cases,
        judge_product,
        (
            Drop("law=uniform[-1,1]", "weights uniform on [-s, s], 1/4 ≤ s ≤ 4"),
            Drop("|w|<1", "|w| from 3/4 to 1, with the draws of omega = 1/2"),
            Drop(
                "epsilon_w<=1-|w|",
                "windows that end above 1",
                False,
                "the part of the window above 1 is lost, but the part below weighs more: with d = 1 - w the density "
                "near 1 gives (d + ε)²/2 ≥ 2dε, with equality at d = ε",
            ),
            Drop("epsilon_w<=omega", "windows wider than omega"),
            Drop("delta<1", "δ ≥ 1", False, "a probability is at most 1, so the claim is empty"),
            Drop("2", "half the draws"),
        ),
        evidence="exact tail",
    ),
    Property(
        "uniform-product-tail/lattice",
        "z(1 - ln z) lies between the inner and the outer count of a lattice",
        tail_cases,
        judge_tail,
        (
            Drop("law=uniform[-1,1]", "weights uniform on [-s, s], 1/2 ≤ s ≤ 4"),
            Drop("z<=1", "z up to 4"),
        ),
        slow=2,
    ),
)
