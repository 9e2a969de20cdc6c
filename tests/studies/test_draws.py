"""Weights of unit variance under several laws."""

import math

import numpy as np
import pytest
from scipy.stats import kstest, norm

from lottery_verify.errors import InvalidArgument
from lottery_verify.studies.draws import draw, magnitudes, values

LAWS = ("normal", "uniform", "constant", "hyperbolic-4", "hyperbolic-4096")


@pytest.mark.parametrize("law", LAWS)
def test_every_law_has_the_same_variance(law):
    """The mean square of the magnitudes is 1, so that laws are compared and not scales. Catches one left unscaled."""
    assert math.fsum(magnitudes(law) ** 2) / 65536 == pytest.approx(1, abs=1e-7)
    assert (np.diff(magnitudes(law)) >= 0).all()


def test_each_law_is_itself():
    """By its distribution function (Kolmogorov, 0.1 %) and the ratio of its ends. Catches laws that are swapped."""
    w = {law: draw(law, 5, 0, (100, 100)).ravel() for law in LAWS}
    assert kstest(w["normal"], norm.cdf).pvalue > 0.001
    assert kstest(w["uniform"] / math.sqrt(3), lambda x: (x + 1) / 2).pvalue > 0.001
    assert set(w["constant"]) == {-1.0, 1.0}
    for ratio in (4, 4096):
        sizes = magnitudes(f"hyperbolic-{ratio}")
        assert sizes[-1] / sizes[0] == pytest.approx(ratio, rel=1e-3)
        logs = np.log(np.abs(w[f"hyperbolic-{ratio}"]) / sizes[0]) / math.log(ratio)
        assert kstest(logs, lambda p: np.clip(p, 0, 1)).pvalue > 0.001


def test_normal_cells_are_far_from_a_rounding_tie():
    """No cell's middle lies so near a tie of float32 that the last digits of a logarithm could decide its value.

    Catches weights that depend on the C library.
    """
    exact = norm.ppf((1 + (np.arange(65536) + 0.5) / 65536) / 2)
    exact = exact / math.sqrt(math.fsum(exact**2) / 65536)
    ties = np.abs(exact / np.spacing(exact.astype(np.float32)).astype(np.float64) % 1 - 0.5)
    assert ties.min() > 1e-8  # in units of the last place of float32; the errors are below 10^-8 of those
    assert (exact.astype(np.float32) == magnitudes("normal")).all()


def test_laws_share_signs_and_quantiles():
    """The same stream stands behind every law, so that pairs differ in the law alone. Catches streams of their own."""
    normal, uniform = (draw(law, 7, 3, (20, 30)) for law in ("normal", "uniform"))
    assert (np.sign(normal) == np.sign(uniform)).all()
    orders = [np.argsort(np.abs(one).ravel(), kind="stable") for one in (normal, uniform)]
    assert (orders[0] == orders[1]).all()
    assert not (draw("normal", 7, 4, (20, 30)) == normal).any()
    assert not (draw("normal", 8, 3, (20, 30)) == normal).any()
    assert list(values("constant", bytes([0, 0, 0, 0x80, 0, 0, 0, 0x7F]))) == [-1.0, 1.0]


@pytest.mark.parametrize("law", ["cauchy", "hyperbolic", "hyperbolic-1", "hyperbolic-x", "hyperbolic-1.5", "normal-2"])
def test_an_unknown_law_is_named(law):
    """What is no law is refused by name. Catches a default."""
    with pytest.raises(InvalidArgument, match=f"law '{law}' must be one of normal, uniform, constant"):
        magnitudes(law)
