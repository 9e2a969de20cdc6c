"""gadget-identity, for neurons that serve one output each: what the pruner finds, run neuron by neuron."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import numpy as np

from lottery_verify.checker.source import INPUT, OUTPUT, Law, stream
from lottery_verify.decompose.subset_sum import SubsetSum
from lottery_verify.hunting.records import Dropping, Outcome, Property
from lottery_verify.laws.source import Source
from lottery_verify.pruning.outputs import EachOutputSearch, OutputSearch
from lottery_verify.pruning.search import LayerTask
from lottery_verify.strategies.claims.serving import ServingCase, serving_cases
from lottery_verify.tickets.ticket import TicketLayer

LIMIT = 400  # neurons, of which the largest layers here take 80
LAYER = 1  # behind a ReLU


def found(case: ServingCase) -> TicketLayer:
    """The layer that the pruner finds."""
    weight = np.array(case.weight) / 8.0
    if case.bias:
        weight = np.column_stack([weight, weight[:, 0] / 2])
    known, reach = np.ones(weight.shape[1], dtype=np.int64), np.ones(weight.shape[1])
    law, within = Law("uniform", 0, 0), Fraction(1, 1 << case.bits)
    task = LayerTask(LAYER, weight, case.bias, False, known, reach, law, within, 1, LIMIT)
    search = EachOutputSearch if case.errors == "each" else OutputSearch
    with ThreadPoolExecutor(1) as workers:
        return search(task, Source(case.seed, "free"), SubsetSum(), workers, lambda links: None).run()


def drawn(case: ServingCase, layer: TicketLayer, matrix: int, other: int) -> list[Fraction]:
    """The source's weights at all neurons, by the stream's own bytes."""
    data = stream(case.seed, LAYER, matrix, 0, other, layer.neurons * layer.law.n_bytes)
    return [n * Fraction(2) ** layer.law.exponent for n in layer.law.numerators(data, list(range(layer.neurons)))]


def judge_serving(case: ServingCase, dropping: Dropping) -> Outcome:
    """Its outputs, neuron by neuron with ReLU, are within ε_w·Σx of the layer's, or √(m·n)·ε_w·‖x‖₂ in the mean."""
    layer = found(case)
    if layer.neurons > LIMIT // 2:
        return Outcome(False, 2.0, f"{layer.neurons} neurons for {layer.links} links of {case.bits} bits")
    x = [*case.x, *([Fraction(1)] if case.bias else [])]
    hidden = [Fraction(0)] * layer.neurons
    for b, value in enumerate(x):
        u = drawn(case, layer, INPUT, b)
        for m in layer.indices[layer.ends[b] : layer.ends[b + 1]].tolist():
            hidden[m] += u[m] * value
    serves = [] if layer.serves is None else layer.serves.tolist()
    worst, squares = Fraction(0), Fraction(0)
    for a, row in enumerate(case.weight):
        v = drawn(case, layer, OUTPUT, a)
        out = sum((v[m] * max(h, Fraction(0)) for m, h in enumerate(hidden) if serves[m] == a), Fraction(0))
        wanted = [Fraction(w, 8) for w in row] + ([Fraction(row[0], 16)] if case.bias else [])
        off = abs(out - sum(w * value for w, value in zip(wanted, x, strict=True)))
        worst, squares = max(worst, off), squares + off * off
    unit = layer.epsilon_w
    if case.errors == "each":
        return Outcome.compare(worst, unit * sum(x), f"{layer.neurons} neurons: error of an output")
    allowed = unit**2 * layer.links * sum(value * value for value in x)
    return Outcome.compare(squares, allowed, f"{layer.neurons} neurons: squared error of the outputs")


PROPERTIES = (
    Property(
        "gadget-identity/one-output",
        "neurons that serve one output each, of which the pruner keeps inputs with u > 0, compute the layer where no "
        "input is below 0: within epsilon_w·Σx by each link, or by the links' root mean square error",
        serving_cases,
        judge_serving,
        slow=4,
    ),
)
