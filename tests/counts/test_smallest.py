"""The exact smallest numbers of draws."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from lottery_verify.counts.smallest import smallest_draws_for_hit


@given(
    st.fractions(Fraction(1, 1000), Fraction(999, 1000)), st.integers(1, 10**6),
    st.fractions(Fraction(1, 10**6), Fraction(1, 2)),
)  # fmt: skip
def test_draws_for_a_hit(p, half_links, delta):
    """half_links·(1 − p)^M ≤ δ, and M − 1 is not enough. Catches a count that is too small, or a wasteful one."""
    p = p.limit_denominator(1000)
    m = smallest_draws_for_hit(p, delta / half_links)
    assert half_links * (1 - p) ** m <= delta
    assert half_links * (1 - p) ** (m - 1) > delta
