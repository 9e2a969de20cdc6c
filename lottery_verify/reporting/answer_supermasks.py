"""Is hyperbolic sampling worth trying in practice? From the rows of the study `supermasks`."""

from __future__ import annotations

from collections.abc import Sequence

from lottery_verify.reporting import verdicts
from lottery_verify.reporting.answers import Answer
from lottery_verify.reporting.plotting import Picture, figure, house_style, picture
from lottery_verify.studies import supermasks
from lottery_verify.studies.effects import Effect, compared, effect, groups
from lottery_verify.studies.supermasks import MASK, Supermasked

OTHERS = ("normal", "uniform", "constant")
NAMES = {"normal": "the normal law", "uniform": "the uniform law", "constant": "the signed constant"}
COLOUR = {"normal": "#0072b2", "uniform": "#00735a", "constant": "#d55e00"}
MARK = {"normal": "o", "uniform": "s", "constant": "D"}


def answer(rows: Sequence[Supermasked], question: str) -> Answer:
    """The verdict, the differences in a figure and in tables, and every run."""
    runs = compared(rows)
    hyperbolic = sorted({row.law for row in runs if row.law not in OTHERS}, key=lambda law: int(ratio(law)))
    sets = groups(runs, lambda row: row.target)
    level = 1 - 0.05 / (len(hyperbolic) * len(sets))
    effects = [
        (str(data), effect(some, law, other, level))
        for data, some in sets.items() for law in hyperbolic for other in OTHERS
    ]  # fmt: skip
    best = max(hyperbolic, key=lambda law: sum(one.mean for _, one in effects if one.first == law))
    tables = [
        "Differences of test accuracy in percentage points, hyperbolic less the other law, with intervals that share "
        f"95 % among {len(hyperbolic) * len(sets)} pairs of ratio and data set:", "",
        _table("data", [(data, one) for data, one in effects]), "",
        f"Where? Ratio {ratio(best)} by sparsity, with intervals of 95 % each; this was not among the criteria:", "",
        _table("data, sparsity", _by_sparsity(runs, best)), "",
        "Other rates of learning, digits, width 64: mean test accuracy in percent; the rate 0.1 was chosen for the "
        "normal law before, and the others decide nothing.", "",
        _rates(rows), "",
        "Every run: test accuracy in percent, seeds in order.", "", supermasks.shown(rows),
    ]  # fmt: skip
    said, between = [], []
    for other in OTHERS:
        found = [one for _, one in effects if (one.first, one.other) == (best, other)]
        between.append(
            f"{min(one.mean for one in found):+.1f} to {max(one.mean for one in found):+.1f} points from {NAMES[other]}"
        )
        better, worse = sum(one.low > 0 for one in found), sum(one.high < 0 for one in found)
        means = ", ".join(f"{one.mean:+.1f}" for one in found)
        said.append(
            f"than {NAMES[other]} it is better beyond chance on {better} of {len(found)} data sets "
            f"and worse on {worse} "
            f"({means} points)"
        )
    last = [one.mean for _, one in effects if (one.first, one.other) == (hyperbolic[-1], "normal")]
    sentence = (
        f"With that ratio: {'; '.join(said)}; data sets are "
        f"{', '.join(map(str, sets))}. "
        f"With the ratio {ratio(hyperbolic[-1])} the difference from normal is {min(last):+.1f} to "
        f"{max(last):+.1f} points."
    )
    verdict, shown = verdicts.supermasks(effects), _drawn(effects, question)
    gist = (
        f"In masks trained by edge-popup, hyperbolic weights of the ratio that does best, β/α = {ratio(best)}, differ "
        f"in test accuracy by {', '.join(between)}, over {len(sets)} data sets."
    )
    return Answer("supermasks", verdict, gist, sentence, shown, "\n".join(tables), rows)


def ratio(law: str) -> str:
    """The ratio of a hyperbolic law, as spelt."""
    return law.split("-")[1]


def _by_sparsity(runs: Sequence[Supermasked], law: str) -> list[tuple[str, Effect]]:
    found = []
    for where, some in groups(runs, lambda row: f"{row.target}, {float(row.sparsity):g}").items():
        found += [(str(where), effect(some, law, other, 0.95)) for other in OTHERS]
    return sorted(found, key=lambda pair: pair[0])


def _table(head: str, effects: Sequence[tuple[str, Effect]]) -> str:
    """One line for each place and hyperbolic law."""
    heads = [head, "β/α", *(f"less {other}" for other in OTHERS), "pairs"]
    lines = [f"| {' | '.join(heads)} |", "| --- " * len(heads) + "|"]
    for (where, law), some in groups_of(effects).items():
        found = {one.other: one for one in some}
        figures = [str(found[other]) for other in OTHERS]
        lines.append(f"| {where} | {ratio(law)} | {' | '.join(figures)} | {some[0].pairs} |")
    return "\n".join(lines)


def groups_of(effects: Sequence[tuple[str, Effect]]) -> dict[tuple[str, str], list[Effect]]:
    """Effects by place and hyperbolic law."""
    found: dict[tuple[str, str], list[Effect]] = {}
    for where, one in effects:
        found.setdefault((where, one.first), []).append(one)
    return found


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


def _drawn(effects: Sequence[tuple[str, Effect]], question: str) -> Picture:
    sets = list(dict.fromkeys(data for data, _ in effects))
    laws = list(dict.fromkeys(one.first for _, one in effects))
    with house_style():
        made = figure(9.2, 3.9)
        panels = made.subplots(1, len(sets), sharey=True, squeeze=False)[0]
        for axes, data in zip(panels, sets, strict=True):
            for shift, other in enumerate(OTHERS):
                found = [one for name, one in effects if name == data and one.other == other]
                x = [laws.index(one.first) + 0.2 * (shift - 1) for one in found]
                ends = [[one.mean - one.low for one in found], [one.high - one.mean for one in found]]
                axes.errorbar(
                    x, [one.mean for one in found], ends, linestyle="", marker=MARK[other], color=COLOUR[other],
                    label=f"less {other}" if axes is panels[0] else None, capsize=2, markersize=5, linewidth=1.2,
                )  # fmt: skip
            axes.axhline(0, color="#555555", linewidth=1)
            axes.set_xticks(range(len(laws)), [ratio(law) for law in laws])
            axes.set_title(data)
            axes.set_xlabel(r"hyperbolic, $\beta/\alpha$")
            axes.grid(axis="x", visible=False)
        panels[0].set_ylabel("difference of test accuracy,\npercentage points")
        made.legend(loc="outside lower center", ncols=3, frameon=False)
        return picture(
            "question-supermasks", question,
            "Masks trained by edge-popup over fixed random weights of one variance; below 0 the hyperbolic law is "
            "worse. Each point is the mean over pairs of width and seed, each averaged over three "
            "sparsities; intervals share "
            "95 % among all ratios and data sets.",
            made,
        )  # fmt: skip
