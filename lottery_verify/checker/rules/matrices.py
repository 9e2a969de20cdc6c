"""Sums of a matrix's rows, each row packed into one long integer."""

import struct
from collections.abc import Iterable, Sequence
from functools import lru_cache
from operator import mul

from lottery_verify.checker.rules.lanes import WORD

BYTE = 8
WORD_BYTES = WORD // BYTE


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


def pack(row: Sequence[int], width: int) -> int:
    """Σ row[k]·2^(k·width), for entries below 2^(width − 1) in size."""
    half, step = 1 << width - 1, width // BYTE
    offset = bias(width, len(row))
    if step <= WORD_BYTES:  # the entries modulo 2^width, which the offset in place of the sign bits makes entry + half
        words = restrided(struct.pack(f"<{len(row)}q", *row), WORD_BYTES, step)
        return (int.from_bytes(words, "little") ^ offset) - offset
    data = b"".join((entry + half).to_bytes(step, "little") for entry in row)
    return int.from_bytes(data, "little") - offset


def unpack(packed: int, width: int, count: int) -> list[int]:
    """The entries of a packed row, each below 2^(width − 1) in size."""
    half, step = 1 << width - 1, width // BYTE
    data = (packed + bias(width, count)).to_bytes(step * count, "little")
    if step <= WORD_BYTES:
        return [word - half for word in struct.unpack(f"<{count}Q", restrided(data, step, WORD_BYTES))]
    return [int.from_bytes(data[k : k + step], "little") - half for k in range(0, step * count, step)]


def restrided(data: bytes, step: int, wanted: int) -> bytes | bytearray:
    """Little-endian numbers of `step` bytes as such of `wanted` bytes, in which they fit."""
    if step == wanted:
        return data
    found = bytearray(len(data) // step * wanted)
    for k in range(min(step, wanted)):
        found[k::wanted] = data[k::step]
    return found


@lru_cache(maxsize=256)
def bias(width: int, count: int) -> int:
    """2^(width − 1) in every lane."""
    return ((1 << width * count) - 1) // ((1 << width) - 1) << width - 1


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
