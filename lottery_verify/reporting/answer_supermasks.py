"""Is hyperbolic sampling worth trying in practice? From the rows of the study `supermasks`."""

from __future__ import annotations

from collections.abc import Sequence

from lottery_verify.reporting import verdicts
from lottery_verify.reporting.answers import Answer
from lottery_verify.reporting.law_differences import OTHERS, Placed, differences, drawn, effects_table, ratio
from lottery_verify.studies import supermasks
from lottery_verify.studies.effects import compared, effect, groups
from lottery_verify.studies.supermasks import CONVOLUTIONAL, MASK, PERCEPTRON, Supermasked

POINTS = (
    "below 0 the hyperbolic law is worse. Each point is the mean over pairs of width and seed, each averaged over {} "
    "sparsities; intervals share 95 % among all ratios and data sets. Each panel has a scale of its own."
)


def perceptrons(rows: Sequence[Supermasked], question: str) -> Answer:
    """The verdict, the differences in a figure and in tables, and every run of fully connected networks."""
    rows = [row for row in rows if row.network == PERCEPTRON]
    rates = [
        "Other rates of learning, digits, width 64: mean test accuracy in percent; the rate 0.1 was chosen for the "
        "normal law before, and the others decide nothing.", "", _rates(rows), "",
    ]  # fmt: skip
    caption = f"Masks trained by edge-popup over fixed random weights of one variance; {POINTS.format('three')}"
    runs = compared(rows)
    return _answer("supermasks", "masks trained by edge-popup", rows, runs, question, caption, rates)


def convolutions(rows: Sequence[Supermasked], question: str) -> Answer:
    """The same for the convolutional networks."""
    rows = [row for row in rows if row.network == CONVOLUTIONAL]
    caption = (
        "Masks trained by edge-popup over the fixed random kernels of two 3×3 convolutions and the weights of a linear "
        f"layer, each layer of one variance for all laws; {POINTS.format('the')}"
    )
    runs = compared(rows, CONVOLUTIONAL)
    return _answer("convolutions", "masks of a small convolutional network", rows, runs, question, caption, [])


def _answer(
    name: str,
    where: str,
    rows: Sequence[Supermasked],
    runs: Sequence[Supermasked],
    question: str,
    caption: str,
    more: Sequence[str],
) -> Answer:
    """The verdict by the runs that count, their differences in a figure and tables, and every run."""
    found = differences(runs)
    tables = [
        found.table, "",
        f"Where? Ratio {ratio(found.best)} by sparsity, with intervals of 95 % each; this was not among the criteria:",
        "", effects_table("data, sparsity", _by_sparsity(runs, found.best)), "", *more,
        "Every run: test accuracy in percent, seeds in order.", "", supermasks.shown(rows),
    ]  # fmt: skip
    verdict, gist = verdicts.supermasks(found.effects), f"In {where}, {found.gist}"
    shown = drawn(found, f"question-{name}", question, caption)
    return Answer(name, verdict, gist, found.sentence, shown, "\n".join(tables), rows)


def _by_sparsity(runs: Sequence[Supermasked], law: str) -> list[Placed]:
    found = []
    for where, some in groups(runs, lambda row: f"{row.target}, {float(row.sparsity):g}").items():
        found += [(str(where), effect(some, law, other, 0.95)) for other in OTHERS]
    return sorted(found, key=lambda pair: pair[0])


def _rates(rows: Sequence[Supermasked]) -> str:
    chosen = [row for row in rows if (row.target, row.width, row.method) == ("digits", 64, MASK)]
    laws = [law for law in supermasks.LAWS if any(row.law == law for row in chosen)]
    lines = [f"| rate | {' | '.join(laws)} |", "| --- " * (len(laws) + 1) + "|"]
    for rate in sorted({row.rate for row in chosen}):
        means = []
        for law in laws:
            found = [row for row in chosen if (row.rate, row.law) == (rate, law)]
            percent = 100 * sum(row.test_right for row in found) / max(1, sum(row.total for row in found))
            means.append(f"{percent:.1f}" if found else "")
        lines.append(f"| {float(rate):g} | {' | '.join(means)} |")
    return "\n".join(lines)
