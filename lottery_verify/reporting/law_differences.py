"""Differences of test accuracy between laws, of one network's masks: in sentences, in a table and in a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lottery_verify.reporting.plotting import Picture, figure, house_style, picture
from lottery_verify.studies.effects import Effect, effect, groups
from lottery_verify.studies.supermasks import Supermasked

OTHERS = ("normal", "uniform", "constant")
NAMES = {"normal": "the normal law", "uniform": "the uniform law", "constant": "the signed constant"}
COLOUR = {"normal": "#0072b2", "uniform": "#00735a", "constant": "#d55e00"}
MARK = {"normal": "o", "uniform": "s", "constant": "D"}
Placed = tuple[str, Effect]


@dataclass(frozen=True)
class Differences:
    """How much better each hyperbolic law is than each other law, on each data set.

    Attributes:
        laws: the hyperbolic laws, by ratio.
        sets: the data sets.
        effects: with the data set of each; their intervals share 95 % among laws and sets.
    """

    laws: tuple[str, ...]
    sets: tuple[str, ...]
    effects: tuple[Placed, ...]

    @property
    def best(self) -> str:
        """The hyperbolic law that does best."""
        return max(self.laws, key=lambda law: sum(one.mean for _, one in self.effects if one.first == law))

    @property
    def gist(self) -> str:
        """What it comes to, after words that say of which masks."""
        between = []
        for other in OTHERS:
            means = [one.mean for _, one in self.effects if (one.first, one.other) == (self.best, other)]
            between.append(f"{min(means):+.1f} to {max(means):+.1f} points from {NAMES[other]}")
        return (
            f"hyperbolic weights of the ratio that does best, β/α = {ratio(self.best)}, differ in test accuracy by "
            f"{', '.join(between)}, over {len(self.sets)} data sets: {self.plainly}."
        )

    @property
    def plainly(self) -> str:
        """Than which laws the best ratio does better on every data set, and than which worse, by the means."""
        means = {
            other: [one.mean for _, one in self.effects if (one.first, one.other) == (self.best, other)]
            for other in OTHERS
        }
        better = [NAMES[other] for other, found in means.items() if min(found) > 0]
        worse = [NAMES[other] for other, found in means.items() if max(found) < 0]
        mixed = [NAMES[other] for other in OTHERS if NAMES[other] not in better + worse]
        parts = (("better than", better), ("worse than", worse), ("not always better or worse than", mixed))
        return "on average " + ", and ".join(f"{how} {' and '.join(laws)}" for how, laws in parts if laws)

    @property
    def sentence(self) -> str:
        """How clear that is, and how the largest ratio does."""
        said = []
        for other in OTHERS:
            found = [one for _, one in self.effects if (one.first, one.other) == (self.best, other)]
            better, worse = sum(one.low > 0 for one in found), sum(one.high < 0 for one in found)
            means = ", ".join(f"{one.mean:+.1f}" for one in found)
            said.append(
                f"than {NAMES[other]} it is better beyond chance on {better} of {len(found)} data sets "
                f"and worse on {worse} ({means} points)"
            )
        last = [one.mean for _, one in self.effects if (one.first, one.other) == (self.laws[-1], "normal")]
        return (
            f"With that ratio: {'; '.join(said)}; data sets are {', '.join(self.sets)}. With the ratio "
            f"{ratio(self.laws[-1])} the difference from normal is {min(last):+.1f} to {max(last):+.1f} points."
        )

    @property
    def table(self) -> str:
        """All of them, as Markdown."""
        return (
            "Differences of test accuracy in percentage points, hyperbolic less the other law, with intervals that "
            f"share 95 % among {len(self.laws) * len(self.sets)} pairs of ratio and data set:\n\n"
            + effects_table("data", self.effects)
        )


def differences(runs: Sequence[Supermasked]) -> Differences:
    """The differences of runs of one network at one rate."""
    laws = sorted({row.law for row in runs if row.law not in OTHERS}, key=lambda law: int(ratio(law)))
    sets = groups(runs, lambda row: row.target)
    level = 1 - 0.05 / (len(laws) * len(sets))
    effects = [
        (str(data), effect(some, law, other, level))
        for data, some in sets.items() for law in laws for other in OTHERS
    ]  # fmt: skip
    return Differences(tuple(laws), tuple(map(str, sets)), tuple(effects))


def ratio(law: str) -> str:
    """The ratio of a hyperbolic law, as spelt."""
    return law.split("-")[1]


def effects_table(head: str, effects: Sequence[Placed]) -> str:
    """One line for each place and hyperbolic law."""
    heads = [head, "β/α", *(f"less {other}" for other in OTHERS), "pairs"]
    lines = [f"| {' | '.join(heads)} |", "| --- " * len(heads) + "|"]
    placed: dict[tuple[str, str], dict[str, Effect]] = {}
    for where, one in effects:
        placed.setdefault((where, one.first), {})[one.other] = one
    for (where, law), found in placed.items():
        figures = [str(found[other]) for other in OTHERS]
        lines.append(f"| {where} | {ratio(law)} | {' | '.join(figures)} | {found[OTHERS[0]].pairs} |")
    return "\n".join(lines)


def drawn(found: Differences, name: str, question: str, answer: str) -> Picture:
    """A panel for each data set, one below the other: they fit a narrow screen."""
    with house_style():
        made = figure(5.8, 0.9 + 2.1 * len(found.sets))
        panels = made.subplots(len(found.sets), 1, sharex=True, squeeze=False)[:, 0]
        for axes, data in zip(panels, found.sets, strict=True):
            for shift, other in enumerate(OTHERS):
                some = [one for place, one in found.effects if place == data and one.other == other]
                x = [found.laws.index(one.first) + 0.2 * (shift - 1) for one in some]
                ends = [[one.mean - one.low for one in some], [one.high - one.mean for one in some]]
                axes.errorbar(
                    x, [one.mean for one in some], ends, linestyle="", marker=MARK[other], color=COLOUR[other],
                    label=f"less {other}" if axes is panels[0] else None, capsize=2, markersize=5, linewidth=1.2,
                )  # fmt: skip
            axes.axhline(0, color="#555555", linewidth=1)
            axes.set_xticks(range(len(found.laws)), [ratio(law) for law in found.laws])
            axes.set_title(data)
            axes.grid(axis="x", visible=False)
        panels[-1].set_xlabel(r"hyperbolic, $\beta/\alpha$")
        made.supylabel("difference of test accuracy, percentage points", fontsize=11.5)
        made.legend(loc="outside lower center", ncols=3, frameon=False)
        return picture(name, question, answer, made)
