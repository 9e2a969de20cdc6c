"""The talk's closing questions, answered from the tables of the studies: questions.md and its figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from lottery_verify.counts import explicit
from lottery_verify.counts.base import PHI, categories
from lottery_verify.reporting.criteria import CRITERIA
from lottery_verify.reporting.plotting import Picture, figure, house_style, picture
from lottery_verify.studies import laws, performance
from lottery_verify.studies.laws import Needed
from lottery_verify.studies.performance import Performance
from lottery_verify.studies.rows import read_rows

FILE = "questions.md"
DELTA = Fraction(1, 100)
NARROWED = (
    "Both grids were made smaller while they ran, for their time and not for what they showed. In `laws`, subset sums "
    "of hyperbolic products with four target weights per block at ε_w = 0.01 were stopped after some minutes without a "
    "result, and finer ones were not begun. In `performance`, ε = 1 and ε = 4 have seed 17 only."
)
QUESTIONS = {
    "supermasks": "Is hyperbolic sampling worth trying in practice?",
    "uniform": "What about uniform sampling?",
    "lower-bound": "How far from the lower bound?",
    "performance": "Perf(Ĝ) = Perf(F)?",
}
COLOUR = {"golden": "#00735a", "product": "#d55e00", "subset-sum": "#0072b2"}
LINE = {"hyperbolic": "-", "uniform": (0, (4, 2))}


@dataclass(frozen=True)
class Answer:
    """One question: its answer in a sentence, the figure, the table behind it, and the command that makes it again."""

    question: str
    answer: str
    shown: Picture
    table: str
    command: str


def build_questions(folder: Path) -> dict[str, bytes]:
    """The files that answer the questions, by name: none where the folder has none of the tables.

    Args:
        folder: where laws.json and performance.json are, if they are.
    Raises:
        MalformedFile: a table is damaged.
    """
    needed = read_rows(folder / laws.LAWS.table, Needed)
    tickets = read_rows(folder / performance.PERFORMANCE.table, Performance)
    answers = [
        *([_uniform(needed), _lower_bound(needed)] if needed else []), *([_performance(tickets)] if tickets else [])
    ]  # fmt: skip
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
        "where a method did not succeed; rows of the .json files carry command, seed and version. Whether hyperbolic "
        "sampling is worth trying in training (edge-popup) was not measured.", "",
        NARROWED, "", *_criteria(),
    ]  # fmt: skip
    for one in answers:
        lines += [
            "", f"## {one.question}", "", one.answer, "", f"![{one.question}]({one.shown.id}.svg)", "",
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


def _curves(rows: Sequence[Needed]) -> dict[tuple[str, str], list[Needed]]:
    """For each method and law the cells with one target weight per block that were reached, from large ε_w to small."""
    found: dict[tuple[str, str], list[Needed]] = {}
    for row in sorted(rows, key=lambda row: (row.method, row.law, -row.epsilon)):
        if row.shape == "dedicated" and row.reached:
            found.setdefault((row.method, row.law), []).append(row)
    return found


def _uniform(rows: Sequence[Needed]) -> Answer:
    curves = _curves(rows)
    with house_style():
        made = figure(9.2, 4.6)
        axes = made.add_subplot(xscale="log", yscale="log")
        for (method, law), line in curves.items():
            x, y = [float(1 / row.epsilon) for row in line], [row.neurons for row in line]
            axes.plot(x, y, "o", linestyle=LINE[law], color=COLOUR[method], label=f"{method}, {law}")
        axes.set_xlabel(r"$1/\varepsilon_w$")
        axes.set_ylabel("neurons for one target weight")
        made.legend(loc="outside right upper", frameon=False)
        shown = picture(
            "question-uniform",
            QUESTIONS["uniform"],
            "Neurons with which 99 of 100 target weights, uniform in [-1, 1], are met within ε_w, one block each. A "
            f"curve ends where more than {laws.MOST:,} would be needed, or, for subset sums of hyperbolic products, "
            "where the study stops.",
            made,
        )
    said = []
    for method in sorted({method for method, _ in curves}):
        both = [{row.epsilon: row.neurons for row in curves.get((method, law), [])} for law in LINE]
        if common := set(both[0]) & set(both[1]):
            least = min(common)
            said.append(
                f"{method} at ε_w = {float(least):g} takes {both[0][least]:,} neurons per weight with the hyperbolic "
                f"law and {both[1][least]:,} with the uniform one"
            )
    answer = f"It depends on the method, not on the law alone: {'; '.join(said)}."
    return Answer(shown.question, answer, shown, laws.shown(rows), _command(rows))


def _theorems(epsilon: Fraction) -> dict[str, int]:
    """Neurons by theorem for one weight of at most 1, input ≥ 0, with probability 0.99."""
    k = categories(PHI, 1 / epsilon)
    return {
        "golden": explicit.shared_log_pruning_draws(k, 1, 1, DELTA),
        "subset-sum": 2 * explicit.subset_sum_pruning_draws(epsilon, Fraction(1), DELTA),
    }


def _lower_bound(rows: Sequence[Needed]) -> Answer:
    own = {"golden": "hyperbolic", "subset-sum": "uniform"}
    curves = {method: _curves(rows).get((method, law), []) for method, law in own.items()}
    heads = ("ε_w", "method, law", "lower bound", "neurons measured", "÷ bound", "by theorem", "÷ measured")
    lines = [f"| {' | '.join(heads)} |", "| --- " * len(heads) + "|"]
    with house_style():
        made = figure(9.2, 4.2)
        axes = made.add_subplot(xscale="log", yscale="log")
        for method, line in curves.items():
            x = [float(1 / row.epsilon) for row in line]
            theorem = [_theorems(row.epsilon)[method] for row in line]
            axes.plot(x, [row.neurons / row.lower_bound_bits for row in line], "o-", color=COLOUR[method],
                      label=f"{method}, {own[method]}: measured")  # fmt: skip
            axes.plot(x, [t / row.lower_bound_bits for t, row in zip(theorem, line, strict=True)], "s:",
                      color=COLOUR[method], markerfacecolor="white", label=f"{method}: theorem")  # fmt: skip
            for row, count in zip(line, theorem, strict=True):
                lines.append(
                    f"| {float(row.epsilon):g} | {method}, {row.law} | {row.lower_bound_bits:.1f} | {row.neurons:,} | "
                    f"{row.neurons / row.lower_bound_bits:.1f} | {count:,} | {count / row.neurons:.1f} |"
                )
        axes.axhline(1, color="#555555", linewidth=1)
        axes.set_xlabel(r"$1/\varepsilon_w$")
        axes.set_ylabel(r"neurons ÷ $\log_2(1/\varepsilon_w)$")
        made.legend(loc="outside right upper", frameon=False)
        shown = picture(
            "question-lower-bound",
            QUESTIONS["lower-bound"],
            "Neurons of a block for one target weight, divided by the least number of mask bits that any method needs, "
            "log₂(R/2ε_w) = log₂(1/ε_w). Half of the neurons have u < 0 and cannot help, which costs about a factor of "
            "2. Theorems: shared-log-pruning and subset-sum-pruning (both halves of a link) for one weight, δ = 0.01.",
            made,
        )
    said = [
        f"{method} needs {line[-1].neurons / line[-1].lower_bound_bits:.1f} times the bound at ε_w = "
        f"{float(line[-1].epsilon):g}"
        for method, line in curves.items() if line
    ]  # fmt: skip
    return Answer(shown.question, f"{'; '.join(said)}.".capitalize(), shown, "\n".join(lines), _command(rows))


def _performance(rows: Sequence[Performance]) -> Answer:
    with house_style():
        made = figure(9.2, 4.2)
        axes = made.add_subplot(xscale="log")
        for method in sorted({row.method for row in rows}):
            chosen = sorted((row for row in rows if row.method == method), key=lambda row: row.proved)
            x = [float(row.proved) for row in chosen]
            axes.plot(x, [100 * row.agree / row.total for row in chosen], "o", color=COLOUR[method],
                      label=f"{method}: F and Ĝ agree")  # fmt: skip
            axes.plot(x, [100 * row.certain / row.total for row in chosen], "s", color=COLOUR[method],
                      markerfacecolor="white", label=f"{method}: provably the same class")  # fmt: skip
        axes.set_xlabel(r"proved $\varepsilon$")
        axes.set_ylabel("% of the test images")
        made.legend(loc="outside right upper", frameon=False)
        shown = picture(
            "question-performance",
            QUESTIONS["performance"],
            "Each point is one ticket. An image's class provably cannot change where the margin of F's largest output "
            "is more than 2ε, ε the bound that the certificate proves over the whole region; counted in exact "
            "arithmetic.",
            made,
        )
    least = min(rows, key=lambda row: row.proved)
    alike = sum(row.agree == row.total for row in rows)
    answer = (
        f"At the smallest error proved here ({least.target}, ε = {float(least.proved):.3g}), F is right on "
        f"{least.target_right} of {least.total} test images and Ĝ on {least.ticket_right}, and on {least.certain} the "
        f"class provably cannot change; F and Ĝ agree on every image in {alike} of {len(rows)} tickets."
    )
    return Answer(shown.question, answer, shown, performance.shown(rows), _command(rows))


def _command(rows: Sequence[Needed] | Sequence[Performance]) -> str:
    """Commands, versions and seeds of the rows."""
    commands = ", ".join(sorted({f"`{row.command} -o reports`" for row in rows}))
    versions = ", ".join(sorted({row.version for row in rows}))
    seeds = ", ".join(map(str, sorted({row.seed for row in rows})))
    return f"{commands} with lottery_verify {versions}; seeds {seeds}"
