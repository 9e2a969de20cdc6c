"""The talk's closing questions: answers are made of the tables, and the committed ones are of the committed tables."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from lottery_verify.errors import MalformedFile
from lottery_verify.reporting.criteria import CRITERIA
from lottery_verify.reporting.questions import FILE, QUESTIONS, answers_of, question_files
from lottery_verify.studies.categories import CATEGORIES, Likelihood
from lottery_verify.studies.grid import EMBEDDED
from lottery_verify.studies.law_rows import Needed
from lottery_verify.studies.laws import LAWS
from lottery_verify.studies.performance import PERFORMANCE, Performance
from lottery_verify.studies.rows import read_rows, write_table
from lottery_verify.studies.supermasks import SETS, SUPERMASKS, Supermasked
from tests.reporting.conftest import REPORTS
from tests.studies.test_effects import row as run_of

MADE = {"version": "0", "torch": "0", "machine": "m", "command": "lottery-verify study x"}
NEEDED = Needed(
    target="weights", method="golden", law="hyperbolic", shape="dedicated", epsilon=Fraction(1, 4), seed=17,
    outputs=1, blocks=100, met=99, neurons=30, reached=1, lower_bound_bits=2.0, source_per_weight=60.0,
    kept_per_weight=3.0, **MADE,
)  # fmt: skip
TICKET = Performance(
    target="digits", method="golden", law="hyperbolic", shape="shared", epsilon=Fraction(1, 50), seed=17, images="ten",
    proved=Fraction(1, 64), total=10, target_right=9, ticket_right=8, agree=7, certain=6, lower_bound_bits=2.0,
    source_per_weight=60.0, kept_per_weight=3.0, **MADE,
)  # fmt: skip


LIKELIHOOD = Likelihood(
    target="weights", method="golden", law="hyperbolic", shape="dedicated", epsilon=Fraction(1, 4), seed=0, k=3,
    low=Fraction(1, 16), high=Fraction(1, 8), neurons=89, **MADE | {"command": "lottery-verify study c"},
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Tables of two laws, of which one was not reached at the smaller epsilon, of a layer, and of one ticket."""
    uniform = replace(NEEDED, law="uniform", neurons=77)
    late = replace(NEEDED, law="uniform", epsilon=Fraction(1, 16), lower_bound_bits=4.0, neurons=8192, met=3, reached=0)
    layer = replace(NEEDED, shape="free", outputs=4, neurons=40)
    write_table(tmp_path / LAWS.table, [NEEDED, uniform, late, layer])
    write_table(tmp_path / CATEGORIES.table, [LIKELIHOOD, replace(LIKELIHOOD, law="constant", low=Fraction(0),
                                                                  high=Fraction(0), neurons=0)])  # fmt: skip
    write_table(tmp_path / PERFORMANCE.table, [TICKET])
    return tmp_path


def test_answers_are_of_the_tables(folder: Path) -> None:
    """Each sentence has the rows' own numbers, and a run that was not reached is in the table and in no comparison.

    Catches: swapped laws, a run that is dropped, one that was given up and is compared as if it had succeeded.
    """
    files = question_files(answers_of(folder))
    page = files[FILE].decode()
    assert "golden at ε_w = 0.25 takes 30 neurons per weight with the hyperbolic law and 77 with the uniform" in page
    assert "With a block for each weight golden needs 15.0 times the bound at ε_w = 0.25" in page
    assert "and no input gets more than it needs, golden needs 5.0 times the bound at ε_w = 0.25: that is" in page
    assert "At ε_w = 0.25 the best method takes 77 neurons for one target weight with the uniform law and 30" in page
    assert "At ε_w = 0.25 the best method, golden, takes 15.0 times as many neurons as any must have, with" in page
    assert "block for each weight, and 5.0 times as many with free assignment (ε_w = 0.25)." in page
    assert "| 0.25 | golden, hyperbolic | 30.0 (15.0×) | not run | 10.0 (5.0×) |" in page
    assert "| 0.0625 | golden, uniform | > 8,192 | not run | not run |" in page
    assert "| subset-sum | constant | free | 0.1 to 1e-08, seeds 17, 18, 19 | all products are one number" in page
    assert "| 0.25 | hyperbolic | 3 | 0.0625 to 0.125 | 89 | 30.0 |" in page
    assert "| 0.25 | constant | 3 | 0 | none suffices | > 8,192 or not run |" in page
    assert "Made by `lottery-verify study c -o reports`." in page
    assert "Where 99 of 100 are met, the probability that a block is met lies between 0.946 and 0.9997 at 95 %" in page
    assert "F and Ĝ name the same class on 7 of 10 test images, and on 6 the class provably" in page
    assert "F is right on 9 of 10 images and Ĝ on 8, and on 6 the class provably" in page
    assert "F and Ĝ agree on every image in 0 of 1 tickets" in page
    assert "| 3 of 100 | > 8,192 (" in page
    assert page.count("Made by `lottery-verify study x -o reports` with lottery_verify 0; seeds 17.") == 3
    assert len(files) == 1 + 3 * 2


