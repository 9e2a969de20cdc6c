"""The greedy rule, and the claim golden-decomposition."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lottery_verify.decompose.golden import Golden, not_above

BASES = ["phi", "3/2", "1.2", "1.618"]
TINY = 2.0**-900


def arrays(w, products, sign):
    """u = ±1 and v so that v·u are the products, exactly."""
    v = np.array([[sign * float(p) for p in products]])
    return np.array([float(w)]), np.full((1, len(products)), float(sign)), v


def greedy(w, products, epsilon):
    """The rule in Fractions: the largest unused product of w's sign that is at most the rest; stops below epsilon.

    At epsilon itself it goes on, as the search does, whose error is an upper bound that rounding may lift above it.
    """
    rest, sign = abs(Fraction(w)), 1 if w > 0 else -1
    unused, kept = [Fraction(sign * p) for p in products], set()
    while rest >= epsilon:
        fitting = [(p, -i) for i, p in enumerate(unused) if i not in kept and 0 < p <= rest]
        if not fitting:
            break
        p, i = max(fitting)
        kept.add(-i)
        rest -= p
    return kept, rest


@example(1, [1], 1, 1)  # the rest is epsilon
@given(
    st.integers(-512, 512), st.lists(st.integers(-300, 300), min_size=1, max_size=12), st.sampled_from([1, -1]),
    st.sampled_from([0, 1, 7, 300]),
)  # fmt: skip
def test_greedy(w, products, sign, epsilon):
    """On integers, where floats are exact, the sum kept is that of the greedy rule in Fractions; equal products may
    stand for one another. No product is used twice.

    Catches: a step of the vectorised search that skips a fitting product, takes one twice, or of the wrong sign.
    """
    found = Golden().decompose(
        *arrays(w / 64, [p / 64 for p in products], sign), (epsilon or TINY) / (64 if epsilon else 1)
    )
    kept, rest = greedy(Fraction(w, 64), [Fraction(p, 64) for p in products], Fraction(epsilon, 64))
    mine = sorted(products[i] for i, k in enumerate(found.kept[0].tolist()) if k)
    assert mine == sorted(products[i] for i in kept)
    assert abs(abs(Fraction(w, 64)) - sum(abs(Fraction(p, 64)) for p in mine)) == rest


@given(st.lists(st.integers(1, 300), min_size=1, max_size=8), st.lists(st.integers(-512, 512), min_size=1, max_size=5))
def test_links_do_not_disturb_one_another(products, ws):
    """A batch gives each link what it gets alone. Catches state shared between rows of the batch."""
    v = np.array([[p / 64 for p in products]] * len(ws))
    u, w = np.ones((1, len(products))), np.array([x / 64 for x in ws])
    whole = Golden().decompose(w, u, v, 0.02)
    for i in range(len(ws)):
        np.testing.assert_array_equal(Golden().decompose(w[i : i + 1], u, v[i : i + 1], 0.02).kept[0], whole.kept[i])


@pytest.mark.parametrize("n", [5, 17, 500, 3000])
def test_equal_products(n):
    """Of equal products the last ones are kept, in a pool of any size.

    Catches: a sort that is not stable, whose order of ties is up to the processor's kernels; the ticket would be too.
    """
    found = Golden().decompose(*arrays(1.0, [0.25] * n, 1), TINY)
    assert found.kept[0].nonzero()[0].tolist() == list(range(n - 4, n))


@st.composite
def windows(draw):
    """(base, k, w in [0, 1], samples: at least one per category, edges of its window included, duplicates allowed)."""
    base, k = draw(st.sampled_from(BASES)), draw(st.integers(1, 14))
    gamma = float(mpmath.phi) if base == "phi" else float(Fraction(base))
    samples = []
    for i in range(1, k + 1):
        low, high = gamma ** (-i - 1), gamma**-i
        one = st.sampled_from([low, high]) | st.floats(low, high)
        samples += draw(st.lists(one, min_size=1, max_size=3))
    w = draw(st.sampled_from([0.0, 1.0, *samples]) | st.floats(0, 1))
    return gamma, k, w, draw(st.permutations(samples))


@given(windows(), st.sampled_from([1, -1]), st.sampled_from([1, -1]))
def test_golden_decomposition(case, sign, half):
    """One sample or more of each category brings every w in [0, 1] within γ^-k (and rounding): golden-decomposition.

    Catches: γ above φ admitted, k categories from 0 to k − 1, a greedy that gives up early.
    """
    gamma, k, w, samples = case
    found = Golden().decompose(*arrays(sign * w, [sign * x for x in samples], half), TINY)
    total = sum(Fraction(x) for x, kept in zip(samples, found.kept[0].tolist(), strict=True) if kept)
    slack = Fraction(k + 2, 2**50)  # the edges and the rest are rounded
    assert -slack <= Fraction(w) - total <= Fraction(gamma) ** -k * (1 + slack) + slack


def test_golden_threshold():
    """Beyond φ the claim fails: γ = 1.7, the least sample of each window, w = 1.

    Catches a test above that proves nothing.
    """
    gamma, k = 1.7, 12
    found = Golden().decompose(*arrays(1.0, [gamma ** (-i - 1) for i in range(1, k + 1)], 1), TINY)
    assert bool(found.kept.all())
    assert float(found.error[0]) > gamma**-k


@pytest.mark.parametrize("epsilon", [0.5, 0.1, 0.01])
def test_stops_when_near_enough(epsilon):
    """Nothing more is kept once the rest is within epsilon. Catches kept weights that no claim needs."""
    products = [0.6**i for i in range(1, 20)]
    found = Golden().decompose(*arrays(1.0, products, 1), epsilon)
    kept = [p for p, k in zip(products, found.kept[0].tolist(), strict=True) if k]
    assert 1 - sum(kept) <= epsilon < 1 - sum(kept[:-1])


def test_zero_and_exact():
    """w = 0 keeps nothing; w equal to a product keeps that alone. Catches −0, and a comparison < where ≤ is meant."""
    assert not Golden().decompose(*arrays(0.0, [0.5, 0.25], 1), TINY).kept.any()
    found = Golden().decompose(*arrays(-0.5, [-0.5, -0.25, -0.5], 1), TINY)
    assert int(found.kept.sum()) == 1
    assert float(found.value[0]) == -0.5


def test_closed_windows_share_their_ends():
    """One product on the common end of two closed windows fills both, but a mask keeps it once: greedy over it misses
    gamma^-k. So category probabilities must be counted for disjoint windows, as category_probability does.

    Catches: a theorem's count of neurons from closed windows (formal: closed_windows_fail).
    """
    base, k = Fraction(3, 2), 2
    product = Fraction(4, 9)
    assert base ** (-2) <= product <= base ** (-1)
    assert base ** (-3) <= product <= base ** (-2)
    u, v = np.ones((1, 1)), np.array([[4 / 9]])
    found = Golden().decompose(np.ones(1), u, v, float(base ** (-k)))
    assert found.kept.tolist() == [[True]]
    assert Fraction(float(found.error[0])) > base ** (-k)


@given(st.lists(st.integers(0, 20), max_size=20), st.lists(st.integers(-1, 21), min_size=1, max_size=4))
def test_not_above(entries, most):
    """It counts the entries that are at most a number, one by one. Catches an end that the halving never comes to."""
    ascending = np.sort(np.array([entries] * len(most), dtype=float).reshape(len(most), len(entries)), axis=1)
    assert not_above(ascending, np.array(most, dtype=float)).tolist() == [sum(e <= m for e in entries) for m in most]
