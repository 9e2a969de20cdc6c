"""The explicit counts against the inequalities that they are made to meet."""

from fractions import Fraction

import pytest

from lottery_verify.counts.explicit import product_share, subset_sum_draws


@pytest.mark.parametrize(("precision", "delta"), [("1/100", "1/100"), ("1/4", "1/2"), ("1/1000", "1/10")])
def test_subset_sum_draws(precision, delta):
    """N makes both phases' bounds true, recomputed in Fractions with p = ln(2)/4 from below: (1 − p/8)^a ≤ 2εδ and
    (1 − p/4)^b ≤ εδ for a + b = N, and two draws fewer do not suffice.

    Catches: ε for 2ε, δ left out, the rates exchanged.
    """
    e, d = Fraction(precision), Fraction(delta)
    p = Fraction(6931471805599453, 10**16) / 4
    a = b = 0
    while (1 - p / 8) ** a > 2 * e * d:
        a += 1
    while (1 - p / 4) ** b > e * d:
        b += 1
    assert subset_sum_draws(e, d, product_share) == a + b
