"""Top-1 agreement of a pruned network around the 540 digits that the embedded target was not trained on.

Run: python benchmarks/digits_around.py [--sparsity 0.5] [--radius 0.02]. Half of the weights, the smallest of each
layer, are set to 0. Seconds are by the clock, with a process for each processor.
"""

from __future__ import annotations

import argparse
import sys

import numpy as np
import torch
from sklearn.datasets import load_digits

from lottery_verify import Network, embedded_target, prove_around
from lottery_verify.executors.processes import processors

HELD_OUT = 540


def pruned(network: Network, sparsity: float) -> Network:
    """The network without its smallest weights, in each layer that share."""
    weights = [np.where(abs(y.weight) > np.quantile(abs(y.weight), sparsity), y.weight, 0) for y in network.layers]
    return Network.from_arrays(weights, [y.bias for y in network.layers], [y.relu for y in network.layers])


def main(arguments: list[str]) -> int:
    """Prints the summary, and 1 where a row is undecided."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sparsity", type=float, default=0.5)
    parser.add_argument("--radius", default="0.02")
    options = parser.parse_args(arguments)
    torch.set_num_threads(1)
    target = embedded_target()
    images = load_digits().data[-HELD_OUT:] / 16
    with processors() as (workers, processes):
        made = prove_around(
            pruned(target, options.sparsity),
            target,
            images,
            radii=[options.radius],
            clip=(0, 1),
            workers=workers,
            processes=processes,
        )
    print(*made.summaries, sep="\n")
    print(f"{made.seconds:.1f} s, {made.per_minute:,.0f} rows a minute")
    return int(any(summary.undecided for summary in made.summaries))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
