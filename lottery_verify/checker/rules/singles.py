"""Packed vectors with one entry each besides the first, such as the forms of a network's inputs.

A row's sum of many of them is made entry by entry and packed once: a step for each vector, in place of one for each
entry of each.
"""

from collections.abc import Sequence
from itertools import compress
from operator import mul

from lottery_verify.checker.rules.lanes import Lanes

MANY = 32  # fewer are multiplied as they are


class Singles:
    """Those of some packed vectors that have one entry besides the first at most; none where they are not many.

    Attributes:
        chosen: whether each is one of them.
    """

    def __init__(self, vectors: Sequence[int], lanes: Lanes) -> None:
        self.lanes = lanes
        parts = [split(packed, lanes.width) for packed in vectors]
        many = len(parts) - parts.count(None) >= MANY
        self.chosen = [many and part is not None for part in parts]
        kept = [part for part in parts if many and part is not None]
        self.first, self.places, self.entries = ([part[j] for part in kept] for j in range(3))

    def product(self, row: Sequence[int]) -> int:
        """Σ row·vector, packed, of which each entry stays below 2^(width − 1) in size."""
        if not self.places:
            return 0
        weights = list(compress(row, self.chosen))
        found = [sum(map(mul, weights, self.first)), *[0] * (self.lanes.count - 1)]
        for k, entry in zip(self.places, map(mul, weights, self.entries), strict=True):
            found[k] += entry
        return self.lanes.pack(found)


def split(packed: int, width: int) -> tuple[int, int, int] | None:
    """(first, k, entry) with packed = first + entry·2^(k·width); None where there are more entries than these.

    Each entry is below 2^(width − 2) in size, so that entry k, the last that is not 0, is at least half of all that
    comes before it.
    """
    k = packed.bit_length() // width
    if k == 0:
        return packed, 0, 0
    entry = packed + (1 << k * width - 1) >> k * width
    first = packed - (entry << k * width)
    return (first, k, entry) if first.bit_length() <= width - 2 else None
