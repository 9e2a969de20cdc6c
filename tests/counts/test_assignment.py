"""Counts of free-assignment against python-flint, brute force over sign tables, and each other."""

from fractions import Fraction
from itertools import product
from math import comb

import pytest
from flint import arb, ctx
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from lottery_verify.counts import assignment
from lottery_verify.counts.explicit import subset_sum_draws
from tests.bounds import oracle

HALF = Fraction(1, 2)


def hall(neurons, halves, quota, chance):
    """The sum over sets of halves, in fractions, by the upper tail of those that suit none."""
    total = Fraction(0)
    for s in range(1, halves + 1):
        none, least = (1 - chance) ** s, neurons - s * quota + 1
        for j in range(max(0, least), neurons + 1):
            total += comb(halves, s) * comb(neurons, j) * none**j * (1 - none) ** (neurons - j)
    return total


@pytest.mark.parametrize(("neurons", "halves", "quota", "chance"), [
    (3, 3, 1, HALF), (9, 3, 2, Fraction(1, 3)), (40, 7, 4, HALF), (61, 20, 3, Fraction(2, 5)),
])  # fmt: skip
def test_the_sum_is_the_unions(neurons, halves, quota, chance):
    """The enclosure holds the sum of all binomial tails, and is narrow.

    Catches a tail with one neuron more or less, and sets of halves that are left out.
    """
    low, high = assignment.no_assignment(neurons, halves, quota, chance, 128).ends()
    exact = hall(neurons, halves, quota, chance)
    assert low <= exact <= high
    assert (high - low) * 2**80 <= exact


@pytest.mark.parametrize(("halves", "quota", "neurons"), [(1, 2, 4), (2, 1, 3), (2, 2, 5), (3, 1, 4)])
def test_no_assignment_is_rarer_than_the_sum(halves, quota, neurons):
    """Of all tables of signs of different inputs the part without a matching (scipy's) is at most the sum.

    Catches a sum over the largest set alone, and one over single halves alone.
    """
    bad = 0
    for signs in product((0, 1), repeat=neurons * halves):
        rows = [[signs[m * halves + h] for m in range(neurons)] for h in range(halves) for _ in range(quota)]
        matched = maximum_bipartite_matching(csr_array(rows), perm_type="column")
        bad += (matched >= 0).sum() < halves * quota
    part = Fraction(int(bad), 2 ** (neurons * halves))
    assert 0 < part <= hall(neurons, halves, quota, HALF)


@given(
    st.integers(1, 9), st.integers(1, 6), st.sampled_from([HALF, Fraction(1, 3)]), st.fractions("1/1000", "9/10")
)
def test_the_least_is_the_least(halves, quota, chance, delta):
    """The N that is called least keeps the sum within delta, and one neuron fewer does not, unless it would be k*H - 1;
    what Hoeffding's inequality asks for is no less. Both sides of the switch from fractions to enclosures are drawn.
    """
    least = assignment.smallest_neurons(halves, quota, chance, delta)
    assert hall(least, halves, quota, chance) <= delta
    assert least == halves * quota or hall(least - 1, halves, quota, chance) > delta
    assert halves * quota <= least <= assignment.enough_neurons(halves, quota, chance, delta)


@pytest.mark.parametrize("halves", [1, 2, 30, 999, 1000, 1001, 5000])
def test_where_none_is_lost(halves):
    """4*N*H*(1-p)^(H/2) <= delta, by flint, next to the edge on both sides, also of the count of halves that is written
    out. A number of halves with twelve digits takes no time.
    """
    ctx.prec = 20000
    edge = 4 * arb(3 * halves) * halves * (arb(2) / 3) ** (arb(halves) / 2)
    for factor, holds in ((Fraction(1001, 1000), True), (Fraction(999, 1000), False)):
        near = (edge * oracle.ball(factor)).mid().fmpq()
        assert assignment.none_is_lost(halves, 3, Fraction(1, 3), Fraction(int(near.p), int(near.q))) is holds
    assert assignment.none_is_lost(10**12, 10**6, HALF, Fraction(1, 10**9))


@pytest.mark.parametrize(("halves", "quota", "chance", "delta"), [
    (1, 1, HALF, Fraction(1, 100)), (1, 1000, HALF, Fraction(1, 100)), (7, 12, Fraction(1, 5), Fraction(1, 3)),
])  # fmt: skip
def test_what_is_always_enough(halves, quota, chance, delta):
    """The least N with N*c - n*k >= sqrt(N*L) for both sets of halves, by flint's balls."""
    ctx.prec = 200
    spread = (halves * arb(2).log() - oracle.ball(delta).log()) / 2

    def enough(neurons):
        ends = ((1, chance), (halves, 1 - (1 - chance) ** halves))
        return all(oracle.ball(neurons * c - n * quota) >= (neurons * spread).sqrt() for n, c in ends)

    found = assignment.always_enough(halves, quota, chance, delta)
    assert enough(found)
    assert not enough(found - 1)


def test_draws_of_an_assigned_half():
    """Twice the weight of the uniform law in a block's products: half of the draws; none where 0 is near enough."""
    w_max, epsilon_w, delta = Fraction(1, 2), Fraction(1, 1000), Fraction(1, 10**6)
    ctx.prec = 200
    precision, p = epsilon_w / (4 * w_max), arb(2).log() / 2
    wanted = oracle.ceiling(
        lambda: -oracle.ball(2 * precision * delta).log() / -(1 - p / 8).log()
    ) + oracle.ceiling(lambda: -oracle.ball(precision * delta).log() / -(1 - p / 4).log())
    assert assignment.assigned_draws(epsilon_w, w_max, delta) == wanted
    assert 2 * wanted < subset_sum_draws(precision, delta, assignment.product_share) < Fraction(21, 10) * wanted
    assert assignment.assigned_draws(w_max, w_max, delta) == 0
