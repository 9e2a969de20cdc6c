"""The talk's closing questions, answered from the tables of the studies: questions.md and its figures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lottery_verify.reporting import answer_laws, answer_performance, answer_supermasks
from lottery_verify.reporting.answers import Answer
from lottery_verify.reporting.criteria import CRITERIA
from lottery_verify.studies.laws import LAWS, Needed
from lottery_verify.studies.performance import PERFORMANCE, Performance
from lottery_verify.studies.rows import MEASURED, read_rows, read_table
from lottery_verify.studies.supermasks import SUPERMASKS, Supermasked

FILE = "questions.md"
NARROWED = (
    "Grids are smaller than they could be, for their time and not for what they showed. In `laws`, subset sums of "
    "hyperbolic products with four target weights per block at ε_w = 0.01 were stopped after some minutes without a "
    "result, and finer ones were not begun; seeds 18 and 19 have one target weight per block only. In `performance`, "
    "ε = 1 and ε = 4 have seed 17 only, and so have the MNIST networks. In `supermasks`, networks are small and "
    "trained for 600 batches; other rates of learning were stopped for time after the second seed."
)
QUESTIONS = {
    "supermasks": "Is hyperbolic sampling worth trying in practice?",
    "uniform": "What about uniform sampling?",
    "lower-bound": "How far from the lower bound?",
    "performance": "Perf(Ĝ) = Perf(F)?",
}


def build_questions(folder: Path) -> dict[str, bytes]:
    """The files that answer the questions, by name: none where the folder has none of the tables.

    Args:
        folder: where laws.json, performance.json, supermasks.json and measured.json are, if they are.
    Raises:
        MalformedFile: a table is damaged.
    """
    masks = read_rows(folder / SUPERMASKS.table, Supermasked)
    needed = read_rows(folder / LAWS.table, Needed)
    tickets = read_rows(folder / PERFORMANCE.table, Performance)
    answers = []
    if masks:
        answers.append(answer_supermasks.answer(masks, QUESTIONS["supermasks"]))
    if needed:
        answers.append(answer_laws.uniform(needed, QUESTIONS["uniform"]))
        answers.append(answer_laws.lower_bound(needed, read_table(folder / MEASURED), QUESTIONS["lower-bound"]))
    if tickets:
        answers.append(answer_performance.answer(tickets, QUESTIONS["performance"]))
    if not answers:
        return {}
    files = {FILE: _page(answers).encode()}
    for one in answers:
        files |= {f"{one.shown.id}.svg": one.shown.svg, f"{one.shown.id}.png": one.shown.png}
    return files


def _page(answers: Sequence[Answer]) -> str:
    lines = [
        "# The talk's closing questions", "",
        "Made by `lottery-verify report -o reports/` from the tables of the studies. Every run is in the tables, also "
        "where a method did not succeed; rows of the .json files carry command, seed and version.", "",
        NARROWED, "", *_criteria(),
    ]  # fmt: skip
    for one in answers:
        question = QUESTIONS[one.name]
        verdict = [f"**By the criterion above: {one.verdict}.** "] if one.verdict else []
        lines += [
            "", f"## {question}", "", "".join(verdict) + one.answer, "", f"![{question}]({one.shown.id}.svg)", "",
            one.shown.answer, "", f"Made by {one.command}.", "", one.table,
        ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _criteria() -> list[str]:
    lines = [
        "## What counts as yes and as no", "",
        "Stated before the final seeds were run, in a commit of its own. Where neither holds, the answer is undecided.",
    ]  # fmt: skip
    for name, one in CRITERIA.items():
        question, where = QUESTIONS[name], one.runs
        lines += ["", f"**{question}** {where}", "", f"- Yes: {one.yes}", f"- No: {one.no}"]
    return lines
