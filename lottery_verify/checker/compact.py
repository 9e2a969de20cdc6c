"""Integers in little memory: eight bytes each where 63 bits are enough; standard library only."""

from array import array
from collections.abc import Iterable, MutableSequence, Sequence
from itertools import compress
from operator import or_

from lottery_verify.checker.graph import Row


def compact(values: Iterable[int]) -> Sequence[int]:
    """The same integers."""
    values = list(values)
    try:
        return array("q", values)
    except OverflowError:
        return values


def zeros(count: int, bits: int) -> MutableSequence[int]:
    """Zeros that may give way to integers below 2^bits in size."""
    return array("q", bytes(8 * count)) if bits <= 63 else [0] * count


def row_of(scale: int, positive: Sequence[int], negative: Sequence[int], bias: int) -> Row:
    """The row of these weights, two for each input, without those inputs for which both are 0."""
    alive = list(map(or_, positive, negative))  # 0 where both are
    if all(alive):
        columns: Sequence[int] = range(len(alive))
    else:
        columns = compact(compress(range(len(alive)), alive))
        positive, negative = list(compress(positive, alive)), list(compress(negative, alive))
    kept = compact(positive)
    return Row(scale, columns, kept, kept if negative == positive else compact(negative), bias)
