"""docs/architecture.md tells of rooms and files that are there."""

import re
from pathlib import Path

from tests.test_house import ROOMS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def test_every_room_is_drawn() -> None:
    """Catches a room that was added or renamed and not written down, and a drawing in another order than is held."""
    drawing = re.search(r"```text\n(errors.*?)```", PAGE, re.DOTALL)
    assert drawing is not None
    drawn = [
        word.removesuffix(".py").rstrip("/")
        for line in drawing.group(1).splitlines()
        if not line.startswith(" ")
        for word in re.findall(r"^\w+(?:\.py|/)|(?<=^commands/ )cli\.py", line)
    ]
    assert drawn == ROOMS


def test_every_file_that_is_named_is_there() -> None:
    """Catches advice to edit a file that was moved."""
    named = {word for word in re.findall(r"`([\w./]+)`", PAGE) if "/" in word}
    assert len(named) > 30
    assert [word for word in sorted(named) if not (ROOT / word).exists()] == []
