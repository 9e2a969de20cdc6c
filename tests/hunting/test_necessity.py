"""The necessity audit: every drop that is known to matter is found again, and nothing is left out."""

import pytest

from lottery_verify.claims import CLAIMS
from lottery_verify.hunting import Drop, Property, hunt
from lottery_verify.hunting.necessity import NOT_HUNTED, campaigns, names_of, to_markdown, unaccounted
from lottery_verify.hunting.registry import PROPERTIES

DROPS = [(prop, drop) for prop in PROPERTIES for drop in prop.drops]
IDS = [f"{prop.id} without {drop.name}" for prop, drop in DROPS]


@pytest.mark.parametrize(
    ("prop", "drop"),
    [pair for pair in DROPS if pair[1].needed],
    ids=[i for i, p in zip(IDS, DROPS, strict=True) if p[1].needed],
)
def test_a_counterexample_is_found(prop: Property, drop: Drop) -> None:
    """What is needed has a counterexample, and the hunt finds it (here without shrinking, to be quick)."""
    found = hunt(prop, dropping=[drop.name], examples=1000, shrink=False)
    assert found.status == "counterexample"
    assert found.outcome is not None, found.error


@pytest.mark.parametrize(
    ("prop", "drop"),
    [pair for pair in DROPS if not pair[1].needed],
    ids=[i for i, p in zip(IDS, DROPS, strict=True) if not p[1].needed],
)
def test_none_is_found(prop: Property, drop: Drop) -> None:
    """What is not needed, for the reason that stands beside it, has none."""
    found = hunt(prop, dropping=[drop.name], examples=max(5, 40 // prop.slow))
    assert found.status == "none found", (found.case, found.outcome, found.error)


def test_nothing_is_left_out() -> None:
    """Each hypothesis and constant of each claim is dropped, or listed with the reason why not."""
    assert unaccounted() == []
    known = {(claim.id, name) for claim in CLAIMS for name in names_of(claim)}
    assert set(NOT_HUNTED) <= known


def test_drops_bear_the_names_of_the_records() -> None:
    """A drop is a hypothesis or constant of its claim's record, or a weaker form "name->…" of one, or listed."""
    for claim in CLAIMS:
        for prop, drop in DROPS:
            if prop.claim_id == claim.id and not drop.name.startswith("N->"):
                assert drop.name.partition("->")[0] in names_of(claim), (claim.id, drop.name)


def test_the_report_repeats_itself() -> None:
    """The same seed gives the same text, with the counterexample's numbers and a snippet."""
    (campaign,) = campaigns(200, 0, ["gadget-identity"])

    def report() -> str:
        prop = next(one for one in PROPERTIES if one.id == campaign.property_id)
        return to_markdown([hunt(prop, dropping=campaign.dropping, examples=200)], command="this")

    text = report()
    assert text == report()
    assert "counterexample [1](#1): error of the link: 1 against 0 allowed" in text
    assert "def test_gadget_identity_link():" in text
