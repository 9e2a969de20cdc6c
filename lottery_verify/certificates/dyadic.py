"""Matrices of dyadic rationals: integers over one power of two, of 64 bits where they fit, of Python elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from mpmath.libmp import from_man_exp

from lottery_verify.certificates.reals import Real, numerators

Integers = npt.NDArray[Any]  # int64, or Python integers as objects
Floats = npt.NDArray[np.float64]
HELD = 62  # bits that an entry of int64 may have, so that it holds the difference of two as well
TOGETHER = 1 << 18  # entries of a matrix that are worked on at once


@dataclass(frozen=True, eq=False)
class Dyadic:
    """The matrix whole/2^places; nothing that is done with it rounds.

    Attributes:
        whole: shape (rows, columns); int64 below 2^63 in size, or Python integers.
        places: 0 or more.
    """

    whole: Integers
    places: int

    @classmethod
    def of(cls, values: Floats) -> Dyadic:
        """Finite floats, shape (rows, columns), each as it is."""
        parts = list(blocks(values.shape))
        least = max([0, *(places_of(values[part]) for part in parts)])
        largest = max(float(values.max(initial=0)), -float(values.min(initial=0)))
        if int(np.frexp(largest)[1]) + least <= HELD:
            whole = np.empty(values.shape, dtype=np.int64)
            for part in parts:
                whole[part] = np.ldexp(values[part], least)
            return cls(whole, least)
        ratios = [[v.as_integer_ratio() for v in row] for row in values.tolist()]
        return cls(objects([[n * ((1 << least) // d) for n, d in row] for row in ratios], values.shape), least)

    @classmethod
    def column(cls, values: Sequence[Real]) -> Dyadic:
        """Raw mpmath values, shape (n,), as the one column of a matrix."""
        whole, places = numerators(values)
        return cls(objects([whole], (1, len(whole))).T, places)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self.whole.shape
        return rows, columns

    def minus(self, other: Dyadic) -> Dyadic:
        """This less another one.

        Raises:
            ValueError: the other is of another shape.
        """
        if self.shape != other.shape:
            raise ValueError(f"a matrix of shape {self.shape} less one of shape {other.shape}")
        places = max(self.places, other.places)
        one, two = places - self.places, places - other.places
        fit = all(m.whole.dtype != object and size(m.whole) + more <= HELD for m, more in ((self, one), (other, two)))
        gap: Integers = np.empty(self.shape, dtype=np.int64 if fit else object)
        for part in blocks(self.shape):
            left, right = (m.whole[part] if fit else m.whole[part].astype(object) for m in (self, other))
            gap[part] = (left << one) - (right << two)
        return Dyadic(gap, places)

    def reals(self) -> list[list[Real]]:
        """The rows as raw mpmath values."""
        return [[from_man_exp(v, -self.places) for v in row] for row in self.whole.tolist()]

    def floats(self) -> Floats:
        """Each entry rounded once, to the nearest float64; its largest where it lies beyond."""
        if self.whole.dtype != object and self.places <= 900:
            return np.asarray(np.ldexp(self.whole.astype(np.float64), -self.places))
        unit = 1 << self.places
        return np.array([[_quotient(v, unit) for v in row] for row in self.whole.tolist()]).reshape(self.shape)


def _quotient(whole: int, unit: int) -> float:
    try:
        return whole / unit
    except OverflowError:
        largest = float(np.finfo(np.float64).max)
        return -largest if whole < 0 else largest


def objects(rows: Sequence[Sequence[int]], shape: tuple[int, ...]) -> Integers:
    """Python integers as an array."""
    made = np.empty(shape, dtype=object)
    for place, row in enumerate(rows):
        made[place] = row
    return made


def size(whole: Integers) -> int:
    """The bits of the largest entry."""
    return max(int(whole.max(initial=0)), -int(whole.min(initial=0))).bit_length()


def places_of(values: Floats) -> int:
    """The least number of binary places, from 0, in which finite floats can be written."""
    mantissa, exponent = np.frexp(values[values != 0])
    whole = np.ldexp(np.abs(mantissa), 53).astype(np.int64)
    ones = np.frexp((whole & -whole).astype(np.float64))[1] - 1  # zeros at the end of a mantissa of 53 bits
    return max(0, int((53 - exponent - ones).max(initial=0)))


def blocks(shape: tuple[int, ...]) -> Iterator[slice]:
    """Rows of a matrix in turn, so many that they hold about 2^18 entries."""
    rows, columns = shape
    step = max(1, TOGETHER // max(1, columns))
    for first in range(0, rows, step):
        yield slice(first, min(rows, first + step))
