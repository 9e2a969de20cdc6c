"""Proved and found differences around MNIST images, ours and α-CROWN of the one network F − Ĝ.

Run: python benchmarks/neighbourhoods.py NETWORK (noise|bits8) RADIUS… [--image i…] [--steps n] [--exact [--signs s]].
Noise is uniform on [−10⁻⁴, 10⁻⁴] on every weight and bias, numpy's default_rng(0); 8 bits are 127 steps to the largest
weight of each layer, biases kept; both rounded to float32. The box is the ball around the image, cut to [0, 1].
`proved` is in floats; with --exact it is the certificate's, in integers, which the checker then repeats; with
--signs trees of ReLU signs too. Seconds are the processor's.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from fractions import Fraction
from itertools import product

import numpy as np
import torch
from train_mnist import mnist

from lottery_verify import Box, Network, check
from lottery_verify.certificates.backward import Backward, Rows
from lottery_verify.certificates.branches import branch
from lottery_verify.certificates.deadline import Deadline
from lottery_verify.certificates.gated import gate
from lottery_verify.certificates.smoothed import smoothed_ascent
from lottery_verify.certificates.tensors import TensorLayer
from lottery_verify.certificates.tight import met, whole
from lottery_verify.networks.loading import as_network
from lottery_verify.networks.network import Layer

NOISE = 1e-4
GAP = 1.05  # proved ÷ found that is near enough


def pair_of(layers: Sequence[Layer], change: str) -> list[TensorLayer]:
    """A network against its noisy or its rounded self."""
    generator, pair = np.random.default_rng(0), []
    for layer in layers:
        f, b = layer.weight, np.zeros(layer.n_out) if layer.bias is None else layer.bias
        if change == "noise":
            g, c = ((z + generator.uniform(-NOISE, NOISE, z.shape)).astype(np.float32).astype(float) for z in (f, b))
        else:
            unit = np.abs(f).max() / 127
            g, c = (np.round(f / unit) * unit).astype(np.float32).astype(float), b
        rows = (torch.tensor(z) for z in (f, g, g - f, b, c - b))
        pair.append(TensorLayer(*rows, (), torch.zeros(layer.n_out, 0, dtype=torch.float64), layer.relu))
    return pair


def side_by_side(pair: Sequence[TensorLayer]) -> list[TensorLayer]:
    """One network of both, whose last layer subtracts them: what a verifier of one network is given."""
    found = []
    for i, layer in enumerate(pair):
        f, g = layer.f, layer.g
        last = i == len(pair) - 1
        both = torch.cat([-f, g], 1) if last else torch.cat([f, g]) if i == 0 else torch.block_diag(f, g)
        bias = layer.gap_bias if last else torch.cat([layer.bias, layer.bias + layer.gap_bias])
        kink = torch.zeros(len(bias), 0, dtype=torch.float64)
        found.append(TensorLayer(both, both, 0 * both, bias, 0 * bias, (), kink, layer.relu))
    return found


def certified(
    target: Network, pair: Sequence[TensorLayer], box: Box, found: float, options: argparse.Namespace
) -> tuple[float, float, str]:
    """What the exact rules prove, its seconds, and what the checker says of it, with its own."""
    pruned = Network.from_arrays([z.g.numpy() for z in pair], [(z.bias + z.gap_bias).numpy() for z in pair])
    start = time.process_time()
    proof, _ = whole(pruned, target, region=box, norm="linf", enough=Fraction(found * GAP), steps=options.steps)
    if options.gates:
        proof = met(proof, gate(pruned, target, region=box, steps=options.gates))
    if options.signs:
        deadline = Deadline.after(options.signs)
        split = branch(pruned, target, region=box, enough=Fraction(found * options.goal), deadline=deadline)
        proof = proof if split is None else met(proof, split)
    seconds = time.process_time() - start
    verdict = check(proof, ticket=pruned, target=target, region=box, epsilon=proof.epsilon)
    size, checked = len(proof.to_json()), time.process_time() - start - seconds
    return float(proof.epsilon), seconds, f"; {verdict.status} in {checked:.1f} s, {size:,} bytes"


def main(arguments: list[str]) -> int:
    """Prints a row for each image and radius."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("network")
    parser.add_argument("change", choices=("noise", "bits8"))
    parser.add_argument("radius", type=float, nargs="+")
    parser.add_argument("--image", type=int, nargs="+", default=[0])
    parser.add_argument("--steps", type=int, default=20, help="of ascent of the outputs' slopes, on both sides")
    parser.add_argument("--exact", action="store_true", help="prove in integers, and have it checked")
    parser.add_argument("--gates", type=int, default=0, help="steps for the last gates' shares, with --exact")
    parser.add_argument("--signs", type=float, default=0, help="seconds for splits by signs of gates, with --exact")
    parser.add_argument("--goal", type=float, default=GAP, help="proved ÷ found at which nothing more is split")
    options = parser.parse_args(arguments)
    torch.set_num_threads(1)
    target = as_network(options.network, "network")
    pair = pair_of(target.layers, options.change)
    for i, radius in product(options.image, options.radius):
        image = torch.tensor(mnist()[0][i])
        low, high = (image - radius).clamp(0, 1), (image + radius).clamp(0, 1)
        found = float(smoothed_ascent(pair, low[None], high[None], seeds=[0])[0].max())
        start, told = time.process_time(), ""
        if options.exact:
            box = Box(*(tuple(map(Fraction, side.tolist())) for side in (low, high)))
            proved, seconds, told = certified(target, pair, box, found, options)
        else:
            ends = Backward(pair, low[None], high[None]).outputs(options.steps)
            proved, seconds = float(torch.maximum(-ends[0], ends[1]).max()), time.process_time() - start
        apart = Backward(side_by_side(pair), low[None], high[None])
        index = torch.arange(len(pair[-1].bias))[None]
        crown = -float(apart.climbed(Rows.ends_of(apart.pair[-1], "x", index), options.steps).min())
        print(
            f"image {i}, radius {radius}: found {found:.6g}, proved {proved:.6g} ({proved / found:.3f} times) in "
            f"{seconds:.1f} s{told}; α-CROWN of F − Ĝ {crown:.6g} ({crown / found:.3f} times)",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
