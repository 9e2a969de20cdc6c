"""How far is the lower bound? From the rows of the study `laws`, beside the theorems and the tickets of `prune`."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from lottery_verify.counts import explicit
from lottery_verify.counts.base import PHI, categories
from lottery_verify.reporting import verdicts
from lottery_verify.reporting.answers import Answer
from lottery_verify.reporting.law_curves import COLOUR, Line, curves, drawn
from lottery_verify.studies.law_rows import Needed
from lottery_verify.studies.rows import Measured

DELTA = Fraction(1, 100)
OWN = {"golden": "hyperbolic", "subset-sum": "uniform"}


def theorems(epsilon: Fraction) -> dict[str, int]:
    """Neurons by theorem for one weight of at most 1, input ≥ 0, with probability 0.99."""
    k = categories(PHI, 1 / epsilon)
    return {
        "golden": explicit.shared_log_pruning_draws(k, 1, 1, DELTA),
        "subset-sum": 2 * explicit.subset_sum_pruning_draws(epsilon, Fraction(1), DELTA),
    }


def lower_bound(rows: Sequence[Needed], tickets: Sequence[Measured], question: str) -> Answer:
    """The verdict, measured neurons and theorems beside the bounds, and where the rest of the factor is."""
    blocks, layers = curves(rows), curves(rows, "free")
    lines = {method: blocks.get((method, law), []) for method, law in OWN.items()}
    free = {method: layers.get((method, law), []) for method, law in OWN.items()}
    heads = (
        "ε_w", "method, law, shape", "lower bound", "neurons for an input, mean", "÷ bound", "by theorem", "÷ measured",
    )  # fmt: skip
    table = [f"| {' | '.join(heads)} |", "| --- " * len(heads) + "|"]
    plotted: list[Line] = []
    for method, line in lines.items():
        by_theorem = [(float(1 / e), float(theorems(e)[method])) for e, *_ in line]
        shared, other = (
            [(2.0**one.lower_bound_bits, one.draws_per_link) for one in tickets
             if one.method == method and (one.shape == "shared") is same]
            for same in (True, False)
        )  # fmt: skip
        own = {"color": COLOUR[method]}
        plotted += [
            (by_theorem, own | {"marker": "s", "linestyle": ":", "markerfacecolor": "white",
                                "label": f"{method}: theorem"}),
            ([(float(1 / e), mean) for e, mean, _ in line],
             own | {"marker": "o", "label": f"{method}: blocks, measured"}),
            ([(float(1 / e), mean) for e, mean, _ in free[method]],
             own | {"marker": "D", "markersize": 4, "linewidth": 1.2, "label": f"{method}: free, measured"}),
            (shared, own | {"marker": "^", "linestyle": "", "markeredgecolor": "black",
                            "label": f"{method}: tickets, blocks"}),
            (other, own | {"marker": "v", "linestyle": "", "markeredgecolor": "black",
                           "label": f"{method}: tickets, free"}),
        ]  # fmt: skip
        for shape, one in (("blocks", line), ("free", free[method])):
            for epsilon, mean, some in one:
                bits, count = some[0].lower_bound_bits, theorems(epsilon)[method]
                table.append(
                    f"| {float(epsilon):g} | {method}, {OWN[method]}, {shape} | {bits:.1f} | {mean:,.1f} | "
                    f"{mean / bits:.1f} | {count:,.0f} | {count / mean:.1f} |"
                )
    least = sorted({(float(1 / row.epsilon), row.lower_bound_bits) for row in rows})
    plotted += [
        ([(10.0, 10.0), (1e5, 1e5)],
         {"linestyle": "--", "color": "#a8327d", "linewidth": 1.2, "label": "pruning neurons: order 1/ε"}),
        (least, {"color": "#555555", "linewidth": 1.2, "label": r"counting bound $\log_2(R/2\varepsilon_w)$"}),
    ]  # fmt: skip
    shown = drawn(
        "question-lower-bound", question,
        "Neurons of a block for one target weight, and of a free layer for each of its four inputs, beside the least "
        "number of mask bits that any pruning of weights needs, log₂(R/2ε_w), if each of them is to be met. Triangles: "
        "draws per link of whole tickets (measured.json); those below the bound meet their weights in the mean only. "
        "The broken line has the "
        "order 1/ε that pruning of whole neurons needs for one ReLU neuron (arXiv 2603.02234, from its abstract, whose "
        "constant is not given; drawn with 1, and as far as the figure goes; no claim of this project). Theorems: "
        "shared-log-pruning and subset-sum-pruning (both halves of a link) for one weight, δ = 0.01.",
        plotted, r"$R/2\varepsilon_w$", "neurons (or mask bits)\nfor one target weight", bottom=2,
    )  # fmt: skip
    in_blocks, in_layers = _factors(lines), _factors(free)
    answer = (
        f"With a block for each weight {_said(in_blocks)}. Half of a block's neurons have u < 0 and cannot help, and "
        "each block must do for the unluckiest weight but one of a hundred. "
    )
    if in_layers:
        answer += (
            "With free assignment, where a neuron serves an input that it suits and no input gets more than it needs, "
            f"{_said(in_layers)}: that is the factor that is left, since subset sums fall unevenly and sixteen weights "
            "are to be met together. "
        )
    answer += "The theorems ask for several times more than is needed."
    gist = "No method was run."
    if in_blocks:
        factor, method, at = min(in_blocks)
        gist = (
            f"At ε_w = {at:g} the best method, {method}, takes {factor:.1f} times as many neurons as any must have, "
            "with a block for each weight"
        )
        gist += "".join(
            f", and {other:.1f} times as many with free assignment (ε_w = {finest:g})"
            for other, name, finest in in_layers if name == method
        ) + "."  # fmt: skip
    return Answer("lower-bound", verdicts.lower_bound(rows), gist, answer, shown, "\n".join(table), rows)


def _factors(lines: dict[str, list[tuple[Fraction, float, list[Needed]]]]) -> list[tuple[float, str, float]]:
    """For each method how many times the bound it needs at the least ε_w that it reaches, and that ε_w."""
    ends = [(method, line[-1]) for method, line in lines.items() if line]
    return [(mean / rows[0].lower_bound_bits, method, float(epsilon)) for method, (epsilon, mean, rows) in ends]


def _said(factors: list[tuple[float, str, float]]) -> str:
    return "; ".join(f"{method} needs {factor:.1f} times the bound at ε_w = {at:g}" for factor, method, at in factors)
