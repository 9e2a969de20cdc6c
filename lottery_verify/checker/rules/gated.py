"""The difference of two networks behind their last gates, with each gate's share as a number of its own.

x, y: a neuron's pre-activations in F and Ĝ, d = y − x, |d| ≤ D, e = max(y, 0) − max(x, 0). There is an s in [−1, 1] with
    e = ½(1 + s)·d,   ½(1 + s)·x ≤ max(x, 0) ≤ ½(1 + s)·x + D,   −D ≤ s·x ≤ |x|:
s is the sign of both x and y where that is one; else |x| ≤ |d|. So an output's difference Σ w·e + δ·max(x, 0) + b is
bilinear in the gates' s and the symbols t of the forms of x and d. To it may be added, as they are not below 0,
    ν·(s·x + D) for ν ≥ 0,   −ν·(m·x + h − s·x) with |ν|·|x| ≤ m·x + h' on x's range for ν < 0:
they tell that a gate is open where x is above 0, which the form alone forgets. Rules: gated_difference, quadratic_bound.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from lottery_verify.checker.files import count, demand, fields, shown
from lottery_verify.checker.rules.forms import Ends
from lottery_verify.checker.rules.joint import PairLayer, Ranges
from lottery_verify.checker.rules.quadratic import most
from lottery_verify.checker.rules.relaxation import up

GRID = 20  # bits of an entry of K, which is rounded to them
MOST_PLACES = 256
MOST_BITS = 64  # of a hint


class Linear(NamedTuple):
    """centre + Σ coefficient·symbol ± slack, over 2^precision."""

    centre: int
    coefficients: Sequence[int]
    slack: int


class Side(NamedTuple):
    """Hints for one end of an output, over 2^places; q and p are for twice the difference.

    ν: one for each neuron whose gate is free; q: one for each symbol; p: one more than ν, the first for the constant.
    """

    places: int
    nu: Sequence[int]
    q: Sequence[int]
    p: Sequence[int]


class Hints(NamedTuple):
    """Hints for one output's two ends; an end without them stays as it was."""

    output: int
    upper: Side | None
    lower: Side | None


class Bilinear(NamedTuple):
    """constant + zᵀK·t + c·s, z = (1, s), over 2^(scale + precision + 1); the constant covers all roundings."""

    constant: int
    matrix: list[list[int]]
    column: list[int]


class Gates(NamedTuple):
    """Forms of x and d at the last gates, over the same symbols, where they lie, and which gates are open or free."""

    x: Sequence[Linear]
    d: Sequence[Linear]
    ranges: Sequence[Ranges]
    opened: list[int]
    free: list[int]


def gates(x: Sequence[Linear], d: Sequence[Linear], ranges: Sequence[Ranges]) -> Gates:
    """Open: x, y ≥ 0 everywhere. Free: neither open nor closed (x, y ≤ 0 everywhere)."""
    opened = [k for k, known in enumerate(ranges) if min(known.x[0], known.y[0]) >= 0]
    closed = [k for k, known in enumerate(ranges) if max(known.x[1], known.y[1]) <= 0]
    return Gates(x, d, ranges, opened, sorted(set(range(len(ranges))) - set(opened) - set(closed)))


def apply(layer: PairLayer, last: Gates, ends: Sequence[Ends], precision: int, hints: Sequence[Hints]) -> list[Ends]:
    """Ends of each output's difference behind the last gates; never wider than those given. Rule: gated_difference.

    Each end costs about free²·symbols/2 + free³/6 products of small integers.

    Args:
        layer: the last layer, without ReLU (its inputs are at least 0, so that it has no kinks either).
        last: the gates before it.
        ends: of the outputs' difference, by other rules.
        precision: forms, ranges and ends are over 2^precision.
        hints: harmless, whatever they are.
    """
    found = list(ends)
    for output, upper, lower in hints:
        low, high = found[output]
        if upper is not None:
            high = min(high, bound(layer, output, 1, last, precision, upper))
        if lower is not None:
            low = max(low, -bound(layer, output, -1, last, precision, lower))
        found[output] = low, high
    return found


