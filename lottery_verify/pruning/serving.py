"""The neurons of a layer whose neurons serve outputs: which are idle yet, and the choice among them."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum, pi, sqrt

import numpy as np
import numpy.typing as npt

from lottery_verify.checker.source import OUTPUT, Law, stream
from lottery_verify.laws.source import Source, weights
from lottery_verify.networks.network import Array
from lottery_verify.networks.reproducible import total
from lottery_verify.pruning.search import Indices
from lottery_verify.pruning.stock import misfit

USUAL = 15  # products of a link
CANDIDATES = 32  # idle neurons among which an output chooses
LEAST = 2.0**-4  # of a neuron to come, so that no link is without any spread
Mask = npt.NDArray[np.bool_]


@dataclass
class Output:
    """An output and what serves it.

    Attributes:
        links: the inputs whose links a neuron can help, |w| > epsilon_w; shape (L,).
        weight: of these links.
        rest: the sum of the other links' squared errors.
        errors: at least |w − Σ kept|, shape (L,).
        neurons: what serves it, in the order in which they came.
        usable: of each neuron (row) whether its u is above 0, shape (K, L).
        products: v·u where it is, and 0 elsewhere, shape (K, L).
        kept: shape (K, L).
        searched: among how many of its neurons nearest sums were found.
    """

    links: Indices
    weight: Array
    rest: float
    errors: Array
    neurons: list[int]
    usable: Mask
    products: Array
    kept: Mask
    searched: int = 0

    @classmethod
    def of(cls, weight: Array, epsilon: float) -> Output:
        """An output of these weights, shape (n_inputs,), that no neuron serves yet."""
        size = np.abs(weight)
        links, small = np.nonzero(size > epsilon)[0], size[size <= epsilon]
        none, rest = np.zeros((0, len(links)), dtype=bool), fsum((small * small).tolist())
        return cls(links, weight[links], rest, size[links], [], none, np.zeros(none.shape), none)

    def add(self, neuron: int, usable: Mask, products: Array) -> None:
        """One more neuron serves it; usable and products of shape (L,)."""
        self.neurons.append(neuron)
        self.usable = np.vstack([self.usable, usable])
        self.products = np.vstack([self.products, products])
        self.kept = np.vstack([self.kept, np.zeros_like(usable)])

    @property
    def square(self) -> float:
        """The sum of its links' squared errors."""
        return float(total(self.errors * self.errors)) + self.rest

    def expected(self, ahead: float, later: float) -> float:
        """What `square` is expected to be of the nearest sums with these neurons; see `Idle.choose`."""
        none = np.zeros((1, len(self.links)))
        return float(fits(self, none, none, ahead, later, np.ones(len(self.links), dtype=bool))[0]) + self.rest


def fits(output: Output, products: Array, usable: Array, ahead: float, later: float, which: Mask) -> Array:
    """The squared errors that nearest sums are expected to have with each of some neurons besides.

    Sums of n products leave about π·4^-n·misfit, keeping nothing leaves w², and where all products of w's
    sign fall short of it, they leave what is missing.

    Args:
        output: what it is for.
        products, usable: of C neurons, shape (C, L); usable is 0 or 1.
        ahead, later: how many more are to come, and what each is expected to add to the sums' mean squares.
        which: the links that count, shape (L,).
    Returns:
        Shape (C,).
    """
    products, usable, own = products[:, which], usable[:, which], output.products[:, which]
    weight = output.weight[which]
    middle = total(own.T) / 2 + products / 2
    spread = total((own * own).T) / 4 + products * products / 4 + max(ahead, LEAST) * later
    n = output.usable[:, which].sum(0) + usable
    square = pi * misfit(weight - middle, spread, USUAL) * np.ldexp(1.0, -2 * n.astype(np.int32))
    reach = total(np.maximum(own * np.sign(weight), 0.0).T) + np.maximum(products * np.sign(weight), 0.0)
    short = np.maximum(np.abs(weight) - reach - sqrt(2 * ahead * later), 0.0)
    return total(np.where(short > 0, short * short, np.minimum(square, weight * weight)))


class Idle:
    """Draws the neurons of a layer, and hands them to outputs.

    Attributes:
        neurons: how many there are.
        idle: those that serve no output, ascending.
    """

    def __init__(self, source: Source, law: Law, layer: int, sides: tuple[int, int], limit: int) -> None:
        self.source, self.law, self.layer, self.limit = source, law, layer, limit
        self.n_inputs, self.n_out = sides
        self.neurons = 0
        self.idle: list[int] = []
        self.u = np.zeros((0, self.n_inputs), np.float32)  # exact: a weight has 24 bits
        self.v = np.zeros((0, self.n_out), np.float32)

    def keep(self, idle: int) -> None:
        """Adds neurons until so many are idle, or the limit is reached."""
        wanted = min(self.limit, self.neurons + max(0, idle - len(self.idle)))
        self.idle.extend(range(self.neurons, wanted))
        self.neurons = wanted
        if wanted > len(self.u):
            self._draw(min(self.limit, max(wanted, 2 * len(self.u))))

    def _draw(self, stop: int) -> None:
        """Draws the first so many: of each input and of each output a stream's bytes, of which the beginning is had."""
        start = len(self.u)
        self.u = np.concatenate([self.u, np.empty((stop - start, self.n_inputs), np.float32)])
        self.v = np.concatenate([self.v, np.empty((stop - start, self.n_out), np.float32)])
        law = self.law
        for b in range(self.n_inputs):
            self.u[start:, b] = self.source.u(law, self.layer, 0, b, stop)[start:]
        for a in range(self.n_out):
            data = stream(self.source.seed, self.layer, OUTPUT, 0, a, stop * law.n_bytes)
            self.v[start:, a] = weights(law, data[start * law.n_bytes :])

    def choose(self, a: int, output: Output, ahead: float, later: float, which: Mask) -> bool:
        """Gives an output the idle neuron with which sums of its products come nearest; whether there is one.

        Args:
            a, output: which.
            ahead: how many more neurons it will probably get after this one.
            later: what each of these is expected to add to the mean square of a link's sums.
            which: the links that count, shape (L,).
        """
        some = self.idle[:CANDIDATES]
        if not some:
            return False
        u = self.u[some][:, output.links].astype(np.float64)
        usable = u > 0
        products = np.where(usable, u * self.v[some, a].astype(np.float64)[:, None], 0.0)
        place = int(np.argmin(fits(output, products, usable.astype(np.int64), ahead, later, which)))
        output.add(self.idle.pop(place), usable[place], products[place])
        return True
