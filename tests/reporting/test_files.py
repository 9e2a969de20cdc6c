"""The report's files: complete, the same each time, and the same as those committed."""

import re
from importlib.metadata import version
from pathlib import Path

import pytest

from lottery_verify import __version__
from lottery_verify.cli import main
from lottery_verify.errors import MalformedFile
from lottery_verify.reporting import COMMAND, check_report, make_report
from lottery_verify.studies.rows import MEASURED
from tests.reporting.conftest import REPORTS

CONSTRAINTS = REPORTS.parent / ".ci" / "constraints.txt"
FILES = {"bounds.md", "bounds.csv", "bounds.tex", "index.html", MEASURED}
DRAWN = ("epsilon", "inequalities", "base", "links", "pruner")
FIGURES = {f"{name}{ending}" for name in DRAWN for ending in (".svg", ".png")}
OF_TABLES = {name for name in FIGURES if name.startswith(("links", "pruner"))}
ASKED = ("supermasks", "convolutions", "uniform", "lower-bound", "performance")
ANSWERS = {"questions.md"} | {f"question-{name}{ending}" for name in ASKED for ending in (".svg", ".png")}


def test_the_report_is_complete(report: Path) -> None:
    """Tables, LaTeX, page, five figures and those of the closing questions in two formats; the tables are given."""
    tables = {path.name for path in REPORTS.glob("*.json")}
    assert {path.name for path in report.iterdir()} == FILES | FIGURES | ANSWERS | tables


def test_the_committed_report_is_up_to_date() -> None:
    """What is committed is what the code makes, with the versions that .ci/constraints.txt pins."""
    pinned = dict(re.findall(r"^([\w-]+)==(\S+)$", CONSTRAINTS.read_text(), re.MULTILINE))
    for name in ("Jinja2", "latex2mathml", "matplotlib", "numpy", "pillow", "sympy"):
        if version(name) != pinned[name]:
            pytest.skip(f"{name} {version(name)} is installed; the report was made with {pinned[name]}")
    assert check_report(REPORTS) == ()


def test_a_changed_file_is_found(report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--check names a changed line, a missing file and a changed pixel, and says how to mend it."""
    for path in report.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    table = tmp_path / "bounds.csv"
    table.write_text(table.read_text().replace("7229128", "7229127"))
    (tmp_path / "bounds.tex").unlink()
    (tmp_path / "base.png").write_bytes((tmp_path / "epsilon.png").read_bytes())
    assert main(["report", "--check", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert "bounds.csv: line" in said
    assert "7229127" in said
    assert "bounds.tex: it is missing" in said
    assert "base.png: its pixels differ" in said
    assert f"make it again: lottery-verify report -o {tmp_path}" in said


def test_without_measurements_there_is_no_comparison(tmp_path: Path) -> None:
    """Without measured.json there is no section of tickets, and without link_costs.json no figure of costs."""
    names = {path.name for path in make_report(tmp_path)}
    assert names == (FILES | FIGURES) - OF_TABLES - {MEASURED}
    assert "Real tickets" not in (tmp_path / "index.html").read_text()


@pytest.mark.parametrize("text", ["[", "{}", '[{"target": "a"}]', '[{"widths": 3}]'])
def test_damaged_measurements_are_named(tmp_path: Path, text: str) -> None:
    """measured.json that is not what the benchmark writes is refused by name."""
    (tmp_path / MEASURED).write_text(text if text != "{}" else '{"a": 1}')
    with pytest.raises(MalformedFile, match=r"measured\.json"):
        make_report(tmp_path)


def test_figures_carry_no_date(report: Path) -> None:
    """SVG without date and version of what drew it."""
    for path in report.glob("*.svg"):
        assert "<dc:date>" not in path.read_text()
        assert "Matplotlib v" not in path.read_text()


def test_each_text_names_its_command_and_version(report: Path) -> None:
    """Markdown, LaTeX and page carry the command and the version that made them."""
    for name in ("bounds.md", "bounds.tex", "index.html"):
        text = (report / name).read_text()
        assert COMMAND in text
        assert f"version {__version__}" in text
