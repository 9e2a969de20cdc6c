"""Method nearest counts its draws with the window of malach_scaled, and with no more of the lattice than is proved."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from lottery_verify.counts.base import PHI
from lottery_verify.counts.smallest import smallest_draws_for_hit
from lottery_verify.decompose.single import Nearest
from tests.proofs.letters import PROOFS

PRINTED = " ".join((PROOFS / "audit" / "statements.expected").read_text(encoding="utf-8").split())
POINTS = 1 << 23  # N0 + 1: magnitudes of the uniform law, for each sign

positive = st.fractions(min_value=Fraction(1, 1000), max_value=4, max_denominator=1000)


def test_coq_prints_the_window_that_is_compared_here():
    """The two definitions, as Coq prints them, are those that `proved` evaluates."""
    assert "fun (R : realType) (e wmax : R) => e / (2 * (1 + e) * Num.max 1 wmax) :" in PRINTED
    chance = "((malach_scaled.near_window (R:=R) e wmax - scale / N0.+1%:R) / (2 * scale)) ^+ 2 :"
    assert f"fun (R : realType) (N0 : nat) (scale e wmax : R) => {chance}" in PRINTED


def proved(epsilon, w_max, scale):
    """near_window and window_chance of malach_scaled."""
    near = epsilon / (2 * (1 + epsilon) * max(Fraction(1), w_max))
    return near, ((near - scale / POINTS) / (2 * scale)) ** 2


@given(positive, positive, st.integers(1, 10**6), st.fractions(Fraction(1, 10**6), Fraction(1, 2)))
def test_nearest_draws_as_often_as_is_proved_to_be_enough(epsilon, w_max, half_links, delta):
    """The pruner's neurons are at least those that malach_scaled asks for, whose hypotheses its law meets.

    Catches: a window that forgets weights above 1, or a law that does not reach them; draws for one half link only.
    """
    law = Nearest().law("uniform", w_max, epsilon, PHI, True)
    scale = Fraction(2) ** law.lower
    near, chance = proved(epsilon, w_max, scale)
    assert scale >= max(Fraction(1), w_max)
    assert near >= scale / POINTS
    enough = smallest_draws_for_hit(chance, delta / half_links)
    assert Nearest().neurons(law, w_max, epsilon, PHI, half_links, delta) >= enough
