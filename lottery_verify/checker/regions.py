"""Regions: the inputs for which a claim is made. Exact rationals; standard library only."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from fractions import Fraction

from lottery_verify.errors import InvalidArgument

MAX_REGION_BYTES = 1 << 24
_NUMBER = re.compile(r"[+-]?\d{1,400}(\.\d{0,400})?([eE][+-]?\d{1,3})?|[+-]?\d{1,400}/\d{1,400}")


def parse_number(text: str, what: str) -> Fraction:
    """A decimal ("0.01", "1e-3") or a ratio ("1/3"), exactly; InvalidArgument where it is neither."""
    if not _NUMBER.fullmatch(text := text.strip()) or ("/" in text and not int(text.split("/")[1])):
        raise InvalidArgument(f"{what}: {text[:60]!r} is not a decimal number or a ratio of integers")
    return Fraction(text)


@dataclass(frozen=True)
class Box:
    """All x with lower[b] ≤ x[b] ≤ upper[b], both ends included and exact."""

    lower: tuple[Fraction, ...]
    upper: tuple[Fraction, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "lower", tuple(Fraction(v) for v in self.lower))
        object.__setattr__(self, "upper", tuple(Fraction(v) for v in self.upper))
        if len(self.lower) != len(self.upper) or not self.lower:
            raise InvalidArgument(f"region: {len(self.lower)} lower and {len(self.upper)} upper ends")
        for b, (low, high) in enumerate(zip(self.lower, self.upper, strict=True)):
            if low > high:
                raise InvalidArgument(f"region: input {b}: lower end {low} is above upper end {high}")

    @classmethod
    def cube(cls, lower: Fraction | int | str, upper: Fraction | int | str, width: int) -> Box:
        """The box with the same two ends for each of `width` inputs."""
        return cls((Fraction(lower),) * width, (Fraction(upper),) * width)

    @property
    def width(self) -> int:
        """How many inputs it is about."""
        return len(self.lower)

    def describe(self) -> dict[str, object]:
        """What the file formats store: its one spelling, so that equal regions have equal descriptions."""
        n = 1 if len(set(self.lower)) == len(set(self.upper)) == 1 else self.width
        ends = {"lower": [str(v) for v in self.lower[:n]], "upper": [str(v) for v in self.upper[:n]]}
        return {"kind": "box", "width": self.width, **ends}


@dataclass(frozen=True)
class Ball:
    """All x of `width` coordinates with ‖x‖₂ ≤ radius, exact and above 0."""

    radius: Fraction
    width: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "radius", Fraction(self.radius))
        if self.radius <= 0 or self.width < 1:
            raise InvalidArgument(f"region: a ball of radius {self.radius} in {self.width} inputs; both must be above 0")

    def describe(self) -> dict[str, object]:
        """What the file formats store."""
        return {"kind": "ball", "width": self.width, "radius": str(self.radius)}


Region = Box | Ball


def parse_region(spec: str, width: int) -> Region:
    """Reads `box:LOWER,UPPER`, `ball:RADIUS`, or the name of a text file with a lower and an upper end in each line.

    Raises:
        InvalidArgument: the text is none of these, or does not fit the `width` inputs.
    """
    kind, _, rest = spec.partition(":")
    if kind == "box" and rest.count(",") == 1:
        low, high = (parse_number(text, f"region: {spec!r}") for text in rest.split(","))
        return Box.cube(low, high, width)
    if kind == "ball":
        return Ball(parse_number(rest, f"region: {spec!r}"), width)
    if not os.path.isfile(spec):
        raise InvalidArgument(f"region: {spec!r} is neither box:LOWER,UPPER nor ball:RADIUS nor a file of bounds")
    region = read_bounds(spec)
    if region.width != width:
        raise InvalidArgument(f"region: {spec}: bounds for {region.width} inputs, but the network takes {width}")
    return region


def read_bounds(path: str) -> Box:
    """Reads a box from text: for each input a line with its lower and upper end; # begins a comment."""
    if os.path.getsize(path) > MAX_REGION_BYTES:
        raise InvalidArgument(f"region: {path}: larger than {MAX_REGION_BYTES} bytes")
    ends: list[list[Fraction]] = []
    with open(path, encoding="utf-8", errors="replace") as file:
        for number, line in enumerate(file, 1):
            words = line.partition("#")[0].replace(",", " ").split()
            if len(words) not in (0, 2):
                raise InvalidArgument(f"region: {path}, line {number}: {len(words)} numbers; expected a lower and an upper end")
            if words:
                ends.append([parse_number(word, f"region: {path}, line {number}") for word in words])
    return Box(tuple(low for low, _ in ends), tuple(high for _, high in ends))
