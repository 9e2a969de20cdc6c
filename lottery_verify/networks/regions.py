"""Regions from what a user writes: the checker's forms, and VNN-LIB files besides."""

from __future__ import annotations

import os
from fractions import Fraction

from lottery_verify.checker.files import shown
from lottery_verify.checker.headers import MAX_WIDTH
from lottery_verify.checker.regions import MAX_REGION_BYTES, Ball, Box, Region, brief, parse_number
from lottery_verify.checker.unions import OR, AnyRegion, Boxes, parse_any
from lottery_verify.errors import InvalidArgument, MalformedFile
from lottery_verify.networks.reading import read_bytes
from lottery_verify.networks.vnnlib import read_specification


def load_region(spec: str | os.PathLike[str] | Region, width: int) -> Region:
    """Reads one box or ball for a network of `width` inputs; otherwise as `load_any`.

    Raises:
        InvalidArgument: as `load_any`, or there are several boxes.
    """
    region = load_any(spec, width)
    if isinstance(region, Boxes):
        raise InvalidArgument(
            f"region: {spec}: it is {len(region.parts)} boxes (its choices, or), and one region is asked for; write a "
            "file for each of them"
        )
    return region


def load_any(spec: str | os.PathLike[str] | AnyRegion, width: int) -> AnyRegion:
    """Reads a region, or a union of boxes, for a network of `width` inputs.

    Args:
        spec: `box:LOWER,UPPER`, `ball:RADIUS`, `ball:RADIUS@FILE`, a text file with a lower and an upper end in each
            line (and a line `or` between boxes), a `.vnnlib` file, or a region, which is only compared with `width`.
        width: how many inputs the network takes.
    Returns:
        the box, ball or boxes, exact.
    Raises:
        InvalidArgument: it is none of these, or is for another number of inputs.
        MalformedFile: the file can't be read or states no box.
    """
    if isinstance(spec, (Box, Ball, Boxes)):
        region: AnyRegion = spec
    else:
        text = region_text(spec)
        if text.lower().endswith(".vnnlib"):
            region = read_specification(text).region
        else:
            if os.path.exists(text):
                read_bytes(text, MAX_REGION_BYTES)  # refuses devices, pipes and empty files before they are parsed
            region = parse_any(text, width)
    if region.width != width:
        raise InvalidArgument(
            f"region: {spec}: for {region.width} inputs, but the network takes {width}; nothing was done"
        )
    return region


def as_region(spec: object, width: int) -> Region:
    """The region that an argument of a function is, or else spells or names for a network of `width` inputs."""
    return spec if isinstance(spec, (Box, Ball)) else load_region(region_text(spec), width)


def as_any(spec: object, width: int) -> AnyRegion:
    """As `as_region`, where a union of boxes will do as well."""
    return spec if isinstance(spec, (Box, Ball, Boxes)) else load_any(region_text(spec), width)


def part_with(region: AnyRegion, point: tuple[Fraction, ...]) -> Region:
    """The box of a union that a point of it lies in; of another region, itself."""
    if not isinstance(region, Boxes):
        return region
    for box in region.parts:
        if all(low <= v <= high for v, low, high in zip(point, box.lower, box.upper, strict=True)):
            return box
    raise InvalidArgument("point: it lies in none of the region's boxes")


def region_notes(spec: str) -> tuple[str, ...]:
    """What of a region's file is not used, or read as something wider, in sentences; for a command to print."""
    if not spec.lower().endswith(".vnnlib"):
        return ()
    found = read_specification(spec)
    return found.notes + found.unused()


def region_text(spec: object) -> str:
    """A region's spelling, or its file's name; InvalidArgument for anything else."""
    if isinstance(spec, (str, os.PathLike)) and isinstance(text := os.fspath(spec), str):
        return text
    raise InvalidArgument(
        f"region: a {type(spec).__name__}; expected a Box, a Ball, text such as 'box:0,1', or the name of a file"
    )


def stated_region(described: object, where: str) -> AnyRegion:
    """The region that a file's header describes.

    Args:
        described: what the file states.
        where: file and place, for messages.
    Raises:
        MalformedFile: it is no region, or not spelt as `Region.describe` spells it.
    """
    if not isinstance(described, dict):
        raise MalformedFile(f"{where}: expected an object, found {shown(described)}")
    try:
        found = _described(described)
    except InvalidArgument as error:
        raise MalformedFile(f"{where}: {brief(described)} is no region: {error}") from None
    if found.describe() != described:
        raise MalformedFile(f"{where}: {brief(described)} is not spelt as a box or a ball is")
    return found


def _described(given: dict[str, object]) -> AnyRegion:
    listed = given.get("boxes")
    if isinstance(listed, list):
        return Boxes([_described_box(box) for box in listed])
    return _described_one(given)


def _described_box(given: object) -> Box:
    found = _described_one(given) if isinstance(given, dict) else None
    if not isinstance(found, Box):
        raise InvalidArgument("one of its parts is no box")
    return found


def _described_one(given: dict[str, object]) -> Region:
    width, lower, upper, radius = (given.get(key) for key in ("width", "lower", "upper", "radius"))
    if type(width) is not int or not 0 < width <= MAX_WIDTH:
        raise InvalidArgument(f"width {shown(width)} is no number of inputs")
    if isinstance(radius, str):
        centre = given.get("centre", [])
        if not isinstance(centre, list) or not all(isinstance(entry, str) for entry in centre):
            raise InvalidArgument("its centre is not numbers as text")
        return Ball(parse_number(radius, "radius"), width, centre)
    if not isinstance(lower, list) or not isinstance(upper, list):
        raise InvalidArgument("it has neither ends nor a radius")
    n = 1 if len(lower) == 1 else width
    if not len(lower) == len(upper) == n or not all(isinstance(end, str) for end in (*lower, *upper)):
        raise InvalidArgument(f"its ends are not {n} numbers as text")
    repeat = width if n == 1 else 1
    return Box(tuple(lower) * repeat, tuple(upper) * repeat)


def bounds_text(region: Box | Boxes) -> str:
    """Spells boxes as the text file that the checker reads: a lower and an upper end in each line, exact, and a line
    `or` between two boxes.

    Raises:
        InvalidArgument: an end has more digits than such a file may state.
    """
    lines: list[str] = ["# lower and upper end of each input"]
    for box in region.parts if isinstance(region, Boxes) else (region,):
        lines += [*([OR] if len(lines) > 1 else []), *_bounds(box)]
    return "\n".join([*lines, ""])


def _bounds(box: Box) -> list[str]:
    """A line for each input."""
    lines = []
    for b, ends in enumerate(zip(box.lower, box.upper, strict=True)):
        words = [spell(end) for end in ends]
        for word, end in zip(words, ends, strict=True):
            if parse_number(word, f"region: input {b}") != end:
                raise InvalidArgument(
                    f"region: input {b}: {word[:60]} can't be written exactly; nothing was written"
                )
        lines.append(" ".join(words))
    return lines


def spell(value: Fraction) -> str:
    """A number as files of bounds state it: a decimal where there is a short one, otherwise a ratio."""
    for digits in range(20):
        scaled = value * 10**digits
        if scaled.denominator == 1:
            whole, part = divmod(abs(scaled.numerator), 10**digits)
            sign = "-" if value < 0 else ""
            return f"{sign}{whole}.{part:0{digits}d}" if digits else f"{sign}{whole}"
    return str(value)
