"""What all tests share: one thread for torch, and the real networks where they are there."""

from pathlib import Path

import pytest
import torch
from hypothesis import settings

from lottery_verify.hunting import profiles

torch.set_num_threads(1)
profiles.register()  # dev, ci, deep, fuzz: choose with --hypothesis-profile
settings.load_profile("dev")

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real networks, which are no part of the project; without it the test is skipped."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"the real networks are not at {SHARED_DATA}")
    return SHARED_DATA
