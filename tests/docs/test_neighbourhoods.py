"""The Python of docs/neighbourhoods.md runs as it stands, and says what theory says."""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs" / "neighbourhoods.md"


def test_the_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    """The networks differ by x₁/4: at most 0.025 around (1, 0), and 0.25 around (1/2, 1). Catches a name that is
    gone."""
    script = re.search(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert script is not None
    exec(compile(script[1], str(PAGE), "exec"), {})
    first, second, *_ = capsys.readouterr().out.splitlines()
    assert first.startswith("image 0, radius 0.1: [0.025, 0.025")
    assert "top-1 agreed" in first
    assert second.startswith("image 1, radius 0.1: [0.25, 0.25")