def test_no_tables_no_page(tmp_path: Path) -> None:
    """Without a table there is nothing to answer; a damaged one is named."""
    assert question_files(answers_of(tmp_path)) == {}
    (tmp_path / LAWS.table).write_text("{")
    with pytest.raises(MalformedFile, match=r"laws\.json"):
        question_files(answers_of(tmp_path))


def test_the_committed_tables_are_whole() -> None:
    """Every cell of the study's grid has its row in the committed table. Catches runs that were dropped."""
    rows = read_rows(REPORTS / LAWS.table, Needed)
    assert {(r.epsilon, r.method, r.law, r.shape, r.seed) for r in rows} == {
        (c.epsilon, c.method, c.law, c.shape, c.seed) for grid in LAWS.grids for c in grid.cells("laws")
    }
    tickets = read_rows(REPORTS / PERFORMANCE.table, Performance)
    assert {(r.epsilon, r.method, r.shape, r.seed) for r in tickets if r.target == EMBEDDED} == {
        (c.epsilon, c.method, c.shape, c.seed) for grid in PERFORMANCE.grids for c in grid.cells(PERFORMANCE.name)
    }
    assert {(r.target, r.method) for r in tickets} == {
        (target, method)
        for target in (EMBEDDED, "fc2.pt", "mnist-net_256x2.onnx") for method in ("golden", "subset-sum")
    }  # fmt: skip
    for row in tickets:  # what theory says of any row
        assert row.certain <= row.agree
        assert row.in_the_mean or row.proved <= row.epsilon  # the layers' rules alone prove less of errors in the mean
        assert abs(row.target_right - row.ticket_right) <= row.total - row.agree


def test_the_committed_categories_are_whole() -> None:
    """Each law at each ε_w, once; the neurons by theory are no fewer than were measured where both are there.

    Catches a row that is missing, and a probability that is too large: a union bound would then promise too much.
    """
    rows = read_rows(REPORTS / CATEGORIES.table, Likelihood)
    cells = [cell for grid in CATEGORIES.grids for cell in grid.cells(CATEGORIES.name)]
    assert sorted((r.law, r.epsilon) for r in rows) == sorted((c.law, c.epsilon) for c in cells)
    measured = {
        (row.law, row.epsilon): row.neurons for row in read_rows(REPORTS / LAWS.table, Needed)
        if (row.method, row.shape, row.reached) == ("golden", "dedicated", 1)
    }  # fmt: skip
    by_theory = {(row.law, row.epsilon): row.neurons for row in rows if row.neurons}
    assert len(measured.keys() & by_theory.keys()) > 10
    for key in measured.keys() & by_theory.keys():
        assert measured[key] <= by_theory[key]


