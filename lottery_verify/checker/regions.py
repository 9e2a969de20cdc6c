"""Regions: the inputs for which a claim is made. Exact rationals; standard library only."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Self

from lottery_verify.checker.files import demand, shown
from lottery_verify.checker.headers import MAX_WIDTH
from lottery_verify.checker.lines import MAX_REGION_BYTES, lines_of, numbers
from lottery_verify.checker.numbers import parse_number, rational, told
from lottery_verify.errors import InvalidArgument

__all__ = ["MAX_REGION_BYTES", "REGION_HELP", "Ball", "Box", "Region", "brief", "parse_number", "parse_region"]

REGION_HELP = (
    "box:LOWER,UPPER, ball:RADIUS (about 0), ball:RADIUS@FILE (about FILE's point, one number a line), or a file of "
    "bounds (a lower and an upper end a line; a line `or` between the boxes of a union)"
)


@dataclass(frozen=True, init=False)
class Box:
    """All x with lower[b] ≤ x[b] ≤ upper[b], both ends included and exact."""

    lower: tuple[Fraction, ...]
    upper: tuple[Fraction, ...]

    def __init__(self, lower: Iterable[object], upper: Iterable[object]) -> None:
        object.__setattr__(self, "lower", _ends(lower, "region: lower ends"))
        object.__setattr__(self, "upper", _ends(upper, "region: upper ends"))
        sizes = len(self.lower), len(self.upper)
        demand(sizes[0] == sizes[1] > 0, f"region: {sizes[0]} lower and {sizes[1]} upper ends", InvalidArgument)
        for b, (low, high) in enumerate(zip(self.lower, self.upper, strict=True)):
            problem = f"region: input {b}: lower end {told(low, False)} is above upper end {told(high, True)}"
            demand(low <= high, problem, InvalidArgument)

    @classmethod
    def cube(cls, lower: object, upper: object, width: int) -> Self:
        """The box with the same two ends for each of `width` inputs."""
        proper = type(width) is int and 0 < width <= MAX_WIDTH
        demand(proper, f"region: a box of {shown(width)} inputs; expected 1 to {MAX_WIDTH}", InvalidArgument)
        low, high = rational(lower, "region: lower end"), rational(upper, "region: upper end")
        return cls((low,) * width, (high,) * width)

    @property
    def width(self) -> int:
        """How many inputs it is about."""
        return len(self.lower)

    def describe(self) -> dict[str, object]:
        """What the file formats store: one spelling for equal regions."""
        n = 1 if len(set(self.lower)) == len(set(self.upper)) == 1 else self.width
        lower, upper = (list(map(str, ends[:n])) for ends in (self.lower, self.upper))
        return {"kind": "box", "width": self.width, "lower": lower, "upper": upper}


@dataclass(frozen=True, init=False)
class Ball:
    """All x of `width` coordinates with ‖x − centre‖₂ ≤ radius, exact and above 0; the centre is 0 when left out."""

    radius: Fraction
    width: int
    centre: tuple[Fraction, ...]

    def __init__(self, radius: object, width: int, centre: Iterable[object] = ()) -> None:
        object.__setattr__(self, "radius", rational(radius, "region: radius"))
        object.__setattr__(self, "width", width)
        proper = type(width) is int and 0 < width <= MAX_WIDTH
        demand(proper, f"region: a ball in {shown(width)} inputs; expected 1 to {MAX_WIDTH}", InvalidArgument)
        problem = f"region: a ball of radius {told(self.radius, True)}; expected one above 0"
        demand(self.radius > 0, problem, InvalidArgument)
        point = _ends(centre, "region: centre") or (Fraction(0),) * width
        object.__setattr__(self, "centre", point)
        problem = f"region: a centre of {len(point)} numbers for a ball in {width} inputs"
        demand(len(point) == width, problem, InvalidArgument)

    def describe(self) -> dict[str, object]:
        """What the file formats store: the centre only where it is not 0."""
        found: dict[str, object] = {"kind": "ball", "width": self.width, "radius": str(self.radius)}
        return found | {"centre": list(map(str, self.centre))} if any(self.centre) else found


Region = Box | Ball


def _ends(values: Any, what: str) -> tuple[Fraction, ...]:
    """Numbers, one for each input."""
    proper = isinstance(values, Iterable) and not isinstance(values, str | bytes)
    demand(proper, f"{what}: expected one for each input, found {shown(values)}", InvalidArgument)
    return tuple(rational(value, f"{what}: input {b}") for b, value in enumerate(values))


def parse_region(spec: str, width: int) -> Region:
    """Reads box:LOWER,UPPER, ball:RADIUS (around 0), ball:RADIUS@FILE (around the point in a file of one number for
    each input), or a file with a line of lower and upper end for each input; # begins a comment.
    """
    kind, _, rest = spec.partition(":")
    if kind == "box" and rest.count(",") == 1:
        low, high = (parse_number(text, f"region: {spec!r}") for text in rest.split(","))
        return Box.cube(low, high, width)
    if kind == "ball":
        size, at, name = rest.partition("@")
        radius = parse_number(size, f"region: {spec!r}")
        centre = numbers(lines_of(name), 1, name, width, ("its coordinate",)) if at else []
        return Ball(radius, width, tuple(x for (x,) in centre))
    problem = f"region: {spec!r} is neither box:LOWER,UPPER nor ball:RADIUS nor a file of bounds"
    demand("\0" not in spec and os.path.isfile(spec), problem, InvalidArgument)
    return box_of_lines(lines_of(spec), 1, spec, width)


def box_of_lines(lines: Iterable[str], first: int, path: str, width: int) -> Box:
    """The box of a lower and an upper end in each of these lines of a file, the first of which has this number."""
    ends = numbers(lines, first, path, width, ("lower", "upper end"))
    return Box(tuple(low for low, _ in ends), tuple(high for _, high in ends))


def brief(described: Any) -> str:
    """A region as a message shows it, from what a file states of it, whatever that is."""
    if not isinstance(described, dict):
        return shown(described)
    width, lower, upper = (described.get(key) for key in ("width", "lower", "upper"))
    if described.get("kind") == "boxes" and isinstance(described.get("boxes"), list):
        return f"{len(described['boxes'])} boxes of {shown(width)} inputs"
    if described.get("kind") == "ball":
        where = " around a point" if "centre" in described else ""
        return f"the ball of radius {_short(described.get('radius'))} in {shown(width)} inputs{where}"
    if not (isinstance(lower, list) and isinstance(upper, list) and lower and upper):
        return "no box and no ball"
    if len(lower) == len(upper) == 1:
        return f"the box [{_short(lower[0])}, {_short(upper[0])}]^{shown(width)}"
    first = f"[{_short(lower[0])}, {_short(upper[0])}]"
    return f"a box of {shown(width)} inputs, the first of them in {first}"


def _short(end: Any) -> str:
    return end[:24] + ("…" if len(end) > 24 else "") if isinstance(end, str) else shown(end)
