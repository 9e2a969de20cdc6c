"""What all ends share in the rule `gated`: the forms of the free gates in round numbers, and all products of two.

Symbol b has a scale s_b > 0 of the certificate's. For the coefficients D of d: D_kb·s_b = 2^unit·D'_kb, give or take
half of 2^unit; for those of x likewise. Kept are D'·D'ᵀ, D'·X'ᵀ, X'·D'ᵀ and X'·X'ᵀ, each entry rounded to ENTRY bits.
"""

from collections.abc import Iterator, Sequence
from operator import mul
from typing import NamedTuple

from lottery_verify.checker.clock import NO_LIMIT, Clock
from lottery_verify.checker.rules.bilinear import Last, Linear
from lottery_verify.checker.rules.matrices import Rows
from lottery_verify.checker.rules.packing import BYTE, pack, unpack

NORM = 19  # bits of the length of a rounded row: lanes of 40 hold all products
ENTRY = 24  # bits of a product that is kept
LANE = 48  # bits of the lane that it is kept in: sums of two multiples below 2^22 fit
PLACES = 64  # of the sums over 1/s
BLOCK = 32  # rows that are done at once

Matrix = Sequence[Sequence[int]]
Four = tuple[int, int, int, int]  # D'D', D'X', X'D', X'X': a row of each by the rows from its own number on


class Rounded(NamedTuple):
    """A matrix in round numbers: entry (k, b) is rows[k][b]·2^unit / s_b, give or take half of 2^unit / s_b."""

    unit: int
    rows: list[list[int]]
    columns: Rows  # each symbol's entries, to be multiplied by a row of numbers for the symbols
    size: int  # at least Σ |rows[k][b]| / s_b, over 2^PLACES


class Shared(NamedTuple):
    """The free gates' forms in round numbers; products of two rows are kept as multiples of 2^unit."""

    scale: Sequence[int]
    inverse: int  # at least Σ 1/s, over 2^PLACES
    squares: int  # at least Σ 1/s², over 2^PLACES
    d: Rounded
    x: Rounded
    all_d: Rows  # of all gates, exactly
    all_x: Rows
    largest: int  # no product of two rows is larger
    unit: int


def shared(gates: Last, scale: Sequence[int]) -> Shared:
    """The free gates' forms in round numbers.

    Args:
        gates: at least one is free, and there is a symbol.
        scale: above 0, one for each symbol; any will do.
    """
    d, x = (rounded_rows([forms[k].coefficients for k in gates.free], scale) for forms in (gates.d, gates.x))
    largest = max(sum(map(mul, row, row)) for row in (*d.rows, *x.rows))
    sums = sum(over(1, s) for s in scale), sum(over(1, s * s) for s in scale)
    unit = max(0, largest.bit_length() - ENTRY)
    return Shared(scale, *sums, d, x, exactly(gates.d), exactly(gates.x), largest, unit)


def multiplied(common: Shared, clock: Clock = NO_LIMIT) -> list[Four]:
    """Each row's products with the rows from its own number on; the clock is asked before each."""
    return [four for _, four in sorted(backwards(common, clock))]


def over(value: int, divisor: int) -> int:
    """⌈value / divisor⌉, over 2^PLACES."""
    return -(-(value << PLACES) // divisor)


def exactly(forms: Sequence[Linear]) -> Rows:
    """The coefficients as they are."""
    return Rows([form.coefficients for form in forms])


def rounded_rows(matrix: Matrix, scale: Sequence[int]) -> Rounded:
    """A matrix, each column times its scale, in units that leave NORM bits of the longest row."""
    scaled = [list(map(mul, row, scale)) for row in matrix]
    squares = max(sum(map(mul, row, row)) for row in scaled)
    unit = max(0, (squares.bit_length() + 1 >> 1) - NORM)
    half = 1 << unit >> 1
    rows = [[entry + half >> unit for entry in row] for row in scaled]
    columns = list(zip(*rows, strict=True))
    size = sum(over(sum(map(abs, column)), s) for column, s in zip(columns, scale, strict=True))
    return Rounded(unit, rows, Rows(columns), size)


def rounded(value: int, places: int) -> int:
    """The integer nearest to value / 2^places."""
    return value + (1 << places - 1) >> places if places > 0 else value << -places


def backwards(common: Shared, clock: Clock) -> Iterator[tuple[int, Four]]:
    """(row, its products) from the last block of rows to the first.

    The columns are packed in lanes from the block's first row on: a row of a product is one sum of small multiples.
    """
    d, x, n = common.d.rows, common.x.rows, len(common.d.rows)
    width = -(-(common.largest.bit_length() + 1) // BYTE) * BYTE
    by_d, by_x = [0] * len(common.scale), [0] * len(common.scale)
    for start in reversed(range(0, n, BLOCK)):
        stop = min(start + BLOCK, n)
        by_d, by_x = before(d[start:stop], by_d, width), before(x[start:stop], by_x, width)
        for j in range(start, stop):
            clock.demand()
            dd, dx, xd, xx = (
                kept(sum(map(mul, row, columns)), width, n - start, j - start, common.unit)
                for row in (d[j], x[j])
                for columns in (by_d, by_x)
            )
            yield j, (dd, dx, xd, xx)


def before(block: Matrix, columns: Sequence[int], width: int) -> list[int]:
    """Packed columns with a block of rows put before theirs."""
    parts = zip(*block, strict=True)
    return [pack(part, width) + (column << len(block) * width) for part, column in zip(parts, columns, strict=True)]


def kept(packed: int, width: int, count: int, first: int, unit: int) -> int:
    """The lanes from the first one on, each entry rounded to multiples of 2^unit."""
    half = 1 << unit >> 1
    return pack([entry + half >> unit for entry in unpack(packed, width, count)[first:]], LANE)
