"""A real Dask scheduler and its workers, processes of this machine, for tests of what runs there."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Machines:
    """A scheduler and its workers, each a process; without nannies, so that one that is killed stays dead."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.scheduler: subprocess.Popen[bytes] | None = None
        self.workers: list[subprocess.Popen[bytes]] = []

    def start(self, workers: int) -> None:
        self.scheduler = self._start("scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", "there.json")
        there = self.folder / "there.json"
        self.wait(lambda: there.exists() and there.read_text().rstrip().endswith("}"))  # whole, and not only begun
        self.address = json.loads(there.read_text())["address"]
        for i in range(workers):
            worker = ("worker", self.address, "--no-nanny", "--nthreads", "1", "--no-dashboard", "--name", str(i))
            self.workers.append(self._start(*worker))
        self.wait(lambda: self.log.count("Registered to:") == workers)  # each worker says so once

    @property
    def log(self) -> str:
        """What all have said."""
        return "".join(path.read_text() for path in self.folder.glob("*.log"))

    def _start(self, *words: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{words[0]}-{words[-1].replace('/', '_')}.log").open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "dask", *words, "--host", "127.0.0.1"], cwd=self.folder, stdout=log, stderr=log,
                env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
            )  # fmt: skip

    def wait(self, ready: Callable[[], object]) -> None:
        until = time.monotonic() + 120
        while not ready():
            assert time.monotonic() < until, self.log
            time.sleep(0.05)

    def end(self) -> None:
        for process in filter(None, (*self.workers, self.scheduler)):
            process.kill()
            process.wait()


@contextmanager
def machines(folder: Path, workers: int = 2) -> Iterator[Machines]:
    folder.mkdir()
    started = Machines(folder)
    try:
        started.start(workers)
        yield started
    finally:
        started.end()
