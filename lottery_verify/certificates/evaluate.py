"""Exact values of a network at an exact input, in integers."""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from operator import mul

from lottery_verify.certificates.exact import ExactNetwork, Real


def evaluate(network: ExactNetwork, x: tuple[Fraction, ...]) -> list[Fraction]:
    """The network's outputs at x over the reals, exactly.

    Args:
        network: exact layers.
        x: as many entries as the network has inputs.
    """
    shift_scale = _scale(network.shift)
    shift = [Fraction(_integer(s, shift_scale), 1 << shift_scale) for s in network.shift]
    inputs = [v - s for v, s in zip(x, shift, strict=True)]
    denominator = lcm(*(v.denominator for v in inputs))
    values = [v.numerator * (denominator // v.denominator) for v in inputs]
    for layer in network.layers:
        scale = _scale([*layer.bias, *(v for half in (layer.positive, layer.negative) for row in half for v in row)])
        above, below = [max(v, 0) for v in values], [min(v, 0) for v in values]
        signed = any(below)
        outputs = []
        for p_row, n_row, bias in zip(layer.positive, layer.negative, layer.bias, strict=True):
            total = _integer(bias, scale) * denominator + sum(map(mul, (_integer(p, scale) for p in p_row), above))
            outputs.append(total + sum(map(mul, (_integer(n, scale) for n in n_row), below)) if signed else total)
        values = [max(v, 0) for v in outputs] if layer.relu else outputs
        denominator <<= scale
    return [Fraction(v, denominator * network.divisor) for v in values]


def _scale(values: list[Real]) -> int:
    return max([0, *(int(-v[2]) for v in values if v[1])])


def _integer(value: Real, scale: int) -> int:
    sign, mantissa, exponent, _ = value
    whole: int = int(mantissa) << (exponent + scale) if mantissa else 0
    return -whole if sign else whole
