"""Masks that keep several inputs of a neuron: how few source weights meet a random layer, by two assignments.

`python benchmarks/look_further.py` prints the table of docs/further.md: for layers of 32 inputs at least 0, the neurons
that meet all weights within 2^-7 in root mean square where each neuron keeps one entry of U and any of V (prune's
`--shape free`), and where it keeps one entry of V and any positive ones of U. Every subset is tried. Seed 17.
"""

import numpy as np

INPUTS, ERROR, SEED = 32, 2.0**-7, 17


def nearest(products, wanted):
    """The least |w − sum| over all subsets of the products; products of shape (n,), at most 20 of them."""
    sums = np.zeros(1)
    for product in products:
        sums = np.concatenate([sums, sums + product])
    sums.sort()
    place = np.clip(np.searchsorted(sums, wanted), 1, len(sums) - 1)
    return min(abs(sums[place - 1] - wanted), abs(sums[place] - wanted))


def one_input(random, weight, each):
    """Errors where `each` neurons serve each input, by a u that is positive, and every output has its own v."""
    n_out, n_in = weight.shape
    u, v = random.uniform(0, 1, (n_in, each)), random.uniform(-1, 1, (n_out, n_in, each))
    return np.array([[nearest(u[b] * v[a, b], weight[a, b]) for b in range(n_in)] for a in range(n_out)])


def one_output(random, weight, each):
    """Errors where `each` neurons serve each output, and a link may keep those whose u from its input is positive."""
    n_out, n_in = weight.shape
    u, v = random.uniform(-1, 1, (n_out, each, n_in)), random.uniform(-1, 1, (n_out, each))
    return np.array([
        [nearest((u[a, :, b] * v[a])[u[a, :, b] > 0], weight[a, b]) for b in range(n_in)] for a in range(n_out)
    ])  # fmt: skip


def fewest(search, weight):
    """The least neurons for each input, or each output, with which the errors' root mean square is at most ERROR."""
    for each in range(6, 40):
        if np.sqrt(np.square(search(np.random.default_rng(SEED), weight, each)).mean()) <= ERROR:
            return each
    raise RuntimeError("40 neurons are not enough")


def main():
    """Prints the table."""
    print("| outputs | one input: neurons | source weights per target weight | one output: neurons | the same |")
    print("| --- | --- | --- | --- | --- |")
    for outputs in (1, 2, 8, 16, 32):
        weight = np.random.default_rng(SEED + outputs).uniform(-0.25, 0.25, (outputs, INPUTS))
        cells = [str(outputs)]
        for search, served in ((one_input, INPUTS), (one_output, outputs)):
            neurons = served * fewest(search, weight)
            cells += [str(neurons), f"{neurons * (INPUTS + outputs) / weight.size:.1f}"]
        print(f"| {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
