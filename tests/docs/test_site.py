"""The documentation site is built strictly: `make docs` fails where a link leads nowhere."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("mkdocs", reason="the site needs the extra docs, which `make docs` installs")
pytest.importorskip("material", reason="the site needs the extra docs, which `make docs` installs")

ROOT = Path(__file__).resolve().parents[2]
LINKED = ("lottery_verify", "proofs", "reports", "CONTRIBUTING.md", "SECURITY.md")


@pytest.mark.parametrize(("link", "word"), [("nowhere.md", "nowhere"), ("how.md#no-such-place", "no-such-place")])
def test_a_dead_link_is_an_error(link: str, word: str, tmp_path: Path) -> None:
    """Catches a build that only warns, which nobody reads."""
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    for name in LINKED:
        (tmp_path / name).symlink_to(ROOT / name)
    with (tmp_path / "docs" / "glossary.md").open("a", encoding="utf-8") as page:
        page.write(f"\n[dead]({link})\n")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode != 0
    [warning] = [line for line in done.stderr.splitlines() if line.startswith("WARNING") and "glossary.md" in line]
    assert word in warning
