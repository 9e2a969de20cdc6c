"""Hints for the checker's rule `gated`, and the certificate that they make.

An end of an output is max zᵀK·t + c·s over |s|, |t| ≤ 1, z = (1, s). Its semidefinite relaxation gives each entry of z
and t a unit vector in place of a sign; coordinate ascent on these vectors, and descent along the gradient of ν, lead to
q and p. All sums are the same on every processor. Source: gated-difference.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from lottery_verify.certificates.deadline import NEVER, Deadline
from lottery_verify.certificates.last_gates import LEAST, FloatGates, in_floats, slopes
from lottery_verify.certificates.outputs import bounds
from lottery_verify.certificates.proof import Proof
from lottery_verify.certificates.sharing import bound_together, integers
from lottery_verify.certificates.tight import read_pair
from lottery_verify.checker.reach import Reach
from lottery_verify.checker.regions import Region
from lottery_verify.checker.rules import boxes, gated, multiples
from lottery_verify.checker.rules.bilinear import Last, last
from lottery_verify.checker.rules.forms import Ends
from lottery_verify.checker.rules.joint import behind
from lottery_verify.checker.rules.multiples import SharedSide, Side
from lottery_verify.checker.rules.paired import PairLayer
from lottery_verify.errors import UnsupportedNetwork
from lottery_verify.networks.network import Network
from lottery_verify.networks.norms import factor_below
from lottery_verify.networks.reproducible import Coarse, length, product, total
from lottery_verify.tickets.ticket import Ticket

Array = npt.NDArray[np.float64]
PRECISION = 64
WORK = 10**8  # inputs × outputs × the square of the open gates, that take seconds where each end is bounded alone
SHARED_WORK = 4 * 10**9  # the same where the ends share scales
RANK = 24  # of the vectors
BITS = 40  # of the largest hint
SETTLING = 60  # sweeps before the first step of ν and after the last
PER_STEP = 2  # sweeps between
STEP = 0.05  # of ν, relative to the size of the weights of s beside those of x
TOGETHER, MANY = 3, 2 * 10**7  # outputs, and free gates squared × symbols, from which on the ends share scales
MISSED = Fraction(11, 10)  # of what is enough: what shared scales cost at most where there are many gates
MOST_DOUBLINGS = 64  # of that shift; what is missing then, the checker charges
RELATIVE = 2.0**-26  # the first shift of p that is tried, relative to its mean


class Relaxed(NamedTuple):
    """K without its first row, that row, and c."""

    matrix: Array
    first: Array
    column: Array


def side(
    gates: FloatGates, layer: PairLayer, output: int, sign: int, steps: int, deadline: Deadline = NEVER
) -> Side | None:
    """Hints for one end of an output: sign 1 for the upper one, −1 for the lower.

    Args:
        gates: the last ones.
        layer: behind them.
        output: which.
        sign: of the end.
        steps: of ν.
        deadline: when the search for hints ends.
    Returns:
        None where there was no time.
    """
    # What overflows is no hint: see `stated`. The products are too small for threads, which would wait for each other.
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"), threadpool_limits(1, "blas"):
        return _side(gates, layer, output, sign, steps, deadline)


def _side(
    gates: FloatGates, layer: PairLayer, output: int, sign: int, steps: int, deadline: Deadline
) -> Side | None:
    unit = 1 << layer.scale
    w, v = (sign * np.array([entry / unit for entry in rows[output]]) for rows in (layer.g, layer.gap))
    rows = w[:, None] * gates.d + v[:, None] * gates.x
    start = Relaxed(
        rows[gates.free],
        total(rows[gates.free].T) + 2 * total(rows[gates.opened].T),
        (w * gates.d_centre + v * gates.x_centre)[gates.free],
    )
    multipliers, vectors = descend(gates, start, steps, deadline)
    if deadline.passed:
        return None
    up, down, chord = multipliers
    both = up + down - chord > 0  # one number states ν, so that only the rest of a chord's multiple counts
    kept = np.stack([np.where(both, up, 0), np.where(both, down, 0), np.where(both, 0, chord - up - down)])
    q, p = duals(moved(gates, start, kept), vectors)
    return stated(kept[0] + kept[1] - kept[2], kept[0] - kept[1], q, p)


def moved(gates: FloatGates, start: Relaxed, multipliers: Array) -> Relaxed:
    """With the multiples of s·x − x, s·x + x and m·x + h − s·x added."""
    x, centre = gates.x[gates.free], gates.x_centre[gates.free]
    up, down, chord = multipliers
    nu, weight = up + down - chord, down - up + chord * slopes(gates)[0]
    first = start.first + total((weight[:, None] * x).T)
    return Relaxed(start.matrix + nu[:, None] * x, first, start.column + nu * centre)


def sweep(form: Relaxed, matrix: Coarse, vectors: Array) -> tuple[Array, Array, Array, Array]:
    """The best vectors of s for those of t, then the best of t for these; and their lengths before they were made 1.

    Args:
        form: the relaxation.
        matrix: of the form.
        vectors: of t.
    """
    gates = matrix.times(vectors)
    gates[:, 0] += form.column
    p = length(gates)
    gates /= np.maximum(p, LEAST)[:, None]
    symbols = matrix.transposed_times(gates)
    symbols[:, 0] += form.first
    q = length(symbols)
    return gates, symbols / np.maximum(q, LEAST)[:, None], p, q


def descend(gates: FloatGates, start: Relaxed, steps: int, deadline: Deadline = NEVER) -> tuple[Array, Array]:
    """Multipliers of s·x − x + D/2, s·x + x + D/2 and m·x + h − s·x, and vectors of t near the largest value."""
    count = start.matrix.shape[1]
    vectors = np.random.default_rng(0).integers(-999, 1000, (count, RANK)).astype(np.float64)
    vectors /= np.maximum(length(vectors), LEAST)[:, None]
    x, centre = gates.x[gates.free], gates.x_centre[gates.free]
    coarse = Coarse(x)
    slope, height = slopes(gates)
    pace = STEP * float(length(start.matrix.ravel())) / max(float(length(x.ravel())), LEAST)
    sides = np.zeros((3, len(gates.free)))
    mean, square = np.zeros_like(sides), np.zeros_like(sides)
    for step in range(steps + 1):
        if deadline.passed:
            break
        form = moved(gates, start, sides)
        matrix = Coarse(form.matrix)
        for _ in range(PER_STEP if 0 < step < steps else SETTLING):
            s, vectors, _, _ = sweep(form, matrix, vectors)
        value = coarse.times(vectors)
        value[:, 0] += centre
        met = total(s * value)
        own = value[:, 0]
        gradient = np.stack([met - own + gates.far / 2, met + own + gates.far / 2, slope * own + height - met])
        if step < steps:
            mean = 0.9 * mean + 0.1 * gradient
            square = 0.95 * square + 0.05 * gradient * gradient
            sides = np.maximum(sides - pace * (1 - step / steps) * mean / (np.sqrt(square) + LEAST), 0)
    return sides, vectors


def duals(form: Relaxed, vectors: Array) -> tuple[Array, Array]:
    """q and p of the relaxation's dual, p raised until the matrix has a factor."""
    s, vectors, p, q = sweep(form, Coarse(form.matrix), vectors)
    q = q / 2 + max(float(q.max(initial=0)) * RELATIVE, LEAST)
    corner = float(total(form.first * vectors[:, 0]) + total(form.column * s[:, 0]))
    p = np.append(corner, p) / 2
    rows = np.vstack([form.first, form.matrix]) / (2 * np.sqrt(q))
    square = product(rows, rows.T)
    square[0, 1:] += form.column / 2
    square[1:, 0] += form.column / 2
    least = max(float(np.abs(p).mean()) * RELATIVE, LEAST)
    low, high = 0, 2  # doublings: fewer than `low` are too few, and `high` suffice, once that is known
    while high < MOST_DOUBLINGS and factor_below(least * 2.0**high, square - np.diag(p)) is None:
        low, high = high + 1, min(2 * high, MOST_DOUBLINGS)
    while low < high:
        middle = (low + high) // 2
        enough = factor_below(least * 2.0**middle, square - np.diag(p)) is not None
        low, high = (low, middle) if enough else (middle + 1, high)
    return q, p + least * 2.0**high


