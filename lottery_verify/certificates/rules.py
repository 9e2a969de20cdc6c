"""The checker's rules a second time, on mpmath values: the same judgement, computed apart from the checker.

A row's sums come from exact integers, as one value each. Every value is exact; what is rounded is rounded outward to a
multiple of 2^-precision, once for each end of a neuron's range, each norm, and each product of norms. So both
implementations give the same integers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

import numpy as np
from mpmath.libmp import (
    from_man_exp,
    fzero,
    mpf_abs,
    mpf_add,
    mpf_gt,
    mpf_le,
    mpf_lt,
    mpf_mul,
    mpf_neg,
    mpf_sqrt,
    mpf_sub,
    mpf_sum,
)

from lottery_verify.certificates.dyadic import Dyadic, Integers
from lottery_verify.certificates.exact import ExactLayer, ExactNetwork
from lottery_verify.certificates.kinks import kinked, sloped
from lottery_verify.certificates.reals import Real, fraction, numerator, numerators
from lottery_verify.checker.regions import Box, Region


def least(a: Real, b: Real) -> Real:
    """min(a, b)."""
    return a if mpf_le(a, b) else b


def most(a: Real, b: Real) -> Real:
    """max(a, b)."""
    return b if mpf_lt(a, b) else a


@dataclass(frozen=True)
class Grid:
    """The multiples of 2^-precision, and rounding to them."""

    precision: int

    def down(self, x: Real) -> Real:
        """The largest multiple ≤ x."""
        sign, mantissa, exponent, _ = x
        beyond = -(exponent + self.precision)
        if beyond <= 0:
            return x
        return from_man_exp((-int(mantissa) if sign else int(mantissa)) >> beyond, -self.precision)

    def up(self, x: Real) -> Real:
        """The least multiple ≥ x."""
        return mpf_neg(self.down(mpf_neg(x)))

    def root(self, square: Real) -> Real:
        """A multiple ≥ √square: that of the least multiple of 4^-precision ≥ square, rounded up."""
        n = Grid(2 * self.precision).up(square)
        return self.up(mpf_sqrt(n, 2 * max(64, n[3]) + 4 * self.precision + abs(n[2]), "c"))

    def integer(self, x: Real) -> int:
        """x·2^precision for a multiple x."""
        return numerator(x, self.precision)


@dataclass(frozen=True)
class Reach:
    """low ≤ v ≤ high entry by entry, ‖v‖₂ ≤ norm."""

    low: list[Real]
    high: list[Real]
    norm: Real

    def farthest(self) -> Real:
        """max |v|."""
        largest = fzero
        for a, b in zip(self.low, self.high, strict=True):
            largest = most(largest, most(mpf_neg(a), b))
        return largest


Ends = Callable[[Integers, Integers, Sequence[int], Sequence[int]], tuple[list[int], list[int]]]


class Rules:
    """The rules at one precision."""

    def __init__(self, precision: int) -> None:
        self.grid = Grid(precision)

    def reach(self, low: list[Real], high: list[Real], norm: Real | None = None) -> Reach:
        """The reach of these ends, with the norm of the farthest corner where that is less."""
        ends = [most(mpf_abs(a), mpf_abs(b)) for a, b in zip(low, high, strict=True)]
        corner = self.grid.root(mpf_sum([mpf_mul(e, e) for e in ends]))
        return Reach(low, high, corner if norm is None else least(norm, corner))

    def rational(self, x: Fraction, upward: bool) -> Real:
        """x rounded outward."""
        scaled = x * 2**self.grid.precision
        whole = -((-scaled.numerator) // scaled.denominator) if upward else scaled.numerator // scaled.denominator
        return from_man_exp(whole, -self.grid.precision)

    def inputs(self, region: Region, network: ExactNetwork) -> Reach:
        """The reach of x − shift."""
        shift = [fraction(s) for s in network.shift]
        if isinstance(region, Box):
            low = [self.rational(a - s, False) for a, s in zip(region.lower, shift, strict=True)]
            return self.reach(low, [self.rational(b - s, True) for b, s in zip(region.upper, shift, strict=True)])
        radius, moved = region.radius, [c - s for c, s in zip(region.centre, shift, strict=True)]
        low = [self.rational(m - radius, False) for m in moved]
        high = [self.rational(m + radius, True) for m in moved]
        square, bits = sum((m * m for m in moved), Fraction(0)), 2 * self.grid.precision
        size = fraction(self.grid.root(from_man_exp(ceil(square * 2**bits), -bits)))
        return self.reach(low, high, self.rational(radius + size, True))

    def moved(self, f: ExactNetwork, g: ExactNetwork) -> Reach:
        """How far ĝ's input is from f's: the difference of their shifts."""
        moved = [fraction(s) - fraction(t) for s, t in zip(f.shift, g.shift, strict=True)]
        return self.reach([self.rational(m, False) for m in moved], [self.rational(m, True) for m in moved])

    def norms(self, layer: ExactLayer) -> tuple[list[Real], Real]:
        """Each row's norm, and the Frobenius norm, of max(|P|, |N|)."""
        return [self.grid.root(s) for s in layer.squares], self.grid.root(mpf_sum(layer.squares))

    def length(self, vector: list[Real]) -> Real:
        """‖vector‖₂, rounded up."""
        return self.grid.root(mpf_sum([mpf_mul(v, v) for v in vector]))

    def product(self, a: Real, b: Real) -> Real:
        """a·b, rounded up."""
        return self.grid.up(mpf_mul(a, b))

    def affine(self, layer: ExactLayer, x: Reach, gain: Real) -> Reach:
        """The layer's reach before its activation."""
        low, high, down, up = [], [], self.grid.down, self.grid.up
        rows, _ = self.norms(layer)
        for bias, norm, (least_sum, most_sum) in zip(layer.bias, rows, summed(kinked, layer, x), strict=True):
            radius = self.product(norm, x.norm)
            low.append(most(down(mpf_add(bias, least_sum)), mpf_sub(down(bias), radius)))
            high.append(least(up(mpf_add(bias, most_sum)), mpf_add(up(bias), radius)))
        return self.reach(low, high, mpf_add(self.product(gain, x.norm), self.length(layer.bias)))

    def difference(self, g: ExactLayer, gap: ExactLayer, x: Reach, d: Reach, gain: Real) -> Reach:
        """The reach of g(ŷ) − f(y), where gap = g − f."""
        low, high, down, up = [], [], self.grid.down, self.grid.up
        rows, _ = self.norms(g)
        gap_rows, gap_norm = self.norms(gap)
        moved, kept = summed(sloped, g, d), summed(kinked, gap, x)
        for norm, gap_row, offset, one, other in zip(rows, gap_rows, gap.bias, moved, kept, strict=True):
            radius = mpf_add(self.product(norm, d.norm), self.product(gap_row, x.norm))
            under, over = (mpf_sum([offset, *pair]) for pair in zip(one, other, strict=True))
            low.append(most(down(under), mpf_sub(down(offset), radius)))
            high.append(least(up(over), mpf_add(up(offset), radius)))
        spread = self.product(mpf_add(gain, gap_norm), d.norm)
        return self.reach(low, high, mpf_sum([spread, self.product(gap_norm, x.norm), self.length(gap.bias)]))

    def apart(self, x: Reach, y: Reach) -> Reach:
        """The reach of y − x from the two alone."""
        low = [mpf_sub(b, a) for a, b in zip(x.high, y.low, strict=True)]
        high = [mpf_sub(b, a) for a, b in zip(x.low, y.high, strict=True)]
        return self.reach(low, high, mpf_add(x.norm, y.norm))

    def relu(self, z: Reach) -> Reach:
        """The reach of max(z, 0)."""
        return self.reach([most(v, fzero) for v in z.low], [most(v, fzero) for v in z.high], z.norm)

    def relu_difference(self, d: Reach, fz: Reach, gz: Reach) -> Reach:
        """The reach of max(ẑ, 0) − max(z, 0)."""
        low, high = [], []
        for dl, dh, fl, fh, gl, gh in zip(d.low, d.high, fz.low, fz.high, gz.low, gz.high, strict=True):
            f, g = (fh, gh) if mpf_lt(dl, fzero) else (fl, gl)
            low.append(most(*_steps(dl, f, g)))
            f, g = (fl, gl) if mpf_lt(dh, fzero) else (fh, gh)
            high.append(least(*_steps(dh, f, g)))
        return self.reach(low, high, d.norm)

    def meet(self, x: Reach, y: Reach) -> Reach:
        """The reach of a vector that lies in both."""
        low = [most(a, b) for a, b in zip(x.low, y.low, strict=True)]
        return self.reach(low, [least(a, b) for a, b in zip(x.high, y.high, strict=True)], least(x.norm, y.norm))

    def propagate(
        self,
        f: ExactNetwork,
        g: ExactNetwork,
        region: Region,
        spectral: Sequence[tuple[int, int] | None],
        first: tuple[Reach, Reach, Reach] | None = None,
    ) -> list[Reach]:
        """The reach of ĝ − f after each layer, or only at the output where widths or activations differ.

        `first`: where f, ĝ and ĝ − f lie besides after the first layer, before its activation.
        """
        x, y = self.inputs(region, f), self.inputs(region, g)
        if f.widths != g.widths or [k.relu for k in f.layers] != [k.relu for k in g.layers]:
            return [self.apart(self.alone(f, x), self.alone(g, y))]
        d = self.moved(f, g)
        reaches = []
        for p, q, known in zip(f.layers, g.layers, spectral, strict=True):
            p, q = one_sided(p, x, y), one_sided(q, x, y)
            gap = minus(q, p)
            gain = self.norms(p)[1]
            if known is not None:
                gain = least(gain, self.rational(Fraction(known[0], 1 << known[1]), True))
            wide = mpf_add(gain, self.norms(gap)[1])
            fz = self.affine(p, x, gain)
            gz = self.affine(q, y, least(wide, self.norms(q)[1]))
            moved_d = self.difference(q, gap, x, d, gain)
            if first is not None:
                fz, gz, moved_d = map(self.meet, (fz, gz, moved_d), first)
                first = None
            d = self.meet(moved_d, self.apart(fz, gz))
            x, y, d = (self.relu(fz), self.relu(gz), self.relu_difference(d, fz, gz)) if p.relu else (fz, gz, d)
            reaches.append(d)
        return reaches

    def alone(self, network: ExactNetwork, x: Reach) -> Reach:
        """The reach of one network's output."""
        for layer in network.layers:
            z = self.affine(layer, x, self.norms(layer)[1])
            x = self.relu(z) if layer.relu else z
        return x


