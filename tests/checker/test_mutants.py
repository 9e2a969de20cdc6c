# ruff: noqa: E501 (one mutant is one line)
"""Wrong checkers: each change of its text below must fail the corpus or the sums that follow from its numbers.

A mutant is applied to a copy of the checker, which an isolated interpreter runs over every case; a case "fails" where
the exit code is not the one expected, or a bound is not the integer that the right checker computes.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import lottery_verify
from tests.checker.corpus import CASES, CORPUS

PACKAGE = Path(lottery_verify.__file__).parent
RUNNER = """
import hashlib, json, sys
from fractions import Fraction
from pathlib import Path
sys.path.insert(0, {root!r})
from lottery_verify.checker.judge import check
corpus, failed, proved = Path({corpus!r}), [], []
for name, case in json.loads({cases!r}).items():
    files = {{k: str(corpus / "files" / case[k]) for k in ("certificate", "ticket", "target")}}
    claim = {{k: case[k] for k in ("region", "norm", "seed")}} | {{"epsilon": Fraction(case["epsilon"])}}
    try:
        verdict = check(**files, **claim)
        code, text = verdict.exit_code, str(verdict)
        proved.append(str(verdict.proved))
    except Exception as error:
        code, text = 2, str(error)
    if code != case["exit"] or case["reason"] not in text:
        failed.append(name)
