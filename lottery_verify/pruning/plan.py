"""Which epsilon_w each layer needs so that the certificate will prove epsilon: the certificate's rules, in floats."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from math import frexp, isfinite, ldexp, sqrt

import numpy as np
import numpy.typing as npt

from lottery_verify.arguments import readable
from lottery_verify.checker.regions import Box, Region
from lottery_verify.errors import InvalidArgument
from lottery_verify.networks.network import Network
from lottery_verify.networks.norms import LARGEST_SIDE, spectral_norm
from lottery_verify.networks.reproducible import length, total

Array = npt.NDArray[np.float64]
EVEN_SHARE = 0.2  # this part of epsilon is shared evenly by the layers, the rest by their numbers of weights
SAFETY = 1 - 2.0**-20  # taken off for rounding, here and in the certificate
LEAST = 2.0**-900  # an epsilon_w well above where floats underflow
TOGETHER = 1 << 20  # weights at once
CARRY = 8  # the most epsilon_w that one link may take, when earlier links of its row took less


@dataclass(frozen=True)
class Plan:
    """Attributes:
    epsilon_w: for each layer, within which every link must be met.
    signs: for each layer, which halves its inputs need: arrays of +1 (x ≥ 0), −1 (x ≤ 0) or 0 (both).
    reach: for each layer, the largest |x| of each input.
    The constant 1 that carries a bias is the last input.

    The certificate needs less than every link within epsilon_w: in each row the errors' mean, weighted by the inputs'
    reach, and their root mean square must be at most epsilon_w, and none more than CARRY·epsilon_w.
    """

    epsilon_w: tuple[Fraction, ...]
    signs: tuple[npt.NDArray[np.int64], ...]
    reach: tuple[Array, ...]

    def loosened(self, factors: tuple[Fraction, ...]) -> Plan:
        """So many times each layer's epsilon_w; what the certificate will prove is then for it to say."""
        scaled = (factor * e for factor, e in zip(factors, self.epsilon_w, strict=True))
        return replace(self, epsilon_w=tuple(scaled))


def plan(target: Network, region: Region, epsilon: Fraction, norm: str) -> Plan:
    """Chooses the layers' epsilon_w so that, with errors as Plan allows, the certificate proves epsilon.

    The certificate's bound grows with each epsilon_w; each layer gets a share of epsilon near its share of the weights
    (which makes the mask bits in all nearly least), then all are scaled to the largest that still suffices.

    Args:
        target: the network F.
        region: where.
        epsilon: > 0, the error wanted of the output.
        norm: "linf" or "l2".
    Raises:
        InvalidArgument: no positive epsilon_w suffices in floating-point range.
    """
    with np.errstate(over="ignore", invalid="ignore"):  # what overflows does not suffice
        return _plan(target, region, epsilon, norm)


def _plan(target: Network, region: Region, epsilon: Fraction, norm: str) -> Plan:
    sizes = [layer.weight.size + layer.n_out * (layer.bias is not None) for layer in target.layers]
    largest = [w_max(target, i) for i in range(target.depth)]
    steps = _steps(target, region)
    aim = in_floats(epsilon, "epsilon")
    probe = 2.0**-60
    wanted = []
    for i in range(target.depth):
        one = [probe if j == i else 0.0 for j in range(target.depth)]
        slope = proved(steps, one, norm) / probe
        share = (1 - EVEN_SHARE) * sizes[i] / sum(sizes) + EVEN_SHARE / target.depth
        most = max(float(largest[i]), LEAST)  # a larger epsilon_w keeps nothing either
        wanted.append(min(aim * share / slope, most) if slope > 0 else most)

    def suffices(scale: float) -> bool:
        return proved(steps, [scale * e for e in wanted], norm) <= aim * SAFETY

    scale = _largest(suffices, lambda low, high: all(_short(low * e) == _short(high * e) for e in wanted))
    chosen = tuple(Fraction(_short(scale * e)) for e in wanted)
    if not all(c > 0 for c in chosen):
        first = 1 + [c > 0 for c in chosen].index(False)
        raise InvalidArgument(
            f"epsilon {readable(epsilon)}: layer {first} would need an epsilon_w below 2^-1000"
        )
    reach = tuple(np.append(step.reach, 1.0) if step.bias else step.reach for step in steps)
    return Plan(chosen, tuple(_signs(target, region)), reach)


def w_max(target: Network, i: int) -> Fraction:
    """The largest |w| of layer i, biases included, exactly."""
    layer = target.layers[i]
    return max(Fraction(float(np.abs(a).max())) for a in (layer.weight, layer.bias) if a is not None)


def _largest(suffices: Callable[[float], bool], same: Callable[[float, float], bool]) -> float:
    """About the largest scale that suffices, up to 4, by halving until both ends come to the same, or 60 times."""
    low, high = 0.0, 4.0
    if suffices(high):
        return high
    for _ in range(60):
        if same(low, high):
            break
        middle = (low + high) / 2
        low, high = (middle, high) if suffices(middle) else (low, middle)
    return low


