"""Masks as codes: what `checker.coding` reads back, written."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from lottery_verify.checker.coding import CHOICES, GROUP, LENGTH, MOST_PER_BYTE, PIECE, SPARE, piece_sizes
from lottery_verify.tickets.ticket import TicketLayer

Code = npt.NDArray[np.uint8]
Digit = tuple[int, int, int, int, int]  # of a piece: sizes seen below its own, its own, all; its rank, of how many


class Encoder:
    """Writes sets as one code, set by set."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.work = 0
        self._seen = [[1] * (n + 1) for n in range(PIECE + 1)]
        self._pieces: list[Digit] = []

    def add(self, n: int, kept: list[int]) -> None:
        """Appends the set of the neurons `kept`, ascending, of n."""
        first = start = 0
        sizes = piece_sizes(n)
        for size in sizes:
            end = bisect_left(kept, first + size, start)
            self._add_piece(size, [p - first for p in kept[start:end]])
            first, start = first + size, end
        self.work += 1 + len(sizes) + len(kept)

    def code(self) -> Code:
        """The code, once all sets are added."""
        self._close()
        return np.frombuffer(bytes(self.data), np.uint8)

    def _add_piece(self, n: int, kept: list[int]) -> None:
        if len(self._pieces) == GROUP:
            self._close()
        seen, k = self._seen[n], len(kept)
        rank = sum(CHOICES[p][j] for j, p in enumerate(kept, 1))
        self._pieces.append((sum(seen[:k]), seen[k], sum(seen), rank, CHOICES[n][k]))
        seen[k] += 1

    def _close(self) -> None:
        """Makes one integer of the pieces: what is read first is put on last."""
        number = 0
        for below, own, every, rank, choices in reversed(self._pieces):
            whole, part = divmod(number * choices + rank, own)
            number = whole * every + below + part
        if self._pieces:
            size = (number.bit_length() + 7) // 8
            self.data += size.to_bytes(LENGTH, "little") + number.to_bytes(size, "little")
        self._pieces = []


def coded_masks(layers: Sequence[TicketLayer], plain: int) -> dict[str, Code] | None:
    """The masks of a ticket's layers as codes, by tensor.

    Args:
        layers: the ticket's.
        plain: bytes of the same masks as bits and indices.
    Returns:
        None where the codes are not shorter, or stand for more than a reader lets so few bytes stand for, and for shape
        `free`.
    """
    if any(layer.serves is not None for layer in layers):
        return None
    found: dict[str, Code] = {}
    work = 0
    for i, layer in enumerate(layers):
        u, v = Encoder(), Encoder()
        narrow = _code_layer(layer, u, v)
        found |= {f"layers.{i}.u_code": u.code(), f"layers.{i}.{'v_code' if narrow else 'v_wide_code'}": v.code()}
        work += u.work + v.work + (layer.links * (layer.row_bytes // 4) if layer.as_bits else 0)
    size = sum(code.nbytes for code in found.values())
    return found if size < plain and work <= MOST_PER_BYTE * (size + SPARE) else None


def _code_layer(layer: TicketLayer, u: Encoder, v: Encoder) -> bool:
    """Writes a layer's masks; whether every link keeps only neurons whose entry of U is kept."""
    m, blocks, ends = layer.neurons, len(layer.u), layer.ends.tolist()
    served = layer.links // blocks
    bits = np.unpackbits(layer.u, axis=1, count=m, bitorder="little")
    link_block = np.repeat(np.arange(layer.links) // served, layer.counts)
    narrow = bool(bits[link_block, layer.indices].all())
    for block in range(blocks):
        among = np.nonzero(bits[block])[0]
        u.add(m, among.tolist())
        place = np.cumsum(bits[block], dtype=np.int64) - 1 if narrow else np.arange(m)
        n = len(among) if narrow else m
        for link in range(block * served, (block + 1) * served):
            v.add(n, place[layer.indices[ends[link] : ends[link + 1]]].tolist())
    return narrow
