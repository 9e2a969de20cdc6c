"""Each script of examples/ runs as it stands, in an empty folder, and ends with its picture."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

FOLDER = Path(__file__).resolve().parents[2] / "examples"
# What the script prints when it did its job, from theory or from the checker's verdict.
SAYS = {
    "prune_and_certify": "accepted: sup ‖F − Ĝ‖ ≤ 1/50 (linf) over the whole region",
    "pruned_controller": "accepted: sup ‖F − Ĝ‖ ≤ 11/500 (linf) over the whole region",
    "pruned_torch_model": "[found, proved] = ",
    "bounds_for_your_sizes": "shared-log-pruning",
    "hunt_in_your_pruner": "the pruner breaks its word: the difference comes to ",
}


def test_no_script_is_left_out() -> None:
    """Catches an example that nobody runs."""
    assert sorted(path.stem for path in FOLDER.glob("*.py")) == sorted(SAYS)


@pytest.mark.parametrize("name", SAYS)
def test_it_runs_and_draws(name: str, tmp_path: Path) -> None:
    """Catches an example that uses a name that is gone, and a picture that is empty: one colour only."""
    done = subprocess.run(
        [sys.executable, "-W", "error", str(FOLDER / f"{name}.py")],
        cwd=tmp_path, capture_output=True, text=True, env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert SAYS[name] in done.stdout
    with Image.open(tmp_path / f"{name}.png") as picture:
        assert min(picture.size) > 300
        assert len(set(picture.convert("L").tobytes())) > 10
