"""Whether tests of this project fail for a wrong program: a copy of the project is made wrong, and pytest run there.

Processes that a test starts run the copy too, so that this serves for what no property hunts: executors, the choice of
neurons, slopes that are merely worse.
"""

from __future__ import annotations

import ast
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from lottery_verify.hunting.mutants.children import NoAnswer, TooLong
from lottery_verify.hunting.mutants.records import PACKAGE, Mutant, path_of, tree_of

ROOT = PACKAGE.parent
COPIED = (PACKAGE.name, "tests")
PYTEST = ("-m", "pytest", "-x", "-q", "-p", "no:xdist", "-p", "no:cacheprovider", "--hypothesis-profile=ci")
SAYS = {0: "passed", 1: "failed"}  # by pytest's exit code; any other says that tests could not be run


def verdict_of_tests(tests: str, mutant: Mutant | None, seconds: float) -> str:
    """What pytest says of a file of tests.

    Args:
        tests: the file, "tests/ROOM/test_MODULE.py", or one test of it as pytest names it.
        mutant: the wrong program, or None for the right one.
        seconds: after which pytest and what it started are killed.
    Returns:
        "passed" or "failed".
    Raises:
        TooLong: it took longer.
        NoAnswer: pytest could not run the tests.
    """
    with tempfile.TemporaryDirectory(prefix="lottery-verify-mutant-") as folder:
        there = _copy(Path(folder), mutant)
        with subprocess.Popen(
            [sys.executable, *PYTEST, tests], cwd=there, env=os.environ | {"PYTHONPATH": str(there)},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        ) as process:  # fmt: skip
            try:
                said, _ = process.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                raise TooLong(f"{tests} takes more than {seconds:g} s") from None
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
    if process.returncode not in SAYS:
        raise NoAnswer(f"{tests}: pytest ends with code {process.returncode}: {said[-2000:]}")
    return SAYS[process.returncode]


def _copy(folder: Path, mutant: Mutant | None) -> Path:
    """The package, its tests and their settings, in a folder, with the wrong module in its place."""
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    if mutant is not None:
        place = folder / path_of(mutant.module).relative_to(ROOT)
        place.write_text(ast.unparse(tree_of(mutant)), encoding="utf-8")
    return folder
