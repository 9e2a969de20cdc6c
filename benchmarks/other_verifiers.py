"""Whether two networks differ by at most ε over a box: lottery-verify beside Marabou and α-CROWN, paired, in one run.

Run: python benchmarks/other_verifiers.py TARGET=PRUNED… --region REGION --epsilon ε [--seconds 100]. Needs
`pip install maraboupy auto_LiRPA tqdm`, in an environment of its own if they ask for another numpy; what is not there
is left out. Both are given the one network Ĝ − F (both networks side by side, the last layer subtracts) in float32.
Marabou is asked for each output and sign whether ε can be reached. α-CROWN bounds the outputs over the whole box,
without splitting it; its slopes are improved by gradient. Both compute in floating point and leave no certificate. Ours
is the time of `certify` as a process, at the same ε and the same limit, and of `check`, which repeats the certificate
in integers. Ratios come first: Marabou's seconds over ours, and α-CROWN's bound over ε, which it proves if that is at
most 1.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from lottery_verify import Box, Network, load_region, load_target

STEPS = 100  # of α-CROWN's ascent
Array = npt.NDArray[np.float64]


def side_by_side(f: Network, g: Network) -> Iterator[tuple[Array, Array, bool]]:
    """Ĝ − F as one network: weight, bias and whether ReLU follows, of each layer.

    Args:
        f, g: of the same widths and activations, without a shift.
    """
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
        yield weight, bias, one.relu


def as_onnx(f: Network, g: Network) -> onnx.ModelProto:
    """The difference for Marabou, in float32."""
    nodes, weights, value = [], [], "x"
    for i, (weight, bias, relu) in enumerate(side_by_side(f, g)):
        weights += [numpy_helper.from_array(weight.T.astype(np.float32), f"w{i}")]
        weights += [numpy_helper.from_array(bias.astype(np.float32), f"b{i}")]
        nodes += [
            helper.make_node("MatMul", [value, f"w{i}"], [f"m{i}"]),
            helper.make_node("Add", [f"m{i}", f"b{i}"], [f"a{i}"]),
        ]
        value = f"a{i}"
        if relu:
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


def alpha_crown(f: Network, g: Network, box: Box) -> tuple[float, float]:
    """α-CROWN's bound of sup |Ĝ − F| over the box, and its seconds."""
    older = importlib.import_module("torch.onnx.symbolic_helper")
    older._set_opset_version = lambda version: None  # auto_LiRPA 0.3 asks two things of torch that it no longer has
    torch._C.Node.__getitem__ = lambda node, key: getattr(node, node.kindOf(key))(key)
    library = importlib.import_module("auto_LiRPA")
    parts: list[torch.nn.Module] = []
    for weight, bias, relu in side_by_side(f, g):
        layer = torch.nn.Linear(weight.shape[1], weight.shape[0])
        layer.weight.data, layer.bias.data = torch.tensor(weight).float(), torch.tensor(bias).float()
        parts += [layer, torch.nn.ReLU()] if relu else [layer]
    low, high = (torch.tensor([[float(v) for v in side]]) for side in (box.lower, box.upper))
    started = time.monotonic()
    dense = {"sparse_features_alpha": False, "sparse_spec_alpha": False}  # sparse ones fail in 0.3
    options = {"optimize_bound_args": {"iteration": STEPS}, **dense}
    bounded = library.BoundedModule(torch.nn.Sequential(*parts), low, bound_opts=options)
    inputs = library.BoundedTensor((low + high) / 2, library.PerturbationLpNorm(x_L=low, x_U=high))
    least, most = bounded.compute_bounds(x=(inputs,), method="CROWN-Optimized")
    return float(torch.maximum(-least, most).max()), time.monotonic() - started


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
    there = [name for name in ("maraboupy", "auto_LiRPA") if importlib.util.find_spec(name)]
    versions = ", ".join(f"{name} {version(name)}" for name in (*there, "lottery-verify"))
    print(f"{versions}; ε = {options.epsilon}, {options.seconds} s")
    print("| pair | Marabou / ours | α-CROWN / ε | ours | check | Marabou | α-CROWN |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for text in options.pairs:
        target, _, pruned = text.partition("=")
        f, g = load_target(target), load_target(pruned)
        region = load_region(options.region, f.widths[0])
        if not isinstance(region, Box):
            raise SystemExit("the region must be a box")
        answer, searched, checked = ours(target, pruned, options.region, options.epsilon, options.seconds)
        ratios, others = ["–", "–"], ["not there", "not there"]
        if "maraboupy" in there:
            with tempfile.TemporaryDirectory() as folder:
                path = str(Path(folder) / "difference.onnx")
                onnx.save(as_onnx(f, g), path)
                other, seconds = marabou(path, region, float(options.epsilon), options.seconds)
            ratios[0], others[0] = f"{seconds / searched:.1f}", f"{other} {seconds:.1f} s"
        if "auto_LiRPA" in there:
            bound, seconds = alpha_crown(f, g, region)
            ratios[1], others[1] = f"{bound / float(options.epsilon):.3g}", f"≤ {bound:.3g} {seconds:.1f} s"
        own = f"{answer} {searched:.1f} s", f"{checked:.1f} s"
        print(f"| {' | '.join((Path(pruned).stem, *ratios, *own, *others))} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
