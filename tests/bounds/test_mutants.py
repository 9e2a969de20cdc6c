"""Wrong constants, wrong roundings and wrong proofs, each caught by the checks or left unproved."""

import pytest

from lottery_verify.hunting.mutants.catalogue import MUTANTS
from lottery_verify.hunting.mutants.runner import examined, kill
from tests.hunting.duties import duties_of, identity

CHECKED = duties_of(MUTANTS, "bounds-checks")
DERIVED = duties_of(MUTANTS, "derivation/")


@pytest.mark.parametrize("duty", CHECKED, ids=identity)
def test_mutant_is_killed(duty):
    """At least one check fails of the changed package."""
    found = kill(*duty)
    assert found.by, found.how


@pytest.mark.parametrize("duty", DERIVED, ids=identity)
def test_false_proof_is_not_proved(duty):
    """A derivation with a wrong constant has a step that is not proved."""
    assert kill(*duty).how == "not proved"


def test_the_right_package_passes():
    """The examination itself kills nothing: every check holds and every derivation named above is proved."""
    assert examined("bounds-checks") == ""
    assert {examined(name) for _, (name,) in DERIVED} == {"proved"}
    assert len(CHECKED) >= 30
    assert len(DERIVED) >= 15
