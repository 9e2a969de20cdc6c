"""golden-decomposition and golden-threshold: the exact greedy rule, and the package's decomposer in arrays."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from lottery_verify.decompose.golden import Golden
from lottery_verify.hunting.records import Drop, Dropping, Outcome, Property
from lottery_verify.strategies.claims.golden import (
    GoldenCase,
    ThresholdCase,
    dyadic_golden_cases,
    golden_cases,
    threshold_cases,
)


def judge_greedy(case: GoldenCase, dropping: Dropping) -> Outcome:
    """0 ≤ rest ≤ γ^-k after the greedy rule."""
    rest, allowed = case.w, case.base**-case.k
    for sample in case.samples:
        if rest >= sample:
            rest -= sample
    if rest < 0:
        return Outcome(False, 2.0, f"the rest {rest} is negative")
    return Outcome.compare(rest, allowed, "rest of the greedy rule")


def judge_arrays(case: GoldenCase, dropping: Dropping) -> Outcome:
    """Golden.decompose leaves at most γ^-k, takes no more than |w|, and never understates its error."""
    w = np.array([float(case.w)])
    v = np.array([[float(x) for x in case.samples]])
    found = Golden().decompose(w, np.ones((1, v.shape[1])), v, 2.0**-60)
    rest = case.w - sum((x for x, kept in zip(case.samples, found.kept[0].tolist(), strict=True) if kept), Fraction(0))
    stated = Fraction(float(found.error[0]))
    if case.w < 0:
        rest = -rest
    if rest < 0 or abs(rest) > stated:
        return Outcome(False, 2.0, f"the rest is {rest}, the decomposer states an error of {stated}")
    return Outcome.compare(rest, case.base**-case.k, "rest that the decomposer leaves")


def judge_threshold(case: ThresholdCase, dropping: Dropping) -> Outcome:
    """No subset of the windows' bottoms comes within γ^-k of 1: all 2^k are tried."""
    bottoms = [case.base ** -(i + 1) for i in range(1, case.k + 1)]
    sums = {Fraction(0)}
    for x in bottoms:
        sums |= {s + x for s in sums}
    nearest = min(abs(1 - s) for s in sums)
    allowed = case.base**-case.k
    return Outcome(
        nearest > allowed,
        float(allowed / nearest) if nearest else 1e6,
        f"nearest sum is off by {nearest}; γ^-k = {allowed}",
    )


PROPERTIES = (
    Property(
        "golden-decomposition/greedy",
        "the greedy rule over one sample per category leaves a rest in [0, γ^-k]",
        golden_cases,
        judge_greedy,
        (
            Drop(
                "base>1",
                "1/16 ≤ γ ≤ 1",
                False,
                "a window with γ < 1 is empty or turned round, and then γ^-k ≥ 1 ≥ w: true but empty",
            ),
            Drop("base<=phi", "γ in (φ, 4]"),
            Drop("w>=0", "w down to -2"),
            Drop("w<=1", "w up to 3"),
            Drop("sample>=window-bottom", "samples below their windows, down to 0"),
            Drop("sample<=window-top", "samples above their windows"),
            Drop("k-categories", "one category fewer than k"),
        ),
    ),
    Property(
        "golden-decomposition/arrays",
        "Golden.decompose leaves a rest in [0, γ^-k] and never understates its error",
        dyadic_golden_cases,
        judge_arrays,
    ),
    Property(
        "golden-threshold/subsets",
        "with w = 1 and samples at the bottoms of their windows no subset comes within γ^-k",
        threshold_cases,
        judge_threshold,
        (Drop("base>phi", "γ in (1, φ]"), Drop("k>=1", "k = 0 as well")),
    ),
)
