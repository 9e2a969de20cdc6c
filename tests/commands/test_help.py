"""What the commands say of themselves: examples that run, defaults, units, exit codes; what was meant by a typo."""

import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lottery_verify import cli
from lottery_verify.commands.parsers import COMMANDS, build

BIN = Path(sys.executable).parent
RANGE = re.compile(r"above 0|at least|from -?\d|in \(|demand this seed")
NUMBERS = {"epsilon", "delta", "base", "w_max", "f_max", "spectral_norms", "input_norm", "widths", "minutes", "neurons"}
PARSERS = build(COMMANDS)[1]


def gaps(parser: argparse.ArgumentParser) -> list[str]:
    """What the help of a command does not say, in words."""
    found = []
    text = parser.epilog or ""
    if not re.search(r"^  lottery-verify ", text, re.MULTILINE):
        found.append("no example")
    if not {"0", "2"} <= set(re.findall(r"^(\d+)  ", text, re.MULTILINE)):
        found.append("no exit codes")
    for action in parser._actions:
        if isinstance(action, argparse._HelpAction):
            continue
        name, said = "/".join(action.option_strings) or action.dest, action.help or ""
        if not said:
            found.append(f"{name}: no help")
        takes_value = action.option_strings and action.nargs != 0
        exclusive = any(action in group._group_actions for group in parser._mutually_exclusive_groups if group.required)
        if takes_value and not action.required and not exclusive:
            stated = re.search(r"default:? ([^)]*)", said)
            if stated is None:
                found.append(f"{name}: no default")
            elif action.default not in (None, []) and not stated.group(1).startswith(str(action.default)):
                found.append(f"{name}: the default is {action.default}, and {stated.group(1)} is stated")
        if (action.type in (int, float) or action.dest in NUMBERS) and not RANGE.search(said):
            found.append(f"{name}: no range")
        if action.dest in ("epsilon", "region") and "unit" not in said and parser is not PARSERS["check"]:
            found.append(f"{name}: no unit")
        if action.dest == "region" and not re.search(r"ball:RADIUS \(?(ℓ₂, centred at|about) 0", said):
            found.append(f"{name}: where is the ball?")
    return found


@pytest.mark.parametrize("name", COMMANDS)
def test_help_says_all(name: str) -> None:
    """An example, exit codes, and for every option a text with its default, its unit and its range."""
    assert gaps(PARSERS[name]) == []


@pytest.mark.parametrize(
    ("option", "settings", "gap"),
    [
        ("--samples", {"type": int, "default": 5, "help": "at least 1 (default: 7)"}, "the default is 5"),
        ("--samples", {"type": int, "default": 5, "help": "points (default: 5)"}, "no range"),
        ("--law", {"help": "of the weights"}, "no default"),
        ("--norm", {}, "no help"),
        ("--epsilon", {"required": True, "help": "above 0"}, "no unit"),
        ("--region", {"required": True, "help": "ball:RADIUS, in the inputs' unit"}, "where is the ball?"),
    ],
)
def test_of_the_test_help_says_all(option: str, settings: dict[str, object], gap: str) -> None:
    """Help that leaves something out is found. Catches a walk that sees nothing."""
    parser = argparse.ArgumentParser(epilog="  lottery-verify x\n0  done\n2  usage")
    parser.add_argument(option, **settings)  # type: ignore[arg-type]
    assert any(gap in one for one in gaps(parser))
    assert gaps(argparse.ArgumentParser()) == ["no example", "no exit codes"]


