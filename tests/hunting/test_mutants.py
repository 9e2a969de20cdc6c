"""Wrong programs are killed: here those that die at once; `python -m lottery_verify.hunting.mutants` hunts all."""

import pytest

from lottery_verify.counts import smallest
from lottery_verify.decompose import golden, single
from lottery_verify.decompose.golden import Golden
from lottery_verify.errors import InvalidArgument
from lottery_verify.hunting.mutants import MUTANTS, Mutant, applied, changed, kill
from lottery_verify.hunting.registry import find_property

ANY_BASE = "if base.value is not None:"
QUICK = [m for m in MUTANTS if not m.hunts[0].startswith(("pipeline", "checker"))]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda m: m.wrong)
def test_the_list_is_up_to_date(mutant: Mutant) -> None:
    """The old text is in the source, once, and the properties exist."""
    _, _, right, wrong = changed(mutant)
    assert right is not wrong
    assert all(find_property(name) for name in mutant.hunts)


@pytest.mark.parametrize("mutant", QUICK, ids=lambda m: m.wrong)
def test_it_is_killed(mutant: Mutant) -> None:
    """A property is violated."""
    assert kill(mutant).by is not None


@pytest.mark.slow
@pytest.mark.parametrize("mutant", [m for m in MUTANTS if m not in QUICK], ids=lambda m: m.wrong)
def test_it_is_killed_by_the_pipeline(mutant: Mutant) -> None:
    """A property of the pipeline is violated."""
    assert kill(mutant).by is not None


def test_a_mutant_that_never_ends_survives() -> None:
    """The clock stops it, and it does not count as killed: nothing was noticed."""
    endless = Mutant(
        "never ends", "counts.base", "_categories_of_rational", ANY_BASE, "while True:", ("golden-decomposition/count",)
    )
    found = kill(endless, examples=50, limit=1)
    assert (found.by, found.how) == (None, "it runs for more than 1 s")


def test_there_are_enough() -> None:
    """At least 25, each of its own."""
    assert len({m.wrong for m in MUTANTS}) == len(MUTANTS) >= 25


def test_the_right_program_is_put_back() -> None:
    """After the mutant everything is as it was, also where it was imported by name."""
    mutant = next(m for m in MUTANTS if m.name == "smallest_draws_for_hit")
    right, method = smallest.smallest_draws_for_hit, Golden.decompose
    with applied(mutant):
        assert right not in [one.smallest_draws_for_hit for one in (smallest, golden, single)]
    assert {one.smallest_draws_for_hit for one in (smallest, golden, single)} == {right}
    assert Golden.decompose is method


def test_the_right_program_survives() -> None:
    """A mutant that changes nothing is not killed: the hunts do not cry wolf."""
    harmless = Mutant(
        "nothing", "counts.base", "_categories_of_rational", ANY_BASE, "if True:", ("golden-decomposition/count",)
    )
    assert kill(harmless, examples=50).by is None


def test_an_outdated_mutant_is_named() -> None:
    """Text that is not there is refused."""
    with pytest.raises(InvalidArgument, match=r"mutant 'x'.*occurs 0 times"):
        changed(Mutant("x", "counts.base", "categories", "no such text", "", ()))
