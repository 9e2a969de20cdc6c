"""The public names: typed for those who write scripts, and loaded on first use all the same."""

import ast
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import lottery_verify

LAZY = ("lottery_verify", "lottery_verify.hunting", "lottery_verify.networks", "lottery_verify.bounds")
SCRIPT = '''
from fractions import Fraction

from hypothesis import given

from lottery_verify import (
    Attack, Ball, Box, Certificate, Network, Ticket, Verdict, attack, bounds, certify, check, embedded_target,
    load_region, load_target, load_ticket, prune, save_network,
)
from lottery_verify.hunting import check_pruner, find_property, hunt
from lottery_verify.strategies import claim_inputs, laws, regions, seeds, targets

target = load_target("target.safetensors")
other: Network = embedded_target()
save_network(other, "copy.safetensors")
region = Box.cube(0, 1, target.widths[0])
ball = Ball(Fraction(1, 2), target.widths[0])
named = load_region("box:0,1", target.widths[0])
ticket: Ticket = prune(target, region=region, epsilon="0.01", method="golden", seed=17)
ticket.save("ticket.safetensors")
again: Ticket = load_ticket("ticket.safetensors")
certificate: Certificate = certify(ticket, target, region=region, epsilon="0.01")
certificate.save("cert.json")
verdict: Verdict = check(certificate, ticket=ticket, target=target, region=region, epsilon="0.01")
print(verdict, verdict.exit_code + 1, certificate.proved * 2)
tried: Attack = attack(ticket, target, region=ball, seed=0)
print(tried.found <= Fraction(1), [float(v) for v in tried.witness], named.width)

evaluation = bounds.evaluate([784, 500, 10], "0.01", "0.01")
size = evaluation["shared-log-pruning"].size
print(evaluation, None if size is None else size.neurons_total)
print(bounds.derivation("golden-decomposition").proved)


def my_pruner(target: Network, region: Box | Ball, epsilon: Fraction, seed: int) -> Ticket:
    return prune(target, region=region, epsilon=epsilon, seed=seed)


check_pruner(my_pruner, examples=20)
print(hunt(find_property("golden-decomposition/greedy"), examples=20, seed=0).status)


@given(targets(max_width=3), regions(2), seeds())
def test_mine(network: Network, region: Box | Ball, seed: int) -> None:
    print(network.widths, region.width, seed)
'''


MISTAKES = {
    "from lottery_verify import prun": 'has no attribute "prun"',
    "from lottery_verify.hunting import hunted": 'has no attribute "hunted"',
    "from lottery_verify import bounds; bounds.derivatio('x')": 'has no attribute "derivatio"',
    "from lottery_verify import load_target; load_target('x').widths.upper()": 'has no attribute "upper"',
    "from lottery_verify import Box, prune; prune(1, region=Box((), ()), epsilon='1', seed=1)": "incompatible type",
}


@pytest.fixture(scope="module")
def mypy_says(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The errors of `mypy --strict` in two scripts outside this repository; made once, for it reads all of torch."""
    folder = tmp_path_factory.mktemp("typed")
    (folder / "script.py").write_text(SCRIPT)
    (folder / "mistakes.py").write_text("\n".join(MISTAKES))
    words = ["--strict", "--no-pretty", "--no-error-summary", "--config-file", "", "--cache-dir", str(folder / "cache")]
    home = str(Path(lottery_verify.__file__).parents[1])  # mypy does not follow the finder of an editable install
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *words, "script.py", "mistakes.py"],
        cwd=folder,
        env={**os.environ, "MYPYPATH": home},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1, done.stdout + done.stderr  # the mistakes are found, and mypy itself came to its end
    return [line for line in done.stdout.splitlines() if ": error: " in line]


def test_a_script_of_the_readme_is_typed(mypy_says: list[str]) -> None:
    """`mypy --strict` accepts every public name in a script such as the README's.

    Catches: a name that is typed `object`, and a public function without types.
    """
    assert [line for line in mypy_says if line.startswith("script.py")] == []


def test_mistakes_are_found(mypy_says: list[str]) -> None:
    """Misspelt names and wrong arguments do not pass. Catches types that allow everything."""
    for number, (line, words) in enumerate(MISTAKES.items(), 1):
        said = [error for error in mypy_says if error.startswith(f"mistakes.py:{number}:")]
        assert any(words in error for error in said), line


@pytest.mark.parametrize("package", LAZY)
def test_what_is_typed_is_what_is_loaded(package: str) -> None:
    """The names that a type checker imports are the lazy ones, from the same homes. Catches lists that part ways."""
    module = import_module(package)
    assert module.__file__ is not None
    tree = ast.parse(Path(module.__file__).read_text())
    typed = {
        alias.asname or alias.name: node.module
        for block in tree.body
        if isinstance(block, ast.If) and isinstance(block.test, ast.Name) and block.test.id == "TYPE_CHECKING"
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert typed
    eager = {name for name in module.__all__ if name in vars(module) and name not in typed}
    assert set(module.__all__) - eager == set(typed)
    for name, home in typed.items():
        assert getattr(module, name) is getattr(import_module(str(home)), name)


@pytest.mark.parametrize("package", LAZY)
def test_an_unknown_name_is_an_attribute_error(package: str) -> None:
    """Catches a lazy loader that answers None."""
    with pytest.raises(AttributeError, match="no attribute 'nothing_of_that_name'"):
        _ = import_module(package).nothing_of_that_name
