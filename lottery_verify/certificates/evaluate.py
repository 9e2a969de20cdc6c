"""Exact values of a network at exact inputs, in integers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

from lottery_verify.certificates.exact import ExactLayer, ExactNetwork
from lottery_verify.certificates.limbs import product
from lottery_verify.certificates.reals import fraction, numerators

Vector = list[int]


def evaluate(network: ExactNetwork, x: Sequence[Fraction]) -> list[Fraction]:
    """The network's outputs at x over the reals, exactly.

    Args:
        network: exact layers.
        x: as many entries as the network has inputs.
    """
    (outputs,) = evaluate_all(network, [x])
    return outputs


def evaluate_all(network: ExactNetwork, points: Sequence[Sequence[Fraction]]) -> list[list[Fraction]]:
    """The same at several points, which share the work of reading the weights."""
    shift = [fraction(s) for s in network.shift]
    inputs = [[v - s for v, s in zip(x, shift, strict=True)] for x in points]
    units = [lcm(*(v.denominator for v in x)) for x in inputs]
    values = [[v.numerator * (unit // v.denominator) for v in x] for x, unit in zip(inputs, units, strict=True)]
    for layer in network.layers:
        values, places = _after(layer, values, units)
        units = [unit << places for unit in units]
    return [[Fraction(v, unit * network.divisor) for v in vector] for vector, unit in zip(values, units, strict=True)]


def _after(layer: ExactLayer, values: list[Vector], units: list[int]) -> tuple[list[Vector], int]:
    """The layer's outputs at vectors over units, and how many more binary places these take."""
    biases, bias_places = numerators(layer.bias)
    places = max(layer.positive.places, bias_places)
    sums = product(layer.positive.whole, [[max(v, 0) for v in vector] for vector in values])
    below = [[min(v, 0) for v in vector] for vector in values]
    if any(map(any, below)):
        sums = [
            [a + b for a, b in zip(*pair, strict=True)]
            for pair in zip(sums, product(layer.negative.whole, below), strict=True)
        ]
    found = []
    for vector, unit in zip(sums, units, strict=True):
        outputs = [
            (v << places - layer.positive.places) + (bias << places - bias_places) * unit
            for v, bias in zip(vector, biases, strict=True)
        ]
        found.append([max(v, 0) for v in outputs] if layer.relu else outputs)
    return found, places
