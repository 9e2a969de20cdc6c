"""Many hunts at once, over processes and on a real Dask scheduler with two workers."""

import json
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from lottery_verify.cli import main
from lottery_verify.commands import hunt as command
from lottery_verify.commands.worker_options import Workers
from lottery_verify.executors.cluster import cluster, messages
from lottery_verify.executors.messages import of_processes
from lottery_verify.executors.processes import processes
from lottery_verify.hunting.many import Campaign, run_campaigns
from lottery_verify.hunting.runner import Hunt
from tests.executors.machines import machines

CAMPAIGNS = [
    Campaign("pipeline/sandwich", (), 15),  # takes seconds, and writes files for the checker
    Campaign("golden-decomposition/greedy", ("base<=phi",), 1000),
    Campaign("gadget-identity/link", (), 20),
]


def said(hunts: list[Hunt]) -> list[object]:
    """What does not depend on the machine."""
    return [(h.property_id, h.status, h.case, h.examples, h.outcome) for h in hunts]


def test_processes_tell_on_the_way() -> None:
    """Two processes find what one finds, in the same order, and are heard while they hunt.

    Catches: hunts in the order in which they end, and a long hunt that says nothing until then.
    """
    heard: list[str] = []
    together = run_campaigns(
        CAMPAIGNS, pool=partial(processes, 2), channel=of_processes, at_once=2,
        progress=lambda number, one: heard.append(one.status),
    )  # fmt: skip
    assert said(together) == said(run_campaigns(CAMPAIGNS))
    assert "running" in heard


def test_on_a_cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """`hunt --scheduler` finds, writes and answers what `hunt` does. Then one of two workers dies by SIGKILL as soon as
    a hunt is heard of: the hunts are those of one process.

    Catches: a hunt that is lost with its worker, and hunts on other machines that nothing is heard of.
    """
    heard: list[str] = []
    words = ["hunt", "golden-decomposition/greedy", "--drop", "base<=phi", "--examples", "300", "--json"]
    for name in "ab":
        (tmp_path / name).mkdir()
    with machines(tmp_path / "machines") as there:
        monkeypatch.chdir(tmp_path / "a")
        assert main([*words, "--scheduler", there.address]) == 1
        far = json.loads(capsys.readouterr().out)

        def kill(number: int, one: Hunt) -> None:
            heard.append(one.status)
            there.workers[0].kill()

        together = run_campaigns(
            CAMPAIGNS, pool=partial(cluster, there.address), channel=partial(messages, there.address), at_once=9,
            progress=kill,
        )  # fmt: skip
        assert there.workers[0].wait() == -9
    assert said(together) == said(run_campaigns(CAMPAIGNS))
    assert "running" in heard
    monkeypatch.chdir(tmp_path / "b")
    assert main(words) == 1
    assert far.pop("notes") == [f"scheduler: {there.address}: workers: 2, their threads: 2"]
    assert far == {key: value for key, value in json.loads(capsys.readouterr().out).items() if key != "notes"}
    (one,), (other,) = (tmp_path / "a").iterdir(), (tmp_path / "b").iterdir()
    assert (one.name, one.read_bytes()) == (other.name, other.read_bytes())


class Broken(Executor):
    """An executor whose only worker dies at the property `gadget-identity/link`."""

    def submit(self, call: Any, /, *args: Any, **settings: Any) -> "Future[Any]":
        made: Future[Any] = Future()
        if args[0].campaign.property_id == "gadget-identity/link":
            made.set_exception(BrokenExecutor())
        else:
            made.set_result(call(*args))
        return made


def test_a_hunt_whose_worker_dies_is_no_success(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It alone has no result, it is named, and the exit code is 3; a counterexample beside it counts: 1.

    Catches: "none found" of a hunt that never was, and a report of necessity with such a row.
    """
    pool = Workers(Broken, 1, 1, of_processes)
    monkeypatch.setattr(command, "workers_of", lambda *_: pool)
    words = ["hunt", "--jobs", "2", "-o", str(tmp_path), "--examples", "30", "gadget-identity/link"]
    assert main([*words, "subset-sum/count"]) == 3
    assert "no result: gadget-identity/link: its worker died, twice" in capsys.readouterr().err
    report = tmp_path / "report.md"
    assert main([*words[:-1], "gadget-identity", "--necessity", str(report)]) == 3
    assert not report.exists()
    hunts = run_campaigns([CAMPAIGNS[2], CAMPAIGNS[1]], pool=Broken)
    assert [one.status for one in hunts] == ["no result", "counterexample"]
    assert hunts[0].error == "its worker died, twice"


def test_two_hunts_in_two_threads_keep_their_files_apart() -> None:
    """A Dask worker may have several threads: hunts that write files for the checker find there what they find alone.

    Catches: files of one process that two hunts write over each other's.
    """
    one = [Campaign("pipeline/sandwich", (), 8, None, seed) for seed in range(3)]
    hunts = run_campaigns(one, pool=partial(ThreadPoolExecutor, 3), at_once=3)
    assert said(hunts) == said(run_campaigns(one))
    assert {one.status for one in hunts} == {"none found"}
