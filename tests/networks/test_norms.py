"""Proposed spectral norms: nearly exact, and above."""

import random
from fractions import Fraction

import numpy as np
import pytest

from lottery_verify.networks.norms import factor_below, largest_eigenvalue, spectral_norm
from lottery_verify.networks.reproducible import product

HADAMARD = np.array([[(-1.0) ** (i & j).bit_count() for j in range(64)] for i in range(64)])  # HHᵀ = 64·I


def with_singular_values(values, columns):
    """A matrix of 64 rows whose singular values are known: diag(values) between two Hadamard matrices over 64."""
    return (HADAMARD * np.array(values)) @ HADAMARD[:, :columns] / 64


@pytest.mark.parametrize(
    ("values", "largest"),
    [
        ([1.0] * 64, 1.0),  # all alike: the trace starts 64 times too large
        ([3.0] + [1.0] * 63, 3.0),
        ([1 - 2.0**-10 * i for i in range(64)], 1.0),  # close to one another
        ([0.0] * 63 + [2.0**-30], 2.0**-30),
    ],
)
def test_known_singular_values(values, largest):
    """‖W‖₂ of matrices made from their singular values, within 2^-28 and not below by more than rounding.

    Catches: squarings that stop too early (the bound is then up to 64 times too large), or an exponent lost in one.
    """
    found = spectral_norm(with_singular_values(values, 64))
    assert largest * (1 - 2.0**-36) <= found <= largest * (1 + 2.0**-28)


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (9, 1), (5, 12), (12, 5)])
def test_no_vector_is_stretched_further(shape):
    """‖Wx‖ ≤ s·‖x‖ in Fractions, up to rounding, for the vectors that power iteration finds; and both come together.

    Catches: the norm of another side's matrix, a transpose that is forgotten.
    """
    numbers = random.Random(7)
    weight = np.array([[numbers.randint(-99, 99) / 8 for _ in range(shape[1])] for _ in range(shape[0])])
    rows = [[Fraction(v) for v in row] for row in weight.tolist()]
    x = [Fraction(numbers.randint(1, 9)) for _ in range(shape[1])]
    for _ in range(200):
        y = [sum(w * v for w, v in zip(row, x, strict=True)) for row in rows]
        back = [sum(row[j] * v for row, v in zip(rows, y, strict=True)) for j in range(shape[1])]
        stretched = sum(v * v for v in y) / sum(v * v for v in x)
        x = [Fraction(round(v / max(map(abs, back)) * 2**40), 2**40) for v in back]
    square = Fraction(spectral_norm(weight)) ** 2
    assert stretched * (1 - Fraction(1, 2**35)) <= square <= stretched * (1 + Fraction(1, 2**20))


@pytest.mark.parametrize(
    ("weight", "norm"),
    [
        ([[0.0, 0.0]], 0.0),
        ([[1e200, 1e200], [1e200, 1e200]], 2e200),
        ([[3.0 * 2**-1060, 4.0 * 2**-1060]], 5.0 * 2**-1060),
        ([[5e-324]], 5e-324),
    ],
)
def test_sizes_that_floats_cannot_square(weight, norm):
    """Entries near the ends of float64 are scaled before they are squared. Catches inf, 0, and a division by 0."""
    assert spectral_norm(np.array(weight)) == pytest.approx(norm, rel=1e-9)


def test_beyond_float64():
    """A norm that float64 does not hold is infinite. Catches an OverflowError where a plan only has to fail."""
    with np.errstate(over="ignore"):
        assert spectral_norm(np.full((2, 2), 1.7e308)) == np.inf


def test_factor_below():
    """Above the largest eigenvalue there is a factor, C·Cᵀ = s·I − G; below, none. Catches s that is ignored."""
    weight = with_singular_values([2.0] + [1.0] * 63, 64)
    gram = product(weight, weight.T)
    assert largest_eigenvalue(gram) == pytest.approx(4.0, rel=2.0**-28)
    factor = factor_below(4.5, gram)
    assert np.abs(product(factor, factor.T) - (4.5 * np.eye(64) - gram)).max() < 2.0**-30
    assert factor_below(3.9, gram) is None