def bound(layer: PairLayer, output: int, sign: int, last: Gates, precision: int, side: Side) -> int:
    """What sign·(ĝ − f) is at most at this output, over 2^precision."""
    form = bilinear(layer, output, sign, last, precision, [shifted(v, layer.scale - side.places) for v in side.nu])
    largest = max(max(map(abs, row), default=0) for row in [*form.matrix, form.column])
    unit = max(1, largest.bit_length() - GRID)
    near = [[v + (1 << unit - 1) >> unit for v in row] for row in [*form.matrix, form.column]]
    off = sum(map(len, near)) + 1 >> 1  # each entry is off by half a unit at most
    finer = layer.scale + precision + 1 - side.places - unit
    q, p = [max(1, shifted(v, finer)) for v in side.q], [shifted(v, finer) for v in side.p]
    total = form.constant + (most(near[:-1], near[-1], q, p) + off << unit)
    return up(total, layer.scale + 1)


def bilinear(layer: PairLayer, output: int, sign: int, last: Gates, precision: int, nu: Sequence[int]) -> Bilinear:
    """What 2·sign·(ĝ − f) is at most at this output, in the gates' s and the symbols; ν over the layer's 2^scale."""
    first, constant = [0] * len(last.x[0].coefficients), sign * layer.gap_bias[output] << precision + 1
    matrix, column = [first], []
    for k, extra in [*((k, None) for k in last.opened), *zip(last.free, nu, strict=True)]:
        x, d, known = last.x[k], last.d[k], last.ranges[k]
        w, v = sign * layer.g[output][k], sign * layer.gap[output][k]
        slope = 0
        if extra is None:
            w, v = 2 * w, 2 * v
        else:
            far = max(-known.d[0], known.d[1], 0)
            constant += 2 * max(v, 0) * far + max(extra, 0) * far
            if extra < 0:
                slope, height = chord(-extra, *known.x)
                constant += height
            matrix.append([w * a + (v + extra) * b for a, b in zip(d.coefficients, x.coefficients, strict=True)])
            column.append(w * d.centre + (v + extra) * x.centre)
            constant += abs(w) * d.slack + abs(v + extra) * x.slack
        first[:] = [f + w * a + (v + slope) * b for f, a, b in zip(first, d.coefficients, x.coefficients, strict=True)]
        constant += w * d.centre + (v + slope) * x.centre + abs(w) * d.slack + abs(v + slope) * x.slack
    return Bilinear(constant, matrix, column)


def chord(weight: int, low: int, high: int) -> tuple[int, int]:
    """(slope, height) with weight·|x| ≤ slope·x + height for low ≤ x ≤ high: convex, so it holds if it does there."""
    slope = weight if low >= 0 else -weight if high <= 0 else weight * (high + low) // (high - low)
    return slope, max(weight * abs(end) - slope * end for end in (low, high))


def shifted(value: int, places: int) -> int:
    """⌊value·2^places⌋."""
    return value << places if places >= 0 else value >> -places


def parse(given: Any, last: Gates, outputs: int, where: str) -> list[Hints]:
    """Hints from strict JSON: [{"output": j, "upper": side or null, "lower": side or null}, …], outputs in order.

    A side is {"places": n, "nu": […], "q": […], "p": […]}: one ν for each free gate, one q for each symbol, one p more
    than ν; integers of at most 64 bits, in decimal.
    """
    demand(isinstance(given, list), f"{where}: expected a list of outputs")
    found: list[Hints] = []
    for entry in given:
        fields(entry, {"output", "upper", "lower"}, where)
        output = count(entry["output"], found[-1].output + 1 if found else 0, outputs - 1, f"{where}: output")
        place = f"{where}: output {output}"
        found.append(Hints(output, *(side(entry[end], last, f"{place}: {end}") for end in ("upper", "lower"))))
    return found


def side(given: Any, last: Gates, where: str) -> Side | None:
    """The hints for one end, or None for null."""
    if given is None:
        return None
    fields(given, {"places", "nu", "q", "p"}, where)
    expected = {"nu": len(last.free), "q": len(last.x[0].coefficients), "p": len(last.free) + 1}
    for key, size in expected.items():
        entries = given[key]
        demand(isinstance(entries, list) and len(entries) == size, f"{where}: {key}: expected {size} integers")
        for value in entries:
            proper = type(value) is int and value.bit_length() <= MOST_BITS
            demand(proper, f"{where}: {key}: {shown(value)} is not an integer of at most {MOST_BITS} bits")
    places = count(given["places"], 0, MOST_PLACES, f"{where}: places")
    return Side(places, given["nu"], given["q"], given["p"])
