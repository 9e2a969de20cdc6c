"""The sizes of a matrix's entries times a vector of slacks: how far a layer's outputs may lie apart at most.

A column of sizes is packed into one integer, a lane a row, so that a slack scales all of it in one step.
"""

from collections.abc import Sequence
from itertools import compress
from operator import mul

from lottery_verify.checker.rules.lanes import Lanes, lanes
from lottery_verify.checker.rules.packing import WORD


class Sizes:
    """Σ |entry|·slack over the columns, for each row; the columns are packed once for each width of the lanes."""

    def __init__(self, rows: Sequence[Sequence[int]]) -> None:
        self.rows = rows
        self.bits = max(sum(map(abs, row)) for row in rows).bit_length()
        self._packed: dict[int, tuple[Lanes, list[int]]] = {}

    def __reduce__(self) -> tuple[type["Sizes"], tuple[Sequence[Sequence[int]]]]:
        """What is packed is not sent to another process."""
        return Sizes, (self.rows,)

    def times(self, slacks: Sequence[int]) -> Sequence[int]:
        """The sums for slacks of 0 or more, one for each column."""
        if not any(slacks):
            return [0] * len(self.rows)
        bits = self.bits + max(slacks, default=0).bit_length()  # of any sum, so that it stays in its lane
        lane, columns = self.packed(-(-(bits + 3) // WORD) * WORD)
        alive = [slack > 0 for slack in slacks]
        return lane.unpack(sum(map(mul, compress(columns, alive), compress(slacks, alive))))

    def packed(self, width: int) -> tuple[Lanes, list[int]]:
        """The columns of sizes in lanes of this width."""
        if width not in self._packed:
            lane = lanes(width, len(self.rows))
            self._packed[width] = lane, [lane.pack(list(map(abs, column))) for column in zip(*self.rows, strict=True)]
        return self._packed[width]
