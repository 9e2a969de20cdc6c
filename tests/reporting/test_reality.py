"""Real tickets beside the theorems."""

from fractions import Fraction

import pytest

from lottery_verify.bounds import counts
from lottery_verify.reporting.files import MEASURED
from lottery_verify.reporting.measured import Ticket, read_measured
from lottery_verify.reporting.reality import DELTA, THEOREMS, compare
from tests.reporting.conftest import REPORTS


def ticket(method: str, bits: float) -> Ticket:
    """A ticket for a 4-3-2 network."""
    return Ticket("t", (4, 3, 2), method, "shared", Fraction(1, 10), 1, bits, 1.0, 1.0, 1.0, (9, 3), 18, "0", "c", "r")


def test_the_repositorys_measurements_are_read() -> None:
    """Every row of reports/measured.json, with its seed, command and version."""
    found = read_measured(REPORTS / MEASURED)
    assert {one.target for one in found} >= {"digits", "fc2.pt"}
    assert all(one.seed >= 0 and one.command and one.version and one.region == "box:0,1" for one in found)


def test_used_is_averaged_over_links() -> None:
    """12 links choose from 9 neurons, 6 from 3."""
    assert compare(ticket("golden", 10.0)).used == pytest.approx((12 * 9 + 6 * 3) / 18)


def test_golden_is_held_against_shared_log_pruning() -> None:
    """At 10 bits w_max/epsilon_w = 1024, so k = 15; the exact smallest M is below the explicit one."""
    found = compare(ticket("golden", 10.0))
    assert found.theorem == counts.shared_log_pruning_draws(15, 2, 12, DELTA)
    assert found.exact is not None
    assert found.exact < found.theorem


@pytest.mark.parametrize("method", THEOREMS)
def test_theorems_ask_for_more_at_finer_precision(method: str) -> None:
    """Each theorem's count grows with the bits."""
    assert compare(ticket(method, 8.0)).theorem < compare(ticket(method, 12.0)).theorem


def test_real_tickets_lie_between_lower_bound_and_theorem() -> None:
    """Every measured ticket uses more neurons than the lower bound's bits and fewer than its theorem."""
    for one in read_measured(REPORTS / MEASURED):
        if one.method in THEOREMS:
            found = compare(one)
            assert one.bits < found.used < found.theorem
