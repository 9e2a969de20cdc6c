"""Subset sums of products of very different sizes."""

from itertools import product

import numpy as np
import pytest

from lottery_verify.decompose import subset_sum
from lottery_verify.decompose.methods import METHODS
from lottery_verify.studies.by_size import BySize


def problem(seed: int, links: int, n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Weights in [-1, 1] and products of sizes from 2^-16 to 2^4, evenly over the octaves, some of them 0."""
    rng = np.random.default_rng(seed)
    size = 2.0 ** rng.uniform(-16, 4, (links, n))
    u = np.where(rng.random((links, n)) < 0.9, size, 0.0)
    v = rng.choice([-1.0, 1.0], (links, n))
    return rng.uniform(-1, 1, links), u, v


@pytest.mark.parametrize("seed", range(3))
def test_what_is_kept_sums_to_what_is_said(seed: int) -> None:
    """The error is that of the kept products, which are products that are there. Catches another row's subset."""
    w, u, v = problem(seed, 20, 40)
    found = BySize(16).decompose(w, u, v, 1e-3)
    off = np.abs(np.where(found.kept, u * v, 0.0).sum(1) - w)
    assert np.all(off <= found.error)
    assert np.all(found.error <= off + 1e-12)
    assert not np.any(found.kept & (u == 0))


def test_few_products_as_well_as_all_subsets() -> None:
    """Of six products no larger than the weight most are met that the best of all 64 subsets meets, and no other.

    Not all: the table of half the sums keeps one for each place. Catches a search that leaves products out.
    """
    rng = np.random.default_rng(5)
    u, v = 2.0 ** rng.uniform(-5, -0.5, (50, 6)), np.ones((50, 6))
    epsilon = 0.02
    found = BySize().decompose(np.full(50, 0.9), u, v, epsilon)
    best = [min(abs(float(np.dot(row, chosen)) - 0.9) for chosen in product((0, 1), repeat=6)) for row in u]
    met, can = found.error <= epsilon, np.array(best) <= epsilon
    assert not np.any(met & ~can)
    assert 5 < 0.8 * can.sum() <= met.sum()


def test_it_meets_what_neighbours_by_value_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """With products over twenty octaves the pruner's search, of as many products at a time, meets fewer weights.

    Catches the fault for which subset sums of hyperbolic products ended at ε_w = 0.01: a search among neighbours alone.
    """
    monkeypatch.setattr(subset_sum, "LARGEST", 20)
    w, u, v = problem(9, 40, 60)
    by_size, by_value = (
        int((search.decompose(w, u, v, 1e-3).error <= 1e-3).sum()) for search in (BySize(20), METHODS["subset-sum"])
    )
    assert by_size >= 36
    assert by_value <= by_size - 4
