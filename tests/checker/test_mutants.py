"""Wrong checkers: each must give a wrong verdict, a wrong reason or another bound for some case of the corpus."""

import pytest

from lottery_verify.hunting.mutants.catalogue import MUTANTS
from lottery_verify.hunting.mutants.runner import examined, kill
from tests.hunting.duties import duties_of, identity

WRONG = duties_of(MUTANTS, "corpus")


@pytest.mark.parametrize("duty", WRONG, ids=identity)
def test_mutant_is_killed(duty):
    """What it says of the corpus is not what the right checker says."""
    found = kill(*duty)
    assert found.by, found.how


def test_the_right_checker_passes():
    """The examination itself kills nothing: every case of the corpus comes out as it says."""
    assert all(": as expected, proved " in line for line in examined("corpus").splitlines())
    assert len(WRONG) >= 50
