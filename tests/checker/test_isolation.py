"""The checker in an interpreter of its own: no site-packages, no environment, the standard library only."""

import subprocess
import sys
from pathlib import Path

import lottery_verify
from tests.checker.corpus import CASES, command

ROOT = Path(lottery_verify.__file__).parents[1]
SCRIPT = """
import runpy, sys
sys.path.insert(0, {root!r})
{extra}
sys.argv = ["checker", *{words!r}]
code = 0
try:
    runpy.run_module("lottery_verify.checker", run_name="__main__")
except SystemExit as end:
    code = end.code
foreign = [n for n in sys.modules if n.split(".")[0] not in sys.stdlib_module_names | {{"__main__", "lottery_verify"}}]
own = [n for n in sys.modules if n.startswith("lottery_verify.") and not n.startswith("lottery_verify.checker")]
print(code, sorted(foreign), sorted(own))
"""


def loaded(extra=""):
    """The last line that the isolated run prints: exit code, foreign modules, modules of ours beside the checker."""
    script = SCRIPT.format(root=str(ROOT), extra=extra, words=command(CASES["accepted/shared"]))
    words = [sys.executable, "-I", "-S", "-c", script]
    done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout.splitlines()[-1]


def test_standard_library_only():
    """A case is checked while only the standard library, our errors and our checker are loaded."""
    assert loaded() == "0 [] ['lottery_verify.errors']"


def test_the_test_can_fail(tmp_path):
    """Another module that is loaded is seen, foreign or ours."""
    (tmp_path / "foreign.py").write_text("")
    extra = f"sys.path.insert(0, {str(tmp_path)!r}); import foreign, lottery_verify.claims.records"
    assert loaded(extra).startswith("0 ['foreign'] ['lottery_verify.claims', ")
