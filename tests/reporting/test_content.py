"""What the report says about claims."""

import re
from pathlib import Path

import pytest

from lottery_verify.claims import CLAIMS
from lottery_verify.reporting.content import accounts, short, totals
from lottery_verify.reporting.settings import settings

RESULTS = Path(__file__).resolve().parents[2] / "proofs" / "results"


def test_each_name_in_coq_is_a_theorem_there() -> None:
    """A claim that the page calls machine-checked has a theorem of that name in proofs/results."""
    if not RESULTS.is_dir():
        pytest.skip(f"the proofs are not at {RESULTS}")
    sources = "\n".join(path.read_text(encoding="utf-8") for path in sorted(RESULTS.glob("*.v")))
    proved = set(re.findall(r"^(?:Theorem|Corollary)\s+(\w+)", sources, re.MULTILINE))
    assert {one.formal_name for one in CLAIMS if one.formal_name} <= proved


def test_no_step_is_assumed_or_failed() -> None:
    """Every step is decided; the page would say so if one were not."""
    found = totals(accounts())
    assert (found["assumed"], found["failed"], found["proved"]) == (0, 0, found["steps"])
    assert found["claims"] == len(CLAIMS)


def test_premises_are_named_from_where_they_stand() -> None:
    """A claim's own step by its number, all else by its id."""
    assert short("golden-decomposition/3", "golden-decomposition") == "step 3"
    assert short("golden-decomposition/3", "log-pruning") == "golden-decomposition/3"
    assert short("error-propagation", "log-pruning") == "error-propagation"


def test_in_one_setting_every_bound_applies() -> None:
    """Malach's assumptions violate no hypothesis, so that all bounds can be compared."""
    assert all(row.applies for row in settings()[1].evaluation.rows)
