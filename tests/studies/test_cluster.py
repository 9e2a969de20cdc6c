"""Cells on a real Dask scheduler and two worker processes."""

import re
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from lottery_verify.cli import main
from lottery_verify.executors import cluster as room
from lottery_verify.executors.cluster import cluster
from lottery_verify.studies.rows import read_table
from tests.executors.machines import machines
from tests.studies import cases

CELLS = cases.cells(6)


def test_a_worker_killed_in_the_middle(tmp_path):
    """One of two workers dies by SIGKILL with a cell half done; the table is that of a run on threads, byte for byte.

    Catches: a cell that is lost with its worker, or runs twice into two rows, or a run that waits for the dead.
    """
    (tmp_path / "once").mkdir()
    study = cases.trial(partial(cases.kill_worker, once=tmp_path / "once", seeds=(3,)))
    seen, said = [], []
    with machines(tmp_path / "machines") as there:
        made = study.run(
            CELLS, tmp_path / "a", command="made", pool=partial(cluster, there.address, said.append), at_once=4,
            progress=seen.append,
        )  # fmt: skip
        there.wait(lambda: sorted(str(one.poll()) for one in there.workers) == ["-9", "None"])
    assert said == [f"{there.address}: workers: 2, their threads: 2"]
    assert made.lost == []
    assert sorted(result.cell.seed for result in seen) == [0, 1, 2, 3, 4, 5]
    threads = partial(ThreadPoolExecutor, 2)
    cases.trial(cases.row).run(CELLS, tmp_path / "b", command="made", pool=threads)
    assert (tmp_path / "a/table.json").read_bytes() == (tmp_path / "b/table.json").read_bytes()


def test_answers_bugs_and_a_lost_scheduler(tmp_path, monkeypatch):
    """On a cluster a cell's failure is its result, a bug loses that cell only, and so does a worker of another version.

    Ctrl-C keeps what was shown and takes back what is waiting, and the cluster serves the next run.
    When the scheduler dies the run ends, keeps what it has and says why the rest has nothing; another run does it.
    Catches: a run that hangs, or one that loses the table with the scheduler.
    """
    with machines(tmp_path / "machines", workers=1) as there:
        pool = partial(cluster, there.address)
        made = cases.trial(cases.measure_some).run(CELLS, tmp_path / "a", command="made", pool=pool, at_once=9)
        assert [(cell.seed, reason) for cell, reason in made.lost] == [(3, "ZeroDivisionError: a bug")]
        assert [r.cell.seed for r in made.results if r.failure == "NoTicketError: layer 1: no"] == [2]

        with monkeypatch.context() as patched:
            patched.setattr(room.lottery_verify, "__version__", "99")
            made = cases.trial(cases.row).run(CELLS[:1], tmp_path / "v", command="made", pool=pool)
        assert re.fullmatch(r"InvalidArgument: a worker has lottery_verify \S+ where 99 is asked for", made.lost[0][1])

        def interrupt(result):
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            cases.trial(cases.row).run(CELLS, tmp_path / "i", command="made", pool=pool, at_once=3, progress=interrupt)
        made = cases.trial(cases.row).run(CELLS, tmp_path / "i", command="made", pool=pool, resume=True)
        assert (len(made.results), made.lost) == (5, [])

        def kill(result):
            there.scheduler.kill()

        monkeypatch.setattr(room, "ANSWERS_WITHIN", 1)
        made = cases.trial(cases.row).run(CELLS, tmp_path / "b", command="made", pool=pool, progress=kill)
    assert len(made.results) in (1, 2)  # the second may have been done already
    assert {reason for _, reason in made.lost} == {f"SchedulerLost: {there.address}: the scheduler no longer answers"}
    assert len(read_table(tmp_path / "b/table.json")) == len(made.results) == 6 - len(made.lost)
    threads = partial(ThreadPoolExecutor, 2)
    made = cases.trial(cases.row).run(CELLS, tmp_path / "b", command="made", pool=threads, resume=True)
    assert made.lost == []


def test_the_command(tmp_path, monkeypatch, capsys):
    """`--scheduler` makes the table of `--jobs 1`: the rows name the same command, machine and figures."""
    monkeypatch.chdir(tmp_path)
    words = ["study", "overparameterization", "--epsilons", "4", "--methods", "golden", "--seeds", "1,2"]
    with machines(tmp_path / "machines", workers=1) as there:
        assert main([*words, "-o", "a", "--scheduler", there.address]) == 0
    assert f"{there.address}: workers: 1, their threads: 1\n1/2 digits golden" in capsys.readouterr().err
    assert main([*words, "-o", "b"]) == 0
    assert Path("a/measured.json").read_bytes() == Path("b/measured.json").read_bytes()
