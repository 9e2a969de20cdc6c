"""What is promised as the same bytes is the same under settings that make this processor another one."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NAMES = (
    "OPENBLAS_CORETYPE", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_CBWR", "ATEN_CPU_CAPABILITY",
    "NPY_DISABLE_CPU_FEATURES",
)  # fmt: skip
# A setting that a library does not know has no effect, so each of these can run anywhere.
SETTINGS = {
    "as it is": {},
    "Haswell": {
        "OPENBLAS_CORETYPE": "Haswell", "ATEN_CPU_CAPABILITY": "avx2", "NPY_DISABLE_CPU_FEATURES": "AVX512_ICL,X86_V4",
    },
    "Prescott": {
        "OPENBLAS_CORETYPE": "Prescott", "ATEN_CPU_CAPABILITY": "default", "MKL_CBWR": "COMPATIBLE",
        "NPY_DISABLE_CPU_FEATURES": "AVX512_ICL,X86_V4,X86_V3", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
    },
}  # fmt: skip


def under(setting, *command):
    """Starts Python anew under a setting: libraries choose their kernels when they load. Its output."""
    environment = {name: value for name, value in os.environ.items() if name not in NAMES} | setting
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=900
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def digests():
    """For each setting, the digest of each thing."""
    return {name: json.loads(under(setting, "-m", "tests.processors")) for name, setting in SETTINGS.items()}


@pytest.mark.parametrize("setting", [name for name in SETTINGS if SETTINGS[name]])
def test_same_bytes(digests, setting):
    """Corpus, tickets by each method and free ones, certificates, witnesses, plans and bounds have the same digests.

    Catches: an eigenvalue from LAPACK, a matrix product of a BLAS, a sum in the order of a processor's lanes.
    """
    here, there = digests["as it is"], digests[setting]
    assert sorted(here) == sorted(there)
    assert [name for name in here if here[name] != there[name]] == []


def test_something_is_compared(digests):
    """The four methods, a witness of more than one block, both norms' plans, the bounds and the corpus are among them.

    Catches: a comparison of nothing with nothing.
    """
    names = set(digests["as it is"])
    assert {f"ticket by {method}" for method in ("nearest", "product", "golden", "subset-sum")} <= names
    assert {"witness of layer 1", "plan for linf", "plan for l2", "bounds"} <= names
    assert any(name.startswith("corpus accepted/") or "/ball.json" in name for name in names)
    assert len(set(digests["as it is"].values())) > 20


def test_of_the_test():
    """The settings do change what a BLAS and a transcendental function give, on a processor that they concern.

    Catches: settings that reach no library, so that the test above could never fail.
    """
    program = (
        "import numpy as np; a = np.arange(90000.0).reshape(300, 300) % 7.3; print((a @ a.T).tobytes().hex()[:4000], "
        "np.log(a + 1).tobytes().hex()[:4000], np.__config__.CONFIG['Machine Information']['host']['cpu'])"
    )
    here, there = (under(SETTINGS[name], "-c", program) for name in ("as it is", "Prescott"))
    if "x86_64" not in here:
        pytest.skip("these settings are for processors of the x86 family")
    assert here != there
