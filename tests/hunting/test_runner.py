"""The runner: it finds, shrinks, counts, repeats itself, and says what it did."""

from fractions import Fraction
from functools import partial

import pytest
from hypothesis import strategies as st

from lottery_verify.errors import InvalidArgument
from lottery_verify.executors.processes import processes
from lottery_verify.hunting import Drop, Outcome, Property, find_property, hunt
from lottery_verify.hunting.many import Campaign, run_campaigns
from lottery_verify.hunting.registry import PROPERTIES, dropping, properties_of
from lottery_verify.strategies.claims.golden import GoldenCase


def below_1000(case: int, dropped: frozenset[str]) -> Outcome:
    """A property that is false from 1000 on."""
    return Outcome.compare(case, 999, "the number")


TOY = Property("toy/below", "numbers are below 1000", lambda dropped: st.integers(0, 10_000), below_1000)


def test_what_is_found_is_told_before_it_is_shrunk() -> None:
    """Progress hears of the first violation at once. Catches: a counterexample that is lost where shrinking is cut."""
    judged: list[bool] = []
    told: list[int] = []

    def judge(case: int, dropped: frozenset[str]) -> Outcome:
        judged.append(case < 1000)
        return below_1000(case, dropped)

    toy = Property("toy/below", "numbers are below 1000", lambda dropped: st.integers(0, 10_000), judge)
    hunt(toy, examples=500, progress=lambda one: told.append(len(judged)) if one.case is not None else None)
    assert told[0] == judged.index(False) + 1 < len(judged)


def test_it_finds_and_shrinks() -> None:
    """The smallest number that is not below 1000 is 1000."""
    found = hunt(TOY, examples=500)
    assert (found.status, found.case) == ("counterexample", 1000)
    assert found.outcome is not None
    assert found.outcome.note == "the number: 1000 against 999 allowed"


def test_without_shrinking_the_first_will_do() -> None:
    """`shrink=False` stops at the first counterexample."""
    found = hunt(TOY, examples=500, shrink=False)
    assert found.status == "counterexample"
    assert found.case >= 1000


def test_it_says_that_none_was_found() -> None:
    """In those words."""
    found = hunt(find_property("gadget-identity/link"), examples=20)
    assert found.verdict == f"none found in {found.examples} examples"
    assert 20 <= found.examples <= 30


def test_an_exception_is_a_counterexample() -> None:
    """Code that raises is caught, with the example that made it."""

    def fails(case: int, dropped: frozenset[str]) -> Outcome:
        return Outcome(1 // max(0, 5 - case) >= 0, 0.0, "")

    found = hunt(Property("toy/raises", "no error", lambda dropped: st.integers(0, 100), fails), examples=200)
    assert found.case == 5
    assert found.error.startswith("ZeroDivisionError")


def test_the_same_seed_gives_the_same_examples() -> None:
    """Two hunts with one seed judge the same examples; another seed judges others."""
    runs: list[list[int]] = []

    def note(case: int, dropped: frozenset[str]) -> Outcome:
        runs[-1].append(case)
        return Outcome(True, 0.0, "")

    prop = Property("toy/note", "", lambda dropped: st.integers(), note)
    for seed in (3, 3, 4):
        runs.append([])
        hunt(prop, examples=50, seed=seed)
    assert runs[0] == runs[1] != runs[2]


def test_the_clock_ends_it() -> None:
    """With seconds it goes on in batches until they are over."""
    found = hunt(find_property("hyperbolic-product/integral"), examples=10**9, seconds=0.5)
    assert found.status == "none found"
    assert found.seconds < 10


def test_golden_threshold_shrinks_to_one_category() -> None:
    """Without γ ≤ φ the minimal counterexample is w = 1 and k = 1."""
    found = hunt(find_property("golden-decomposition/greedy"), dropping=["base<=phi"], examples=1000)
    assert isinstance(found.case, GoldenCase)
    assert (found.case.k, found.case.w, found.case.base) == (1, 1, Fraction(2))
    assert found.case.samples == (Fraction(1, 4),)


def test_what_cannot_be_dropped_is_named() -> None:
    """An unknown hypothesis, claim or number of examples is refused by name."""
    with pytest.raises(InvalidArgument, match=r"drop 'sun'.*base<=phi"):
        hunt(find_property("golden-decomposition/greedy"), dropping=["sun"])
    with pytest.raises(InvalidArgument, match=r"examples 0"):
        hunt(TOY, examples=0)
    with pytest.raises(InvalidArgument, match=r"claim 'sun'.*golden-decomposition"):
        properties_of("sun")
    with pytest.raises(InvalidArgument, match=r"property 'sun'"):
        find_property("sun")
    with pytest.raises(InvalidArgument, match=r"drop 'sun'"):
        dropping("golden-decomposition", "sun")


def test_processes_give_the_same_as_one() -> None:
    """Two processes find what one finds, in the same order, and tells of both."""
    campaigns = [Campaign("gadget-identity/link", (), 20), Campaign("gadget-identity/link", ("both-halves",), 100)]
    seen: set[int] = set()
    alone, together = (
        run_campaigns(campaigns),
        run_campaigns(campaigns, pool=partial(processes, 2), at_once=2, progress=lambda number, h: seen.add(number)),
    )
    assert [(h.status, h.case, h.examples) for h in alone] == [(h.status, h.case, h.examples) for h in together]
    assert seen == {0, 1}


def test_every_claim_is_hunted() -> None:
    """Each claim of the registry has a property."""
    from lottery_verify.claims import claim_ids

    assert set(claim_ids()) <= {one.claim_id for one in PROPERTIES}


def test_drops_need_a_reason() -> None:
    """`Drop` says in words what is done instead."""
    assert Drop("a", "b").needed
