"""bounds.csv, bounds.md and bounds.tex against the evaluations."""

import csv
from pathlib import Path

from lottery_verify import bounds


def rows(report: Path) -> list[dict[str, str]]:
    """bounds.csv, read."""
    with (report / "bounds.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_csv_has_every_form_of_every_bound(report: Path) -> None:
    """Both settings, all claims; the integers are those of an evaluation made here."""
    found = {(row["setting"], row["id"], row["form"]): row for row in rows(report)}
    evaluation = bounds.evaluate([784, 500, 10], "0.01", "0.01", w_max="1/28", input_norm=1)
    assert {key[1] for key in found if key[0] == "malach"} == set(evaluation.ids)
    for row in evaluation.rows:
        if row.size is None:
            continue
        assert found["malach", row.claim.id, "the claim"]["neurons_total"] == str(row.size.neurons_total)
        for form in row.forms:
            assert found["malach", row.claim.id, form.form]["weights_total"] == str(form.weights_total)


def test_a_violated_bound_has_no_number(report: Path) -> None:
    """It says which hypothesis is violated instead."""
    violated = [row for row in rows(report) if row["applies"] == "no"]
    assert {row["id"] for row in violated} == {"malach-pruning", "product-weight", "log-pruning-malach"}
    assert all(row["violated"] and not row["neurons_total"] for row in violated)


def test_the_talks_pool_is_marked_as_not_proved(report: Path) -> None:
    """Only that form is."""
    assert {row["form"] for row in rows(report) if row["proved"] == "no"} == {
        "the talk: one pool for all links of a layer"
    }


def test_markdown_and_latex_have_the_check_value(report: Path) -> None:
    """7,229,128 neurons for widths 784, 500, 10, with k = 34."""
    assert (
        "| shared-log-pruning | 18.2094 | 7\u202f229\u202f128 | 6\u202f198\u202f124 |"
        in (report / "bounds.md").read_text()
    )
    assert r"shared-log-pruning & 34 & 18.2094 & 7\,229\,128" in (report / "bounds.tex").read_text()
