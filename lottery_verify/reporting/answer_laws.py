"""What about uniform sampling, and how far is the lower bound? From the rows of the study `laws`."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from lottery_verify.counts import explicit
from lottery_verify.counts.base import PHI, categories
from lottery_verify.reporting import verdicts
from lottery_verify.reporting.answers import Answer, made_by
from lottery_verify.reporting.plotting import figure, house_style, picture
from lottery_verify.studies import laws
from lottery_verify.studies.laws import Needed
from lottery_verify.studies.rows import Measured

DELTA = Fraction(1, 100)
COLOUR = {"golden": "#00735a", "product": "#d55e00", "subset-sum": "#0072b2"}
LINE: dict[str, Any] = {
    "hyperbolic": "-", "uniform": (0, (4, 2)), "normal": (0, (1, 1.5)), "constant": (0, (6, 2, 1, 2)),
}  # fmt: skip
OWN = {"golden": "hyperbolic", "subset-sum": "uniform"}


def curves(rows: Sequence[Needed]) -> dict[tuple[str, str], list[tuple[Fraction, float, list[Needed]]]]:
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


def uniform(rows: Sequence[Needed], question: str) -> Answer:
    """The verdict, the neurons by method and law, and every run."""
    lines = curves(rows)
    with house_style():
        made = figure(9.2, 4.6)
        axes = made.add_subplot(xscale="log", yscale="log")
        for (method, law), line in lines.items():
            if line:
                axes.plot([float(1 / e) for e, *_ in line], [mean for _, mean, _ in line], "o", markersize=4,
                          linestyle=LINE[law], color=COLOUR[method], label=f"{method}, {law}")  # fmt: skip
        axes.set_xlabel(r"$1/\varepsilon_w$")
        axes.set_ylabel("neurons for one target weight")
        made.legend(loc="outside right upper", frameon=False)
        shown = picture(
            "question-uniform", question,
            "Neurons with which 99 of 100 target weights, uniform in [-1, 1], are met within ε_w, "
            "one block each; means "
            f"over the seeds. A curve ends where more than {laws.MOST:,} would be needed, or, for subset sums of "
            "hyperbolic products, where the study stops. Sums of equal products (golden, constant) grow like 1/ε_w; a "
            "single product of constants never succeeds.",
            made,
        )  # fmt: skip
    said = []
    for method in COLOUR:
        both = [{e: mean for e, mean, _ in lines.get((method, law), [])} for law in ("hyperbolic", "uniform")]
        if common := set(both[0]) & set(both[1]):
            least = min(common)
            said.append(
                f"{method} at ε_w = {float(least):g} takes {both[0][least]:,.0f} neurons per weight "
                "with the hyperbolic "
                f"law and {both[1][least]:,.0f} with the uniform one"
            )
    answer = (
        f"It depends on the method: {'; '.join(said)}. The verdict is about the best method of each "
        "law; subset sums of "
        "hyperbolic products were run down to ε_w = 0.01 only, so that below it the hyperbolic law's best is golden."
    )
    return Answer("uniform", verdicts.uniform(rows), answer, shown, laws.shown(rows), made_by(rows))


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
    with house_style():
        made = figure(9.2, 5.0)
        axes = made.add_subplot(xscale="log", yscale="log")
        for method, line in lines.items():
            x = [float(1 / e) for e, *_ in line]
            theorem = [theorems(e)[method] for e, *_ in line]
            axes.plot(x, theorem, "s:", color=COLOUR[method], markerfacecolor="white", label=f"{method}: theorem")
            axes.plot(x, [mean for _, mean, _ in line], "o-", color=COLOUR[method],
                      label=f"{method}, {OWN[method]}: measured")  # fmt: skip
            pruned = [one for one in tickets if one.method == method]
            axes.plot([2.0**one.lower_bound_bits for one in pruned], [one.draws_per_link for one in pruned], "^",
                      color=COLOUR[method], markeredgecolor="black", label=f"{method}: tickets of prune")  # fmt: skip
            for (epsilon, mean, some), count in zip(line, theorem, strict=True):
                bits = some[0].lower_bound_bits
                table.append(
                    f"| {float(epsilon):g} | {method}, {OWN[method]} | {bits:.1f} | {mean:,.1f} | {mean / bits:.1f} | "
                    f"{count:,} | {count / mean:.1f} |"
                )
        inverse = [10.0, 1e8]
        least = sorted({(float(1 / row.epsilon), row.lower_bound_bits) for row in rows})
        axes.plot(inverse, inverse, "--", color="#a8327d", linewidth=1.2, label="pruning neurons: order 1/ε")
        axes.plot([x for x, _ in least], [y for _, y in least], color="#555555", linewidth=1.2,
                  label=r"counting bound $\log_2(R/2\varepsilon_w)$")  # fmt: skip
        axes.set_ylim(2, 1e5)
        axes.set_xlabel(r"$R/2\varepsilon_w$")
        axes.set_ylabel("neurons (or mask bits)\nfor one target weight")
        made.legend(loc="outside right upper", frameon=False)
        shown = picture(
            "question-lower-bound", question,
            "Neurons of a block for one target weight, beside the least number of mask bits that any "
            "pruning of weights "
            "needs, log₂(R/2ε_w). Triangles: draws per link of whole tickets (measured.json). The broken line has the "
            "order 1/ε that pruning of whole neurons needs for one ReLU neuron (arXiv 2603.02234, "
            "from its abstract, whose "
            "constant is not given; drawn with 1; no claim of this project). Theorems: shared-log-pruning and "
            "subset-sum-pruning (both halves of a link) for one weight, δ = 0.01.",
            made,
        )  # fmt: skip
    said = [
        f"{method} needs {line[-1][1] / line[-1][2][0].lower_bound_bits:.1f} times the bound at ε_w = "
        f"{float(line[-1][0]):g}"
        for method, line in lines.items() if line
    ]  # fmt: skip
    answer = (
        f"{'; '.join(said)}. Half of a block's neurons have u < 0 and cannot help, which is a factor "
        "of 2; what is left "
        "is that subset sums fall unevenly, and that 99 of 100 weights are to be met. The theorems ask for several "
        "times more than is needed."
    )
    answer = answer[:1].upper() + answer[1:]
    return Answer("lower-bound", verdicts.lower_bound(rows), answer, shown, "\n".join(table), made_by(rows))