def examples(name: str) -> list[str]:
    """The command lines of a command's help."""
    return re.findall(r"^  (lottery-verify .*)$", PARSERS[name].epilog or "", re.MULTILINE)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which `lottery-verify demo` was run."""
    folder = tmp_path_factory.mktemp("demo")
    here = Path.cwd()
    try:
        os.chdir(folder)
        assert cli.main(["demo"]) == 0
    finally:
        os.chdir(here)
    return folder


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in ("demo", "report")])
def test_examples_run_as_they_stand(name: str, demo: Path, tmp_path: Path) -> None:
    """Each example ends with 0, or with 1 where that is said; pasted into a shell, in a folder of its own.

    (`demo` is run by the fixture; tests/reporting make the report.)
    """
    shutil.copytree(demo / "demo-output", tmp_path / "demo-output")
    env = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "OMP_NUM_THREADS": "1"}
    for line in examples(name):
        if line == "lottery-verify demo":
            continue
        done = subprocess.run(["bash", "-c", line], cwd=tmp_path, env=env, capture_output=True, text=True)
        wanted = 1 if "--drop" in line else 0
        assert done.returncode == wanted, f"{line}\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["chek", "cert.json", "--ticket", "t"], "did you mean 'check'?"),
        (["certify", "t", "--targt", "f"], "did you mean '--target'?"),
        (["attack", "t", "--target", "f", "--region", "box:0,1", "--sample=9", "--stps=9"], "did you mean '--steps'?"),
        (["prune", "f", "--method", "goldn"], "did you mean 'golden'?"),
        (["prune", "f", "--norm=l_2"], "did you mean 'l2'?"),
        (["--verson"], "did you mean '--version'?"),
        (["completion", "bsh"], "did you mean 'bash'?"),
        (["bounds", "--widths", "4,4", "--epsilon", "1", "--claims", "log-prunning"], "did you mean 'log-pruning'?"),
        (["hunt", "golden-decompositon"], "did you mean 'golden-decomposition'?"),
        (["hunt", "golden-decomposition", "--drop", "base<phi"], "did you mean 'base<=phi'?"),
    ],
)
def test_what_was_meant(words: list[str], meant: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A misspelt command, option, choice or claim: exit code 2, and the word that is nearest."""
    try:
        code = cli.main(words)
    except SystemExit as end:
        code = int(str(end.code))
    assert code == 2
    assert meant in capsys.readouterr().err


def test_nothing_near_is_not_guessed(capsys: pytest.CaptureFixture[str]) -> None:
    """A word that is like none of the commands gets no suggestion. Catches one that always suggests."""
    assert cli.main(["xyzzy"]) == 2
    said = capsys.readouterr().err
    assert "invalid choice: 'xyzzy'" in said
    assert "did you mean" not in said


def completed(script: Path, *words: str) -> set[str]:
    """What bash offers for the last word of a command line."""
    program = (
        f". {script}; COMP_WORDS=({' '.join(map(repr, words))}); COMP_CWORD={len(words) - 1}\n"
        "f=$(complete -p lottery-verify | sed 's/.*-F \\([^ ]*\\).*/\\1/'); $f 2>/dev/null\n"
        "printf '%s\\n' \"${COMPREPLY[@]}\""
    )
    return set(subprocess.run(["bash", "-c", program], capture_output=True, text=True, check=True).stdout.split())


def test_bash_completes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Commands, a command's options, an option's choices. Catches a script of the first command alone."""
    assert cli.main(["completion", "bash"]) == 0
    script = tmp_path / "completion.bash"
    script.write_text(capsys.readouterr().out)
    assert completed(script, "lottery-verify", "c") == {"certify", "check", "convert", "claims", "completion"}
    options = {"--seed", "--samples", "--spec", "--scale", "--scheduler"}
    assert completed(script, "lottery-verify", "certify", "--s") == options
    assert completed(script, "lottery-verify", "prune", "--method", "") >= {"golden", "subset-sum"}


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_complete(shell: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The script names every command and option, and the shell, where there is one, finds no fault in it."""
    assert cli.main(["completion", shell]) == 0
    text = capsys.readouterr().out
    for name, parser in PARSERS.items():
        assert name in text
        assert all(option.lstrip("-") in text for action in parser._actions for option in action.option_strings)
    if shutil.which(shell):
        (tmp_path / "script").write_text(text)
        subprocess.run([shell, "-n", str(tmp_path / "script")], check=True)
