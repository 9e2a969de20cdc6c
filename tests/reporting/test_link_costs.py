"""The figure of what a link costs."""

from fractions import Fraction
from pathlib import Path

import pytest

from lottery_verify.errors import MalformedFile
from lottery_verify.reporting.link_costs import LINK_COSTS, LinkCost, cost_of_links, read_link_costs
from lottery_verify.studies.rows import encode
from tests.reporting.conftest import REPORTS


def row(inputs: int, outputs: int, epsilon: str = "1/100", prune: float = 50.0, most: float = 300.0) -> LinkCost:
    """A layer's costs."""
    return LinkCost(
        inputs=inputs, outputs=outputs, epsilon=Fraction(epsilon), shape="shared", seed=17,
        microseconds=(prune, 20.0, 10.0), megabytes=(most, 60.0, 20.0), file=1000, version="0", machine="m",
        date="2026-01-01", command="c",
    )  # fmt: skip


def test_the_largest_square_layer_is_told_of() -> None:
    """The caption has the figures of the largest n × n layer at the usual epsilon.

    Catches: the last row's figures; those of a layer n × 10 with more inputs; those of another epsilon.
    """
    rows = [row(64, 64), row(256, 256, prune=44.4, most=1140.0), row(2048, 10), row(256, 256, epsilon="1/1000"),
            row(128, 128), row(128, 128, epsilon="1/10")]  # fmt: skip
    answer = cost_of_links(rows).answer
    assert "256 × 256 links take 44.4, 20 and 10 µs each and 1140, 60 and 20 MB" in answer


def test_each_row_is_drawn() -> None:
    """A row more changes the picture, in whatever place of the table it stands.

    Catches: rows n × 10, or of another epsilon, that are left out.
    """
    rows = [row(64, 64), row(128, 128), row(64, 10), row(128, 10), row(64, 64, epsilon="1/1000")]
    whole = cost_of_links(rows).svg
    assert cost_of_links(rows[::-1]).svg == whole
    assert all(cost_of_links([*rows[:k], *rows[k + 1 :]]).svg != whole for k in range(len(rows)))


def test_a_damaged_table_is_refused(tmp_path: Path) -> None:
    """A field of another type is named, with its row; without a table there are no rows."""
    assert read_link_costs(tmp_path) == ()
    (tmp_path / LINK_COSTS).write_text(str([encode(row(2, 2)) | {"file": "x"}]).replace("'", '"'))
    with pytest.raises(MalformedFile, match="row 1: file"):
        read_link_costs(tmp_path)


def test_the_repositorys_table_says_how_it_was_measured() -> None:
    """Every row of reports/link_costs.json names what measured it, and has figures of all three commands."""
    found = read_link_costs(REPORTS)
    assert {(one.inputs, one.outputs) for one in found} >= {(64, 64), (2048, 2048), (64, 10), (2048, 10)}
    for one in found:
        assert all((one.version, one.machine, one.date, one.command))
        assert len(one.microseconds) == len(one.megabytes) == 3
