"""Subset sums against brute force."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lottery_verify.counts.base import PHI
from lottery_verify.counts.explicit import subset_sum_pruning_draws
from lottery_verify.decompose.subset_sum import SubsetSum, meet_in_the_middle, subset_sums

integers = st.lists(st.integers(-500, 500).filter(bool), min_size=1, max_size=12)


def sums_of(products):
    """All subset sums."""
    found = [0]
    for p in products:
        found += [s + p for s in found]
    return found


def row(values):
    """One link's products; small integers over 2^10, so that float sums are exact."""
    return np.array([[v / 1024 for v in values]])


@given(integers)
def test_all_subsets(products):
    """Column c of subset_sums is the sum of the products at c's bits. Catches bits in another order than the mask's."""
    found = subset_sums(row(products))[0].tolist()
    assert [v * 1024 for v in found] == [
        sum(p for j, p in enumerate(products) if c >> j & 1) for c in range(1 << len(products))
    ]


@given(integers, st.integers(-3000, 3000))
def test_never_better_than_brute_force(products, w):
    """The chosen subset's sum is what it is said to be: no nearer than the best of all.

    Catches bits and sums that differ.
    """
    chosen = meet_in_the_middle(np.array([w / 1024]), row(products))[0].tolist()
    error = abs(w - sum(p for p, k in zip(products, chosen, strict=True) if k))
    assert error >= min(abs(w - s) for s in sums_of(products))


@given(integers, st.data())
def test_an_exact_subset_is_met(products, data):
    """Where w is some subset's sum, the search comes within one bucket: the spread of one half's sums over 2^(n/2+1)
    − 1.

    Catches: a table that loses its sums, a query that looks in the wrong bucket, the halves exchanged.
    """
    mask = data.draw(st.lists(st.booleans(), min_size=len(products), max_size=len(products)))
    w = sum(p for p, k in zip(products, mask, strict=True) if k)
    half = products[: len(products) // 2]
    bucket = Fraction(sum(map(abs, half)), 2 ** (len(half) + 1) - 1)
    chosen = meet_in_the_middle(np.array([w / 1024]), row(products))[0].tolist()
    assert abs(w - sum(p for p, k in zip(products, chosen, strict=True) if k)) <= bucket


@settings(max_examples=60)
@given(integers, st.integers(-600, 600), st.sampled_from([1, -1]))
def test_decompose(products, w, half):
    """The error is that of the mask, at most |w| (the empty subset), and as good as one search among all products.

    Catches: a later, worse subset that replaces a better one; the empty subset forgotten.
    """
    u = np.full((1, len(products)), float(half))
    target = np.array([w / 1024])
    found = SubsetSum().decompose(target, u, row(products) * half, 2.0**-30)
    error = abs(w - sum(p for p, k in zip(products, found.kept[0].tolist(), strict=True) if k))
    order = sorted(range(len(products)), key=lambda i: (products[i], i))
    once = meet_in_the_middle(target, row([products[i] for i in order]))[0].tolist()
    assert error <= min(abs(w), abs(w - sum(products[i] for i, k in zip(order, once, strict=True) if k)))
    assert error / 1024 == abs(float(found.value[0]) - w / 1024) <= float(found.error[0])


@given(integers, st.integers(101, 2000), st.sampled_from([1, -1]), st.sampled_from([1, -1]))
def test_a_target_out_of_reach(products, excess, side, half):
    """Where all products of w's sign fall short of it by more than ε, the subset is the best of all, by brute force.

    Catches: the products of the other sign kept, a search that stops at a part of them. That nothing within reach is
    given up is for test_decompose.
    """
    w = side * (sum(abs(p) for p in products if p * side > 0) + excess)
    u = np.full((1, len(products)), float(half))
    found = SubsetSum().decompose(np.array([w / 1024]), u, row(products) * half, 100 / 1024)
    error = abs(w - sum(p for p, k in zip(products, found.kept[0].tolist(), strict=True) if k))
    assert error == min(abs(w - s) for s in sums_of(products))


def test_many_solutions_are_not_missed():
    """On 200 seeded draws of 12 products, wherever brute force has four subsets within ε, at least 95 % are met.

    Catches: a search that works on lucky inputs only.
    """
    random = np.random.default_rng(1)
    products = random.uniform(-1, 1, (200, 12)) * random.uniform(0, 1, (200, 12))
    w = random.uniform(-0.5, 0.5, 200)
    epsilon = 2.0**-9
    many = (np.abs(subset_sums(products) - w[:, None]) <= epsilon).sum(1) >= 4
    assert int(many.sum()) > 100
    found = SubsetSum().decompose(w, np.ones((1, 12)), products, epsilon)
    met = found.error[many] <= epsilon
    assert met.mean() >= 0.95


WIDTHS = ["1/4", "1/2", "3/8", "5/2"]


@pytest.mark.parametrize("w_max", WIDTHS)
def test_the_theorems_law_reaches_from_every_sum_to_every_weight(w_max):
    """By theorem, half a link's draws have density ln(2)/4 (in units of 4^s) on all of [-2·w_max, 2·w_max].

    The proof adds a draw to a covered sum a, |a| ≤ w_max, to reach a weight w, |w| ≤ w_max: the difference may be
    2·w_max. Counted on a lattice of 801 × 801 products. Catches a law with 4^s = 2·w_max: few products there.
    """
    w_max = Fraction(w_max)
    law = SubsetSum().law("uniform", w_max, Fraction(1, 8), PHI, True)
    axis = np.linspace(-1, 1, 801) * 2.0**law.lower
    products = axis[axis > 0][:, None] * axis  # u > 0 half of the time, else the draw counts as 0
    width = float(w_max) / 8
    for start in np.arange(-2 * float(w_max), 2 * float(w_max), width).tolist():
        share = ((products >= start) & (products < start + width)).mean() / 2
        assert float(share) >= 0.98 * math.log(2) / 4 * width / 4.0**law.lower


@pytest.mark.parametrize("exponent", [0, 1, -2])
def test_the_theorems_neurons(exponent):
    """Where w_max is the most that its law allows, M by theorem is subset-sum-pruning's N, but for the law's lattice.

    Catches: a precision that is halved or doubled on the way from weights to the unit interval.
    """
    w_max, delta = Fraction(4) ** exponent, Fraction(1, 1000)
    for epsilon in (w_max / 16, w_max / 300):
        law = SubsetSum().law("uniform", w_max, epsilon, PHI, True)
        found = SubsetSum().neurons(law, w_max, epsilon, PHI, 7, delta)
        least, most = (subset_sum_pruning_draws(epsilon * f, w_max, delta / 7) for f in (1, Fraction(2, 3)))
        assert least <= found <= most
