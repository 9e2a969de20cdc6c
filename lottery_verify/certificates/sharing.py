"""The hints of all ends that share the symbols' scales, in integers, and what the checker says of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from lottery_verify.certificates.deadline import Deadline
from lottery_verify.certificates.doubles import Doubles, End
from lottery_verify.certificates.last_gates import LEAST, FloatGates
from lottery_verify.certificates.together import Searched, search
from lottery_verify.checker.reach import up
from lottery_verify.checker.rules.bilinear import Last
from lottery_verify.checker.rules.ends import weighted
from lottery_verify.checker.rules.forms import Ends
from lottery_verify.checker.rules.gated import hinted
from lottery_verify.checker.rules.multiples import MOST_BITS, MOST_PLACES, SharedSide
from lottery_verify.checker.rules.paired import PairLayer
from lottery_verify.checker.rules.shared import shared

Array = npt.NDArray[np.float64]
BITS, P_BITS = 40, 42  # of the largest ν, and of the largest p
RAISED, LEAST_RAISED, MOST_RAISED = -6, -16, 8  # powers of 2: what is added to p, relative to its mean
PART = 64  # of p: where more than this part of it is left, there is no factor


class ProvedEnds(NamedTuple):
    """The scales, and each end's hints and bound, by output and sign."""

    scale: list[int]
    proved: dict[tuple[int, int], tuple[SharedSide, int]]

    def side(self, output: int, sign: int) -> SharedSide | None:
        """The end's hints; None where the time was over before it was bounded."""
        return self.proved[output, sign][0] if (output, sign) in self.proved else None

    def met(self, output: int, ends: Ends) -> Ends:
        """An output's ends, over the precision, met with those that are proved here."""
        low, high = ends
        if (output, 1) in self.proved:
            high = min(high, self.proved[output, 1][1])
        if (output, -1) in self.proved:
            low = max(low, -self.proved[output, -1][1])
        return low, high


def bound_together(
    layer: PairLayer, gates: Last, floats: FloatGates, outputs: list[int], precision: int, steps: int,
    deadline: Deadline,
) -> ProvedEnds | None:  # fmt: skip
    """Hints and bounds of both ends of some outputs, as far as the time goes; None where there was none."""
    ends = [(output, sign) for output in outputs for sign in (1, -1)]
    # What overflows is no hint: see `integers`.
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"), threadpool_limits(1, "blas"):
        found = search(floats, layer, ends, steps, deadline)
        if found is None:
            return None
        scale = [max(1, s) for s in integers(found.scale, 0)]
        doubles, proved, raised = Doubles(shared(gates, scale)), {}, RAISED
        for e, (output, sign) in enumerate(ends):
            if deadline.passed:
                break
            nu, lean = multiples(found.multipliers[:, :, e])
            side = stated(nu, lean)
            form = hinted(layer, output, sign, gates, precision, side)
            end = weighted(form, doubles.common)
            unit = end.unit - layer.scale - precision
            side, p = scaled(side, found, e, unit, doubles.common.unit)
            made, bound, raised = lowest(End(doubles, end, side), p, side, raised)
            proved[output, sign] = made, up(bound, layer.scale + 1)
    return ProvedEnds(scale, proved) if proved else None


def multiples(multipliers: Array) -> tuple[Array, Array]:
    """ν and lean: one number states ν, so that only the rest of a chord's multiple counts."""
    up_, down, chord = multipliers
    both = up_ + down - chord > 0
    kept = np.where(both, up_, 0), np.where(both, down, 0), np.where(both, 0, chord - up_ - down)
    return kept[0] + kept[1] - kept[2], kept[0] - kept[1]


def stated(nu: Array, lean: Array) -> SharedSide:
    """ν and lean in integers, and nothing else yet."""
    largest = float(np.nan_to_num(np.abs(np.concatenate([nu, lean])), nan=0.0, posinf=0.0).max(initial=0))
    places = min(max(0, BITS - int(np.frexp(largest)[1])), MOST_PLACES)
    return SharedSide(places, integers(nu, places), integers(lean, places), 1, 0, [])


def scaled(side: SharedSide, found: Searched, e: int, unit: int, products: int) -> tuple[SharedSide, Array]:
    """g and the shift in integers, and p in the units that these make.

    Args:
        side: with ν and lean.
        found: the search.
        e: the end's number in it.
        unit: 2^unit is that of the rounded rows.
        products: 2^products is that of the products of two.
    """
    size = min(max(integers(found.g[e : e + 1], -unit)[0], 1), 1 << MOST_BITS)
    p = np.nan_to_num(np.ldexp(found.p[:, e] * found.g[e], -2 * unit - products), nan=0.0, posinf=0.0, neginf=0.0)
    shift = min(max(0, int(np.frexp(np.abs(p).max(initial=0))[1]) - P_BITS), MOST_PLACES)
    return side._replace(size=size, shift=shift), np.ldexp(p, -shift)


def lowest(end: End, p: Array, side: SharedSide, raised: int) -> tuple[SharedSide, int, int]:
    """The hints and the bound where p is raised by the least power of two that leaves a factor, and that power.

    Args:
        end: whose bound it is.
        p: of the search; rounding, or a search that has not come to its end, may leave the matrix without a factor.
        side: the other hints.
        raised: the power that is tried first.
    """
    mean = max(float(np.abs(p[1:]).mean()), LEAST)
    known: dict[int, tuple[int, list[int]]] = {}

    def enough(power: int) -> bool:
        more = integers(p + mean * 2.0**power, 0)
        left, bound = end.bound(more)
        known[power] = bound, more
        return left * PART <= sum(map(abs, more))

    if enough(raised):
        while raised > LEAST_RAISED and enough(raised - 1):
            raised -= 1
    else:
        raised += 1
        while not enough(raised) and raised < MOST_RAISED:
            raised += 1
    bound, more = min(known.values())
    return side._replace(p=more), bound, raised


def integers(values: Array, places: int) -> list[int]:
    """As integers over 2^places; 0 for what is no number, or too large."""
    scaled = np.nan_to_num(np.ldexp(values, places), nan=0.0, posinf=0.0, neginf=0.0)
    return [round(v) if abs(v) < 2.0**MOST_BITS else 0 for v in scaled.tolist()]
