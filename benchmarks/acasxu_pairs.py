"""Whole runs of `certify` and `check` on pairs of ACAS-Xu controllers and their pruned forms; prints a Markdown table.

    python benchmarks/acasxu_pairs.py FOLDER [--gap 1.05] [--timeout 100] [--epsilon 0.05] [--only 1_1/5]

FOLDER holds …_I_J_batch_2000.onnx, the pruned …_batch_2000_prunedK.onnx, and region.vnnlib. Runs go one after another.
Seconds are of the wall's clock and, in brackets, of all processors together; the start of Python is among them.
"""

import argparse
import json
import os
import platform
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import lottery_verify

NAME = re.compile(r"(?P<target>.*_(?P<net>\d_\d)_batch_2000)_pruned(?P<share>\d+)\.onnx")
ENDS = re.compile(r"\[found, proved\] = \[(.*), (.*)\]")


def timed(*arguments: str) -> tuple[subprocess.CompletedProcess[str], str]:
    """A run of lottery-verify, and how long it took: "wall (all processors)"."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run([sys.executable, "-m", "lottery_verify", *arguments], capture_output=True, text=True)
    wall, after = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    return done, f"{wall:.1f} ({after.ru_utime - before.ru_utime:.1f})"


def row(pruned: Path, options: argparse.Namespace, output: Path) -> str:
    """One pair's line of the table."""
    found = NAME.fullmatch(pruned.name)
    assert found is not None
    target, region = str(pruned.with_name(found["target"] + ".onnx")), str(options.folder / "region.vnnlib")
    wish = ["--epsilon", options.epsilon] if options.epsilon else []
    limits = ["--gap", options.gap, "--timeout", options.timeout, *wish]
    done, took = timed("certify", str(pruned), "--target", target, "--region", region, *limits, "-o", str(output))
    name, ends = f"{found['net']}/{found['share']}", ENDS.search(done.stdout)
    if ends is None or not output.exists():
        said = (done.stderr or done.stdout).strip().splitlines()
        return f"| {name} | exit {done.returncode}: {said[-1] if said else ''} | | | {took} | | | |"
    certificate = json.loads(output.read_text())
    asked = ["--target", target, "--region", region, "--epsilon", certificate["claim"]["epsilon"]]
    checked, again = timed("check", str(output), "--ticket", str(pruned), *asked)
    leaves = sum(step["tree"].count(0) for step in certificate["steps"] if "tree" in step)
    size = f"{output.stat().st_size / leaves:.1f}" if leaves else "–"
    verdict = "" if checked.returncode == 0 else f", exit {checked.returncode}"
    ratio = float(ends[2]) / float(ends[1])
    return f"| {name} | {ends[1]} | {ends[2]} | {ratio:.4f} | {took} | {again}{verdict} | {leaves:,} | {size} |"


def main() -> None:
    """Reads the command line, and prints the table row by row."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--gap", default="1.05")
    parser.add_argument("--timeout", default="100")
    parser.add_argument("--epsilon")
    parser.add_argument("--only", help="one pair, such as 1_1/5")
    options = parser.parse_args()
    print(f"<!-- python {' '.join(sys.argv)} -->")
    machine = f"Python {platform.python_version()}, {os.cpu_count()} processors"
    print(f"lottery_verify {lottery_verify.__version__}, {machine}, load {os.getloadavg()[0]:.1f} at the start\n")
    print("| pair | found | proved | proved ÷ found | certify, s | check, s | boxes | bytes a box |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |", flush=True)
    for pruned in sorted(options.folder.glob("*_pruned*.onnx")):
        found = NAME.fullmatch(pruned.name)
        if found is not None and options.only in (None, f"{found['net']}/{found['share']}"):
            with tempfile.TemporaryDirectory() as folder:
                print(row(pruned, options, Path(folder) / "certificate.json"), flush=True)


if __name__ == "__main__":
    main()
