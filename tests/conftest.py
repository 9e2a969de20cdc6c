"""What all tests share: one thread for torch, long profiles on every core, the real networks where they are there."""

from pathlib import Path

import pytest
import torch
from hypothesis import settings

from lottery_verify.hunting import profiles
from tests.hunting.progress import LONG, TERMINAL

torch.set_num_threads(1)
profiles.register()  # dev, ci, deep, fuzz: choose with --hypothesis-profile
settings.load_profile("dev")

LONG_TEST = 7200.0  # seconds that one test of a long profile may take


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """`pytest --hypothesis-profile=deep` alone uses every core, and gives a test the time it takes; asked otherwise,
    otherwise."""
    if config.getoption("--hypothesis-profile") not in LONG:
        return
    if config.getoption("timeout", None) is None:
        config.option.timeout = LONG_TEST
    if hasattr(config, "workerinput"):  # a process of pytest-xdist already
        return
    if config.getoption("numprocesses", 0) is None and not config.getoption("usepdb"):
        config.option.numprocesses = "auto"
    if config.getoption("dist", "") == "no":
        config.option.dist = "worksteal"  # the slow properties stand side by side: who is done takes from who is not


def pytest_configure(config: pytest.Config) -> None:
    """Long profiles tell how far each property has come."""
    TERMINAL.config = config if config.getoption("--hypothesis-profile") in LONG else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In long profiles the hunts come first, so that no core is left with one of them at the end."""
    if config.getoption("--hypothesis-profile") in LONG:
        items.sort(key=lambda item: "test_properties" not in item.nodeid)


SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real networks, which are no part of the project; without it the test is skipped."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"the real networks are not at {SHARED_DATA}")
    return SHARED_DATA
