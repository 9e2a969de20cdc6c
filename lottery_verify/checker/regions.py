"""Regions: the inputs for which a claim is made. Exact rationals; standard library only."""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Self

from lottery_verify.checker.files import demand, read_bounded, shown
from lottery_verify.checker.networks import MAX_WIDTH
from lottery_verify.errors import InvalidArgument

MAX_REGION_BYTES = 1 << 24
REGION_HELP = "box:LOWER,UPPER, ball:RADIUS (around 0), ball:RADIUS@FILE (around FILE's point, one number a line), "
REGION_HELP += "or a file of bounds (a lower and an upper end a line)"
_NUMBER = re.compile(r"[+-]?[0-9]{1,400}(\.[0-9]{0,400})?([eE][+-]?[0-9]{1,3})?|[+-]?[0-9]{1,400}/[0-9]{1,400}")

def parse_number(text: str, what: str) -> Fraction:
    """A decimal ("0.01", "1e-3") or a ratio ("1/3"), exactly; InvalidArgument where it is neither."""
    proper = _NUMBER.fullmatch(text := text.strip()) and int(text.rpartition("/")[2] if "/" in text else 1) > 0
    demand(bool(proper), f"{what}: {text[:60]!r} is not a decimal number or a ratio of integers", InvalidArgument)
    return Fraction(text)

def exact_end(value: Any, what: str) -> Fraction:
    """The number that text states or that a number, also of numpy or torch, is exactly; InvalidArgument elsewhere."""
    if isinstance(value, str):
        return parse_number(value, what)
    try:
        number = value.item() if hasattr(value, "item") else value  # of numpy or torch
        return Fraction(*number.as_integer_ratio())
    except (AttributeError, TypeError, ValueError, OverflowError, RuntimeError):
        raise InvalidArgument(f"{what}: {shown(repr(value))} is no finite number") from None

def _ends(values: Iterable[object], what: str) -> tuple[Fraction, ...]:
    demand(isinstance(values, Iterable) and not isinstance(values, str), f"{what}: expected one for each input",
           InvalidArgument)  # fmt: skip
    return tuple(exact_end(value, f"{what}: input {b}") for b, value in enumerate(values))

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
            demand(low <= high, f"region: input {b}: lower end {low} is above upper end {high}", InvalidArgument)

    @classmethod
    def cube(cls, lower: object, upper: object, width: int) -> Self:
        """The box with the same two ends for each of `width` inputs."""
        demand(0 < width <= MAX_WIDTH, f"region: a box of {width} inputs; expected 1 to {MAX_WIDTH}", InvalidArgument)
        low, high = exact_end(lower, "region: lower end"), exact_end(upper, "region: upper end")
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
        object.__setattr__(self, "radius", exact_end(radius, "region: radius"))
        object.__setattr__(self, "width", width)
        problem = f"region: a ball of radius {self.radius} in {self.width} inputs; both must be above 0"
        demand(self.radius > 0 and self.width > 0, problem, InvalidArgument)
        problem = f"region: a ball in {self.width} inputs; at most {MAX_WIDTH}"
        demand(self.width <= MAX_WIDTH, problem, InvalidArgument)
        point = _ends(centre, "region: centre") or (Fraction(0),) * width
        object.__setattr__(self, "centre", point)
        problem = f"region: a centre of {len(point)} numbers for a ball in {width} inputs"
        demand(len(point) == width, problem, InvalidArgument)

    def describe(self) -> dict[str, object]:
        """What the file formats store: the centre only where it is not 0."""
        found: dict[str, object] = {"kind": "ball", "width": self.width, "radius": str(self.radius)}
        return found | {"centre": list(map(str, self.centre))} if any(self.centre) else found

Region = Box | Ball

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
        return Ball(radius, width, tuple(x for (x,) in _lines(name, width, ("its coordinate",))) if at else ())
    problem = f"region: {spec!r} is neither box:LOWER,UPPER nor ball:RADIUS nor a file of bounds"
    demand(os.path.isfile(spec), problem, InvalidArgument)
    ends = _lines(spec, width, ("lower", "upper end"))
    return Box(tuple(low for low, _ in ends), tuple(high for _, high in ends))

def _lines(path: str, width: int, expected: tuple[str, ...]) -> list[list[Fraction]]:
    """The numbers in each line of a file, as many as expected, for each of `width` inputs."""
    demand(os.path.isfile(path), f"region: {path!r} is no file of numbers", InvalidArgument)
    found = []
    for number, line in enumerate(read_bounded(path, MAX_REGION_BYTES).decode("utf-8", "replace").split("\n"), 1):
        words, where = line.partition("#")[0].replace(",", " ").split(), f"region: {path}, line {number}"
        problem = f"{where}: {len(words)} numbers; expected {' and '.join(expected)}"
        demand(len(words) in (0, len(expected)), problem, InvalidArgument)
        found += [[parse_number(word, where) for word in words]] if words else []
    what = "bounds" if len(expected) == 2 else "numbers"
    problem = f"region: {path}: {what} for {len(found)} inputs, but the network takes {width}"
    demand(len(found) == width, problem, InvalidArgument)
    return found
