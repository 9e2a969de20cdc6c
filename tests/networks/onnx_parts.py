"""Weights of the models of one operator: multiples of 1/8, exact in float32."""

import numpy as np

RNG = np.random.default_rng(5)


def small(*shape):
    """Multiples of 1/8: sums and products of a few of them are exact in float32."""
    return (RNG.integers(-16, 17, shape) / 8).astype(np.float32)


W = small(3, 4)  # 4 inputs, 3 outputs
V = small(2, 3)
B = small(3)
RESHAPE = {"r": np.array([1, -1])}
SCALE = np.array([0.5, -2, 4, 0.25], np.float32)
Q = RNG.integers(-128, 128, (4, 3)).astype(np.int8)
