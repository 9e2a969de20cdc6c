"""The rooms of the house: who imports whom, what the checker may use, what `check` loads."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from lottery_verify import cli
from lottery_verify.networks.network import Network
from lottery_verify.networks.saving import save_network

PACKAGE = Path(cli.__file__).parent
# Each room may import those before it, and itself; those of PLAIN besides only the standard library.
ROOMS = [
    "errors", "claims", "checker", "arguments", "executors", "networks", "counts", "laws", "bounds", "tickets",
    "decompose", "pruning", "certificates", "neighbourhoods", "strategies", "hunting", "traceability", "studies",
    "reporting", "commands", "cli",
]  # fmt: skip
PLAIN = {"errors": ["errors"], "claims": ["errors", "claims"], "checker": ["errors", "checker"], "arguments": None}
HEAVY = {"torch", "numpy", "sympy", "mpmath", "hypothesis", "onnx", "onnxruntime", "safetensors", "rich", "scipy"}
HEAVY |= {"highspy"}
ANYWHERE = {"__init__", "__main__"}


def imports(source, module, package):
    """Dotted names of all that a module's source imports, wherever it does; `package`: whether it is an __init__."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = module.split(".")[: len(module.split(".")) - node.level + package]
                base = ".".join([*parents, *([node.module] if node.module else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def run_imports(source, module, package):
    """The names of `imports` that a run meets; what only a type checker reads, under `if TYPE_CHECKING`, is not."""
    tree = ast.parse(source)
    tree.body = [
        node for node in tree.body
        if not (isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING")
    ]  # fmt: skip
    return imports(ast.unparse(tree), module, package)


def room(dotted):
    """The room of a name inside the package, or None for another package and for the package itself."""
    words = dotted.split(".")
    return words[1] if words[0] == "lottery_verify" and len(words) > 1 and words[1] in ROOMS else None


def broken_rules(source, module, package=False):
    """What a module's imports break, in words."""
    here = room(module)
    if here is None:
        return [] if module in ("lottery_verify", "lottery_verify.__main__") else [f"{module}: no room of that name"]
    found = []
    for name in imports(source, module, package):
        there = room(name)
        if there is not None and ROOMS.index(there) > ROOMS.index(here):
            found.append(f"{module} imports {name}: {there} is below {here}")
        if here in PLAIN:
            if there is None and name.split(".")[0] not in sys.stdlib_module_names | {"lottery_verify"}:
                found.append(f"{module} imports {name}: not the standard library")
            if there is not None and PLAIN[here] is not None and there not in PLAIN[here]:
                found.append(f"{module} imports {name}: {here} may import {' and '.join(PLAIN[here])} only")
    return found


def untrusted(source):
    """What has no place in the checker: assert, floats, true division of what might be integers, tolerances,
    randomness.
    """
    found = []
    for node in ast.walk(ast.parse(source)):
        what = None
        if isinstance(node, ast.Assert):
            what = "assert"
        elif isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            what = f"float literal {node.value}"
        elif isinstance(node, ast.Name | ast.Attribute):
            name = node.id if isinstance(node, ast.Name) else node.attr
            if name in {
                "float",
                "isclose",
                "Decimal",
                "random",
                "sqrt",
                "log",
                "exp",
                "round",
                "eval",
                "exec",
                "__import__",
                "pickle",
            }:
                what = name
        elif isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
            what = "true division"
        elif isinstance(node, ast.Constant) and node.value in ("float", "numpy"):
            what = f"{node.value!r}"
        if what:
            found.append(f"line {node.lineno}: {what}")
    return found


def modules():
    """(dotted name, path) of each module of the package."""
    for path in sorted(PACKAGE.rglob("*.py")):
        words = path.relative_to(PACKAGE.parent).with_suffix("").parts
        yield ".".join(words[:-1] if words[-1] == "__init__" else words), path


def test_rooms():
    """Every module imports upward only, and lives in a room of the table.

    Catches a circle, and a heavy import of the light.
    """
    found = [
        broken
        for name, path in modules()
        for broken in broken_rules(path.read_text(), name, path.name == "__init__.py")
    ]
    assert found == []
    assert len(list(modules())) > 40


def test_the_package_itself_imports_nothing_of_its_own():
    """`lottery_verify/__init__` loads names on use. Catches torch in every import of the checker."""
    source = (PACKAGE / "__init__.py").read_text()
    found = run_imports(source, "lottery_verify", True)
    assert [n for n in found if n.split(".")[0] not in sys.stdlib_module_names] == []
    assert list(run_imports("if TYPE_CHECKING:\n    import torch\nimport numpy", "lottery_verify", True)) == ["numpy"]


def test_checker_computes_in_integers():
    """No assert, float, true division, tolerance or chance in the checker.

    Catches an inequality decided by rounding.
    """
    found = {path.name: untrusted(path.read_text()) for path in (PACKAGE / "checker").rglob("*.py")}
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_checker_files_are_short():
    """Under 150 lines each, so that a referee can read one aloud beside its lemma. Catches a rule that grows two."""
    long = {path.name: len(path.read_text().splitlines()) for path in (PACKAGE / "checker").rglob("*.py")}
    assert {name: lines for name, lines in long.items() if lines >= 150} == {}




@pytest.mark.parametrize(
    ("module", "source", "words"),
    [
        ("lottery_verify.checker.x", "import numpy", "not the standard library"),
        ("lottery_verify.checker.x", "from mpmath import mp", "not the standard library"),
        ("lottery_verify.checker.x", "def f():\n    import torch.nn", "not the standard library"),
        ("lottery_verify.checker.x", "from lottery_verify.networks import network", "networks is below checker"),
        ("lottery_verify.checker.x", "from ..laws.source import weights", "laws is below checker"),
        ("lottery_verify.checker.x", "from lottery_verify.claims import records", "errors and checker only"),
        ("lottery_verify.errors", "import lottery_verify.checker.regions", "checker is below errors"),
        ("lottery_verify.claims.x", "from lottery_verify import cli", "cli is below claims"),
        (
            "lottery_verify.laws.x",
            "if TYPE_CHECKING:\n    from lottery_verify.pruning.plan import plan",
            "pruning is below laws",
        ),
        ("lottery_verify.pruning.x", "from lottery_verify.certificates import rules", "certificates is below pruning"),
        ("lottery_verify.kitchen.x", "", "no room of that name"),
    ],
)
def test_of_the_test_rooms(module, source, words):
    """A module that breaks a rule is reported. Catches a walk that sees nothing."""
    assert words in " ".join(broken_rules(source, module))


@pytest.mark.parametrize("module", ["lottery_verify.checker.x", "lottery_verify.cli", "lottery_verify.errors"])
def test_of_the_test_rooms_good(module):
    """What is allowed is not reported. Catches a walk that reports everything."""
    assert (
        broken_rules(
            "import json\nfrom lottery_verify.errors import MalformedFile\nfrom fractions import Fraction", module
        )
        == []
    )


@pytest.mark.parametrize(
    "source",
    [
        "assert x",
        "y = 1e-6",
        "z = float(x)",
        "abs(a - b) < 1.0",
        "math.isclose(a, b)",
        "q = a / b",
        "a /= b",
        "from x import y\ny.sqrt(2)",
        "1j",
    ],
)
def test_of_the_test_integers(source):
    """Each of these is reported, and integer work is not. Catches a search that matches nothing."""
    assert untrusted(source)
    assert untrusted("x = -(-n >> 3) + a // b * 2**5\nroot = isqrt(x)") == []


@pytest.fixture(scope="module")
def triple(tmp_path_factory):
    """A canonical certificate, ticket and target: their names."""
    folder = tmp_path_factory.mktemp("triple")
    names = [str(folder / n) for n in ("c.json", "t.safetensors", "f.safetensors")]
    save_network(Network.from_arrays([[[0.5, -0.25]]]), names[2])
    claim = ["--region", "box:0,1", "--epsilon", "0.1"]
    assert cli.main(["prune", names[2], "-o", names[1], "--seed", "1", *claim]) == 0
    assert cli.main(["certify", names[1], "--target", names[2], "-o", names[0], "--samples", "50", *claim]) == 0
    return [names[0], "--ticket", names[1], "--target", names[2], *claim]


LOADED = "{m.split('.')[0] for m in sys.modules}"
REPORT = f"import sys; print('heavy:', *sorted({LOADED} & {HEAVY!r})); print('code:', code)"


def run(program, *flags):
    """Runs a program in a new interpreter; its output."""
    done = subprocess.run([sys.executable, *flags, "-c", program], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_check_loads_the_checker_alone(triple):
    """`lottery-verify check` of canonical files loads no torch, numpy, sympy, mpmath, hypothesis. `certify` does, so
    the test can fail.

    Catches: one import at a module's head that makes the checker depend on all.
    """
    out = run(f"from lottery_verify.cli import main; code = main({['check', *triple]!r}); {REPORT}")
    assert out.splitlines() == ["accepted: sup ‖F − Ĝ‖ ≤ 1/10 (linf) over the whole region", "heavy:", "code: 0"]
    words = ["certify", triple[2], "--target", triple[4], "--region", "box:0,1", "--samples", "10"]
    assert "heavy: mpmath numpy" in run(f"from lottery_verify.cli import main; code = main({words!r}); {REPORT}")


def test_prune_loads_no_torch(triple, tmp_path):
    """`lottery-verify prune` takes numpy alone for its search, by any method. Catches an import of a second and 200 MB.

    `attack` loads torch, so the test can fail.
    """
    for method in ("golden", "subset-sum", "product"):
        words = ["prune", triple[4], "--region", "box:0,1", "--epsilon", "1/2", "--seed", "1", "--method", method, "-o"]
        words.append(str(tmp_path / f"{method}.safetensors"))
        out = run(f"from lottery_verify.cli import main; code = main({words!r}); {REPORT}")
        assert "code: 0" in out
        assert "torch" not in next(line for line in out.splitlines() if line.startswith("heavy:"))
    words = ["attack", triple[2], "--target", triple[4], "--region", "box:0,1"]
    assert "torch" in run(f"from lottery_verify.cli import main; code = main({words!r}); {REPORT}")


def test_checker_isolated(triple):
    """`python -I -S` (no site-packages, no environment) runs the checker. Catches any hidden dependency."""
    program = (
        f"import sys, runpy; sys.path.append({str(PACKAGE.parent)!r}); sys.argv = {['checker', *triple]!r}\n"
        "try:\n    runpy.run_module('lottery_verify.checker', run_name='__main__')\n"
        f"except SystemExit as e:\n    code = e.code\n{REPORT}"
    )
    assert run(program, "-I", "-S").splitlines()[1:] == ["heavy:", "code: 0"]
