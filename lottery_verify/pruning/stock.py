"""The neurons of a free layer that serve no input yet, and the choice among them."""

from __future__ import annotations

from dataclasses import dataclass
from math import ldexp, pi

import numpy as np
import numpy.typing as npt

from lottery_verify.checker.source import OUTPUT, Law, stream
from lottery_verify.laws.source import Source, weights
from lottery_verify.networks.network import Array
from lottery_verify.networks.reproducible import total
from lottery_verify.pruning.search import Indices

CANDIDATES = 64  # neurons of about the wanted size, among which the outputs' weights decide
POWER = 5  # squarings in `misfit`


@dataclass(frozen=True)
class Need:
    """How many neurons an input is to get.

    Attributes:
        any: so many of the size alone.
        likely: so many in all will be needed, at least.
        most: no more than that in all.
        enough: the sum of squared errors to come to.
    """

    any: int
    likely: int
    most: int
    enough: float


class Stock:
    """Draws the neurons of a layer, and hands them out.

    Attributes:
        neurons: how many were drawn.
        idle: those that serve no input, ascending.
    """

    def __init__(self, source: Source, law: Law, layer: int, n_out: int, limit: int) -> None:
        self.source, self.law, self.layer, self.n_out, self.limit = source, law, layer, n_out, limit
        self.neurons = 0
        self.idle: Indices = np.zeros(0, dtype=np.int64)
        self.drawn: list[tuple[int, npt.NDArray[np.float32]]] = []

    def draw(self, more: int) -> bool:
        """Draws so many more neurons, or as many as the limit allows; whether there are any."""
        start, stop = self.neurons, min(self.limit, self.neurons + more)
        if stop <= start:
            return False
        v = np.empty((stop - start, self.n_out), dtype=np.float32)  # exact: a weight has 24 bits
        first = start * self.law.n_bytes
        for a in range(self.n_out):
            data = stream(self.source.seed, self.layer, OUTPUT, 0, a, stop * self.law.n_bytes)
            v[:, a] = weights(self.law, data[first:])
        self.drawn.append((start, v))
        self.idle = np.concatenate([self.idle, np.arange(start, stop)])
        self.neurons = stop
        return True

    def u(self, input_: int, neurons: Indices) -> Array:
        """Their weights from an input, shape (n,)."""
        return self.source.u(self.law, self.layer, 0, input_, self.neurons)[neurons]

    def v(self, neurons: Indices, outputs: Indices) -> Array:
        """Their weights to some outputs, shape (n, L)."""
        found = np.empty((len(neurons), len(outputs)))
        for start, v in self.drawn:
            here = np.nonzero((neurons >= start) & (neurons < start + len(v)))[0]
            found[here] = v[neurons[here] - start][:, outputs]
        return found

    def choose(
        self, input_: int, sign: int, outputs: Indices, w: Array, held: Array, size: float, need: Need
    ) -> Indices:
        """Takes idle neurons for an input, those with which sums of products come nearest to w; as many as suit.

        Args:
            input_, sign: neurons with u·sign > 0 suit.
            outputs, w: of its links, shape (L,).
            held: the products of the neurons that serve it already, shape (m, L).
            size: the |u| that is wanted, > 0.
            need: how many.
        """
        u = self.u(input_, self.idle)
        suited = np.nonzero(u * sign > 0)[0]
        off = u[suited] * sign / size
        nearest = np.argsort(np.maximum(off, 1 / off), kind="stable")[: need.most + CANDIDATES]
        suited = suited[nearest]
        products = self.v(self.idle[suited], outputs) * u[suited, None]
        n = min(need.any, len(suited))
        taken, open_ = list(range(n)), list(range(n, len(suited)))
        middle = total(held.T) / 2 + total(products[:n].T) / 2
        spread = total((held * held).T) / 4 + total((products[:n] ** 2).T) / 4
        later = (size * 2.0**self.law.lower) ** 2 / 12  # what a product of neurons to come adds to the spread
        n += len(held)
        expected = np.inf
        while open_ and len(taken) < need.most and expected > need.enough:
            some = products[open_]
            ahead = max(0, need.likely - len(taken) - 1)
            fit = total(misfit(w - middle - some / 2, spread + some * some / 4 + ahead * later, n + 1 + ahead))
            place = int(np.argmin(fit))
            best, n = open_.pop(place), n + 1
            middle, spread = middle + products[best] / 2, spread + products[best] ** 2 / 4
            taken.append(best)
            expected = expected_square(float(fit[place]), n) if not ahead else np.inf
        found = np.sort(self.idle[suited[taken]])
        self.idle = np.delete(self.idle, suited[taken])
        return found


def expected_square(misfit: float, n: int) -> float:
    """The squared errors of links by the nearest of 2^n sums each, from the sum of their misfits: π·4^-n times it."""
    return ldexp(pi * misfit, -2 * n)


def misfit(off: Array, square: Array, n: int) -> Array:
    """About square·exp(off²/square): the squared error that sums around 0 of that mean square leave at `off`.

    Sums of n bounded products lie less far out than their mean square tells, so that the exponent grows faster.
    In steps that every processor rounds alike.
    """
    z = off * off / square
    grown = 1 + (z + z * z * (0.3 / n)) * 0.5**POWER
    for _ in range(POWER):
        grown = np.minimum(grown * grown, 1e60)
    return np.asarray(square * grown)
