"""Paired differences and their bootstrap intervals."""

from fractions import Fraction

import numpy as np
import pytest
from scipy.stats import t

from lottery_verify.studies.effects import compared, effect
from lottery_verify.studies.supermasks import RATE, Supermasked


def row(law, seed, right, sparsity=Fraction(1, 2), width=32, **other):
    fields = {
        "target": "digits", "method": "edge-popup", "law": law, "shape": "", "epsilon": Fraction(0), "seed": seed,
        "width": width, "sparsity": sparsity, "rate": RATE, "steps": 1, "weights": 1, "kept": 1, "train_total": 1,
        "train_right": 1, "total": 1000, "test_right": right, "version": "0", "torch": "0", "machine": "m",
        "command": "made",
    }  # fmt: skip
    return Supermasked(**(fields | other))


def test_the_mean_and_its_interval():
    """Against Student's interval, which is right for normal differences: 40 pairs, the ends within 15 % of its width.

    Catches unpaired differences (their interval would be some 20 times as wide), and another level.
    """
    rng = np.random.default_rng(1)
    base, gain = rng.integers(300, 900, 40), rng.normal(30, 10, 40).round().astype(int)
    rows = [row("a", i, int(x + y)) for i, (x, y) in enumerate(zip(base, gain, strict=True))]
    rows += [row("b", i, int(x)) for i, x in enumerate(base)]
    found = effect(rows, "a", "b", 0.95)
    low, high = t.interval(0.95, 39, gain.mean() / 10, gain.std(ddof=1) / 10 / np.sqrt(40))
    assert found.mean == pytest.approx(gain.mean() / 10)
    assert abs(found.low - low) + abs(found.high - high) < 0.15 * (high - low)
    assert found.pairs == 40


def test_sparsities_of_a_pair_are_one_trial():
    """Three sparsities of two seeds are two pairs. Catches six trials where there are two."""
    runs = [(law, seed, Fraction(k, 4)) for law in "ab" for seed in (1, 3) for k in (1, 2, 3)]
    rows = [row(law, seed, 500 + 10 * seed * (law == "a"), sparsity) for law, seed, sparsity in runs]
    found = effect(rows, "a", "b", 0.95)
    assert (found.pairs, found.mean, found.low, found.high) == (2, pytest.approx(2), pytest.approx(1), pytest.approx(3))


def test_a_run_without_partner_is_an_error():
    """A run that was dropped cannot go unseen."""
    rows = [row("a", 1, 5), row("a", 2, 5), row("b", 1, 5)]
    with pytest.raises(ValueError, match="a and b have not the same runs"):
        effect(rows, "a", "b", 0.95)
    with pytest.raises(ValueError, match="1 pairs, and an interval takes two"):
        effect([rows[0], rows[2]], "a", "b", 0.95)


def test_which_runs_decide():
    """Trained networks and other rates of learning do not. Catches an exploratory run in the answer."""
    rows = [row("a", 1, 5), row("a", 1, 5, method="trained"), row("a", 1, 5, rate=RATE / 3)]
    assert compared(rows) == rows[:1]
