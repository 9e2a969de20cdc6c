"""Real tickets beside the theorems."""

import re
from fractions import Fraction

import pytest

from lottery_verify.counts import explicit
from lottery_verify.reporting.reality import DELTA, DRAWS_PER_LINK, THEOREMS, compare
from lottery_verify.studies.rows import MEASURED, Measured, read_table
from tests.reporting.conftest import REPORTS


def ticket(method: str, bits: float) -> Measured:
    """A ticket for a 4-3-2 network."""
    return Measured(
        target="t", widths=(4, 3, 2), method=method, law="uniform", shape="shared", epsilon=Fraction(1, 10),
        norm="linf", region={}, seed=1, neurons="fit", neurons_per_block=(9, 3), epsilon_w=(Fraction(1),) * 2,
        target_weights=18, lower_bound_bits=bits, draws_per_link=1.0, source_per_weight=1.0, kept_per_weight=1.0,
        version="0", torch="0", machine="m", command="c",
    )  # fmt: skip


def test_the_repositorys_measurements_are_read() -> None:
    """Every row of reports/measured.json, with its seed, command and version."""
    found = read_table(REPORTS / MEASURED)
    assert {one.target for one in found} >= {"digits", "fc2.pt"}
    assert all(one.seed >= 0 and one.command and one.version and one.place == "box:0,1" for one in found)


def test_draws_per_link_are_the_neurons_of_a_links_block() -> None:
    """Each measured ticket's draws per link are its neurons per block, averaged over the links with those of biases;
    of shape `free` the layer's neurons divided by its inputs, as each neuron serves one, or by its outputs, which they
    serve where subset sums meet a quarter as many of them behind a ReLU.

    Catches: all neurons of a free layer for each link; a count of the neurons of one sign only, half of what the
    theorem beside it counts.
    """
    found = read_table(REPORTS / MEASURED)
    assert found
    for one in found:
        biases = one.target_weights - sum(a * b for a, b in zip(one.widths, one.widths[1:], strict=False))
        inputs = [width + (biases > 0) for width in one.widths[:-1]]
        sizes = [a * b for a, b in zip(inputs, one.widths[1:], strict=True)]
        assert sum(sizes) == one.target_weights
        free = one.shape.split()[0] == "free"
        few = [free and one.method == "subset-sum" and 4 * m <= n for n, m in zip(inputs, one.widths[1:], strict=True)]
        served = [m if a > 0 and few[a] else n for a, (n, m) in enumerate(zip(inputs, one.widths[1:], strict=True))]
        shares = [neurons / a if free else neurons for neurons, a in zip(one.neurons_per_block, served, strict=True)]
        used = sum(size * share for size, share in zip(sizes, shares, strict=True))
        assert one.draws_per_link == pytest.approx(used / one.target_weights), one.command


def test_page_and_figures_have_one_unit() -> None:
    """docs/figures.md and the page give each ticket the same draws per link, and define them once in the same words.

    Catches: 95.4 on one and 190 on the other for the same ticket.
    """
    figures = (REPORTS.parent / "docs" / "figures.md").read_text(encoding="utf-8")
    page = (REPORTS / "index.html").read_text(encoding="utf-8")
    assert " ".join(figures.split()).count(DRAWS_PER_LINK) == 1
    assert page.count("products v·u among which one target weight can choose") == 1
    for one in read_table(REPORTS / MEASURED):
        target, epsilon = one.target.removesuffix(".pt"), f"{float(one.epsilon):g}"
        [line] = re.findall(rf"^\| {target} \| {epsilon} \| {re.escape(one.how)} \|.*$", figures, re.MULTILINE)
        assert f"| {one.draws_per_link:,.1f} ({one.draws_per_link / one.lower_bound_bits:,.2f}×) |" in line
        shown = f"{round(one.draws_per_link):,}".replace(",", "\u202f")
        assert f"<td>{shown}</td>" in page


def test_golden_is_held_against_shared_log_pruning() -> None:
    """At 10 bits w_max/epsilon_w = 1024, so k = 15; the exact smallest M is below the explicit one."""
    found = compare(ticket("golden", 10.0))
    assert found.theorem == explicit.shared_log_pruning_draws(15, 2, 12, DELTA)
    assert found.exact is not None
    assert found.exact < found.theorem


@pytest.mark.parametrize("method", THEOREMS)
def test_theorems_ask_for_more_at_finer_precision(method: str) -> None:
    """Each theorem's count grows with the bits."""
    assert compare(ticket(method, 8.0)).theorem < compare(ticket(method, 12.0)).theorem


def test_real_tickets_lie_between_lower_bound_and_theorem() -> None:
    """Every measured ticket uses fewer neurons than its theorem, and more than the lower bound's bits if it meets each
    weight; no such bound holds for errors in the mean.
    """
    rows = read_table(REPORTS / MEASURED)
    assert {one.how for one in rows} >= {"subset-sum, free", "subset-sum, free, in the mean", "golden, free"}
    for one in rows:
        if one.method in THEOREMS:
            assert one.draws_per_link < compare(one).theorem
            assert one.in_the_mean or one.lower_bound_bits < one.draws_per_link
