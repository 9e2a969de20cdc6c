"""An output's end by the products that all ends share: the bound of `quadratic`, its entries rounded on the way.

With K' = w·D' + n·X' in units of 2^u, whose row of the constant is k, the form is 2^u·zᵀK'·diag(1/s)·t + c·s. For any
g > 0 it is at most 2^u·(g/4·Σ 1/s² + zᵀS·z/g) + c·s with S = K'·K'ᵀ: `quadratic` with q = 2^u·g/(4s²). And
    diag(p) − S/2^f − g·C/2^(u+f) = R·Rᵀ + E,   zᵀS·z + g·c·s/2^u ≤ 2^f·(Σ p + Σ |E|).
f is the certificate's shift and the unit of the shared products together.
"""

from collections.abc import Iterable, Iterator
from operator import mul
from typing import NamedTuple

from lottery_verify.checker.clock import NO_LIMIT, Clock
from lottery_verify.checker.reach import up
from lottery_verify.checker.rules.bilinear import Shares
from lottery_verify.checker.rules.factor import residual
from lottery_verify.checker.rules.matrices import floors
from lottery_verify.checker.rules.multiples import SharedSide
from lottery_verify.checker.rules.packing import unpack
from lottery_verify.checker.rules.shared import LANE, PLACES, Four, Shared, rounded

WEIGHT = 18  # bits of a rounded multiple of a row


class Weighted(NamedTuple):
    """One end's multiples of the shared rows, and the constant's own row, in units of 2^unit."""

    constant: int  # it covers the rounding
    unit: int
    w: list[int]
    n: list[int]
    first: list[int]
    column: list[int]


def shared_bound(form: Shares, side: SharedSide, shared: Shared, products: Iterable[Four],
                 clock: Clock = NO_LIMIT) -> int:  # fmt: skip
    """What the form is at most, in its own unit."""
    end = weighted(form, shared)
    return bounded(end, side, shared, residual(columns(end, side, shared, products), len(end.w) + 1, clock))


def weighted(form: Shares, shared: Shared) -> Weighted:
    """An end in round numbers.

    The constant's row is off by half a unit over s; row k by the same times D' and X', and by half a unit of each.
    """
    d, x = shared.d, shared.x
    sizes = sum(map(abs, form.d)), sum(map(abs, form.x))
    largest = max(max(map(abs, form.d)) << d.unit, max(map(abs, form.x)) << x.unit)
    unit = max(0, largest.bit_length() - WEIGHT)
    exact = floors([(form.first_d, shared.all_d), (form.first_x, shared.all_x)], 0)
    off = shared.inverse * ((1 << unit) + (sizes[0] << d.unit) + (sizes[1] << x.unit)) + (d.size + x.size << unit)
    return Weighted(
        form.constant + up(off, PLACES + 1),
        unit,
        [rounded(v, unit - d.unit) for v in form.d],
        [rounded(v, unit - x.unit) for v in form.x],
        [rounded(v * s, unit) for v, s in zip(exact, shared.scale, strict=True)],
        form.column,
    )


def columns(end: Weighted, side: SharedSide, shared: Shared, products: Iterable[Four]) -> Iterator[list[int]]:
    """diag(p) − S/2^f − g·C/2^(u+f), entry by entry rounded down: its columns from the diagonal on."""
    yield top(end, side, shared)
    for j, four in enumerate(products):
        w, n = end.w[j:], end.n[j:]
        by_w, by_n = halves(four, w[0], n[0], len(w))
        found = [-(a * p + b * q) >> side.shift for a, b, p, q in zip(w, n, by_w, by_n, strict=True)]
        found[0] += side.p[j + 1]
        yield found


def top(end: Weighted, side: SharedSide, shared: Shared) -> list[int]:
    """The column of the constant."""
    places = shared.unit + side.shift
    by_d, by_x = floors([(end.first, shared.d.columns)], 0), floors([(end.first, shared.x.columns)], 0)
    found = [side.p[0] + (-sum(map(mul, end.first, end.first)) >> places)]
    for c, w, n, a, b in zip(end.column, end.w, end.n, by_d, by_x, strict=True):
        found.append(-((a * w + b * n << end.unit + 1) + side.size * c) >> end.unit + places + 1)
    return found


def halves(four: Four, w: int, n: int, count: int) -> tuple[list[int], list[int]]:
    """A row of products by its own w and n: what stands beside the other rows' w, and beside their n."""
    dd, dx, xd, xx = four
    return unpack(w * dd + n * xd, LANE, count), unpack(w * dx + n * xx, LANE, count)


def bounded(end: Weighted, side: SharedSide, shared: Shared, left: int) -> int:
    """The bound, for a sum of |E| of so much: of entries that were rounded down, by products that were rounded."""
    p = side.p[0] + sum(max(each, 0) for each in side.p[1:])
    entries = (sum(map(abs, end.w)) + sum(map(abs, end.n))) ** 2  # half of this is what the products' rounding takes
    squares = (p + left + (len(end.w) + 1) ** 2 << side.shift + 1) + entries << shared.unit + end.unit
    symbols = up(side.size * shared.squares << end.unit, PLACES + 2)
    return end.constant + symbols - -squares // (2 * side.size)