def test_the_answer_about_training(tmp_path: Path) -> None:
    """Three data sets, two ratios: the better ratio is named, each law is taken from it, and every run is in the table.

    Catches swapped signs of differences, the last ratio in place of the best, a verdict of other differences.
    """
    gains = {"normal": 0, "uniform": 10, "constant": 30, "hyperbolic-4": 20, "hyperbolic-64": -40}
    rows = [
        run_of(law, seed, 500 + 7 * seed + gain, target=data)
        for data in SETS for law, gain in gains.items() for seed in (1, 2, 3)
    ]  # fmt: skip
    write_table(tmp_path / SUPERMASKS.table, rows)
    page = question_files(answers_of(tmp_path))[FILE].decode()
    assert "**By the criterion above: no.** In masks trained by edge-popup, hyperbolic weights of" in page
    assert "β/α = 4, differ in test accuracy by +2.0 to +2.0 points from the normal law, +1.0 to +1.0" in page
    assert "sets: on average better than the normal law and the uniform law, and worse than the signed const" in page
    assert "better beyond chance on 3 of 3 data sets and worse on 0 (+2.0, +2.0, +2.0 points)" in page
    assert "than the signed constant it is better beyond chance on 0 of 3 data sets and worse on 3 (-1.0" in page
    assert "| digits | 64 | -4.0 [-4.0, -4.0] | -5.0 [-5.0, -5.0] | -7.0 [-7.0, -7.0] | 3 |" in page
    assert "| digits | 32 | 0.5 | 0.1 | edge-popup | 50.7 51.4 52.1 |" in page


def test_the_committed_masks_are_whole() -> None:
    """Every cell of the grid has its row, and masks keep what they say. Catches runs that were dropped."""
    rows = read_rows(REPORTS / SUPERMASKS.table, Supermasked)
    assert sorted((r.target, r.method, r.law, r.shape, r.seed) for r in rows) == sorted(
        (c.target, c.method, c.law, c.shape, c.seed) for grid in SUPERMASKS.grids for c in grid.cells(SUPERMASKS.name)
    )
    for one in rows:
        assert abs(one.kept - (1 - one.sparsity) * one.weights) <= 3


def test_convolutions_are_a_question_of_their_own(tmp_path: Path) -> None:
    """Runs of the convolutional network have their own verdict, figure and table, and leave the other's as they were.

    Catches kernels that are counted among the perceptrons, whose criterion was stated without them.
    """
    gains = {"normal": 0, "uniform": 10, "constant": 30, "hyperbolic-4": 20, "hyperbolic-64": -40}
    rows = [
        run_of(law, seed, 500 + 7 * seed + sign * gain, target=data, shape=shape)
        for data in SETS[:2] for law, gain in gains.items() for seed in (1, 2, 3)
        for sign, shape in ((1, ""), (-1, "network=convolutional"))
    ]  # fmt: skip
    write_table(tmp_path / SUPERMASKS.table, rows)
    files = question_files(answers_of(tmp_path))
    page = files[FILE].decode()
    first, last = (page.index(f"## {QUESTIONS[name]}") for name in ("supermasks", "convolutions"))
    assert "| digits | 64 | -4.0 [-4.0, -4.0] | -5.0 [-5.0, -5.0] | -7.0 [-7.0, -7.0] | 3 |" in page[first:last]
    assert "| digits | 64 | +4.0 [+4.0, +4.0] | +5.0 [+5.0, +5.0] | +7.0 [+7.0, +7.0] | 3 |" in page[last:]
    assert "**By the criterion above: no.** In masks trained" in page[first:last]
    assert "**By the criterion above: yes.** In masks of a small convolutional network" in page[last:]
    assert {"question-convolutions.svg", "question-supermasks.svg"} < files.keys()
    assert "| digits | 32 channels | 0.5 |" in page[last:]
    assert "channels" not in page[first:last]


def test_criteria_come_before_answers(folder: Path) -> None:
    """The page says for each question what counts as yes and as no, before any answer. Catches a question without."""
    page = question_files(answers_of(folder))[FILE].decode()
    stated = page.index("## What counts as yes and as no")
    assert set(QUESTIONS) == set(CRITERIA)
    for name, question in QUESTIONS.items():
        assert stated < page.index(f"**{question}** {CRITERIA[name].runs}")
        assert f"- Yes: {CRITERIA[name].yes}\n- No: {CRITERIA[name].no}\n" in page
    assert page.index("- No: " + CRITERIA["performance"].no) < page.index(f"## {QUESTIONS['uniform']}")
