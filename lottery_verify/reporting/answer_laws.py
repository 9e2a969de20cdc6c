"""What about uniform sampling, and how far is the lower bound? From the rows of the study `laws`."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from lottery_verify.counts import explicit
from lottery_verify.counts.base import PHI, categories
from lottery_verify.reporting import verdicts
from lottery_verify.reporting.answers import Answer
from lottery_verify.reporting.plotting import Picture, figure, house_style, picture
from lottery_verify.studies import laws
from lottery_verify.studies.law_rows import MOST, Needed
from lottery_verify.studies.rows import Measured

Curves = dict[tuple[str, str], list[tuple[Fraction, float, list[Needed]]]]
Line = tuple[Sequence[tuple[float, float]], dict[str, Any]]
DELTA = Fraction(1, 100)
COLOUR = {"golden": "#00735a", "product": "#d55e00", "subset-sum": "#0072b2"}
LINE: dict[str, Any] = {
    "hyperbolic": "-", "uniform": (0, (4, 2)), "normal": (0, (1, 1.5)), "constant": (0, (6, 2, 1, 2)),
}  # fmt: skip
OWN = {"golden": "hyperbolic", "subset-sum": "uniform"}


def curves(rows: Sequence[Needed]) -> Curves:
    """For each method and law, from large ε_w to small: ε_w, the neurons averaged over the seeds, and the rows.

    Only cells with one target weight per block, and only where every seed was reached.
    """
    cells: dict[tuple[str, str], dict[Fraction, list[Needed]]] = {}
    for row in rows:
        if row.shape == "dedicated":
            cells.setdefault((row.method, row.law), {}).setdefault(row.epsilon, []).append(row)
    return {
        key: [
            (epsilon, sum(row.neurons for row in some) / len(some), some)
            for epsilon, some in sorted(line.items(), reverse=True) if all(row.reached for row in some)
        ]
        for key, line in sorted(cells.items())
    }  # fmt: skip


def drawn(name: str, question: str, answer: str, lines: Sequence[Line], x: str, y: str, bottom: float = 0) -> Picture:
    """A figure of lines over 1/ε_w, both axes logarithmic, with the names of the lines beside it.

    Args:
        name, question, answer: of the picture.
        lines: each with its points, and how it is drawn.
        x, y: names of the axes.
        bottom: where the y axis begins, above 0; where the lines do when left out.
    """
    with house_style():
        made = figure(9.2, 4.8)
        axes = made.add_subplot(xscale="log", yscale="log")
        for points, style in lines:
            axes.plot([a for a, _ in points], [b for _, b in points], **style)
        if bottom:
            axes.set_ylim(bottom)
        axes.set_xlabel(x)
        axes.set_ylabel(y)
        made.legend(loc="outside right upper", frameon=False)
        return picture(name, question, answer, made)


def uniform(rows: Sequence[Needed], question: str) -> Answer:
    """The verdict, the neurons by method and law, and every run."""
    lines = curves(rows)
    shown = drawn(
        "question-uniform", question,
        "Neurons with which 99 of 100 target weights, uniform in [-1, 1], are met within ε_w, one block each; means "
        f"over the seeds. A curve ends where more than {MOST:,} would be needed, or, for subset sums of "
        "hyperbolic products, where the study stops. Sums of equal products (golden, "
        "constant) grow like 1/ε_w; a single product of constants never succeeds. Subset sums of hyperbolic products "
        "are searched among products of every size, the others among neighbours by value.",
        [
            (
                [(float(1 / e), mean) for e, mean, _ in line],
                {"marker": "o", "markersize": 4, "linestyle": LINE[law], "color": COLOUR[method],
                 "label": f"{method}, {law}"},
            )
            for (method, law), line in lines.items() if line
        ],
        r"$1/\varepsilon_w$", "neurons for one target weight",
    )  # fmt: skip
    said = []
    for method in COLOUR:
        both = [{e: mean for e, mean, _ in lines.get((method, law), [])} for law in ("hyperbolic", "uniform")]
        if common := set(both[0]) & set(both[1]):
            least = min(common)
            said.append(
                f"{method} at ε_w = {float(least):g} takes {both[0][least]:,.0f} neurons per weight with the "
                f"hyperbolic law and {both[1][least]:,.0f} with the uniform one"
            )
    answer = f"It depends on the method: {'; '.join(said)}. The verdict is about the best method of each law."
    return Answer("uniform", verdicts.uniform(rows), _compared(lines), answer, shown, laws.shown(rows), rows)


def _compared(lines: Curves) -> str:
    """The best method of either law, at the least ε_w at which the uniform law's best was run with both."""
    met: dict[Fraction, dict[tuple[str, str], float]] = {}
    for key, line in lines.items():
        for epsilon, mean, _ in line:
            met.setdefault(epsilon, {})[key] = mean
    for epsilon, means in sorted(met.items()):
        by_law = {kind: {m: mean for (m, law), mean in means.items() if law == kind} for kind in LINE}
        one, other = by_law["uniform"], by_law["hyperbolic"]
        if one and min(one, key=one.__getitem__) in other:
            return (
                f"At ε_w = {float(epsilon):g} the best method takes {min(one.values()):,.0f} neurons for one target "
                f"weight with the uniform law and {min(other.values()):,.0f} with the hyperbolic one."
            )
    return "No method was run with both laws."


