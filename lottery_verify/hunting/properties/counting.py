"""The theorems' counts of neurons against exact failure probabilities."""

from __future__ import annotations

from fractions import Fraction

from lottery_verify.counts import explicit
from lottery_verify.counts.base import base_of, categories
from lottery_verify.counts.decide import ceiling
from lottery_verify.counts.enclosure import rational, whole
from lottery_verify.counts.smallest import smallest_draws_for_hit
from lottery_verify.hunting.probabilities import any_of, decided_at_most, misses, unfilled, window
from lottery_verify.hunting.properties.golden import judge_greedy
from lottery_verify.hunting.records import Drop, Dropping, Outcome, Property
from lottery_verify.strategies.claims.counting import (
    BudgetCase,
    CategoriesCase,
    MalachCase,
    TurnsCase,
    budget_cases,
    categories_cases,
    malach_cases,
    malach_categories_cases,
    shared_cases,
    turns_cases,
    universal_cases,
)
from lottery_verify.strategies.claims.golden import golden_cases

EMPTY = Drop("delta<1", "δ ≥ 1", False, "a probability is at most 1; and the count goes on to do what it says")
BASE = Drop("base<=phi", "γ in (φ, 4]")
GOLDEN = "a link whose categories are all filled is met within γ^-k"


def judge_malach(case: MalachCase, dropping: Dropping) -> Outcome:
    """N·(1 − p)^M ≤ δ for the exact probability p of the window around w."""
    part = Fraction(4 if "16->4" in dropping else 8 if "16->8" in dropping else 16)
    e = case.epsilon_w
    if part == 16:
        draws = explicit.malach_pruning_draws(lambda bits: rational(e, bits), case.half_links, case.delta)
    else:
        draws = ceiling(
            lambda bits: rational(part / e**2, bits) * rational(2 * case.half_links / case.delta, bits).log(), "M"
        )
    if draws <= 0:
        return Outcome.compare(case.half_links, case.delta, "no draws: N")
    holds, ratio = decided_at_most(
        misses(window(case.w, e, case.side), draws, case.half_links), case.delta, "N(1-p)^M <= delta"
    )
    return Outcome(holds, ratio, f"{draws} draws: N(1-p)^M = {ratio:.6g} δ")


def waits_longer(links: int, k: int, c: Fraction, draws: int) -> Fraction:
    """P(serving the links in turn takes more draws), exactly: each waits for 2k categories of probability c."""
    p, q = c.numerator, c.denominator
    stages = links * 2 * k
    state = [1] + [0] * stages  # numerators over q^draws
    for _ in range(draws):
        moved = [0] * (stages + 1)
        for s, mass in enumerate(state[:-1]):
            if mass:
                step = (2 * k - s % (2 * k)) * p
                moved[s] += mass * (q - step)
                moved[s + 1] += mass * step
        moved[-1] += state[-1] * q
        state = moved
    return Fraction(sum(state[:-1]), q**draws)


def judge_turns(case: TurnsCase, dropping: Dropping) -> Outcome:
    """The exact probability that the links of a layer are not all served is at most δ/ℓ."""
    k, n = case.k, case.links
    if dropping & {"16k", "ln(8k)/2"}:
        factor, pooled = 8 if "16k" in dropping else 16, "ln(8k)/2" in dropping

        def value(bits: int) -> object:
            waiting = whole(n, bits) if pooled else rational(Fraction(n, 2), bits) * whole(8 * k, bits).log()
            return whole(factor * k, bits) * (waiting + rational(case.depth / case.delta, bits).log())

        draws = ceiling(value, "M")  # type: ignore[arg-type]
    else:
        draws = explicit.log_pruning_neurons(k, case.depth, n, case.delta)
    fails, allowed = waits_longer(n, k, case.chance / (8 * k), max(0, draws)), case.delta / case.depth
    ratio = float(min(fails / allowed, Fraction(10**6)))
    return Outcome(
        fails <= allowed, ratio, f"{draws} draws for {n} links, k = {k}: P(not all served) = {ratio:.6g} δ/ℓ"
    )