print(len(failed), hashlib.sha256(repr(proved).encode()).hexdigest(), *failed[:3])
"""
MUTANTS = [
    ("ceiling is floor", "reach", "return -(-n >> bits)", "return n >> bits"),
    ("root rounded down", "reach", "isqrt(n - 1) + 1", "isqrt(n - 1)"),
    ("lower end rounded up", "rules/rows", "least >> offset.scale", "up(least, offset.scale)"),
    ("upper end rounded down", "rules/rows", "up(most, offset.scale)", "most >> offset.scale"),
    ("radius' sign", "rules/rows", "(centre >> offset.scale) - radius", "(centre >> offset.scale) + radius"),
    ("norm of the bias forgotten", "rules/difference", "old + new + bias_norm(biases, precision)", "old + new"),
    ("bias forgotten", "rules/rows", "least = most = centre = offset.bias << precision", "least = most = centre = 0"),
    ("0 inside a range overlooked", "rules/rows", "if low < 0 < high", "if low > high"),
    ("one slope only", "rules/rows", "(p * low, p * high, n * low, n * high)", "(p * low, p * high)"),
    ("matrix of the wrong sign", "rules/signs", "p if signs[b] > 0 else n", "p"),
    ("ends of ReLU's steps changed", "rules/difference", "at_low = 0 if low >= 0 else 1", "at_low = 1 if low >= 0 else 0"),
    ("upper ends of ReLU's steps changed", "rules/difference", "at_high = 1 if high >= 0 else 0", "at_high = 0 if high >= 0 else 1"),
    ("old differences forgotten", "rules/difference", "(moved, d, sloped), ", ""),
    ("new differences forgotten", "rules/difference", ", (gap, x, kinked)]", "]"),
    ("meet is a hull", "reach", "(max(low, low_x), min(high, high_x))", "(min(low, low_x), max(high, high_x))"),
    ("difference of ends crossed", "reach", "(low - high_x, high - low_x)", "(low - low_x, high - high_x)"),
    ("shift added", "reach", "[(low - s, high - s)", "[(low + s, high + s)"),
    ("shifts' difference forgotten", "rules/region", "[(s - t, s - t)", "[(s - s, s - s)"),
    ("last neuron skipped", "reach", "sizes = [max(-low, high) for low, high in ends]", "sizes = [max(-low, high) for low, high in ends[:-1]] or [0]"),
    ("lower ends not looked at", "reach", "max(-low, high) for", "high for"),
    ("ball taken for a box", "reach", "ceil(region.radius * 2**precision) + ", "0 * "),
    ("sign of u ignored", "masks", "sums[u[m] < 0]", "sums[0]"),
    ("halves changed", "masks", "sums[u[m] < 0]", "sums[u[m] > 0]"),
    ("mask bits in the other order", "masks", "byte >> e & 1", "byte >> (7 - e) & 1"),
    ("V's row of the wrong block", "masks", "OUTPUT, block, a, kept", "OUTPUT, 0, a, kept"),
    ("U drawn for V", "masks", "(pruned.law, i, OUTPUT", "(pruned.law, i, INPUT"),
    ("layer's number ignored", "masks", "self.seed, i, matrix", "self.seed, 0, matrix"),
    ("bias of a ticket dropped", "masks", "biases[a] = positive", "biases[a] = 0"),
    ("subnormals' exponent", "networks", "max(exponent, 1) - offset", "exponent - offset"),
    ("NaN read as a number", "networks", "exponent < top", "exponent <= top"),
    ("sign bit ignored", "networks", "-value if bits >> sign else value", "value"),
    ("neurons beyond the last", "masks", "found[-1] < neurons", "found[-1] < 8 * size"),
    ("order of indices not checked", "masks", "found == sorted(set(found))", "True"),
    ("uniform numerators even", "source", "0xFFFFFF for", "0xFFFFFE for"),
    ("hyperbolic sign", "source", "[-size if word >> 31 else size", "[size"),
    ("residual forgotten", "rules/spectral", "square + max(sums)", "square"),
    ("residual of one side", "rules/spectral", "sums[j] += residual if i != j else 0", "sums[j] += 0"),
    ("layer's bound not compared", "judge", "if one.stated < one.follows:", "if one.stated < one.follows and 'epsilon' in one.what:"),
    ("epsilon not compared", "judge", "if one.stated < one.follows:", "if one.stated < one.follows and 'epsilon' not in one.what:"),
    ("bounds compared the wrong way", "judge", "if one.stated < one.follows:", "if one.stated > one.follows:"),
    ("a larger epsilon settles a smaller", "judge", "if given.epsilon > epsilon:", "if given.epsilon < epsilon:"),
    ("norms taken for one another", "judge", 'reach.largest if norm == "linf" else reach.norm', "reach.norm"),
    ("entry for norm", "judge", 'reach.largest if norm == "linf" else reach.norm', "reach.largest"),
    ("claim not compared", "judge", "if given.claim[key] != value:", "if False:"),
    ("seed not compared", "judge", "g.header.seed != seed", "False"),
    ("a ticket as target", "judge", "f.header.seed is None, f", "True, f"),
    ("doubled keys", "files", "key not in found", "True"),
    ("true is 1", "files", "type(value) is int and", "isinstance(value, int) and"),
    ("floats", "files", 'token.lstrip("-").isdecimal()', "True"),
    ("gaps between tensors", "tensors", "[begin - first, end - first] and", "[begin - first, end - first] or"),
    ("minus zero", "networks", "bits != 1 << sign", "True"),
    ("headers spelt in several ways", "headers", "text == canonical_json(given)", "True"),
    ("F64 for F32", "networks", "not narrow", "True"),
    ("bytes after the last", "tensors", "end == len(blob), f", "True, f"),
]  # fmt: skip


def run(folder, change=None):
    """What the corpus says of the checker, or of a mutant: (failed cases, a number of all bounds, names)."""
    root = folder / "lottery_verify"
    shutil.copytree(PACKAGE / "checker", root / "checker", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PACKAGE / "errors.py", root)
    (root / "__init__.py").write_text("")
    if change:
        module, old, new = change
        path = root / "checker" / f"{module}.py"
        text = path.read_text()
        assert text.count(old) == 1, f"{module}: {old!r} occurs {text.count(old)} times: the list of mutants is out of date"
        path.write_text(text.replace(old, new))
    script = RUNNER.format(root=str(folder), corpus=str(CORPUS), cases=json.dumps(CASES))
    done = subprocess.run([sys.executable, "-I", "-S", "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    failed, bounds, *names = done.stdout.split()
    return int(failed), bounds, names


@pytest.fixture(scope="module")
def right(tmp_path_factory):
    """What the corpus says of the checker itself."""
    failed, bounds, names = run(tmp_path_factory.mktemp("right"))
    assert failed == 0, names
    return bounds


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant[0])
def test_mutant_is_killed(mutant, right, tmp_path):
    """A wrong checker gives a wrong verdict, a wrong reason or another bound for some case of the corpus."""
    failed, bounds, _ = run(tmp_path, mutant[1:])
    assert failed or bounds != right
