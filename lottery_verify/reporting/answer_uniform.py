"""What about uniform sampling? From the rows of the study `laws`."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from lottery_verify.reporting import verdicts
from lottery_verify.reporting.answers import Answer
from lottery_verify.reporting.law_curves import COLOUR, LINE, Curves, curves, drawn
from lottery_verify.studies import laws
from lottery_verify.studies.categories import Likelihood, likely
from lottery_verify.studies.law_grid import SHAPES, LawGrid, left_out
from lottery_verify.studies.law_rows import BLOCKS, MOST, Needed


def uniform(rows: Sequence[Needed], likelihoods: Sequence[Likelihood], question: str) -> Answer:
    """The verdict, the neurons by method and law, exact probabilities, and every run."""
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
    tables = [
        "Neurons for each input, means over the seeds: what one block has of shape `dedicated` (one target weight) or "
        "`shared` (four, which are to be met together), and a quarter of a layer of shape `free` (four inputs, four "
        "outputs, all sixteen to be met). In brackets divided by the lower bound log₂(1/ε_w).", "",
        _by_shape(rows), "",
        *_categories(likelihoods, lines),
        "What was not run, and why:", "", left_out(LawGrid().every(laws.NAME)), "",
        f"Every run; of shape `free` a block is a layer of four inputs. Where {_interval(99)} Where {_interval(100)}",
        "", laws.shown(rows),
    ]  # fmt: skip
    answer = f"It depends on the method: {'; '.join(said)}. The verdict is about the best method of each law."
    return Answer("uniform", verdicts.uniform(rows), _compared(lines), answer, shown, "\n".join(tables), rows)


def _by_shape(rows: Sequence[Needed]) -> str:
    """The neurons of each shape side by side."""
    lines = [f"| ε_w | method, law | {' | '.join(SHAPES)} |", "| --- " * (2 + len(SHAPES)) + "|"]
    cells: dict[tuple[str, str, Fraction], dict[str, list[Needed]]] = {}
    for row in rows:
        cells.setdefault((row.method, row.law, row.epsilon), {}).setdefault(row.shape, []).append(row)
    for (method, law, epsilon), found in sorted(cells.items(), key=lambda pair: (*pair[0][:2], -pair[0][2])):
        figures = " | ".join(_mean(found.get(shape, [])) for shape in SHAPES)
        lines.append(f"| {float(epsilon):g} | {method}, {law} | {figures} |")
    return "\n".join(lines)


def _categories(likelihoods: Sequence[Likelihood], lines: Curves) -> list[str]:
    """The exact probabilities beside what the golden method took; nothing where they were not counted."""
    if not likelihoods:
        return []
    heads = ("ε_w", "law", "categories", "least probability", "neurons by it", "neurons measured")
    table = [f"| {' | '.join(heads)} |", "| --- " * len(heads) + "|"]
    for row in sorted(likelihoods, key=lambda row: (-row.epsilon, list(LINE).index(row.law))):
        measured = {epsilon: mean for epsilon, mean, _ in lines.get((row.method, row.law), [])}
        took = f"{measured[row.epsilon]:,.1f}" if row.epsilon in measured else f"> {MOST:,} or not run"
        by_it = f"{row.neurons:,}" if row.neurons else "none suffices"
        table.append(f"| {float(row.epsilon):g} | {row.law} | {row.k} | {likely(row)} | {by_it} | {took} |")
    commands = ", ".join(sorted({f"`{row.command} -o reports`" for row in likelihoods}))
    return [
        "The golden method, by theory: the least probability over its categories that a neuron serves one (u > 0, the "
        "sign of v, the size of the product), counted over all pairs of draws of the finite law, or enclosed where "
        "two numbers are given; the neurons with which all categories are filled with probability 0.99, by a union "
        f"bound; and what was measured with a block for each weight. A constant fills one category and never another: "
        "what it reaches it reaches by adding up equal products, which no category tells. "
        f"Made by {commands}.", "",
        *table, "",
    ]  # fmt: skip


def _interval(met: int) -> str:
    """What so many blocks of 100 say of the probability that a block is met."""
    from scipy.stats import binomtest

    low, high = binomtest(met, BLOCKS).proportion_ci(0.95, "exact")
    return (
        f"{met} of {BLOCKS} are met, the probability that a block is met lies between {low:.3f} and {high:.4g} at 95 % "
        "(Clopper and Pearson), if the number of neurons had been fixed before."
    )


def _mean(rows: Sequence[Needed]) -> str:
    if not rows:
        return "not run"
    mean = sum(row.per_input for row in rows) / len(rows)
    if not all(row.reached for row in rows):
        return f"> {MOST:,}"
    return f"{mean:,.1f} ({mean / rows[0].lower_bound_bits:,.1f}×)"


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
