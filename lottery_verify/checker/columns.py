"""Sums of products of drawn weights, for many rows of V at once; standard library only.

The kept weights of some rows are packed column by column, a lane for each row, so that a column is multiplied by a
number in one step. That is for weights that are linear in their random bits; others are multiplied one by one.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

from lottery_verify.checker.masks import Draws, where_set
from lottery_verify.checker.rules.lanes import lanes
from lottery_verify.checker.rules.packing import WORD
from lottery_verify.checker.source import Law

MOST_BYTES = 1 << 25  # of the rows that are packed at once
MANY = 16  # fewer rows are multiplied one by one


class Columns:
    """The kept weights of some rows of V, of the law `uniform`."""

    def __init__(self, law: Law, neurons: int) -> None:
        self.n_bytes, self.neurons, self.rows = law.n_bytes, neurons, 0
        self.words, self.kept = bytearray(), bytearray()  # random bits, 0 where pruned; and a byte for each, 1 or 0
        self.zero, one = law.numerators(bytes(law.n_bytes) + (1).to_bytes(law.n_bytes, "little"), [0, 1])
        self.step = one - self.zero

    def append(self, stream: bytes, chosen: bytes) -> None:
        """One row more: the random bytes of its weights, and a byte for each, 1 if it is kept and else 0."""
        every = bytearray(self.n_bytes * self.neurons)
        chosen = chosen.ljust(self.neurons, b"\0")
        for k in range(self.n_bytes):
            every[k :: self.n_bytes] = chosen
        words = int.from_bytes(stream, "little") & 0xFF * int.from_bytes(every, "little")
        self.words += words.to_bytes(len(every), "little")
        self.kept += chosen
        self.rows += 1

    def column(self, m: int, width: int) -> int:
        """The numerators of neuron m's weights, 0 where they are pruned, in lanes of a width."""
        words, kept = (bytearray(width // 8 * self.rows) for _ in range(2))
        for k in range(self.n_bytes):
            words[k :: width // 8] = self.words[self.n_bytes * m + k :: self.n_bytes * self.neurons]
        kept[:: width // 8] = self.kept[m :: self.neurons]
        return self.step * int.from_bytes(words, "little") + self.zero * int.from_bytes(kept, "little")


def totals(
    draws: Draws, law: Law, factors: Sequence[int], places: Sequence[int], count: int, n_rows: int,
    rows: Iterator[tuple[bytes, bytes]],
) -> Iterator[Sequence[int]]:  # fmt: skip
    """For each row of V, for each of `count` places, the sum of factor·weight over its kept neurons there.

    Args:
        draws, law: of V's weights.
        factors, places: of each neuron.
        count: of the places, the first of which is 0.
        n_rows: how many rows there are.
        rows: the random bytes of each row's weights, and a byte for each, 1 if it is kept and else 0; neurons after
            the last that is kept may be left out.
    """
    at_once = min(n_rows, MOST_BYTES // (4 * len(places) + 1))
    if law.name != "uniform" or at_once < MANY:
        for stream, chosen in rows:
            kept, found = where_set(chosen), [0] * count
            for m, weight in zip(kept, draws.read(law, stream, kept), strict=True):
                found[places[m]] += factors[m] * weight
            yield found
        return
    groups: list[list[int]] = [[] for _ in range(count)]
    for m, place in enumerate(places):
        if factors[m]:
            groups[place].append(m)
    largest = max(sum(abs(factors[m]) for m in group) for group in groups) << law.bits
    width = (largest.bit_length() + 2 + WORD) // WORD * WORD
    for _ in range(0, n_rows, at_once):
        columns = Columns(law, len(places))
        for stream, chosen in islice(rows, at_once):
            columns.append(stream, chosen)
        lane = lanes(width, columns.rows)
        sums = [lane.unpack(sum(factors[m] * columns.column(m, width) for m in group)) for group in groups]
        yield from zip(*sums, strict=True)
