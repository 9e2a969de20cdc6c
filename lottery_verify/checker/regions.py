"""Regions: the inputs for which a claim is made. Exact rationals; standard library only."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Self

from lottery_verify.checker.files import demand, read_bounded, shown
from lottery_verify.checker.numbers import parse_number, rational, told
from lottery_verify.errors import InvalidArgument

__all__ = ["MAX_REGION_BYTES", "Ball", "Box", "Region", "brief", "parse_number", "parse_region"]

MAX_REGION_BYTES = 1 << 24


@dataclass(frozen=True)
class Box:
    """All x with lower[b] ≤ x[b] ≤ upper[b], both ends included and exact."""

    lower: tuple[Fraction, ...]
    upper: tuple[Fraction, ...]

    def __post_init__(self) -> None:
        for name in ("lower", "upper"):
            object.__setattr__(self, name, _ends(getattr(self, name), name))
        sizes = len(self.lower), len(self.upper)
        demand(sizes[0] == sizes[1] > 0, f"region: {sizes[0]} lower and {sizes[1]} upper ends", InvalidArgument)
        for b, (low, high) in enumerate(zip(self.lower, self.upper, strict=True)):
            problem = f"region: input {b}: lower end {told(low, False)} is above upper end {told(high, True)}"
            demand(low <= high, problem, InvalidArgument)

    @classmethod
    def cube(cls, lower: Fraction | int | str, upper: Fraction | int | str, width: int) -> Self:
        """The box with the same two ends for each of `width` inputs."""
        ends = rational(lower, "region: lower end"), rational(upper, "region: upper end")
        return cls((ends[0],) * width, (ends[1],) * width)

    @property
    def width(self) -> int:
        """How many inputs it is about."""
        return len(self.lower)

    def describe(self) -> dict[str, object]:
        """What the file formats store: one spelling for equal regions."""
        n = 1 if len(set(self.lower)) == len(set(self.upper)) == 1 else self.width
        lower, upper = (list(map(str, ends[:n])) for ends in (self.lower, self.upper))
        return {"kind": "box", "width": self.width, "lower": lower, "upper": upper}


@dataclass(frozen=True)
class Ball:
    """All x of `width` coordinates with ‖x‖₂ ≤ radius, exact and above 0."""

    radius: Fraction
    width: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "radius", rational(self.radius, "region: radius"))
        problem = f"region: a ball of radius {self.radius} in {self.width} inputs; both must be above 0"
        demand(self.radius > 0 and self.width > 0, problem, InvalidArgument)

    def describe(self) -> dict[str, object]:
        """What the file formats store."""
        return {"kind": "ball", "width": self.width, "radius": str(self.radius)}


Region = Box | Ball


def _ends(values: Any, name: str) -> tuple[Fraction, ...]:
    """The ends of a box, one for each input."""
    proper = isinstance(values, Iterable) and not isinstance(values, str | bytes)
    demand(proper, f"region: {name} {shown(values)}: expected one number for each input", InvalidArgument)
    return tuple(rational(value, f"region: input {b}: {name} end") for b, value in enumerate(values))


def parse_region(spec: str, width: int) -> Region:
    """Reads box:LOWER,UPPER, ball:RADIUS or a file with a line of lower and upper end for each input (# comments)."""
    kind, _, rest = spec.partition(":")
    if kind == "box" and rest.count(",") == 1:
        low, high = (parse_number(text, f"region: {spec!r}") for text in rest.split(","))
        return Box.cube(low, high, width)
    if kind == "ball":
        return Ball(parse_number(rest, f"region: {spec!r}"), width)
    problem = f"region: {spec!r} is neither box:LOWER,UPPER nor ball:RADIUS nor a file of bounds"
    demand("\0" not in spec and os.path.isfile(spec), problem, InvalidArgument)
    return _read_bounds(spec, width)


def _read_bounds(path: str, width: int) -> Box:
    """The box that a file of bounds states."""
    ends: list[list[Fraction]] = []
    text = read_bounded(path, MAX_REGION_BYTES).decode("utf-8", "replace")
    for number, line in enumerate(text.split("\n"), 1):
        where = f"region: {path}, line {number}"
        words = line.partition("#")[0].replace(",", " ").split()
        demand(len(words) in (0, 2), f"{where}: {len(words)} numbers; expected lower and upper end", InvalidArgument)
        if words:
            ends.append([parse_number(word, where) for word in words])
    problem = f"region: {path}: bounds for {len(ends)} inputs, but the network takes {width}"
    demand(len(ends) == width, problem, InvalidArgument)
    return Box(tuple(low for low, _ in ends), tuple(high for _, high in ends))


def brief(described: Any) -> str:
    """A region as a message shows it, from what a file states of it, whatever that is."""
    if not isinstance(described, dict):
        return shown(described)
    width, lower, upper = (described.get(key) for key in ("width", "lower", "upper"))
    if described.get("kind") == "ball":
        return f"the ball of radius {_short(described.get('radius'))} in {shown(width)} inputs"
    if not (isinstance(lower, list) and isinstance(upper, list) and lower and upper):
        return "no box and no ball"
    if len(lower) == len(upper) == 1:
        return f"the box [{_short(lower[0])}, {_short(upper[0])}]^{shown(width)}"
    first = f"[{_short(lower[0])}, {_short(upper[0])}]"
    return f"a box of {shown(width)} inputs, the first of them in {first}"


def _short(end: Any) -> str:
    return end[:24] + ("…" if len(end) > 24 else "") if isinstance(end, str) else shown(end)