def _short(value: float) -> float:
    """The largest number of 20 binary digits that is at most `value`."""
    if not isfinite(value):
        return value
    mantissa, exponent = frexp(value)
    return ldexp(int(mantissa * (1 << 20)), exponent - 20)  # exact: a subnormal value has fewer digits still


def _gain(weight: Array) -> float:
    frobenius = float(length(weight.ravel()))
    if min(weight.shape) > LARGEST_SIDE:
        return frobenius
    return min(frobenius, spectral_norm(weight) * (1 + 2.0**-10))


def in_floats(value: Fraction, what: str) -> float:
    """`value`, rounded; InvalidArgument where it is too large for floating point."""
    if abs(value) > 10**300:
        raise InvalidArgument(f"{what}: a number above 1e300 is beyond the floating point that the search works in")
    return float(value)


def _ends(region: Region, target: Network) -> tuple[Array, Array, float]:
    shift = np.zeros(target.widths[0]) if target.shift is None else target.shift
    if isinstance(region, Box):
        low, high = (np.array([in_floats(v, "region") for v in ends]) - shift for ends in (region.lower, region.upper))
        return low, high, float(length(np.maximum(abs(low), abs(high))))
    radius = in_floats(region.radius, "region")
    moved = np.array([in_floats(v, "region") for v in region.centre]) - shift
    return moved - radius, moved + radius, radius + float(length(moved))


def _signs(target: Network, region: Region) -> list[npt.NDArray[np.int64]]:
    """For each layer and input: +1 where it is known to be ≥ 0, −1 where ≤ 0, 0 elsewhere; exact at the region."""
    shift = [Fraction(0)] * target.widths[0] if target.shift is None else [Fraction(float(s)) for s in target.shift]
    signs = np.zeros(target.widths[0], dtype=np.int64)
    if isinstance(region, Box):
        for b, (low, high, s) in enumerate(zip(region.lower, region.upper, shift, strict=True)):
            signs[b] = 1 if low >= s else -1 if high <= s else 0
    found = []
    for layer in target.layers:
        found.append(np.append(signs, 1) if layer.bias is not None else signs)
        signs = np.full(layer.n_out, int(layer.relu), dtype=np.int64)
    return found


@dataclass(frozen=True)
class _Step:
    """What the rules need of one layer, whatever the errors.

    Attributes:
        weight: |W|, shape (n_out, n_in).
        rows, gain: ℓ₂ norms of W's rows, and at least ‖W‖₂.
        reach, total, size: of the layer's input: the largest |x| of each entry, their sum, and the largest ‖x‖₂.
        bias: whether there is one.
    """

    weight: Array
    rows: Array
    gain: float
    reach: Array
    total: float
    size: float
    bias: bool


def _steps(target: Network, region: Region) -> list[_Step]:
    """The target's own ranges, layer by layer, as the certificate's rules give them up to rounding."""
    low, high, size = _ends(region, target)
    found = []
    for layer in target.layers:
        weight, bias = layer.weight, np.zeros(layer.n_out) if layer.bias is None else layer.bias
        rows, gain, reach = length(weight), _gain(weight), np.maximum(abs(low), abs(high))
        found.append(_Step(abs(weight), rows, gain, reach, float(total(reach)), size, layer.bias is not None))
        lowest, highest = _reached(weight, low, high)
        z_low, z_high = bias + np.maximum(lowest, -rows * size), bias + np.minimum(highest, rows * size)
        size = gain * size + float(length(bias))
        low, high = (np.maximum(z_low, 0), np.maximum(z_high, 0)) if layer.relu else (z_low, z_high)
        size = min(size, float(length(np.maximum(abs(low), abs(high)))))
    return found


def _reached(weight: Array, low: Array, high: Array) -> tuple[Array, Array]:
    """The least and the largest of weight·x for x between these ends, row by row."""
    found = np.empty((2, len(weight)))
    rows = max(1, TOGETHER // max(1, weight.shape[1]))
    for start in range(0, len(weight), rows):
        part = slice(start, start + rows)
        positive, negative = np.maximum(weight[part], 0), np.minimum(weight[part], 0)
        found[0, part] = total(positive * low) + total(negative * high)
        found[1, part] = total(positive * high) + total(negative * low)
    return found[0], found[1]


def proved(steps: list[_Step], epsilon_w: list[float], norm: str) -> float:
    """What the certificate's rules give of the output's error, up to rounding, with errors as Plan allows."""
    d, d_norm = np.zeros(len(steps[0].reach)), 0.0
    for step, e in zip(steps, epsilon_w, strict=True):
        n_out, n_in = step.weight.shape
        e_bias = e if step.bias else 0.0
        gap_row = e * sqrt(n_in)
        gap = gap_row * sqrt(n_out)
        d_new = np.minimum(
            total((step.weight + CARRY * e) * d) + e * step.total + e_bias,
            (step.rows + gap_row) * d_norm + gap_row * step.size + e_bias,
        )
        d_norm = (step.gain + gap) * d_norm + gap * step.size + e_bias * sqrt(n_out)
        d, d_norm = d_new, min(d_norm, float(length(d_new)))
    return float(d.max()) if norm == "linf" else d_norm
