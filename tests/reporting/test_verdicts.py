"""The criteria, applied: each verdict can be yes, no, undecided, and nothing where the final runs are not there."""

from dataclasses import replace
from fractions import Fraction

import pytest

from lottery_verify.reporting import verdicts
from lottery_verify.studies.effects import Effect
from lottery_verify.studies.law_grid import EXPONENTS, FINAL_SEEDS
from tests.reporting.test_questions import NEEDED, TICKET


def law_rows(**neurons):
    """Rows of every final ε_w and seed, so many neurons by law; None stands for a cell that was not reached."""
    return [
        replace(NEEDED, law=law, epsilon=Fraction(1, 10**n), seed=seed, neurons=count or 8192, reached=int(bool(count)))
        for law, count in neurons.items() for n in EXPONENTS for seed in FINAL_SEEDS
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("hyperbolic", "uniform", "expected"),
    [(50, 50, "yes"), (50, 51, "undecided"), (50, 100, "undecided"), (50, 101, "no"), (50, None, "no"),
     (None, None, "undecided")],
)  # fmt: skip
def test_uniform(hyperbolic, uniform, expected):
    """At most as many is yes, more than twice as many is no. Catches strictness on the wrong side, a missed cell."""
    assert verdicts.uniform(law_rows(hyperbolic=hyperbolic, uniform=uniform)) == expected


def test_uniform_asks_every_seed_and_precision():
    """One seed at one ε_w that is worse makes a yes undecided. Catches averages, and a seed that is left out."""
    rows = law_rows(hyperbolic=50, uniform=40)
    for i, row in enumerate(rows):
        if row.law == "uniform":
            changed = [*rows[:i], replace(row, neurons=200), *rows[i + 1 :]]
            assert verdicts.uniform(changed) == ("undecided" if row.epsilon <= Fraction(1, 100) else "yes")
    assert verdicts.uniform([replace(row, seed=17) for row in rows]) == ""


@pytest.mark.parametrize(("neurons", "expected"), [(53, "yes"), (54, "undecided"), (132, "undecided"), (133, "no")])
def test_lower_bound(neurons, expected):
    """log₂ 10⁴ = 13.29: 53 neurons are below 4 times as many at every ε_w ≤ 10⁻⁴, 133 are above 10 times at it.

    Catches bounds of coarser ε_w, and a ratio of means.
    """
    rows = [replace(row, neurons=neurons) for row in law_rows(uniform=1) if row.epsilon <= Fraction(1, 10**4)]
    assert verdicts.lower_bound(rows) == expected


def test_performance():
    """By hand: 200 images, 180 certain, 2 fewer right. Catches ≥ for >, and a digits ticket that decides."""
    good = replace(TICKET, total=200, agree=200, certain=180, target_right=190, ticket_right=190)
    final = [replace(good, target=name) for name in ("fc2.pt", "mnist-net_256x2.onnx")]
    assert verdicts.performance([*final, TICKET]) == "yes"
    assert verdicts.performance(final[:1]) == verdicts.performance([TICKET]) == ""
    for change, expected in (({"certain": 179}, "undecided"), ({"agree": 199}, "undecided"),
                             ({"ticket_right": 188, "agree": 198}, "undecided"),
                             ({"ticket_right": 187, "agree": 197}, "no")):  # fmt: skip
        assert verdicts.performance([final[0], replace(final[1], **change)]) == expected


def effects(table):
    """From data set, law and (low, high) against normal and constant."""
    return [
        (data, Effect(law, other, 0.0, *ends, 9))
        for data, law, *all_ends in table for other, ends in zip(("normal", "constant"), all_ends, strict=True)
    ]  # fmt: skip


def test_supermasks():
    """Yes takes two data sets of one law, clear of every other law; no takes a beaten pair everywhere.

    Catches two data sets of different ratios, one comparison that is left out, and "no" where nothing was decided.
    """
    clear, beaten, open_ = ((0.6, 2.0), (0.7, 3.0)), ((0.6, 2.0), (-3.0, 0.4)), ((0.4, 2.0), (0.7, 3.0))
    assert verdicts.supermasks(effects([("a", "h4", *clear), ("b", "h4", *clear), ("c", "h4", *beaten)])) == "yes"
    assert verdicts.supermasks(effects([("a", "h4", *clear), ("b", "h9", *clear), ("c", "h4", *beaten)])) == "undecided"
    assert verdicts.supermasks(effects([("a", "h4", *clear), ("b", "h4", *open_), ("c", "h4", *beaten)])) == "undecided"
    assert verdicts.supermasks(effects([("a", "h4", *beaten), ("b", "h4", *beaten)])) == "no"
    assert verdicts.supermasks(effects([("a", "h4", *beaten), ("b", "h4", *open_)])) == "undecided"
