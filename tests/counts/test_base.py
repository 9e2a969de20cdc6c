"""The base of a golden decomposition, and how many categories it takes."""

from fractions import Fraction

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lottery_verify.counts.base import PHI, base_of, categories
from lottery_verify.errors import InvalidArgument


@given(st.fractions(0, 1).filter(lambda v: v > Fraction(1, 10**6)), st.sampled_from(["3/2", "1.3", "1.618"]))
def test_categories(ratio, base):
    """γ^k ≥ w_max/ε_w, exactly, and γ^(k−1) is less: k is the least.

    Catches: a logarithm rounded down (a link that can't be met) or a category too many.
    """
    k, gamma = categories(base_of(base), 1 / ratio), Fraction(base)
    assert gamma**k * ratio >= 1
    assert k == 0 or gamma ** (k - 1) * ratio < 1


@given(st.integers(1, 40))
def test_categories_of_phi(k):
    """Just above and below φ^-k, k and k + 1 categories.

    Catches a base that is not φ; φ^k lies between Fibonacci ratios.
    """
    with mpmath.workdps(80):
        ratio = Fraction(int(mpmath.phi**-k * 10**60), 10**60)
    assert categories(PHI, 1 / (ratio + Fraction(1, 10**50))) == k
    assert categories(PHI, 1 / (ratio - Fraction(1, 10**50))) == k + 1


def test_no_category():
    """An ε_w of w_max or more needs none. Catches a negative logarithm."""
    assert categories(PHI, Fraction(1)) == categories(base_of("3/2"), Fraction(1, 2)) == 0


@pytest.mark.parametrize("base", ["1", "0.5", "-1.5", "1.61803398875", "2", "gold", "", "1/0", "nan", "inf"])
def test_bad_base(base):
    """γ outside (1, φ] is refused exactly at φ. Catches a float comparison with 1.618."""
    with pytest.raises(InvalidArgument, match="base "):
        base_of(base)
    below = base_of("1.6180339887498948482045868343")
    assert below.rounded() < PHI.rounded() + 1


@pytest.mark.parametrize("spelling", ["1.5", "3/2", 1.5, Fraction(3, 2)])
def test_spellings(spelling):
    """A base has one value, however it is spelt. Catches a float that is taken for another number than its text."""
    assert base_of(spelling) == base_of("3/2")
    assert base_of("1.3") == base_of(1.3)
    assert base_of(" Phi ") == base_of("φ") == base_of(PHI) == PHI


@pytest.mark.parametrize("digits", [15, 60])
def test_rounded(digits):
    """The rounded base is within one unit of its last place of φ, which solves x² = x + 1, at any working precision.

    Catches: a base that keeps the precision at which it was first asked for.
    """
    with mpmath.workdps(digits):
        phi, ratio = PHI.rounded(), base_of("1.6").rounded()
        assert abs(phi * phi - phi - 1) < mpmath.mpf(10) ** (1 - digits)
        assert abs(ratio * 5 - 8) < mpmath.mpf(10) ** (2 - digits)
