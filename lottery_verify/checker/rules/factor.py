"""How far a symmetric integer matrix is from R·Rᵀ, for its Cholesky factor R rounded to integers, column by column."""

from collections.abc import Iterable, Sequence
from math import isqrt
from operator import mul, sub

from lottery_verify.checker.clock import NO_LIMIT, Clock
from lottery_verify.checker.rules.packing import BYTE, bias, pack, unpack

BLOCK = 32  # columns after which the lanes of their rows are cut off
SPARE = 4  # bits by which lanes are made wider than they must be by now
MOST_BITS = 1 << 11  # of an entry of R, whose square is at most p where there is a factor: p has 2,200 bits at most


def residual(columns: Iterable[Sequence[int]], rows: int, clock: Clock = NO_LIMIT) -> int:
    """Σ |E| of R·Rᵀ + E, for a symmetric matrix given by the columns of its lower triangle.

    Where a pivot is not above 0, its column of R is 0, and all of it counts; also where an entry of it would have
    over MOST_BITS, as entries may grow with each column where there is no factor.

    Args:
        columns: column j from the diagonal down, for each j.
        rows: of the matrix.
        clock: asked before each column.
    """
    left, factor = 0, Factor(rows)
    for column in columns:
        clock.demand()
        first, *rest = map(sub, column, factor.products())
        pivot = isqrt(first) if first > 0 else 0
        half = pivot >> 1
        own = [(value + half) // pivot for value in rest] if pivot else [0] * len(rest)
        if max(map(int.bit_length, own), default=0) > MOST_BITS:
            pivot, own = 0, [0] * len(rest)
        left += first - pivot * pivot if pivot else abs(first)
        left += 2 * sum(map(abs, map(sub, rest, map(pivot.__mul__, own))))
        factor.append(own)
    return left


class Factor:
    """The columns of R below the diagonal, each packed into one integer; the lanes of rows above it are 0."""

    def __init__(self, rows: int) -> None:
        self.rows, self.start, self.width = rows, 0, BYTE
        self.columns: list[list[int]] = []
        self.packed: list[int] = []
        self.squares = 0  # no sum of products of two rows is larger

    def products(self) -> list[int]:
        """Σ R_jk·R_ik over the columns k that are there, for the next row j and the rows i from there on."""
        j = len(self.columns)
        if j - self.start == BLOCK:
            self.cut()
        row = [column[j - k] for k, column in enumerate(self.columns, 1)]
        lanes = unpack(sum(map(mul, row, self.packed)), self.width, self.rows - self.start)
        return lanes[j - self.start :]

    def append(self, column: list[int]) -> None:
        """The next column, from below the diagonal on."""
        self.columns.append(column)
        self.squares += max(map(abs, column), default=0) ** 2
        least = self.squares.bit_length() + 1
        if least > self.width:
            self.width = -(-(least + SPARE) // BYTE) * BYTE
            self.packed = [self.lanes(k) for k in range(len(self.columns) - 1)]
        self.packed.append(self.lanes(len(self.columns) - 1))

    def lanes(self, k: int) -> int:
        """Column k in the lanes of the rows from `start` on."""
        above = k + 1 - self.start
        column = self.columns[k]
        return pack(column[-above:], self.width) if above < 0 else pack(column, self.width) << above * self.width

    def cut(self) -> None:
        """Leaves the lanes of a block of rows out."""
        before, self.start = bias(self.width, self.rows - self.start), self.start + BLOCK
        after = bias(self.width, self.rows - self.start)
        self.packed = [(packed + before >> BLOCK * self.width) - after for packed in self.packed]
