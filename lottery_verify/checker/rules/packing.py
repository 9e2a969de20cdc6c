"""Integers packed into one long integer, a lane for each: Σ value·2^(k·width), values below 0 included."""

import struct
from collections.abc import Sequence
from functools import lru_cache

BYTE = 8
WORD = 64
WORD_BYTES = WORD // BYTE


def pack(values: Sequence[int], width: int) -> int:
    """Σ values[k]·2^(k·width), for values below 2^(width − 1) in size.

    Args:
        values: of one lane each.
        width: of a lane in bits, a multiple of 8.
    """
    half, step = 1 << width - 1, width // BYTE
    offset = bias(width, len(values))
    if step <= WORD_BYTES:  # the values modulo 2^width, which the offset in place of the sign bits makes value + half
        words = restrided(struct.pack(f"<{len(values)}q", *values), WORD_BYTES, step)
        return (int.from_bytes(words, "little") ^ offset) - offset
    data = b"".join([(value + half).to_bytes(step, "little") for value in values])
    return int.from_bytes(data, "little") - offset


def unpack(packed: int, width: int, count: int) -> list[int]:
    """So many packed values, each below 2^(width − 1) in size."""
    half, step = 1 << width - 1, width // BYTE
    offset = bias(width, count)
    if step == WORD_BYTES:  # the sign of each apart, as in two's complement
        return list(struct.unpack(f"<{count}q", (packed + offset ^ offset).to_bytes(step * count, "little")))
    data = (packed + offset).to_bytes(step * count, "little")
    if step < WORD_BYTES:
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
