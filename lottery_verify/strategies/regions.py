"""Regions: boxes and balls with exact ends, and points inside them."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from math import isqrt

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from lottery_verify.checker.regions import Ball, Box, Region
from lottery_verify.strategies.numbers import rationals

POINT_STEPS = 8
_CUBES = st.sampled_from([(0, 1), (-1, 1), (0, 0), (-1, 0)])


@st.composite
def boxes(draw: DrawFn, *, width: int, max_side: Fraction | int = 2) -> Box:
    """Boxes inside [-max_side, max_side]^width; can produce points, flat sides, [0, 1]^width and one-sided ones."""
    numbers = rationals(min_value=-max_side, max_value=max_side, max_denominator=8)
    if draw(st.booleans()):
        low, high = draw(_CUBES)
        return Box.cube(low * Fraction(max_side) / 2, high * Fraction(max_side) / 2, width)
    ends = [sorted((draw(numbers), draw(numbers))) for _ in range(width)]
    return Box(tuple(a for a, _ in ends), tuple(b for _, b in ends))


def balls(*, width: int, max_radius: Fraction | int = 2) -> SearchStrategy[Ball]:
    """Balls within `max_radius` of 0 or near it; they shrink to radius 1 (or the largest below it) around 0."""
    radii = rationals(min_value=Fraction(1, 8), max_value=max_radius, max_denominator=8)
    place = rationals(min_value=-1, max_value=1, max_denominator=8)
    places = st.just(()) | st.lists(place, min_size=width, max_size=width).map(tuple)
    return st.builds(_ball, radii, places, st.just(width))


def _ball(reach: Fraction, place: tuple[Fraction, ...], width: int) -> Ball:
    """A ball inside [-reach, reach]^width: its centre at these parts of half the reach, its radius what remains."""
    return Ball(reach / 2, width, tuple(reach * part / 2 for part in place)) if any(place) else Ball(reach, width)


@cache
def regions(*, width: int, max_side: Fraction | int = 2) -> SearchStrategy[Region]:
    """Boxes and balls of `width` inputs within `max_side` of 0."""
    return boxes(width=width, max_side=max_side) | balls(width=width, max_radius=max_side)


def path_of(region: Region, points: tuple[tuple[int, ...], ...]) -> list[tuple[Fraction, ...]]:
    """A path through the region in straight pieces: from its lower end over these points (steps) to its upper end."""
    low, high = (-POINT_STEPS,) * region.width, (POINT_STEPS,) * region.width
    return [point_of(region, steps) for steps in (low, *points, high)]


@cache
def path_points(width: int, most: int) -> SearchStrategy[list[tuple[int, ...]]]:
    """One to `most` points for `path_of`, often corners, middles of sides and the centre."""
    step = st.sampled_from([0, POINT_STEPS, -POINT_STEPS]) | st.integers(-POINT_STEPS, POINT_STEPS)
    return st.lists(st.lists(step, min_size=width, max_size=width).map(tuple), min_size=1, max_size=most)


def points(region: Region) -> SearchStrategy[tuple[Fraction, ...]]:
    """Exact points of a region: corners, poles, edges, the centre, and points between on a grid of 1/8."""
    steps = st.lists(st.integers(-POINT_STEPS, POINT_STEPS), min_size=region.width, max_size=region.width)
    return steps.map(lambda chosen: point_of(region, tuple(chosen)))


def point_of(region: Region, steps: tuple[int, ...]) -> tuple[Fraction, ...]:
    """The point at these steps of 1/8 from the centre, -8 the lower and 8 the upper end; for a ball scaled into it."""
    if isinstance(region, Box):
        return tuple(
            a + (b - a) * Fraction(s + POINT_STEPS, 2 * POINT_STEPS)
            for a, b, s in zip(region.lower, region.upper, steps, strict=True)
        )
    square = sum(s * s for s in steps)
    length = POINT_STEPS if square <= POINT_STEPS**2 else isqrt(square - 1) + 1
    return tuple(c + region.radius * Fraction(s, length) for c, s in zip(region.centre, steps, strict=True))