def judge_shared(case: TurnsCase, dropping: Dropping) -> Outcome:
    """With M neurons for each link the exact probability that some link is not served is at most δ."""
    k, n, depth, delta = case.k, case.links, case.depth, case.delta
    if dropping & {"union", "union->links", "8k"}:
        factor = 4 if "8k" in dropping else 8
        times = Fraction(1 if "union" in dropping else 2 * k * depth * (1 if "union->links" in dropping else n))
        draws = ceiling(lambda bits: whole(factor * k, bits) * rational(times / delta, bits).log(), "M")
    else:
        draws = explicit.shared_log_pruning_draws(k, depth, n, delta)
    fails = unfilled(max(0, draws), case.chance / (8 * k), 2 * k, 1)
    if 0 < fails < 1:
        holds, ratio = decided_at_most(any_of(fails, n * depth), delta, "P(some link is not served) <= delta")
    else:
        holds, ratio = fails <= delta, float(min(fails / delta, Fraction(10**6)))
    return Outcome(
        holds, ratio, f"{draws} neurons, k = {k}, {n}·{depth} links: P(some link is not served) = {ratio:.6g} δ"
    )


def judge_universal(case: TurnsCase, dropping: Dropping) -> Outcome:
    """With M neurons the exact probability that some link misses a category, either sign of u and v, is at most δ."""
    k, n, depth, delta = case.k, case.links, case.depth, case.delta
    if dropping & {"union", "union->2k", "8k"}:
        factor = 4 if "8k" in dropping else 8
        times = 1 if "union" in dropping else (2 if "union->2k" in dropping else 4) * k * depth * n
        draws = ceiling(lambda bits: whole(factor * k, bits) * rational(times / delta, bits).log(), "M")
    else:
        draws = explicit.universal_ticket_draws(k, depth, n, delta)
    fails = unfilled(max(0, draws), case.chance / (8 * k), 4 * k, 1)
    if 0 < fails < 1:
        holds, ratio = decided_at_most(any_of(fails, n * depth), delta, "P(some target is not served) <= delta")
    else:
        holds, ratio = fails <= delta, float(min(fails / delta, Fraction(10**6)))
    return Outcome(
        holds, ratio, f"{draws} neurons, k = {k}, {n}·{depth} links: P(some target is not served) = {ratio:.6g} δ"
    )


def judge_budget(case: BudgetCase, dropping: Dropping) -> Outcome:
    """Σ H_i·k_i·(1 − c_i)^M_i ≤ δ for the M_i that `Golden.neurons` takes, H all half links, exactly."""
    half_links = sum(halves for halves, _, _ in case.layers)
    total = Fraction(0)
    for halves, k, c in case.layers:
        target = case.delta / (half_links if "H*k" in dropping else half_links * k)
        true = c / 2 if "probability>=c" in dropping else c
        draws = smallest_draws_for_hit(c, target) if target < 1 else 0
        total += halves * k * (1 - true) ** draws
    return Outcome.compare(total, case.delta, "the budget of the half links")


def judge_categories(case: CategoriesCase, dropping: Dropping) -> Outcome:
    """w_max·γ^-k ≤ ε_w for the k that the package chooses (for Malach: from 1/√n in place of w_max)."""
    stated = case.w_max if case.width == 1 and "w_max<=1/sqrt(n)" not in dropping else _root(case.width)
    k = categories(base_of(case.base), stated / case.epsilon_w)
    return Outcome.compare(case.w_max * case.base**-k, case.epsilon_w, f"w_max·γ^-k with k = {k}")


def _root(n: int) -> Fraction:
    return next(Fraction(1, r) for r in range(1, n + 1) if r * r >= n)


