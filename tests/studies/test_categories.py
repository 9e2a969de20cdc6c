"""How likely a neuron serves a golden category, against laws whose probabilities are known."""

import math
from fractions import Fraction
from itertools import pairwise

import mpmath
import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from lottery_verify.cli import main
from lottery_verify.counts.base import PHI
from lottery_verify.laws.choice import category_probability
from lottery_verify.studies.categories import CategoryGrid, magnitudes_of, measure, pairs, uniform_pairs
from lottery_verify.studies.law_draws import law_of, scale_of

PHI_ = (1 + math.sqrt(5)) / 2


def cell(law, exponent):
    return next(c for c in CategoryGrid().cells("x") if (c.law, c.epsilon) == (law, Fraction(1, 10**exponent)))


@pytest.mark.parametrize("exponent", [1, 2])
def test_the_ideal_hyperbolic_law(exponent):
    """Of the ideal law on [α, β], whose logarithms are uniform over k steps of log γ, log u + log v has a triangular
    density; the first and the last category are the rarest, each with (k/2 + 1/2)/k² and a quarter of it for the signs.
    Catches one sign too few, another k, categories that are shifted by one.
    """
    row = measure(cell("hyperbolic", exponent), "made")
    assert row.k == math.ceil(exponent * math.log(10) / math.log(PHI_))
    assert row.low <= row.high < row.low * Fraction(1001, 1000)
    assert float(row.low) == pytest.approx((row.k + 1) / (8 * row.k**2), rel=1e-4)


def test_the_uniform_law_by_its_integral():
    """P(|uv| ≤ x) = x(1 + ln(1/x)) for uniform u, v: the rarest category is the last, to four digits.

    Catches even numbers that are counted, a category that is left out, a factor of the signs.
    """
    row = measure(cell("uniform", 3), "made")
    low, high = PHI_ ** -(row.k + 1), PHI_**-row.k
    expected = (high * (1 + math.log(1 / high)) - low * (1 + math.log(1 / low))) / 4
    assert row.low == row.high
    assert float(row.low) == pytest.approx(expected, rel=1e-4)


def test_uniform_pairs_by_counting():
    """Against all pairs of a coarse subset: with edges that only small factors reach, each pair is counted by hand."""
    unit = mpmath.mpf(2) ** -48
    low, high = 3.5 * unit, 35.5 * unit
    by_hand = sum(1 for a in range(1, 36, 2) for b in range(1, 36, 2) if 3.5 <= a * b <= 35.5)
    assert uniform_pairs(low, high) == by_hand


def test_the_normal_law_by_its_integral():
    """The rarest category's probability as an integral over the normal density of the study's scale."""
    row = measure(cell("normal", 2), "made")
    scale = scale_of("golden", "normal", Fraction(1, 100))

    def chance(i):
        low, high = PHI_ ** -(i + 1), PHI_**-i
        inner = lambda u: norm.pdf(u) * (norm.cdf(high / (u * scale**2)) - norm.cdf(low / (u * scale**2)))  # noqa: E731
        return quad(inner, 0, 8, limit=200)[0]

    assert row.low <= row.high
    assert float(row.low) == pytest.approx(min(chance(i) for i in range(1, row.k + 1)), rel=2e-3)


def test_a_constant_fails_exactly():
    """One product fills one category, so that another is never filled: the probability is 0 and no number of neurons
    does. Catches a failure that is reported as a large number.
    """
    row = measure(cell("constant", 2), "made")
    assert (row.low, row.high, row.neurons) == (0, 0, 0)


def test_two_counts_of_the_hyperbolic_law():
    """The pruner's own lower bound lies within the enclosure of the same category, counted apart."""
    epsilon, k = Fraction(1, 10), 5
    law = law_of("golden", "hyperbolic", epsilon)
    values, chances = magnitudes_of("hyperbolic", epsilon)
    with mpmath.workdps(40):
        edges = [PHI.rounded() ** -i for i in range(1, k + 2)]
    low, high = (
        [pairs(values, chances, b, a, side) for a, b in pairwise(edges)] for side in (1e-9, -1e-9)
    )
    found = category_probability(law, Fraction(1), k, PHI) * (1 << 64)
    assert min(low) <= found <= min(high)
    assert np.all(np.diff(values) > 0)
    assert chances.sum() == 1 << 31


def test_the_neurons_are_the_unions(tmp_path, capsys):
    """k·(1 − p)^M ≤ 1/100 with M and not with M − 1; the study runs from the shell. Catches M that is one off."""
    row = measure(cell("uniform", 1), "made")
    p, m = row.low, row.neurons
    assert row.k * (1 - p) ** m <= Fraction(1, 100) < row.k * (1 - p) ** (m - 1)
    assert main(["study", "categories", "-o", str(tmp_path), "--only", "constant epsilon=1/10"]) == 0
    assert "| 0.1 | constant | 5 | 0 | none |" in capsys.readouterr().out
