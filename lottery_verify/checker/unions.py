"""Unions of boxes: a claim about one holds where it holds on each of its boxes. Exact; standard library only."""

import os
from collections.abc import Iterable
from dataclasses import dataclass

from lottery_verify.checker.files import demand
from lottery_verify.checker.lines import lines_of
from lottery_verify.checker.regions import Box, Region, box_of_lines, parse_region
from lottery_verify.errors import InvalidArgument

MOST_BOXES = 1 << 12
OR = "or"


@dataclass(frozen=True, init=False)
class Boxes:
    """All x that lie in one of several boxes; a box that is given twice counts once."""

    parts: tuple[Box, ...]

    def __init__(self, parts: Iterable[Box]) -> None:
        object.__setattr__(self, "parts", tuple(dict.fromkeys(parts)))
        count = len(self.parts)
        demand(1 < count <= MOST_BOXES, f"region: {count} boxes; expected 2 to {MOST_BOXES}", InvalidArgument)
        widths = sorted({box.width for box in self.parts})
        demand(len(widths) == 1, f"region: boxes of {widths[0]} and {widths[-1]} inputs", InvalidArgument)

    @property
    def width(self) -> int:
        """How many inputs it is about."""
        return self.parts[0].width

    def describe(self) -> dict[str, object]:
        """What the certificates store: the boxes in the order in which they are given."""
        return {"kind": "boxes", "width": self.width, "boxes": [box.describe() for box in self.parts]}


AnyRegion = Region | Boxes


def parts_of(region: AnyRegion) -> tuple[Region, ...]:
    """The regions that a claim about this one is about: its boxes, or itself."""
    return region.parts if isinstance(region, Boxes) else (region,)


def parse_any(spec: str, width: int) -> AnyRegion:
    """Reads what `parse_region` reads, and a file of bounds of several boxes, with a line `or` between two of them."""
    if "\0" in spec or not os.path.isfile(spec):
        return parse_region(spec, width)
    lines = lines_of(spec)
    starts = [0, *(number for number, line in enumerate(lines, 1) if line.partition("#")[0].strip() == OR)]
    demand(len(starts) <= MOST_BOXES, f"region: {spec}: {len(starts)} boxes; at most {MOST_BOXES}", InvalidArgument)
    ends = [*(start - 1 for start in starts[1:]), len(lines)]
    boxes = [box_of_lines(lines[a:b], a + 1, spec, width) for a, b in zip(starts, ends, strict=True)]
    return boxes[0] if len(set(boxes)) == 1 else Boxes(boxes)