PROPERTIES = (
    Property(
        "golden-decomposition/count",
        "the k that the package chooses brings w_max·γ^-k to ε_w",
        categories_cases,
        judge_categories,
    ),
    Property(
        "malach-pruning/draws",
        "⌈(16/ε_w²) ln(2N/δ)⌉ draws miss a window with probability at most δ/N, by the exact law",
        malach_cases,
        judge_malach,
        (
            Drop("w_max<=1/sqrt(n)", "weights up to 2"),
            Drop("law=uniform", "uniform on [-s, s], 1/2 ≤ s ≤ 4"),
            EMPTY,
            Drop("16->8", "half the draws", False, "the exact probability is at least ε_w²/8 for every |w| ≤ 1"),
            Drop("16->4", "a quarter of the draws"),
        ),
        evidence="exact tail",
    ),
    Property(
        "log-pruning/turns",
        "⌈16k(N/2·ln(8k) + ln(ℓ/δ))⌉ draws serve N links in turn, with exact probability at least 1 - δ/ℓ",
        turns_cases,
        judge_turns,
        (
            Drop("law=hyperbolic", "categories rarer than 1/(8k)"),
            EMPTY,
            Drop("16k", "8k"),
            Drop("ln(8k)/2", "1 in place of ln(8k)/2: one pool for all links, as the talk has it"),
        ),
        evidence="exact tail",
        slow=4,
    ),
    Property("log-pruning/golden", GOLDEN, golden_cases, judge_greedy, (BASE,)),
    Property("log-pruning-malach/golden", GOLDEN, golden_cases, judge_greedy, (BASE,)),
    Property(
        "log-pruning-malach/turns",
        "the count of log-pruning serves its links",
        turns_cases,
        judge_turns,
        (Drop("law=hyperbolic", "categories rarer than 1/(8k)"), EMPTY),
        evidence="exact tail",
        slow=4,
    ),
    Property(
        "log-pruning-malach/categories",
        "k = ⌈log_γ(1/(√n·ε_w))⌉ categories are enough for weights up to 1/√n",
        malach_categories_cases,
        judge_categories,
        (Drop("w_max<=1/sqrt(n)", "weights up to 1"),),
    ),
    Property(
        "shared-log-pruning/links",
        "⌈8k·ln(2kℓN/δ)⌉ neurons per input serve every link, with exact probability at least 1 - δ",
        shared_cases,
        judge_shared,
        (
            Drop("law=hyperbolic", "categories rarer than 1/(8k)"),
            EMPTY,
            Drop("8k", "4k"),
            Drop("union", "ln(1/δ): the union bound forgotten"),
            Drop("union->links", "ln(2kℓ/δ): one pool for all links"),
        ),
        evidence="exact tail",
    ),
    Property("shared-log-pruning/golden", GOLDEN, golden_cases, judge_greedy, (BASE,)),
    Property(
        "universal-ticket/links",
        "⌈8k·ln(4kℓN/δ)⌉ neurons per input serve every link of every target, with exact probability at least 1 - δ",
        universal_cases,
        judge_universal,
        (
            Drop("law=hyperbolic", "categories rarer than 1/(8k)"),
            EMPTY,
            Drop("8k", "4k"),
            Drop("union", "ln(1/δ): the union bound forgotten"),
            Drop("union->2k", "2k in place of 4k: the count for one target"),
        ),
        evidence="exact tail",
        slow=2,
    ),
    Property("universal-ticket/golden", GOLDEN, golden_cases, judge_greedy, (BASE,)),
    Property(
        "pruner-ticket/budget",
        "the neurons that the pruner takes for δ shared over half links keep the budget, exactly",
        budget_cases,
        judge_budget,
        (
            Drop("probability>=c", "categories half as likely"),
            EMPTY,
            Drop("H*k", "H in place of H·k: the union over categories forgotten"),
        ),
        evidence="exact tail",
    ),
    Property("pruner-ticket/golden", GOLDEN, golden_cases, judge_greedy, (BASE,)),
)
