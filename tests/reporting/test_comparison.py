"""What counts as the same report on another processor, and what does not."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from lottery_verify.reporting.comparison import same_file

DRAWING = """<svg viewBox="0 0 10.5 7"><defs><clipPath id="p0123456789"/></defs>
<!-- used: 1.97 -->
<path d="M 1.250000 2.500000 L 3.000000 4.125000" clip-path="url(#p0123456789)"/><use xlink:href="#Regular-10"/></svg>
"""


def page(drawing: str, words: str = "shared-log-pruning: 249.8") -> bytes:
    """A page with a drawing in it."""
    data = base64.b64encode(drawing.encode()).decode()
    return f'<p>{words}</p><img src="data:image/svg+xml;base64,{data}" alt="1.25">'.encode()


def png(pixels: np.ndarray, level: int = 6) -> bytes:
    """A grey picture's bytes."""
    file = io.BytesIO()
    Image.fromarray(pixels.astype(np.uint8)).save(file, format="png", compress_level=level)
    return file.getvalue()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1.250000", "1.250001"),
        ("4.125000", "4.124999"),
        ("p0123456789", "pfedcba9876"),  # everywhere: the name of the same shape
    ],
)
def test_what_no_eye_sees(old: str, new: str) -> None:
    """A last digit, and a name made of digits, may differ, alone and inside a page.

    Catches: a report that is out of date on every other processor.
    """
    changed = DRAWING.replace(old, new)
    assert changed != DRAWING
    assert same_file("a.svg", DRAWING.encode(), changed.encode())
    assert same_file("index.html", page(DRAWING), page(changed))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1.250000", "1.260000"),  # a line that moved
        ("used: 1.97", "used: 1.98"),  # another figure in a label
        ("Regular-10", "Regular-11"),  # another letter
        ("url(#p0123456789)", "url(#p9999999999)"),  # another shape's name
        (" L 3.000000 4.125000", ""),  # a point less
        ("1.250000", "-1.250000"),
        ("0 0 10.5 7", "0 0 10.5 8"),
    ],
)
def test_what_an_eye_sees(old: str, new: str) -> None:
    """A moved line, another label, letter, shape or size is a difference. Catches a comparison that overlooks it."""
    changed = DRAWING.replace(old, new, 1)
    assert changed != DRAWING
    assert not same_file("a.svg", DRAWING.encode(), changed.encode())
    assert not same_file("index.html", page(DRAWING), page(changed))


@pytest.mark.parametrize("name", ["bounds.md", "bounds.csv", "bounds.tex", "index.html"])
def test_words_and_tables(name: str) -> None:
    """Outside of drawings every byte counts, the last digit too. Catches a tolerance that reaches the tables."""
    one, other = page(DRAWING), page(DRAWING, words="shared-log-pruning: 249.8000001")
    assert same_file(name, one, one)
    assert not same_file(name, one, other)


def test_pixels() -> None:
    """PNGs of the same pixels are the same however compressed; so is a shade at an edge; a moved edge or size is not.

    Catches: zlib's version taken for a change; a figure that changed and is taken for the same.
    """
    pixels = np.tile(np.arange(0, 200, 2), (20, 1))
    shaded, moved = pixels.copy(), np.roll(pixels, 3, axis=1)
    shaded[:, 5] += 2
    assert png(pixels) != png(pixels, 1)
    assert same_file("a.png", png(pixels), png(pixels, 1))
    assert same_file("a.png", png(pixels), png(shaded))
    assert not same_file("a.png", png(pixels), png(moved))
    assert not same_file("a.png", png(pixels), png(pixels[:, :50]))
