"""The checker alone, as a zipapp and as a wheel: built the same each time, and run where nothing else is."""

import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

import lottery_verify
from tests.checker.corpus import CASES, command

ROOT = Path(lottery_verify.__file__).parents[1]
SCRIPT = ROOT / ".ci" / "checker.py"
pytestmark = pytest.mark.skipif(not SCRIPT.exists(), reason="the build script is part of a checkout")
SAMPLE = ["accepted/shared", "accepted/ball", "rejected/bit-of-v-and-digest", "malformed/nan", "undecided/plain-smaller-epsilon-asked"]  # fmt: skip # noqa: E501


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Zipapp and wheel."""
    folder = tmp_path_factory.mktemp("built")
    subprocess.run([sys.executable, "-I", SCRIPT, folder], check=True, capture_output=True, timeout=60)
    return folder / "lottery-verify-checker.pyz", next(folder.glob("*.whl"))


def test_built_twice_the_same(built, tmp_path):
    """The same bytes, whatever the files' dates are. Catches a date, a mode or an order of the file system."""
    copy = tmp_path / "copy"
    (copy / ".ci").mkdir(parents=True)
    shutil.copy(SCRIPT, copy / ".ci")  # copies get the date of today
    package = ROOT / "lottery_verify"
    shutil.copytree(package / "checker", copy / "lottery_verify" / "checker", copy_function=shutil.copyfile)
    for name in ("__init__.py", "errors.py"):
        shutil.copyfile(package / name, copy / "lottery_verify" / name)
    (copy / "lottery_verify" / "errors.py").chmod(0o600)
    words = [sys.executable, "-I", copy / ".ci" / "checker.py", tmp_path / "again"]
    subprocess.run(words, check=True, capture_output=True, timeout=60)
    assert [path.read_bytes() for path in built] == [(tmp_path / "again" / path.name).read_bytes() for path in built]


def test_nothing_else_is_inside(built):
    """The files of the checker and the errors, byte for byte, and what makes it start."""
    for path in built:
        with zipfile.ZipFile(path) as archive:
            inside = {name: archive.read(name) for name in archive.namelist()}
        assert inside.pop("lottery_verify/__init__.py", b"").count(b"\n") == (path.suffix == ".pyz")  # a docstring
        ours = {name: data for name, data in inside.items() if name.startswith("lottery_verify/")}
        assert ours == {name: (ROOT / name).read_bytes() for name in ours}
        wanted = {*(ROOT / "lottery_verify" / "checker").rglob("*.py"), ROOT / "lottery_verify" / "errors.py"}
        assert {ROOT / name for name in ours} == wanted
        rest = {name.rpartition("/")[2] for name in inside if name not in ours}
        assert rest in ({"__main__.py"}, {"METADATA", "WHEEL", "entry_points.txt", "RECORD"})


def ended(words):
    """(exit code, all that is printed), in an empty environment."""
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False, env={"PYTHONUTF8": "1"})
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("name", SAMPLE)
def test_zipapp(built, name):
    """`python -I -S FILE.pyz …` judges the corpus with the standard library alone."""
    code, said = ended([sys.executable, "-I", "-S", str(built[0]), *command(CASES[name])])
    assert (code, CASES[name]["reason"] in said) == (CASES[name]["exit"], True), said


def test_wheel(built, tmp_path):
    """Unpacked into an environment that holds nothing else, the wheel's module runs. Catches a hidden dependency."""
    venv.create(tmp_path / "v", with_pip=False)
    (site,) = (tmp_path / "v").glob("lib/python*/site-packages")
    with zipfile.ZipFile(built[1]) as archive:
        archive.extractall(site)
    python = tmp_path / "v" / "bin" / "python"
    for name in SAMPLE:
        code, said = ended([str(python), "-I", "-m", "lottery_verify.checker", *command(CASES[name])])
        assert (code, CASES[name]["reason"] in said) == (CASES[name]["exit"], True), said


@pytest.mark.slow
def test_wheel_is_installed_by_pip(built, tmp_path):
    """pip takes it, finds its records right, and makes its command."""
    venv.create(tmp_path / "v", with_pip=True)
    python = tmp_path / "v" / "bin" / "python"
    words = [python, "-m", "pip", "install", "--no-index", "--no-deps", "--quiet", built[1]]
    subprocess.run(words, check=True, capture_output=True, timeout=120)
    code, said = ended([str(tmp_path / "v" / "bin" / "lottery-verify-checker"), *command(CASES["accepted/shared"])])
    assert (code, said.startswith("accepted: sup")) == (0, True), said
