"""Sums of a matrix's rows, each row packed into one long integer."""

from collections.abc import Iterable, Sequence
from operator import mul

from lottery_verify.checker.rules.packing import WORD, pack, unpack


class Rows:
    """A matrix of which sums Σ weight·row are wanted, many times."""

    def __init__(self, rows: Sequence[Sequence[int]]) -> None:
        self.rows, self.columns = rows, len(rows[0]) if rows else 0
        self.largest = max((max(max(row), -min(row)) for row in rows if row), default=0)
        self._packed: dict[int, list[int]] = {}

    def packed(self, width: int) -> list[int]:
        """Each row in lanes of a width, in bits."""
        if width not in self._packed:
            self._packed = {width: [pack(row, width) for row in self.rows]}
        return self._packed[width]


def floors(terms: Iterable[tuple[Sequence[int], Rows]], scale: int) -> list[int]:
    """⌊Σ weights·matrix / 2^scale⌋, for the sum over all terms of a row of weights times a matrix."""
    alive = [([j for j, w in enumerate(weights) if w], weights, matrix) for weights, matrix in terms]
    columns = alive[0][2].columns
    size = sum(sum(abs(weights[j]) for j in kept) * matrix.largest for kept, weights, matrix in alive)
    width = (size.bit_length() + WORD + 1) // WORD * WORD  # no lane of the sum reaches half of 2^width in size
    total = 0
    for kept, weights, matrix in alive:
        packed = matrix.packed(width) if kept else []
        total += sum(map(mul, [weights[j] for j in kept], [packed[j] for j in kept]))
    return [entry >> scale for entry in unpack(total, width, columns)]
