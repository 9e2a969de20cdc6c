"""Whether two files of a report say the same: words and figures byte for byte, drawings to what an eye can see.

A drawing's coordinates pass through matplotlib's matrices and logarithms, whose last digits are the processor's; those
of text and tables do not, and must be the same bytes.
"""

import base64
import re
import tempfile
from fractions import Fraction

import numpy as np
from matplotlib.image import imread

SHIFT = Fraction(1, 1000)  # of a point: no one sees it, and rounding moves a coordinate by less
SHADE = 4 / 255  # of a colour's range: what such a shift may change at an edge
_DRAWING = re.compile(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)")
_NUMBER = re.compile(r"(-?\d+\.\d+)")
_NAME = re.compile(r'(?<=[#"])[a-z][0-9a-f]{10}(?=[")])')  # made from a shape's digits


def same_file(name: str, old: bytes, new: bytes) -> bool:
    """Whether a file of the report says what another one says.

    Args:
        name: of the file; its ending tells what it is.
        old, new: both files' bytes.
    """
    if old == new:
        return True
    if name.endswith(".png"):
        return same_pixels(old, new)
    before, after = (data.decode("utf-8", "replace") for data in (old, new))
    if name.endswith(".svg"):
        return same_drawing(before, after)
    return name.endswith(".html") and same_page(before, after)


def same_page(old: str, new: str) -> bool:
    """Whether two pages are the same text around drawings that look the same."""
    before, after = _DRAWING.split(old), _DRAWING.split(new)
    return before[::2] == after[::2] and all(
        same_drawing(*(base64.b64decode(one).decode() for one in pair))
        for pair in zip(before[1::2], after[1::2], strict=True)
    )


def same_drawing(old: str, new: str) -> bool:
    """Whether two SVG files are the same but for coordinates within a thousandth of a point, and names made of them."""
    before, after = _NUMBER.split(_renamed(old)), _NUMBER.split(_renamed(new))
    return before[::2] == after[::2] and all(
        a == b or abs(Fraction(a) - Fraction(b)) <= SHIFT for a, b in zip(before[1::2], after[1::2], strict=True)
    )


def same_pixels(old: bytes, new: bytes) -> bool:
    """Whether two PNG files have the same pixels, nearly; their bytes also depend on the zlib that compressed them."""
    pictures = []
    for data in (old, new):
        with tempfile.NamedTemporaryFile(suffix=".png") as file:
            file.write(data)
            file.flush()
            pictures.append(imread(file.name).astype(np.float64))
    return pictures[0].shape == pictures[1].shape and bool(np.abs(pictures[0] - pictures[1]).max() <= SHADE)


def _renamed(drawing: str) -> str:
    names: dict[str, str] = {}
    return _NAME.sub(lambda found: names.setdefault(found[0], f"name-{len(names)}"), drawing)