def stated(nu: Array, lean: Array, q: Array, p: Array) -> Side:
    """As integers over a common power of two; 0 for what is no number, or too large."""
    given = [np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0) for values in (nu, lean, q, p)]
    largest = max(float(np.abs(values).max(initial=0)) for values in given)
    places = min(max(0, BITS - int(np.frexp(largest)[1])), multiples.MOST_PLACES)
    return Side(places, *(integers(values, places) for values in given))


def gates_last(target: Network) -> bool:
    """Whether a ReLU comes before the output and none behind it, as the rule has it."""
    return target.depth > 1 and target.layers[-2].relu and not target.layers[-1].relu


def few_gates(target: Network, opened: int, only: int | None = None) -> bool:
    """Whether bounding so many gates together, whose signs are open, is quick beside the other rules."""
    inputs, outputs = target.widths[0], target.widths[-1] if only is None else 1
    together = shares_scales(outputs, opened, inputs)
    return outputs * inputs * opened**2 <= (SHARED_WORK if together else WORK)


def shares_scales(outputs: int, gates: int, symbols: int) -> bool:
    """Whether the ends of so many outputs share the symbols' scales."""
    return outputs >= TOGETHER and gates**2 * symbols >= MANY


def gate(
    ticket: Ticket | Network,
    target: Network,
    *,
    region: Region,
    norm: str = "linf",
    steps: int = 60,
    only: int | None = None,
    enough: Fraction | None = None,
    deadline: Deadline = NEVER,
) -> Proof:
    """Proves a bound of sup ‖F − Ĝ‖ over a box of many inputs by bilinear bounds behind the last gates.

    Args:
        ticket, target: two networks of the same widths and activations.
        region: a box.
        norm: "linf" or "l2".
        steps: of the search for each end's hints.
        only: the only output that gets hints, from 0; None for all.
        enough: a bound of "linf" that is asked for: what ends of many outputs miss together is sought for each.
        deadline: when it ends; the ends that are left by then have none.
    Raises:
        Undecided: there was no time to bound the box at all.
        UnsupportedNetwork: the region is no box, or the networks differ, or no ReLU comes before the output.

    Source: gated-difference.
    """
    networks = read_pair(target, ticket)
    layers, shift = boxes.problem(networks, region)
    if len(layers) < 2 or not layers[-2].relu or layers[-1].relu:
        raise UnsupportedNetwork("bilinear bounds are for a ReLU before the last layer and none behind it")
    corners = boxes.corners(networks, region)
    found = behind(layers, *boxes.rounded(*corners, shift, PRECISION), PRECISION, deadline.clock)
    gates = last(found)
    ends, made = bound_ends(layers[-1], found.ends, gates, steps, only, deadline, enough if norm == "linf" else None)
    reach = Reach(ends)
    proved = Fraction(reach.largest if norm == "linf" else reach.norm, 1 << PRECISION)
    names, each = (target.digest, ticket.digest, region.describe()), bounds(reach, PRECISION)
    return Proof(*names, norm, proved, proved, PRECISION, tuple(made), outputs=each)


