"""Vectors of integers packed into one long integer, so that a whole vector is added or scaled in one step.

Lane k holds value k at the bits from k·width on: the packed integer is the sum of all value·2^(k·width),
values below 0 included. Sums and multiples of packed integers are sums and multiples of the vectors, as long as every
value stays below 2^(width − 2) in size; `fits` decides that exactly, before each step that could leave it.
"""

import struct
from collections.abc import Sequence
from functools import cache

from lottery_verify.checker.rules.packing import WORD, bias, pack, unpack


class Lanes:
    """Vectors of `count` integers in lanes of `width` bits, a multiple of 64."""

    def __init__(self, width: int, count: int) -> None:
        self.width, self.count = width, count
        self.bias = bias(width, count)
        self.ones = self.bias >> width - 1
        self._form = struct.Struct(f"<{width // WORD * count}q")
        self._floors: dict[int, tuple[int, int]] = {}
        self._outsides: dict[int, tuple[int, int]] = {}

    def fits(self, packed: int, bits: int) -> bool:
        """Whether every value v has −2^bits ≤ v < 2^bits, provided that all are below 2^(width − 2) in size."""
        if bits >= self.width - 2:
            return True
        if bits not in self._outsides:
            self._outsides[bits] = self.ones << bits, self.ones * ((1 << self.width) - (2 << bits))
        offset, outside = self._outsides[bits]
        return not (packed + offset) & outside

    def floor(self, packed: int, bits: int) -> int:
        """The vector of ⌊v / 2^bits⌋."""
        if bits not in self._floors:
            kept = self.ones * ((1 << self.width - bits) - 1)
            self._floors[bits] = kept, self.ones << self.width - 1 - bits
        kept, offset = self._floors[bits]
        return (packed + self.bias >> bits & kept) - offset

    def values(self, packed: int, bits: int) -> tuple[int, ...]:
        """⌊v / 2^bits⌋ of each value, provided that these are below 2^63 in size, and bits below width − 64.

        A lane's first word is read. What was added to keep the lanes apart, 2^(width − 1 − bits), must lie beyond it.
        """
        data = (packed + self.bias >> bits).to_bytes(self._form.size, "little")
        return self._form.unpack(data)[:: self.width // WORD]

    def unpack(self, packed: int) -> list[int]:
        """Each value, whatever its size."""
        return unpack(packed, self.width, self.count)

    def pack(self, values: Sequence[int]) -> int:
        """The packed integer of these values, each below 2^(width − 1) in size."""
        return pack(values, self.width)


@cache
def lanes(width: int, count: int) -> Lanes:
    """The lanes of this width and count, made once."""
    return Lanes(width, count)