def _steps(e: Real, f: Real, g: Real) -> tuple[Real, Real]:
    from_f = mpf_sub(most(mpf_add(f, e), fzero), most(f, fzero))
    return from_f, mpf_sub(most(g, fzero), most(mpf_sub(g, e), fzero))


def summed(ends: Ends, layer: ExactLayer, x: Reach) -> list[tuple[Real, Real]]:
    """For each row the least and the largest sums of these functions of the entries, over all that lies in x."""
    whole, places = numerators([*x.low, *x.high])
    low, high = whole[: len(x.low)], whole[len(x.low) :]
    least_sums, most_sums = ends(layer.positive.whole, layer.negative.whole, low, high)
    exponent = -layer.positive.places - places
    return [(from_man_exp(a, exponent), from_man_exp(b, exponent)) for a, b in zip(least_sums, most_sums, strict=True)]


def one_sided(layer: ExactLayer, x: Reach, y: Reach) -> ExactLayer:
    """The layer where inputs of one sign, in both reaches, meet one matrix only."""
    if layer.plain:
        return layer
    above = [not mpf_lt(least(a, b), fzero) for a, b in zip(x.low, y.low, strict=True)]
    below = [not (s or mpf_gt(most(a, b), fzero)) for s, a, b in zip(above, x.high, y.high, strict=True)]
    if len(above) != layer.positive.shape[1]:
        raise ValueError(f"a layer of {layer.positive.shape[1]} inputs meets {len(above)}")
    if all(above):
        return replace(layer, negative=layer.positive)
    positive, negative, places = layer.positive.whole, layer.negative.whole, layer.positive.places
    return replace(
        layer,
        positive=Dyadic(np.where(below, negative, positive), places),
        negative=Dyadic(np.where(above, positive, negative), places),
    )


def minus(g: ExactLayer, f: ExactLayer) -> ExactLayer:
    """g − f, for a plain layer f."""
    positive = g.positive.minus(f.positive)
    negative = positive if g.plain else g.negative.minus(f.positive)
    return ExactLayer(positive, negative, [mpf_sub(v, w) for v, w in zip(g.bias, f.bias, strict=True)], g.relu)