def bound_ends(
    layer: PairLayer, before: list[Ends], gates: Last, steps: int, only: int | None, deadline: Deadline,
    enough: Fraction | None = None,
) -> tuple[list[Ends], list[dict[str, Any]]]:  # fmt: skip
    """Each output's ends, and the steps that prove them; what shared scales leave just above `enough` gets one more."""
    floats = in_floats(gates, PRECISION)
    ends, outputs, made = list(before), list(range(len(before))) if only is None else [only], []
    if shares_scales(len(outputs), len(gates.free), floats.x.shape[1]):
        shared = bound_together(layer, gates, floats, outputs, PRECISION, steps * 2 // 5, deadline)
        if shared is not None:
            ends = [shared.met(j, known) for j, known in enumerate(before)]
            made.append({"rule": "gated", "scale": shared.scale, "hints": hints_of(outputs, shared.side)})
            outputs = missed(ends, enough)
    sides = {}
    for output in outputs:
        upper, lower = (side(floats, layer, output, sign, steps, deadline) for sign in (1, -1))
        ends[output] = gated.tightened(layer, output, gates, ends[output], PRECISION, upper, lower)
        sides[output, 1], sides[output, -1] = upper, lower
    if outputs:
        made.append({"rule": "gated", "hints": hints_of(outputs, lambda output, sign: sides[output, sign])})
    return ends, made


def missed(ends: list[Ends], enough: Fraction | None) -> list[int]:
    """The outputs whose ends q of their own may yet bring below `enough`; none if others are too far above it."""
    sizes = [Fraction(max(-low, high), 1 << PRECISION) for low, high in ends]
    if enough is None or max(sizes) > enough * MISSED:
        return []
    return [output for output, size in enumerate(sizes) if size > enough]


def hints_of(outputs: list[int], side_of: Callable[[int, int], Side | SharedSide | None]) -> list[dict[str, Any]]:
    """The hints as the step states them."""
    both = ((output, side_of(output, 1), side_of(output, -1)) for output in outputs)
    return [
        {"output": output, "upper": upper and upper._asdict(), "lower": lower and lower._asdict()}
        for output, upper, lower in both
    ]
