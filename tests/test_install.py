"""What a wheel brings: alone it checks, and every other command says which extra to install."""

import shutil
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

import pytest

from lottery_verify.commands.extras import EXTRA_OF
from lottery_verify.commands.parsers import COMMANDS
from tests.checker.corpus import CASES, command

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# What a command needs besides its name before it begins to work; the others need nothing.
WORDS = {
    "prune": ["f.safetensors", "--region", "box:0,1", "--epsilon", "1", "--seed", "1", "-o", "t.safetensors"],
    "certify": ["t.safetensors", "--target", "f.safetensors", "--region", "box:0,1"],
    "attack": ["t.safetensors", "--target", "f.safetensors", "--region", "box:0,1"],
    "export": ["t.safetensors", "--to", "t.onnx"],
    "convert": ["embedded:digits", "-o", "f.safetensors"],
    "bounds": ["--widths", "2,1", "--epsilon", "1/2", "--delta", "1/2"],
    "report": ["-o", "report"],
    "completion": ["bash"],
}


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`lottery-verify` of an empty environment that has nothing but this project's wheel, and no index to ask."""
    folder = tmp_path_factory.mktemp("install")
    copy = folder / "project"
    copy.mkdir()
    shutil.copytree(ROOT / "lottery_verify", copy / "lottery_verify", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    offline = ["--no-index", "--no-deps"]
    made = subprocess.run(
        [*pip, "wheel", *offline, "--no-build-isolation", "--wheel-dir", str(folder), str(copy)],
        capture_output=True, text=True,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    [wheel] = folder.glob("*.whl")
    place = folder / "empty"
    venv.create(place, with_pip=False)
    words = [*pip, "--python", str(place / "bin" / "python"), "install", *offline, str(wheel)]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return place / "bin" / "lottery-verify"


def run(program: Path, words: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs it in a folder, with nothing of this process's environment but what finds the system's own programs."""
    return subprocess.run(
        [str(program), *words], cwd=folder, capture_output=True, text=True, env={"PATH": "/usr/bin:/bin"}, timeout=120
    )


@pytest.mark.parametrize(("kind", "code"), [("accepted", 0), ("rejected", 1)])
def test_the_base_install_checks(program: Path, kind: str, code: int, tmp_path: Path) -> None:
    """Without any other package `check` accepts the corpus' true claim, and refuses a false one.

    Catches: a wheel without one of the checker's files, and a checker that needs another package.
    """
    case = next(one for name, one in CASES.items() if name.startswith(f"{kind}/"))
    done = run(program, ["check", *command(case)], tmp_path)
    assert done.returncode == code, done.stderr
    assert done.stdout.startswith(f"{kind}: ")


def test_the_help_and_the_version_need_nothing(program: Path, tmp_path: Path) -> None:
    """Catches a heavy import at the head of a module that every command loads."""
    assert run(program, ["--version"], tmp_path).stdout.startswith(f"lottery-verify {PROJECT['version']}")
    for name in COMMANDS:
        assert run(program, [name, "--help"], tmp_path).returncode == 0, name


@pytest.mark.parametrize("asked", ["demo", *WORDS])
def test_other_commands_say_what_to_install(program: Path, asked: str, tmp_path: Path) -> None:
    """Exit code 2, and one line with the words to type; a traceback or a verdict is neither."""
    done = run(program, [asked, *WORDS.get(asked, [])], tmp_path)
    assert done.returncode == 2, (done.stdout, done.stderr)
    [line] = done.stderr.splitlines()
    assert line.endswith("which is not installed; type: pip install 'lottery-verify[full]'")


def test_each_package_names_the_extra_that_brings_it() -> None:
    """The table of the error message is what pyproject.toml says. Catches advice that installs something else."""
    full = PROJECT["optional-dependencies"]["full"]
    brought = {words.partition(">")[0]: "full" for words in full}
    assert {name: extra for name, extra in EXTRA_OF.items() if extra == "full"} == brought
    assert set(EXTRA_OF.values()) <= set(PROJECT["optional-dependencies"])
    assert PROJECT["dependencies"] == []
