"""Writes the input at which a difference was found: exactly, in text, or as the nearest float64 of the region."""

from __future__ import annotations

import io
import math
import os
from collections.abc import Iterable
from fractions import Fraction

import numpy as np

from lottery_verify.checker.regions import Ball, Box, Region
from lottery_verify.errors import InvalidArgument
from lottery_verify.networks.network import Array
from lottery_verify.networks.saving import atomic_write
from lottery_verify.pruning.plan import in_floats

FLOATS, TEXT = (".npy",), (".counterexample", ".vnnlib")
INWARD = (0, 50, 40, 30, 20, 10)  # a point of a ball moves to its centre by 2^-k of the way, for the first that helps

Point = tuple[Fraction, ...]


def as_floats(point: Point, region: Region) -> Array:
    """The point, shape (inputs,), or where float64 does not hold it one near it, still inside the region.

    Raises:
        InvalidArgument: an input's range holds no float64.
    """
    if isinstance(region, Box):
        return np.array([_between(*ends) for ends in zip(point, region.lower, region.upper, strict=True)])
    return _in_ball(point, region)


def demand_floats(region: Region) -> None:
    """Refuses, before any work, a region in which no point of float64 lies."""
    as_floats(region.lower if isinstance(region, Box) else region.centre, region)


def counterexample(values: Iterable[tuple[str, Fraction]]) -> str:
    """Values as VNN-COMP spells a counterexample: `((X_0 0.5) …)`, exact decimals, or (/ 1 3) where there is none.

    Args:
        values: names such as X_0, and what they stand for.
    """
    return "(" + "\n".join(f"({name} {spelt(value)})" for name, value in values) + ")\n"


def write_point(path: str | os.PathLike[str], point: Point) -> None:
    """Writes a point: .npy holds float64 and must hold this very point; .counterexample and .vnnlib hold any.

    Raises:
        InvalidArgument: another suffix, or float64 does not hold it; `as_floats` gives a point near it that it holds.
    """
    suffix = os.path.splitext(os.fspath(path))[1]
    if suffix in TEXT:
        text = counterexample((f"X_{i}", value) for i, value in enumerate(point))
        atomic_write(path, text.encode())
        return
    if suffix not in FLOATS:
        raise InvalidArgument(f"witness {os.fspath(path)!r} must end in {', '.join((*FLOATS, *TEXT))}")
    array = np.array([float(value) for value in point])
    if tuple(map(Fraction, array.tolist())) != point:
        raise InvalidArgument(f"witness {os.fspath(path)!r}: float64 does not hold the point exactly")
    file = io.BytesIO()
    np.save(file, array, allow_pickle=False)
    atomic_write(path, file.getvalue())


def _between(value: Fraction, low: Fraction, high: Fraction) -> float:
    near = in_floats(value, "region")
    if Fraction(near) < low:
        near = math.nextafter(near, math.inf)
    if Fraction(near) > high:
        near = math.nextafter(near, -math.inf)
    if not low <= Fraction(near) <= high:
        raise InvalidArgument(f"region: no float64 lies from {low} to {high}; name a witness in text, {TEXT[0]}")
    return near


def _in_ball(point: Point, region: Ball) -> Array:
    for k in INWARD:
        factor = 1 - Fraction(1, 1 << k) if k else Fraction(1)
        near = [in_floats(c + factor * (v - c), "region") for v, c in zip(point, region.centre, strict=True)]
        square = sum((Fraction(v) - c) ** 2 for v, c in zip(near, region.centre, strict=True))
        if square <= region.radius**2:
            return np.array(near)
    raise InvalidArgument(f"region: no float64 point near {region.centre[:3]} lies in the ball; name a witness in text")


def spelt(value: Fraction) -> str:
    """An exact decimal, or a ratio as SMT-LIB writes one."""
    twos = (value.denominator & -value.denominator).bit_length() - 1
    rest, fives = value.denominator >> twos, 0
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    sign, size = ("-", -value) if value < 0 else ("", value)
    if rest > 1:
        return f"{'(- ' if sign else ''}(/ {size.numerator} {size.denominator}){')' if sign else ''}"
    places = max(twos, fives)
    whole, part = divmod(size.numerator * (10**places // size.denominator), 10**places)
    return f"{sign}{whole}.{part:0{places}d}" if places else f"{sign}{whole}.0"
