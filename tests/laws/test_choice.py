"""Parameters of the laws, and the exact probabilities of golden categories."""

from fractions import Fraction
from itertools import pairwise

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lottery_verify.checker.source import Law
from lottery_verify.counts.base import PHI, base_of
from lottery_verify.errors import InvalidArgument
from lottery_verify.hunting import oracle
from lottery_verify.laws.choice import (
    category_probability,
    hyperbolic_law,
    uniform_law,
)

positive = st.fractions(Fraction(1, 1000), 100, max_denominator=10**6).filter(lambda v: v > 0)


@given(positive, st.integers(1, 60), st.sampled_from(["phi", "3/2", "1.2"]))
@settings(max_examples=60)
def test_hyperbolic_law_covers_the_claim(w_max, k, base):
    """[α, β] of hyperbolic-product is covered, by less than one cell more at each end.

    Catches: α or β rounded inward, exponents exchanged, w_max in place of its root.
    """
    law = hyperbolic_law(w_max, k, base_of(base))
    with mpmath.workdps(50):
        gamma = mpmath.phi if base == "phi" else mpmath.mpf(Fraction(base).numerator) / Fraction(base).denominator
        root = mpmath.sqrt(mpmath.mpf(w_max.numerator) / w_max.denominator)
        alpha = 65536 * mpmath.log(root * gamma ** (-(mpmath.mpf(3 * k) / 4 + mpmath.mpf(1) / 2)), 2)
        beta = 65536 * mpmath.log(root * gamma ** (mpmath.mpf(k) / 4 - mpmath.mpf(1) / 2), 2)
        assert law.lower <= alpha < law.lower + 1
        assert law.upper - 1 < beta <= law.upper


@given(st.fractions(Fraction(1, 10**9), 10**9), st.sampled_from([Fraction(1), Fraction(2), Fraction(1, 2)]))
def test_uniform_law(w_max, reach):
    """s is the least with 4^s ≥ reach·w_max, exactly. Catches a logarithm rounded down at a power of 4."""
    s = uniform_law(w_max, reach).lower
    assert Fraction(4) ** s >= reach * w_max > Fraction(4) ** (s - 1)


@pytest.mark.parametrize("power", [-3, 0, 7])
def test_uniform_law_at_a_power_of_four(power):
    """4^s itself gives s. Catches one octave more than needed."""
    assert uniform_law(Fraction(4) ** power) == Law("uniform", power, 0)


@pytest.mark.parametrize("w_max", [Fraction(10) ** 60, Fraction(1, 10**60)])
def test_out_of_range(w_max):
    """Weights that float32 products could not hold are refused. Catches overflow to infinity in torch."""
    for make in (lambda: uniform_law(w_max), lambda: hyperbolic_law(w_max, 5, PHI)):
        with pytest.raises(InvalidArgument, match="the law would need weights of size"):
            make()


@settings(max_examples=25)
@given(
    st.integers(-70000, 70000), st.integers(1, 24), st.integers(1, 3), st.integers(-8, 8),
    st.sampled_from(["65537/65536", "32769/32768", "1.0001"]),
)  # fmt: skip
def test_category_probability_by_counting(lower, size, k, nudge, base):
    """For a law of few cells, the probability is what counting all pairs of cells in Fractions gives.

    Catches: cells counted as equally likely, an edge on the wrong side, the factor of the signs, a category left out.
    """
    law, gamma = Law("hyperbolic", lower, lower + size), Fraction(base)
    values = [
        Fraction(oracle.mantissa(c % 65536), 2**23) * Fraction(2) ** (c // 65536) for c in range(lower, lower + size)
    ]
    starts = [-((-(c << 31)) // size) for c in range(size + 1)]
    counts = [b - a for a, b in pairwise(starts)]
    assert sum(counts) == 1 << 31
    w_max = values[-1] * values[0] * (1 + Fraction(nudge, 60000) + Fraction(1, 10**7))
    found = category_probability(law, w_max, k, base_of(base))
    least, margin = None, Fraction(1, 2**39)
    for i in range(1, k + 1):
        low, high = w_max * gamma ** (-i - 1), w_max * gamma**-i
        pairs = [
            (a * b, m * n) for a, m in zip(values, counts, strict=True) for b, n in zip(values, counts, strict=True)
        ]
        outer = sum(c for x, c in pairs if low <= x <= high)
        inner = sum(c for x, c in pairs if low * (1 + margin) <= x <= high * (1 - margin))
        least = (inner, outer) if least is None else (min(least[0], inner), min(least[1], outer))
    assert Fraction(least[0], 1 << 64) <= found <= Fraction(least[1], 1 << 64)


@pytest.mark.parametrize(
    ("w_max", "k", "base"), [("1", 5, "phi"), ("0.5407", 12, "phi"), ("20", 9, "3/2"), ("0.03", 1, "1.3")]
)
def test_category_probability_of_real_laws(w_max, k, base):
    """Within 0.1 % of hyperbolic-product's 1/(8k) or above, and never more than all there is.

    Catches: an off-centre law, a sign counted twice.
    """
    w = Fraction(w_max)
    c = category_probability(hyperbolic_law(w, k, base_of(base)), w, k, base_of(base))
    assert Fraction(999, 1000) / (8 * k) <= c <= Fraction(1, 4)
