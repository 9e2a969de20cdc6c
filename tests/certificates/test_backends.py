"""mpmath reckons with Python's integers, or with gmpy2's where that is installed: certificates are the same bytes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("backend", ["python", "gmpy"])
def test_the_same_certificates(backend):
    """The corpus, whose bytes are in the repository, made again with either.

    Catches: a gmpy2 integer in a certificate's JSON, a rule that only one kind of integer obeys.
    """
    code = (
        "import sys, mpmath.libmp, pytest; "
        f"sys.exit(pytest.main(['-q', 'tests/corpus/test_make.py']) if mpmath.libmp.BACKEND == {backend!r} else 99)"
    )
    environment = {name: value for name, value in os.environ.items() if name != "MPMATH_NOGMPY"}
    environment |= {"MPMATH_NOGMPY": "1"} if backend == "python" else {}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
