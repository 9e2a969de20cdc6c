"""One report for all tests of this room, made once."""

from pathlib import Path

import pytest

from lottery_verify.reporting.files import MEASURED, build_report

REPORTS = Path(__file__).resolve().parents[2] / "reports"


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a report made from the repository's tables."""
    folder = tmp_path_factory.mktemp("report")
    for table in REPORTS.glob("*.json"):
        (folder / table.name).write_bytes(table.read_bytes())
    for name, data in build_report(folder / MEASURED).items():
        (folder / name).write_bytes(data)
    return folder
