"""Let a hunt look for an input on which a pruner of your own breaks its word.

The pruner here keeps the target's weights and forgets its biases. Run it with `python hunt_in_your_pruner.py`; it takes
a few seconds, prints the smallest counterexample, and writes `hunt_in_your_pruner.png` into the current folder.
"""

from fractions import Fraction

import numpy as np
from matplotlib.figure import Figure

from lottery_verify import Ball, Box, Network
from lottery_verify.hunting import check_pruner

asked: list[tuple[Network, Ball | Box, Fraction, Network]] = []


def my_pruner(target: Network, region: Ball | Box, epsilon: Fraction, seed: int) -> Network:
    """A pruner with a fault: it drops the biases, whatever epsilon is."""
    layers = target.layers
    answer = Network.from_arrays([layer.weight for layer in layers], relu=[layer.relu for layer in layers])
    asked.append((target, region, epsilon, answer))
    return answer


def values(network: Network, inputs: np.ndarray) -> np.ndarray:
    """The first output of a network with one input, in floating point: for the picture only."""
    signal = inputs[None, :] - (0.0 if network.shift is None else network.shift[:, None])
    for layer in network.layers:
        signal = layer.weight @ signal + (0.0 if layer.bias is None else layer.bias[:, None])
        signal = np.maximum(signal, 0) if layer.relu else signal
    return signal[0]


try:
    check_pruner(my_pruner, examples=100, max_width=1)
except AssertionError as counterexample:
    print(f"the pruner breaks its word: {counterexample}")
else:
    raise SystemExit("no counterexample was found, although the pruner has a fault")

target, region, epsilon, answer = asked[-1]  # the hunt ends with the smallest case
low, high = (
    (float(region.lower[0]), float(region.upper[0]))
    if isinstance(region, Box)
    else (float(region.centre[0] - region.radius), float(region.centre[0] + region.radius))
)
inputs = np.linspace(low, high, 401)
wanted = values(target, inputs)
figure = Figure(figsize=(7, 4), layout="constrained")
axes = figure.add_subplot()
band = wanted - float(epsilon), wanted + float(epsilon)
axes.fill_between(inputs, *band, color="#0072b2", alpha=0.2, label="within ε")
axes.plot(inputs, wanted, color="#0072b2", label="the target")
axes.plot(inputs, values(answer, inputs), color="#d55e00", label="what the pruner gave")
axes.set_xlabel("input")
axes.set_ylabel("output")
axes.set_title("The smallest counterexample: a pruner that forgets biases", loc="left")
figure.legend(loc="outside lower center", ncols=3, frameon=False)
figure.savefig("hunt_in_your_pruner.png", dpi=150)
print("written: hunt_in_your_pruner.png")