def theorems(epsilon: Fraction) -> dict[str, int]:
    """Neurons by theorem for one weight of at most 1, input ≥ 0, with probability 0.99."""
    k = categories(PHI, 1 / epsilon)
    return {
        "golden": explicit.shared_log_pruning_draws(k, 1, 1, DELTA),
        "subset-sum": 2 * explicit.subset_sum_pruning_draws(epsilon, Fraction(1), DELTA),
    }


def lower_bound(rows: Sequence[Needed], tickets: Sequence[Measured], question: str) -> Answer:
    """The verdict, measured neurons and theorems beside the bounds, and where the rest of the factor is."""
    found = curves(rows)
    lines = {method: found.get((method, law), []) for method, law in OWN.items()}
    heads = ("ε_w", "method, law", "lower bound", "neurons, mean", "÷ bound", "by theorem", "÷ measured")
    table = [f"| {' | '.join(heads)} |", "| --- " * len(heads) + "|"]
    plotted: list[Line] = []
    for method, line in lines.items():
        by_theorem = [(float(1 / e), float(theorems(e)[method])) for e, *_ in line]
        pruned = [(2.0**one.lower_bound_bits, one.draws_per_link) for one in tickets if one.method == method]
        own = {"color": COLOUR[method]}
        plotted += [
            (by_theorem, own | {"marker": "s", "linestyle": ":", "markerfacecolor": "white",
                                "label": f"{method}: theorem"}),
            ([(float(1 / e), mean) for e, mean, _ in line],
             own | {"marker": "o", "label": f"{method}, {OWN[method]}: measured"}),
            (pruned, own | {"marker": "^", "linestyle": "", "markeredgecolor": "black",
                            "label": f"{method}: tickets of prune"}),
        ]  # fmt: skip
        for (epsilon, mean, some), (_, count) in zip(line, by_theorem, strict=True):
            bits = some[0].lower_bound_bits
            table.append(
                f"| {float(epsilon):g} | {method}, {OWN[method]} | {bits:.1f} | {mean:,.1f} | {mean / bits:.1f} | "
                f"{count:,.0f} | {count / mean:.1f} |"
            )
    least = sorted({(float(1 / row.epsilon), row.lower_bound_bits) for row in rows})
    plotted += [
        ([(10.0, 10.0), (1e5, 1e5)],
         {"linestyle": "--", "color": "#a8327d", "linewidth": 1.2, "label": "pruning neurons: order 1/ε"}),
        (least, {"color": "#555555", "linewidth": 1.2, "label": r"counting bound $\log_2(R/2\varepsilon_w)$"}),
    ]  # fmt: skip
    shown = drawn(
        "question-lower-bound", question,
        "Neurons of a block for one target weight, beside the least number of mask bits that any pruning of weights "
        "needs, log₂(R/2ε_w). Triangles: draws per link of whole tickets (measured.json). The broken line has the "
        "order 1/ε that pruning of whole neurons needs for one ReLU neuron (arXiv 2603.02234, from its abstract, whose "
        "constant is not given; drawn with 1, and as far as the figure goes; no claim of this project). Theorems: "
        "shared-log-pruning and subset-sum-pruning (both halves of a link) for one weight, δ = 0.01.",
        plotted, r"$R/2\varepsilon_w$", "neurons (or mask bits)\nfor one target weight", bottom=2,
    )  # fmt: skip
    factors = [
        (line[-1][1] / line[-1][2][0].lower_bound_bits, method, float(line[-1][0]))
        for method, line in lines.items() if line
    ]  # fmt: skip
    said = [f"{method} needs {factor:.1f} times the bound at ε_w = {least:g}" for factor, method, least in factors]
    answer = (
        f"{'; '.join(said)}. Half of a block's neurons have u < 0 and cannot help, which is a factor of 2; what is "
        "left is that subset sums fall unevenly, and that 99 of 100 weights are to be met. The theorems ask for "
        "several times more than is needed."
    )
    gist = "No method was run."
    if factors:
        factor, method, at = min(factors)
        gist = f"At ε_w = {at:g} the best method, {method}, takes {factor:.1f} times as many neurons as any must have."
    answer = answer[:1].upper() + answer[1:]
    return Answer("lower-bound", verdicts.lower_bound(rows), gist, answer, shown, "\n".join(table), rows)
