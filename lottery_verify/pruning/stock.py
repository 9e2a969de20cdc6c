"""The neurons of a free layer that serve no input yet, and the choice among them."""

from __future__ import annotations

from dataclasses import dataclass
from math import ldexp, pi

import numpy as np
import numpy.typing as npt

from lottery_verify.checker.source import OUTPUT, Law, stream
from lottery_verify.laws.source import Source, weights
from lottery_verify.networks.network import Array
from lottery_verify.networks.reproducible import column_totals, total
from lottery_verify.pruning.search import Indices

CANDIDATES = 64  # neurons of about the wanted size, among which the outputs' weights decide
AHEAD = 8  # a stream is read an eighth further than is asked for: it can only be read from its start
POWER = 5  # squarings in `misfit`
FAR = 1e60  # where its powers are cut off
MOST_GROWN = 64.0  # whose power of 2^POWER is 2^192, below FAR


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
        self.ahead = [b""] * n_out  # of each output's stream, behind the neurons that were drawn

    def draw(self, more: int) -> bool:
        """Draws so many more neurons, or as many as the limit allows; whether there are any."""
        start, stop = self.neurons, min(self.limit, self.neurons + more)
        if stop <= start:
            return False
        size = self.law.n_bytes
        if len(self.ahead[0]) < (stop - start) * size:
            known = (stop + stop // AHEAD) * size
            self.ahead = [
                stream(self.source.seed, self.layer, OUTPUT, 0, a, known)[start * size :] for a in range(self.n_out)
            ]
        v = np.empty((stop - start, self.n_out), dtype=np.float32)  # exact: a weight has 24 bits
        used = (stop - start) * size
        for a, data in enumerate(self.ahead):
            v[:, a] = weights(self.law, data[:used])
        self.ahead = [data[used:] for data in self.ahead]
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
    ) -> tuple[Indices, Array]:
        """Takes idle neurons for an input, those with which sums of products come nearest to w; as many as suit.

        Args:
            input_, sign: neurons with u·sign > 0 suit.
            outputs, w: of its links, shape (L,).
            held: the products of the neurons that serve it already, shape (m, L).
            size: the |u| that is wanted, > 0.
            need: how many.
        Returns:
            The neurons, ascending, and their u.
        """
        u = self.u(input_, self.idle)
        suited = np.nonzero(u * sign > 0)[0]
        off = u[suited] * sign / size
        nearest = np.argsort(np.maximum(off, 1 / off), kind="stable")[: need.most + CANDIDATES]
        suited = suited[nearest]
        products = self.v(self.idle[suited], outputs) * u[suited, None]
        n = min(need.any, len(suited))
        taken = list(range(n))
        middle = column_totals(held) / 2 + column_totals(products[:n]) / 2
        spread = column_totals(held * held) / 4 + column_totals(products[:n] ** 2) / 4
        later = (size * 2.0**self.law.lower) ** 2 / 12  # what a product of neurons to come adds to the spread
        first, open_ = n, np.ones(len(suited) - n, dtype=bool)
        halves, quarters = products[n:] / 2, products[n:] * products[n:] / 4
        n += len(held)
        expected = np.inf
        while open_.any() and len(taken) < need.most and expected > need.enough:
            ahead = max(0, need.likely - len(taken) - 1)
            fit = total(misfit(w - middle - halves, spread + quarters + ahead * later, n + 1 + ahead))
            place = int(np.argmin(np.where(open_, fit, np.inf)))
            open_[place], n = False, n + 1
            middle, spread = middle + halves[place], spread + quarters[place]
            taken.append(first + place)
            expected = expected_square(float(fit[place]), n) if not ahead else np.inf
        chosen = np.sort(suited[taken])
        found = self.idle[chosen]
        self.idle = np.delete(self.idle, chosen)
        return found, u[chosen]


def expected_square(misfit: float, n: int) -> float:
    """The squared errors of links by the nearest of 2^n sums each, from the sum of their misfits: π·4^-n times it."""
    return ldexp(pi * misfit, -2 * n)


def misfit(off: Array, square: Array, n: int) -> Array:
    """About square·exp(off²/square): the squared error that sums around 0 of that mean square leave at `off`.

    Sums of n bounded products lie less far out than their mean square tells, so that the exponent grows faster.
    In steps that every processor rounds alike.
    """
    z = off * off / square
    grown = z * z
    grown *= 0.3 / n
    grown += z
    grown *= 0.5**POWER
    grown += 1
    near = grown.max(initial=0.0) < MOST_GROWN  # no power of them comes near to what is cut off
    for _ in range(POWER):
        grown *= grown
        if not near:
            np.minimum(grown, FAR, out=grown)
    grown *= square
    return np.asarray(grown)
