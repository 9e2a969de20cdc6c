"""Bugs that the hunt found, each with the example that showed it."""

from fractions import Fraction
from math import isqrt

import pytest

from lottery_verify.certificates.certificate import certify
from lottery_verify.checker.regions import Box
from lottery_verify.checker.source import Law
from lottery_verify.counts.base import PHI, base_of, categories
from lottery_verify.counts.explicit import subset_sum_draws
from lottery_verify.hunting import find_property
from lottery_verify.laws.source import Source
from lottery_verify.strategies import MaskCase, NetworkSpec
from lottery_verify.strategies.claims.laws import ProductCase


@pytest.mark.parametrize("bits", [195, 201, 300])
@pytest.mark.parametrize(("base", "k"), [("3/2", 0), ("8/5", 7), ("3/2", 12)])
def test_categories_just_above_a_power(base: str, k: int, bits: int) -> None:
    """w_max/ε_w a hair above γ^k needs k + 1 categories: the logarithm of 60 digits was rounded onto k."""
    epsilon_w = Fraction(base) ** -k * (1 - Fraction(1, 1 << bits))
    assert categories(base_of(base), 1 / epsilon_w) == k + 1


@pytest.mark.parametrize("k", [1, 5, 30])
def test_categories_at_a_power(k: int) -> None:
    """At γ^k itself k are enough."""
    assert categories(base_of("8/5"), Fraction(8, 5) ** k) == k


def test_categories_near_a_power_of_phi() -> None:
    """φ^10 = 122.99186938…: the rational just above it needs 11 categories, the one just below 10."""
    lucas, fibonacci, scale = 123, 55, 10**80
    root = isqrt(5 * fibonacci**2 * scale**2)
    below = Fraction(lucas * scale + root, 2 * scale)
    assert categories(PHI, below) == 10
    assert categories(PHI, below + Fraction(1, scale)) == 11


@pytest.mark.parametrize(("epsilon", "delta", "draws"), [("1/2", "27/32", 5), ("1/2", "7/8", 4)])
def test_subset_sum_draws_at_whole_powers(epsilon: str, delta: str, draws: int) -> None:
    """Where 1/(εδ) is a power of 4/3, or 1/(2εδ) of 8/7, no precision decides the ceiling: it was Undecided."""
    assert subset_sum_draws(Fraction(epsilon), Fraction(delta)) == draws


def test_product_weight_needs_a_window_no_wider_than_omega() -> None:
    """w = 0, ω = 1/64, ε_w = 63/64, δ = 1/2: one draw is claimed to do, but u has the wrong sign half of the time."""
    case = ProductCase(Fraction(0), Fraction(1, 64), Fraction(63, 64), Fraction(49, 100), Fraction(1))
    outcome = find_property("product-weight/window").judge(case, frozenset({"epsilon_w<=omega"}))
    assert not outcome.holds


def test_a_product_with_a_pruned_weight_is_no_infinity() -> None:
    """V keeps neurons 0 and 1, U only neuron 0: certify took the product 0 for an infinity, and summed nothing else."""
    spec = NetworkSpec((((0.0,),),), (None,), (False,))
    law = Law("uniform", 0, 0)
    case = MaskCase(
        spec, Source(0, "shared"), (law,), (2,), ((0b01,),), ((0b11,),), Box.cube(-1, 1, 1), "linf", ((8,), (-8,))
    )
    outcome = find_property("checker/masks").judge(case, frozenset())
    assert outcome.holds, outcome.note
    assert certify(case.ticket(), spec.network(), region=case.region).proved > 0
