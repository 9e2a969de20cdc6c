"""The boxes around images: every input within a radius of the image's, cut to a range; exact, and in floats."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lottery_verify.arguments import Number, as_fraction, readable
from lottery_verify.checker.regions import Box
from lottery_verify.errors import InvalidArgument
from lottery_verify.neighbourhoods.images import Images

Clip = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Ball:
    """The neighbourhood of one image.

    Attributes:
        image: which, from 0.
        radius: in the unit of the inputs, exact.
        box: what of it lies in the range, exact.
    """

    image: int
    radius: Fraction
    box: Box


def read_radii(values: Sequence[Number]) -> tuple[Fraction, ...]:
    """Radii, each above 0, and none twice."""
    radii = tuple(as_fraction("radius", value, above=0) for value in values)
    if not radii:
        raise InvalidArgument("radius: at least one is needed")
    if len(set(radii)) < len(radii):
        raise InvalidArgument(f"radius {', '.join(map(readable, radii))}: one is given twice")
    return radii


def read_clip(values: Sequence[Number] | None) -> Clip | None:
    """The ends of the range, or None."""
    if values is None:
        return None
    if len(values) != 2:
        raise InvalidArgument(f"clip: {len(values)} numbers; expected a lower and an upper end")
    low, high = (as_fraction("clip", value) for value in values)
    if low >= high:
        raise InvalidArgument(f"clip {readable(low)},{readable(high)}: the lower end must be below the upper one")
    return low, high


def check_range(images: Images, clip: Clip | None) -> None:
    """Refuses images that lie outside the range."""
    if clip is None:
        return
    for i, row in enumerate(images.floats):
        if row.min() >= float(clip[0]) and row.max() <= float(clip[1]):
            continue
        for b, value in enumerate(images.exact(i)):
            if not clip[0] <= value <= clip[1]:
                ends = f"{readable(clip[0])},{readable(clip[1])}"
                raise InvalidArgument(
                    f"{images.name}: image {i}, input {b} is {readable(value)}, outside the clip {ends}; are "
                    "the images to be divided by a scale?"
                )


def balls(images: Images, radii: Sequence[Fraction], clip: Clip | None) -> Iterator[Ball]:
    """The neighbourhood of each image for each radius, image by image."""
    for i in range(len(images)):
        point = images.exact(i)
        for radius in radii:
            low, high = [v - radius for v in point], [v + radius for v in point]
            if clip is not None:
                low, high = [max(v, clip[0]) for v in low], [min(v, clip[1]) for v in high]
            yield Ball(i, radius, Box(low, high))
