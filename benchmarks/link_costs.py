"""What a link costs, against how many there are and against how near it must be met: processor time and memory.

Run: python benchmarks/link_costs.py [--size n…] [--outputs same|10] [--epsilon e…] [--shape s] [-o FILE]. FILE is
reports/link_costs.json, whose figure `lottery-verify report` draws: rows of the same layer, ε and shape are replaced.
A target is one layer without biases, of weights normal of variance 1/inputs (numpy's default_rng(0)), in float32; the
region is [0, 1]^n, the method subset-sum, the seed 17. Each of prune, certify and check is a command of its own: its
user and system seconds, less those for a layer of two links, and the most memory that it held, as Linux tells it.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from fractions import Fraction
from operator import attrgetter
from pathlib import Path
from typing import Any

import numpy as np

import lottery_verify
from lottery_verify.networks.network import Network
from lottery_verify.networks.saving import atomic_write, save_network
from lottery_verify.reporting.link_costs import LinkCost
from lottery_verify.studies.rows import encode, read_rows

SIZES = (64, 128, 256, 512, 1024, 2048)
SEED = 17
COMMANDS = ("prune", "certify", "check")
SHAPES = {"shared": ("--shape", "shared"), "free": ("--shape", "free", "--errors", "mean")}
COMMAND = """
import sys
from lottery_verify.cli import main
code = main([*sys.argv[1:], "--quiet"])
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
sys.exit(code)
"""


def spent(arguments: Sequence[str]) -> tuple[float, float]:
    """Seconds of the processor and MB at most, of one command."""
    process = subprocess.Popen([sys.executable, "-c", COMMAND, *arguments], stdout=subprocess.PIPE, text=True)
    said = process.stdout.read() if process.stdout else ""
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(arguments)} ended with status {status}")
    return used.ru_utime + used.ru_stime, int(said.split()[-1]) / 1000


def work(inputs: int, outputs: int, epsilon: str, shape: str) -> dict[str, Any]:
    """Seconds and MB of each command for one target, and the ticket's bytes."""
    weight = np.random.default_rng(0).normal(0, inputs**-0.5, (outputs, inputs)).astype(np.float32).astype(float)
    with tempfile.TemporaryDirectory() as folder:
        target, ticket, proof = (str(Path(folder, name)) for name in ("f.safetensors", "t.safetensors", "c.json"))
        save_network(Network.from_arrays([weight], [None], [False]), target)
        asked = ("--region", "box:0,1", "--epsilon", epsilon)
        made = ("--method", "subset-sum", "--seed", str(SEED), *SHAPES[shape], "-o", ticket)
        lines = {
            "prune": ("prune", target, *asked, *made),
            "certify": ("certify", ticket, "--target", target, *asked, "--no-attack", "--timeout", "0", "-o", proof),
            "check": ("check", proof, "--ticket", ticket, "--target", target, *asked),
        }
        return {name: spent(lines[name]) for name in COMMANDS} | {"file": os.path.getsize(ticket)}


def measured(inputs: int, outputs: int, epsilon: str, shape: str, command: str) -> LinkCost:
    """One target's row."""
    idle, found = work(2, 1, epsilon, shape), work(inputs, outputs, epsilon, shape)
    return LinkCost(
        inputs=inputs, outputs=outputs, epsilon=Fraction(epsilon), shape=shape, seed=SEED,
        microseconds=tuple(
            round(1e6 * max(0.0, found[name][0] - idle[name][0]) / (inputs * outputs), 1) for name in COMMANDS
        ),
        megabytes=tuple(float(round(found[name][1])) for name in COMMANDS),
        file=found["file"], version=lottery_verify.__version__,
        machine=f"{platform.machine()}, {os.cpu_count()} processors", date=datetime.date.today().isoformat(),
        command=command,
    )  # fmt: skip


def line(row: LinkCost) -> str:
    """A row of Markdown's table."""
    each = " | ".join(", ".join(f"{value:g}" for value in values) for values in (row.microseconds, row.megabytes))
    return f"| {row.inputs} × {row.outputs} | {float(row.epsilon):g} | {row.shape} | {each} | {row.file / 1e6:.2f} |"


def keep(row: LinkCost, path: Path) -> None:
    """Adds the row to a table, or puts it in the place of the one of the same layer, ε and shape."""
    of = attrgetter("shape", "outputs", "inputs", "epsilon")
    rows = sorted([*(one for one in read_rows(path, LinkCost) if of(one) != of(row)), row], key=of)
    atomic_write(path, (json.dumps([encode(one) for one in rows], indent=1) + "\n").encode())


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, nargs="+", default=SIZES)
    parser.add_argument("--outputs", choices=("same", "10"), default="same")
    parser.add_argument("--epsilon", nargs="+", default=["0.01"])
    parser.add_argument("--shape", choices=tuple(SHAPES), default="shared")
    parser.add_argument("-o", "--output", type=Path, help="a table that the rows are added to: reports/link_costs.json")
    given = parser.parse_args()
    command = "python benchmarks/link_costs.py"
    print("| links | ε | shape | prune, certify, check: µs a link | MB at most | ticket, MB |")
    print("| --- | --- | --- | --- | --- | --- |")
    for size in given.size:
        for epsilon in given.epsilon:
            outputs = size if given.outputs == "same" else 10
            row = measured(size, outputs, epsilon, given.shape, command)
            print(line(row), flush=True)
            if given.output:
                keep(row, given.output)


if __name__ == "__main__":
    main()
