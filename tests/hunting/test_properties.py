"""Every property of the registry, by the profile in force: plain Hypothesis tests, so that HypoFuzz sees them."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings, target

from lottery_verify.hunting import PROPERTIES, Property
from lottery_verify.hunting.profiles import SUPPRESSED, examples_for
from tests.hunting.progress import Watch


def as_test(prop: Property) -> Callable[[], None]:
    """A Hypothesis test of one property."""

    examples = examples_for(prop, settings.get_current_profile_name())
    watch = Watch(prop.id, examples)

    @settings(max_examples=examples, suppress_health_check=SUPPRESSED)
    @given(prop.inputs(frozenset()))
    def test(case: object) -> None:
        outcome = prop.judge(case, frozenset())
        watch.see(outcome.closeness)
        target(outcome.closeness, label="closeness")
        assert outcome.holds, outcome.note

    test.__doc__ = prop.statement
    test.__name__ = test.__qualname__ = "test_" + prop.id.replace("/", "_").replace("-", "_")
    return test


for _prop in PROPERTIES:
    _test = as_test(_prop)
    globals()[_test.__name__] = _test


def test_ids_are_unique() -> None:
    """One id, one property."""
    ids = [one.id for one in PROPERTIES]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("prop", PROPERTIES, ids=lambda one: one.id)
def test_each_says_what_it_is(prop: Property) -> None:
    """A statement, and for each drop a meaning and, where none is needed, the reason."""
    assert prop.statement
    assert all(drop.meaning and (drop.needed or drop.why) for drop in prop.drops)
    assert len(set(prop.drop_names)) == len(prop.drops)
