"""`lottery-verify hunt`, by its exit codes, files and words."""

import contextlib
import dataclasses
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from subprocess import PIPE

import pytest

from lottery_verify.cli import main
from lottery_verify.hunting import checked, find_property, hunt, many, reproduction, runner
from lottery_verify.hunting.many import Campaign


def test_a_true_claim(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 0, and a table with the rate."""
    assert main(["hunt", "gadget-identity", "--examples", "20"]) == 0
    shown = capsys.readouterr().out
    assert "none found" in shown
    assert "per second" in shown


def test_a_dropped_hypothesis(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1, the minimal numbers, a snippet, and a file that --replay judges again."""
    assert main(["hunt", "golden-decomposition", "--drop", "base<=phi", "--examples", "1000", "-o", str(tmp_path)]) == 1
    shown = capsys.readouterr().out
    assert "GoldenCase(base=Fraction(2, 1), k=1, w=Fraction(1, 1), samples=(Fraction(1, 4),))" in shown
    assert "def test_golden_decomposition_greedy():" in shown
    file = tmp_path / "counterexample-golden-decomposition-greedy-without-base-phi.json"
    assert json.loads(file.read_text())["dropping"] == ["base<=phi"]
    assert main(["hunt", "--replay", str(file)]) == 1
    assert "rest of the greedy rule: 3/4 against 1/2 allowed" in capsys.readouterr().out


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_clock(jobs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """--minutes is the time of all of it: what runs at once shares nothing, what waits does.

    Catches: the minutes of each property multiplied by the jobs.
    """
    given: list[Campaign] = []
    monkeypatch.setattr(many, "run_campaigns", lambda campaigns, **_: given.extend(campaigns) or [])
    assert main(["hunt", "golden-decomposition", "log-pruning", "--minutes", "6", "--jobs", str(jobs)]) == 0
    turns = -(-len(given) // jobs)
    assert {campaign.seconds for campaign in given} == {360 / turns}
    given.clear()
    assert main(["hunt", "source", "--minutes", "6", "--jobs", str(jobs)]) == 0
    assert [campaign.seconds for campaign in given] == [360]


def test_the_clock_is_looked_at_early(monkeypatch: pytest.MonkeyPatch) -> None:
    """After 10 examples, then twice as many each time, up to 200. Catches: 200 slow ones before the first look."""
    batches: list[int] = []

    def run(prop: object, names: object, judged: object, examples: int, *rest: object) -> None:
        batches.append(examples)
        if len(batches) == 7:
            raise InterruptedError

    monkeypatch.setattr(runner, "_run", run)
    with pytest.raises(InterruptedError):
        hunt(find_property("gadget-identity/link"), examples=10**9, seconds=3600)
    assert batches == [10, 20, 40, 80, 160, 200, 200]


def test_a_property_named_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """It gets seeds of its own, so that two processes do not judge the same examples."""
    given: list[Campaign] = []
    monkeypatch.setattr(many, "run_campaigns", lambda campaigns, **_: given.extend(campaigns) or [])
    assert main(["hunt", "source", "gadget-identity", "source", "--jobs", "2", "--seed", "7"]) == 0
    seeds = [campaign.seed for campaign in given if campaign.property_id == "source/stream"]
    assert seeds[0] == 7
    assert len(set(seeds)) == 2
    assert abs(seeds[1] - seeds[0]) > 10_000


def test_files_of_their_own(tmp_path: Path) -> None:
    """Two drops, or the same property with another seed, leave as many files; the same hunt again leaves none more.

    Catches: a counterexample that is overwritten.
    """
    for drop, seed in (("w<=1", "0"), ("base<=phi", "0"), ("w<=1", "0"), ("w<=1", "1")):
        words = ["golden-decomposition/greedy", "--drop", drop, "--examples", "300", "-o", str(tmp_path)]
        assert main(["hunt", *words, "--seed", seed]) == 1
    assert [json.loads(path.read_text())["seed"] for path in sorted(tmp_path.iterdir())] == [0, 1, 0]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "counterexample-golden-decomposition-greedy-without-base-phi.json",
        "counterexample-golden-decomposition-greedy-without-w-1-2.json",
        "counterexample-golden-decomposition-greedy-without-w-1.json",
    ]


def test_what_is_found_is_told_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the file cannot be written the snippet stands on the screen all the same."""

    def full(*arguments: object) -> None:
        raise OSError(28, "No space left on device", "counterexample.json")

    monkeypatch.setattr(reproduction, "save", full)
    assert main(["hunt", "golden-decomposition/greedy", "--drop", "w<=1", "-o", str(tmp_path)]) == 2
    shown = capsys.readouterr()
    assert "def test_golden_decomposition_greedy():" in shown.out
    assert "No space left" in shown.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["sun"], "claim 'sun'"),
        (["golden-decomposition", "--drop", "sun"], "drop 'sun'"),
        (["--drop", "base<=phi"], "name the one claim"),
        (["--examples", "0"], "examples 0"),
        (["--minutes", "-1"], "minutes -1"),
        (["gadget-identity", "--jobs", "0"], "jobs 0"),
        (["gadget-identity", "-o", "/nowhere/at/all"], "no such folder"),
        (["--replay", "/nowhere"], "/nowhere"),
        (["error-propagation", "--drop", "e", "--drop", "sun"], "drop 'sun'"),
        (["sun", "--necessity", "n.md"], "'sun'"),
        (["--necessity", "/nowhere/at/all/n.md"], "output '/nowhere/at/all/n.md': no such folder"),
        (["gadget-identity", "--necessity", "n.md", "--drop", "x"], "no --drop"),
        (["gadget-identity", "--necessity", "n.md", "--minutes", "1"], "no --minutes"),
        (["gadget-identity", "--necessity", "n.md", "--examples", "0"], "examples 0"),
    ],
)
def test_wrong_usage(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, and the argument with its value."""
    assert main(["hunt", *arguments]) == 2
    assert words in capsys.readouterr().err


def test_it_lists_what_can_be_dropped(capsys: pytest.CaptureFixture[str]) -> None:
    """--list names properties and drops."""
    assert main(["hunt", "--list"]) == 0
    assert "--drop 'base<=phi'" in capsys.readouterr().out


def test_the_audit_of_one_claim(tmp_path: Path) -> None:
    """--necessity writes the report and ends with 0, counterexamples and all."""
    report = tmp_path / "necessity.md"
    assert main(["hunt", "gadget-identity", "--necessity", str(report), "--examples", "100"]) == 0
    assert "| gadget-identity | `both-halves` |" in report.read_text()


def test_what_was_found_before_an_interruption(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """130, and the counterexample is told and written, though it was not shrunk to the end."""

    def interrupted(campaigns: list[Campaign], *, progress: many.Progress, **_: object) -> list[runner.Hunt]:
        heard: list[runner.Hunt] = []
        prop = find_property("golden-decomposition/greedy")
        hunt(prop, dropping=["w<=1"], examples=300, progress=lambda one: heard.append(dataclasses.replace(one)))
        first = next(one for one in heard if one.case is not None)
        assert first.status == "running", "what is found is told only when it has been shrunk"
        progress(0, first)
        raise KeyboardInterrupt

    monkeypatch.setattr(many, "run_campaigns", interrupted)
    assert main(["hunt", "golden-decomposition/greedy", "--drop", "w<=1", "-o", str(tmp_path)]) == 130
    shown = capsys.readouterr()
    assert "def test_golden_decomposition_greedy():" in shown.out
    assert "stopped by SIGINT" in shown.err
    monkeypatch.undo()
    (file,) = tmp_path.iterdir()
    assert main(["hunt", "--replay", str(file)]) == 1


HUNTS = """
import multiprocessing, signal, sys
from lottery_verify.checker.exits import code_of
from functools import partial
from lottery_verify.executors.messages import of_processes
from lottery_verify.executors.processes import processes
from lottery_verify.hunting.checked import remove
from lottery_verify.hunting.many import Campaign, run_campaigns

for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # as a job in the background has them
    signal.signal(ignored, signal.SIG_DFL)

def tell(number, hunt):
    print(*(child.pid for child in multiprocessing.active_children()), flush=True)

def work():
    names = ("pipeline/sandwich", "gadget-identity/link", "golden-decomposition/greedy")  # one writes files, two do not
    campaigns = [Campaign(name, examples=10**9, seconds=3600) for name in names]
    run_campaigns(campaigns, pool=partial(processes, 2, remove), channel=of_processes, at_once=2, progress=tell)
    return 0

sys.exit(code_of(lambda: work))
"""


@pytest.mark.parametrize("how", ["^C", "SIGTERM"])
def test_processes_end_at_once(how: str) -> None:
    """A terminal's ^C, which goes to every process, and a SIGTERM to the first one alone, end an hour's hunt in two
    processes: 130 or 143, no traceback, and none of their files in memory.

    The pipe ends when the last process has closed it. Catches: workers that go on with what is queued.
    """
    script = [sys.executable, "-c", HUNTS]
    with subprocess.Popen(script, stdout=PIPE, stderr=PIPE, text=True, start_new_session=True) as process:
        assert process.stdout is not None
        children = process.stdout.readline().split()
        assert len(children) >= 2, process.communicate()
        if how == "^C":
            os.killpg(process.pid, signal.SIGINT)
        else:
            process.terminate()
        try:
            err = process.communicate(timeout=60)[1]
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == (130 if how == "^C" else 143)
    assert err.startswith("stopped by SIG")
    assert err.count("\n") == 1
    left = [pid for pid in children if [*Path(checked._root()).glob(f"lottery-verify-{pid}-*")]]
    assert left == []
