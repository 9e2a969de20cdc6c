"""Whether two networks differ by at most ε over a box: lottery-verify beside Marabou, paired, in one run.

Run: python benchmarks/other_verifiers.py TARGET=PRUNED… --region REGION --epsilon ε [--seconds 100]. Needs
`pip install maraboupy`, in an environment of its own if it asks for another numpy. Marabou is given the one network
Ĝ − F (both networks side by side, the last layer subtracts) as .onnx, and for each output and sign the question whether
ε can be reached; it decides in floating point and leaves no certificate. Ours is the time of `certify` as a process, at
the same ε and the same limit, and of `check`, which repeats the certificate in integers. A ratio is Marabou's seconds
over ours.
"""

from __future__ import annotations

import argparse
import importlib
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from lottery_verify import Box, Network, load_region, load_target


def side_by_side(f: Network, g: Network) -> onnx.ModelProto:
    """Ĝ − F as one network, of two networks with the same widths and activations and no shift; float64 weights."""
    nodes, weights, value = [], [], "x"
    for i, (one, other) in enumerate(zip(f.layers, g.layers, strict=True)):
        a, b = one.weight, other.weight
        biases = [np.zeros(n.n_out) if n.bias is None else n.bias for n in (one, other)]
        if i == len(f.layers) - 1:
            weight, bias = np.concatenate([-a, b], 1), biases[1] - biases[0]
        elif i == 0:
            weight, bias = np.concatenate([a, b]), np.concatenate(biases)
        else:
            weight = np.block([[a, np.zeros((len(a), b.shape[1]))], [np.zeros((len(b), a.shape[1])), b]])
            bias = np.concatenate(biases)
        weights += [numpy_helper.from_array(weight.T.astype(np.float32), f"w{i}")]
        weights += [numpy_helper.from_array(bias.astype(np.float32), f"b{i}")]
        nodes += [
            helper.make_node("MatMul", [value, f"w{i}"], [f"m{i}"]),
            helper.make_node("Add", [f"m{i}", f"b{i}"], [f"a{i}"]),
        ]
        value = f"a{i}"
        if one.relu:
            nodes.append(helper.make_node("Relu", [value], [f"r{i}"]))
            value = f"r{i}"
    ends = [
        helper.make_tensor_value_info(n, TensorProto.FLOAT, [1, w])
        for n, w in (("x", f.widths[0]), (value, f.widths[-1]))
    ]
    graph = helper.make_graph(nodes, "difference", ends[:1], ends[1:], weights)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)


def marabou(path: str, box: Box, epsilon: float, seconds: int) -> tuple[str, float]:
    """What Marabou answers to the 2·outputs questions, and its seconds; it stops at the first that is sat."""
    library = importlib.import_module("maraboupy.Marabou")
    options = library.createOptions(timeoutInSeconds=seconds, verbosity=0, numWorkers=1)
    started, undecided = time.monotonic(), 0
    outputs = library.read_onnx(path).outputVars[0].flatten()
    for j in range(len(outputs)):
        for sign in (1, -1):
            if time.monotonic() - started > seconds:
                return "unknown", time.monotonic() - started
            network = library.read_onnx(path)
            for variable, low, high in zip(network.inputVars[0].flatten(), box.lower, box.upper, strict=True):
                network.setLowerBound(variable, float(low))
                network.setUpperBound(variable, float(high))
            network.addInequality([network.outputVars[0].flatten()[j]], [-sign], -epsilon)
            answer, _, _ = network.solve(options=options, verbose=False)
            if answer == "sat":
                return "sat", time.monotonic() - started
            undecided += answer != "unsat"
    return "unknown" if undecided else "unsat", time.monotonic() - started


def ours(target: str, pruned: str, region: str, epsilon: str, seconds: int) -> tuple[str, float, float]:
    """What `certify` answers at ε, its seconds as a process, and those of `check`."""
    words = ["--target", target, "--region", region, "--epsilon", epsilon]
    with tempfile.TemporaryDirectory() as folder:
        made = str(Path(folder) / "certificate.json")
        started = time.monotonic()
        command = [
            sys.executable,
            "-m",
            "lottery_verify",
            "certify",
            pruned,
            *words,
            "--timeout",
            str(seconds),
            "-o",
            made,
        ]
        code = subprocess.run(command, capture_output=True, text=True, check=False).returncode
        searched = time.monotonic() - started
        if code:
            return {1: "sat", 3: "unknown"}.get(code, f"exit {code}"), searched, 0.0
        started = time.monotonic()
        command = [sys.executable, "-m", "lottery_verify", "check", made, "--ticket", pruned, *words]
        code = subprocess.run(command, capture_output=True, text=True, check=False).returncode
        return "unsat" if code == 0 else f"check {code}", searched, time.monotonic() - started


def main(arguments: list[str]) -> int:
    """Runs both on each pair, and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", nargs="+", metavar="TARGET=PRUNED", help="files of networks")
    parser.add_argument("--region", required=True, help="a box, as of certify")
    parser.add_argument("--epsilon", required=True)
    parser.add_argument("--seconds", type=int, default=100, help="of each tool for each pair (default: 100)")
    options = parser.parse_args(arguments)
    versions = ", ".join(f"{name} {version(name)}" for name in ("maraboupy", "lottery-verify"))
    print(f"{versions}; ε = {options.epsilon}, {options.seconds} s")
    print("| pair | Marabou | ours | check | Marabou / ours |\n| --- | --- | --- | --- | --- |")
    for text in options.pairs:
        target, _, pruned = text.partition("=")
        f, g = load_target(target), load_target(pruned)
        region = load_region(options.region, f.widths[0])
        if not isinstance(region, Box):
            raise SystemExit("the region must be a box")
        answer, searched, checked = ours(target, pruned, options.region, options.epsilon, options.seconds)
        with tempfile.TemporaryDirectory() as folder:
            path = str(Path(folder) / "difference.onnx")
            onnx.save(side_by_side(f, g), path)
            other, seconds = marabou(path, region, float(options.epsilon), options.seconds)
        name = Path(pruned).stem
        row = (name, f"{other} {seconds:.1f} s", f"{answer} {searched:.1f} s", f"{checked:.1f} s")
        print(f"| {' | '.join(row)} | {seconds / searched:.1f} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
