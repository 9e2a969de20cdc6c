"""Figures of a saved target, certified: largest weight, activations over a region, spectral norms.

Interval propagation in exact integers: every weight is an integer times one power of two, every bound is rounded
outward to a multiple of 2^-scale after each layer.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from lottery_verify.arguments import Number, as_fraction
from lottery_verify.bounds.inputs import Inputs, LayerSize
from lottery_verify.bounds.spectral import root_above, spectral_norm_bound
from lottery_verify.checker.regions import Ball, Region
from lottery_verify.counts.base import PHI, Base, base_of
from lottery_verify.errors import InvalidArgument
from lottery_verify.networks.network import Layer, Network

Integers = npt.NDArray[Any]
_SCALE = 64


@dataclass(frozen=True)
class Measurement:
    """What is certainly true of a target on a region.

    Attributes:
        w_max: the largest |weight| or |bias|, exactly.
        f_max: at least every |activation| before the last layer, inputs (and the constant 1, with biases) included.
        spectral_norms: at least each layer's spectral norm, biases left out: the constant neuron has no error.
        input_norm: at least every input's Euclidean norm.
        nonzeros: each layer's count of weights and biases that are not 0.
    """

    w_max: Fraction
    f_max: Fraction
    spectral_norms: tuple[Fraction, ...]
    input_norm: Fraction
    nonzeros: tuple[int, ...]


def measure(target: Network, region: Region) -> Measurement:
    """Measures a target; every figure is exact or rounded to the safe side.

    Args:
        target: the network.
        region: a box or ball of as many coordinates as the target has inputs.
    Returns: the measurement.
    Raises: InvalidArgument when the region does not fit the target.
    """
    if region.width != target.widths[0]:
        raise InvalidArgument(f"region: it has {region.width} inputs, but {target.name} takes {target.widths[0]}")
    target.demand_undivided("measuring")
    arrays = [one for layer in target.layers for one in (layer.weight, layer.bias) if one is not None]
    return Measurement(
        w_max=Fraction(max(float(np.max(np.abs(one))) for one in arrays)),
        f_max=_largest_activation(target, region),
        spectral_norms=tuple(spectral_norm_bound(layer.weight) for layer in target.layers),
        input_norm=_input_norm(target, region),
        nonzeros=tuple(
            int(np.count_nonzero(layer.weight)) + (0 if layer.bias is None else int(np.count_nonzero(layer.bias)))
            for layer in target.layers
        ),
    )


def inputs_from_target(
    target: Network, region: Region, epsilon: Number, delta: Number, *, base: Number | Base = PHI, place: str = ""
) -> Inputs:
    """The inputs of an evaluation, with the target's certified figures.

    Args:
        target: the network.
        region: where the error counts.
        epsilon: allowed sup error, above 0.
        delta: allowed failure probability, in (0, 1).
        base: "phi" or a rational in (1, phi].
        place: how to name the region in the provenance.
    Returns: the inputs.
    Raises: InvalidArgument when an argument is out of range or the region does not fit.
    """
    measured = measure(target, region)
    if measured.f_max == 0:
        raise InvalidArgument("region: every activation before the last layer is 0 on it; no bound applies")
    biases = any(layer.bias is not None for layer in target.layers)
    return Inputs(
        layers=tuple(LayerSize(one.n_out, one.n_in + (one.bias is not None)) for one in target.layers),
        epsilon=as_fraction("epsilon", epsilon, above=0),
        delta=as_fraction("delta", delta, above=0, below=1),
        w_max=measured.w_max,
        f_max=measured.f_max,
        spectral_norms=measured.spectral_norms,
        base=base_of(base),
        input_norm=measured.input_norm,
        nonzeros=measured.nonzeros,
        biases=biases,
        provenance=f"certified from {target.name} on {place or type(region).__name__}",
    )


def _largest_activation(target: Network, region: Region) -> Fraction:
    low, high = _less_shift(target, *_ends(region))
    largest = max(max(abs(int(a)), abs(int(b))) for a, b in zip(low, high, strict=True))
    if any(layer.bias is not None for layer in target.layers):
        largest = max(largest, 1 << _SCALE)
    for place, layer in enumerate(target.layers[:-1]):
        bounds = _ball_bounds(layer, target, region) if place == 0 and isinstance(region, Ball) else None
        low, high = bounds if bounds is not None else _layer_bounds(layer, low, high)
        if layer.relu:
            low, high = np.maximum(low, 0), np.maximum(high, 0)
        largest = max(largest, max(max(abs(int(a)), abs(int(b))) for a, b in zip(low, high, strict=True)))
    return Fraction(largest, 1 << _SCALE)


def _ends(region: Region) -> tuple[list[Fraction], list[Fraction]]:
    if isinstance(region, Ball):
        return [c - region.radius for c in region.centre], [c + region.radius for c in region.centre]
    return list(region.lower), list(region.upper)


def _less_shift(target: Network, lower: list[Fraction], upper: list[Fraction]) -> tuple[Integers, Integers]:
    """Bounds of x - shift for lower <= x <= upper, as integers in units of 2^-64, rounded outward."""
    shift = [Fraction(0)] * len(lower) if target.shift is None else [Fraction(float(one)) for one in target.shift]
    low = [_floor((a - s) * (1 << _SCALE)) for a, s in zip(lower, shift, strict=True)]
    high = [-_floor((s - b) * (1 << _SCALE)) for b, s in zip(upper, shift, strict=True)]
    return np.array(low, dtype=object), np.array(high, dtype=object)


def _layer_bounds(layer: Layer, low: Integers, high: Integers) -> tuple[Integers, Integers]:
    """Bounds of W*y + b for low <= y <= high: exact integers, rounded outward at the end."""
    weight, places = _integers(layer.weight)
    positive, negative = np.where(weight > 0, weight, 0), np.where(weight < 0, weight, 0)
    below = positive.dot(low) + negative.dot(high)
    above = positive.dot(high) + negative.dot(low)
    bias, bias_places = _integers(np.zeros(layer.n_out) if layer.bias is None else layer.bias)
    lows, highs = [], []
    for a, b, c in zip(below, above, bias, strict=True):
        moved = Fraction(int(c) << _SCALE, 1 << bias_places)
        lows.append(_floor(Fraction(int(a), 1 << places) + moved))
        highs.append(-_floor(-Fraction(int(b), 1 << places) - moved))
    return np.array(lows, dtype=object), np.array(highs, dtype=object)


def _ball_bounds(layer: Layer, target: Network, region: Ball) -> tuple[Integers, Integers]:
    """Bounds of W*(x - shift) + b on a ball: the value at its centre, plus and minus r times the row's norm."""
    centre = list(region.centre)
    low, high = _layer_bounds(layer, *_less_shift(target, centre, centre))
    weight, places = _integers(layer.weight)
    reach = [
        -_floor(-region.radius * root_above(Fraction(int((row * row).sum()), 1 << (2 * places))) * (1 << _SCALE))
        for row in weight
    ]
    return low - np.array(reach, dtype=object), high + np.array(reach, dtype=object)


def _integers(array: npt.NDArray[np.float64]) -> tuple[Integers, int]:
    """The array as exact integers times 2^-places, places at least 0."""
    mantissa, exponent = np.frexp(array)
    whole = np.ldexp(mantissa, 53).astype(np.int64).astype(object)
    shifts = exponent.astype(np.int64) - 53
    places = max(0, -int(shifts.min())) if array.size else 0
    return whole << (shifts + places).astype(object), places


def _input_norm(target: Network, region: Region) -> Fraction:
    low, high = _less_shift(target, *_ends(region))
    squares = sum(max(abs(int(a)), abs(int(b))) ** 2 for a, b in zip(low, high, strict=True))
    box = root_above(Fraction(squares, 1 << (2 * _SCALE)))
    if isinstance(region, Ball):
        shift = np.zeros(region.width) if target.shift is None else target.shift
        moved = (c - Fraction(float(s)) for c, s in zip(region.centre, shift, strict=True))
        return min(box, region.radius + root_above(sum((m * m for m in moved), Fraction(0))))
    return box


def _floor(number: Fraction | int) -> int:
    return number.numerator // number.denominator
