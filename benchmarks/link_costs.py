"""What a link costs, against how many there are and against how near it must be met: processor time and memory.

Run: python benchmarks/link_costs.py [--size n…] [--outputs same|10] [--epsilon e…] [--shape s] [-o rows.json], and
python benchmarks/link_costs.py --draw picture.png rows.json… A target is one layer without biases, of weights normal of
variance 1/inputs (numpy's default_rng(0)), in float32; the region is [0, 1]^n, the method subset-sum, the seed 17. Each
of prune, certify and check is a command of its own: its user and system seconds, less those for a layer of two links,
and the most memory that it held, as Linux tells it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from lottery_verify.networks.network import Network
from lottery_verify.networks.saving import save_network
from lottery_verify.reporting.plotting import house_style

SIZES = (64, 128, 256, 512, 1024, 2048)
COMMANDS = ("prune", "certify", "check")
SHAPES = {"shared": ("--shape", "shared"), "free": ("--shape", "free", "--errors", "mean")}
COMMAND = """
import sys
from lottery_verify.cli import main
code = main([*sys.argv[1:], "--quiet"])
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
sys.exit(code)
"""
Row = dict[str, Any]


def spent(arguments: Sequence[str]) -> tuple[float, float]:
    """Seconds of the processor and MB at most, of one command."""
    process = subprocess.Popen([sys.executable, "-c", COMMAND, *arguments], stdout=subprocess.PIPE, text=True)
    said = process.stdout.read() if process.stdout else ""
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(arguments)} ended with status {status}")
    return used.ru_utime + used.ru_stime, int(said.split()[-1]) / 1000


def work(inputs: int, outputs: int, epsilon: str, shape: str) -> Row:
    """Seconds and MB of each command for one target, and the ticket's bytes."""
    weight = np.random.default_rng(0).normal(0, inputs**-0.5, (outputs, inputs)).astype(np.float32).astype(float)
    with tempfile.TemporaryDirectory() as folder:
        target, ticket, proof = (str(Path(folder, name)) for name in ("f.safetensors", "t.safetensors", "c.json"))
        save_network(Network.from_arrays([weight], [None], [False]), target)
        asked = ("--region", "box:0,1", "--epsilon", epsilon)
        made = ("--method", "subset-sum", "--seed", "17", *SHAPES[shape], "-o", ticket)
        lines = {
            "prune": ("prune", target, *asked, *made),
            "certify": ("certify", ticket, "--target", target, *asked, "--no-attack", "--timeout", "0", "-o", proof),
            "check": ("check", proof, "--ticket", ticket, "--target", target, *asked),
        }
        return {name: spent(lines[name]) for name in COMMANDS} | {"file": os.path.getsize(ticket)}


def measured(inputs: int, outputs: int, epsilon: str, shape: str) -> Row:
    """One target's row: for each command microseconds of a link, and MB."""
    idle, found = work(2, 1, epsilon, shape), work(inputs, outputs, epsilon, shape)
    row: Row = {"inputs": inputs, "outputs": outputs, "epsilon": epsilon, "shape": shape}
    for name in COMMANDS:
        row[name] = round(1e6 * max(0.0, found[name][0] - idle[name][0]) / (inputs * outputs), 1)
        row[f"{name} MB"] = round(found[name][1])
    return row | {"file MB": round(found["file"] / 1e6, 2)}


def table(rows: Iterable[Row]) -> str:
    """The rows as Markdown."""
    lines = [
        "| links | ε | shape | prune, certify, check: µs a link | MB at most | ticket, MB |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        each = " | ".join(", ".join(f"{row[name + what]:g}" for name in COMMANDS) for what in ("", " MB"))
        links = f"{row['inputs']} × {row['outputs']}"
        lines.append(f"| {links} | {row['epsilon']} | {row['shape']} | {each} | {row['file MB']:g} |")
    return "\n".join(lines)


def draw(rows: Sequence[Row], path: str) -> None:
    """Time of a link and memory against the links, and time against log₂(1/ε), as a PNG."""
    with house_style():
        figure = Figure(figsize=(11, 3.8), layout="constrained")
        time, memory, near = figure.subplots(1, 3)
        usual = [row for row in rows if row["epsilon"] == "0.01"]
        for square, dashes in ((True, "-"), (False, "--")):
            some = [row for row in usual if (row["outputs"] == row["inputs"]) == square]
            links = [row["inputs"] * row["outputs"] for row in some]
            for k, name in enumerate(COMMANDS):
                label = f"{name}, n × {'n' if square else '10'}"
                for axes, key in ((time, name), (memory, f"{name} MB")):
                    axes.plot(links, [row[key] for row in some], dashes, color=f"C{k}", marker="o", ms=3, label=label)
        finer = sorted(
            (row for row in rows if row["inputs"] == row["outputs"] == 128), key=lambda r: -float(r["epsilon"])
        )
        bits = [-np.log2(float(row["epsilon"])) for row in finer]
        for k, name in enumerate(COMMANDS):
            near.plot(bits, [row[name] for row in finer], color=f"C{k}", marker="o", ms=3, label=name)
        for axes, label in ((time, "links"), (memory, "links"), (near, "$\\log_2(1/\\epsilon)$, 128 × 128")):
            axes.set(xlabel=label, ylim=(0, None))
            axes.legend(fontsize=8, handlelength=3)
        for axes in (time, memory):
            axes.set_xscale("log")
        memory.set_title("MB at most")
        time.set_title("µs a link")
        near.set_title("µs a link")
        figure.savefig(path, metadata={"Software": None})


def main() -> None:
    """Measures and prints, or draws what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, nargs="+", default=SIZES)
    parser.add_argument("--outputs", choices=("same", "10"), default="same")
    parser.add_argument("--epsilon", nargs="+", default=["0.01"])
    parser.add_argument("--shape", choices=tuple(SHAPES), default="shared")
    parser.add_argument("-o", "--output", help="a JSON file that the rows are added to")
    parser.add_argument("--draw", metavar="PICTURE", help="draw the rows of JSON files")
    parser.add_argument("rows", nargs="*", help="JSON files to draw")
    given = parser.parse_args()
    if given.draw:
        rows = [row for name in given.rows for row in json.loads(Path(name).read_text())]
        print(table(rows))
        draw(rows, given.draw)
        return
    for size in given.size:
        for epsilon in given.epsilon:
            row = measured(size, size if given.outputs == "same" else 10, epsilon, given.shape)
            print(table([row]).splitlines()[-1], flush=True)
            if given.output:
                before = json.loads(Path(given.output).read_text()) if Path(given.output).exists() else []
                Path(given.output).write_text(json.dumps([*before, row]) + "\n")


if __name__ == "__main__":
    main()
