"""The grid of the study of laws: every combination is run, or named with the reason."""

from fractions import Fraction
from itertools import product

import pytest

from lottery_verify.studies import law_grid
from lottery_verify.studies.law_grid import EXPONENTS, LAWS, LEFT_OUT, METHODS, SHAPES, LawGrid, LeftOut, left_out


def test_every_combination_is_run_or_named():
    """3 methods, 4 laws, 3 shapes, 8 precisions and 3 seeds, each once. Catches a combination that no one mentions."""
    grid = LawGrid()
    every = {(c.method, c.law, c.shape, c.epsilon, c.seed) for c in grid.every("laws")}
    assert every == set(product(METHODS, LAWS, SHAPES, (Fraction(1, 10**n) for n in EXPONENTS), (17, 18, 19)))
    run = {cell.id for cell in grid.cells("laws")}
    for cell in grid.every("laws"):
        assert (cell.id in run) != any(cell in one for one in LEFT_OUT)


def test_no_rule_is_idle(monkeypatch):
    """Without any one rule more cells would be run. Catches a reason that stands for nothing."""
    run = len(LawGrid().cells("laws"))
    for one in LEFT_OUT:
        monkeypatch.setattr(law_grid, "LEFT_OUT", tuple(rule for rule in LEFT_OUT if rule != one))
        assert len(LawGrid().cells("laws")) > run


def test_final_cells_are_run():
    """What the criteria compare is there: dedicated blocks, both seeds, every ε_w, of the uniform law by every method.

    Catches a rule that leaves out what decides.
    """
    run = {(c.method, c.law, c.epsilon, c.seed) for c in LawGrid().cells("laws") if c.shape == "dedicated"}
    for method, n, seed in product(METHODS, EXPONENTS, law_grid.FINAL_SEEDS):
        assert (method, "uniform", Fraction(1, 10**n), seed) in run
    assert ("golden", "hyperbolic", Fraction(1, 10**8), 18) in run


@pytest.mark.parametrize(("exponent", "there"), [(2, False), (3, True)])
def test_finest_is_still_run(exponent, there):
    """ε_w = 10^-finest is run and the next is not. Catches a limit that is off by one."""
    rule = LeftOut("why", methods=("golden",), finest=2)
    cell = LawGrid(exponents=(exponent,)).every("laws")[0]
    assert (cell in rule) is there


def test_the_table_says_ranges_and_reasons(monkeypatch):
    """One line for method, law and shape, with each seed's precisions. Catches a range that leaves its end out."""
    grid = LawGrid(methods=("golden",), laws=("normal",), shapes=("free",))
    rules = (LeftOut("it is slow", seeds=(18,), finest=7), LeftOut("it is slow", seeds=(19,), finest=5))
    monkeypatch.setattr(law_grid, "LEFT_OUT", rules)
    table = left_out(grid.every("laws"))
    assert "| golden | normal | free | 1e-08, seeds 18; 1e-06 to 1e-08, seeds 19 | it is slow |" in table
    assert len(table.splitlines()) == 3
