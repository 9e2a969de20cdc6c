"""nearest, product, and counts of draws."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lottery_verify.checker.source import Law
from lottery_verify.counts.base import PHI
from lottery_verify.decompose.method import Found
from lottery_verify.decompose.methods import METHODS
from lottery_verify.decompose.single import Nearest, Product
from lottery_verify.errors import BeyondSource

values = st.integers(-64, 64).filter(bool).map(lambda n: n / 32) | st.floats(2.0**-20, 2, width=32)
weights = st.integers(-64, 64).map(lambda n: n / 32) | st.floats(-2, 2)


@st.composite
def pools(draw, sign=1):
    """(w of shape (L,), u of shape (1, n) of one sign, some zero, v of shape (L, n))."""
    links, n = draw(st.integers(1, 3)), draw(st.integers(1, 6))
    w = draw(st.lists(weights, min_size=links, max_size=links))
    u = [abs(x) * draw(st.sampled_from([1, 1, 1, 0])) for x in draw(st.lists(values, min_size=n, max_size=n))]
    v = draw(st.lists(st.lists(values, min_size=n, max_size=n), min_size=links, max_size=links))
    sign = draw(st.sampled_from([1, -1]))
    wide = draw(st.booleans())
    rows = [[sign * x for x in u]] * (links if wide else 1)
    return tuple(np.array(a, dtype=np.float64) for a in (w, rows, v))


def exact_error(w, u, v, kept):
    """|w − Σ v·u over kept| in Fractions."""
    total = sum((Fraction(a) * Fraction(b) for a, b, k in zip(u, v, kept, strict=True) if k), Fraction(0))
    return abs(Fraction(w) - total)


def each(w, u, v, found):
    """Plain lists of each link."""
    rows = np.broadcast_to(u, v.shape).tolist()
    return zip(w.tolist(), rows, v.tolist(), found.kept.tolist(), found.error.tolist(), strict=True)


@pytest.mark.parametrize("method", sorted(METHODS))
@given(pool=pools(), epsilon=st.sampled_from([1e-9, 0.01, 0.5]))
def test_error_is_an_upper_bound(method, pool, epsilon):
    """What a method says of its error is never below the truth, computed in Fractions; unusable neurons are never kept.

    Catches: rounding of a sum that is not accounted for; a link accepted that is not met.
    """
    w, u, v = pool
    products = (v * u).tolist()
    found = METHODS[method].decompose(w, u, v, epsilon)
    for (a, us, vs, kept, error), row in zip(each(w, u, v, found), products, strict=True):
        # the float product of two float32 numbers is exact; other products of this test are taken as rounded
        rounded = sum(abs(Fraction(x) - Fraction(p) * Fraction(q)) for x, p, q in zip(row, us, vs, strict=True))
        assert exact_error(a, us, vs, kept) <= Fraction(error) + rounded
        assert not any(k and x == 0 for k, x in zip(kept, us, strict=True))


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20), st.floats(-1e6, 1e6), st.data())
def test_found_of(values, w, data):
    """Found.of bounds |w − Σ| for any choice, cancellation included. Catches a slack without the number of terms."""
    kept = data.draw(st.lists(st.booleans(), min_size=len(values), max_size=len(values)))
    found = Found.of(np.array([w]), np.array([values]), np.array([kept]))
    true = abs(Fraction(w) - sum(Fraction(v) for v, k in zip(values, kept, strict=True) if k))
    assert true <= Fraction(float(found.error[0]))


@given(pools())
def test_product_is_the_nearest_product(pool):
    """`product` keeps the one usable product nearest to w.

    Catches argmax, a wrong sign, a product of an unusable neuron.
    """
    w, u, v = pool
    found = Product().decompose(w, u, v, 0.1)
    for a, us, vs, kept, _ in each(w, u, v, found):
        usable = [abs(a - x * y) for x, y in zip(us, vs, strict=True) if x]
        assert sum(kept) == min(1, len(usable))
        if usable:
            assert abs(a - us[kept.index(True)] * vs[kept.index(True)]) == min(usable)


@given(pools())
def test_nearest_keeps_malachs_neuron(pool):
    """`nearest` keeps the neuron whose (|u|, ±v) is nearest to (|w|, 1), so that u·v has w's sign when they are near.

    Catches: the sign of u forgotten in the half u < 0; a nearest product in place of a nearest neuron.
    """
    w, u, v = pool
    found = Nearest().decompose(w, u, v, 0.1)
    for a, us, vs, kept, _ in each(w, u, v, found):
        sign = (a > 0) - (a < 0)
        score = [
            max(abs(abs(x) - abs(a)), abs(y - sign * (1 if x > 0 else -1)) * max(abs(a), 1))
            for x, y in zip(us, vs, strict=True)
            if x
        ]
        assert sum(kept) == min(1, len(score))
        if score:
            k = kept.index(True)
            x, y = us[k], vs[k]
            assert max(abs(abs(x) - abs(a)), abs(y - sign * (1 if x > 0 else -1)) * max(abs(a), 1)) == min(score)


@pytest.mark.parametrize(("method", "w_max", "epsilon"), [("nearest", "1/2", "1/4"), ("product", "1/4", "1/8")])
def test_theorems_probability(method, w_max, epsilon):
    """The probability that M by theorem rests on is one: at the hardest weights, of 4096 draws from a lattice, at
    least that share serves the half link.

    Catches: a window counted on both sides, a missing 1/4 for the signs.
    """
    w_max, epsilon = Fraction(w_max), Fraction(epsilon)
    chosen = METHODS[method]
    law = chosen.law("uniform", w_max, epsilon, PHI, True)
    m = chosen.neurons(law, w_max, epsilon, PHI, 1, Fraction(1, 2))
    share = 1 - 0.5 ** (1 / m)  # p with (1 − p)^m = 1/2
    side = 2.0**law.lower
    axis = np.linspace(-side, side, 801)
    for w in (float(w_max), -float(w_max), float(w_max) / 2, float(epsilon) * 1.01):
        served = ((axis[:, None] > 0) & (np.abs(axis[:, None] * axis - w) <= float(epsilon))).mean()
        assert float(served) >= share * 0.99


def test_finer_than_the_law():
    """An ε_w below the law's 24 bits is refused in theorem mode. Catches a negative window and its positive square."""
    law = Law("uniform", 0, 0)
    for method in (Nearest(), Product(), METHODS["subset-sum"]):
        with pytest.raises(BeyondSource, match="finer than the uniform law's 24 bits"):
            method.neurons(law, Fraction(1, 4), Fraction(1, 10**9), PHI, 10, Fraction(1, 100))
