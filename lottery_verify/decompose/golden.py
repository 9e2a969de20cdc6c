"""Golden-ratio decomposition: greedy over products of every size, largest first."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import numpy.typing as npt

from lottery_verify.checker.source import Law
from lottery_verify.counts.base import Base, categories
from lottery_verify.counts.smallest import smallest_draws_for_hit
from lottery_verify.decompose.method import Found
from lottery_verify.laws.choice import category_probability, golden_law
from lottery_verify.networks.network import Array


class Golden:
    """Subtract the largest product that is not above what is left of |w|, until at most ε is left.

    Where every category [γ^{-i-1}, γ^{-i}]·w_max, i = 1..k, holds a product of w's sign, the rest after category i is
    at most γ^{-i}·w_max: if some product of the category was taken, it left at most γ^{-i+1} − γ^{-i-1} ≤ γ^{-i} of
    w_max; if none was, the rest is below one of them. Further products can only help.

    Source: golden-decomposition, with every product of a category in place of one.
    """

    name = "golden"
    laws = ("hyperbolic",)

    def law(self, kind: str, w_max: Fraction, epsilon_w: Fraction, base: Base, theorem: bool) -> Law:
        """The hyperbolic law for k = ⌈log_γ(w_max/ε_w)⌉ categories."""
        return golden_law(w_max, epsilon_w, base)

    def neurons(
        self, law: Law, w_max: Fraction, epsilon_w: Fraction, base: Base, half_links: int, delta: Fraction
    ) -> int:
        """M with half_links·k·(1 − c)^M ≤ δ, c the least category probability of the finite law.

        Source: shared-log-pruning.
        """
        k = categories(base, w_max / epsilon_w)
        if k == 0:
            return 0
        return smallest_draws_for_hit(category_probability(law, w_max, k, base), delta / (half_links * k))

    def decompose(self, w: Array, u: Array, v: Array, epsilon: float) -> Found:
        """The greedy rule, all links at once; one round takes one product of each link."""
        products = v * u
        links, n = products.shape
        usable = np.maximum(products * np.sign(w)[:, None], 0.0)
        order = np.argsort(usable, axis=1, kind="stable")
        sizes = np.take_along_axis(usable, order, 1)
        rest = np.abs(w)
        last = np.full(links, n)
        kept = np.zeros(products.shape, dtype=bool)
        while True:
            largest = np.minimum(not_above(sizes, rest), last) - 1
            size = sizes[np.arange(links), np.maximum(largest, 0)]
            take = (largest >= 0) & (size > 0) & (rest > epsilon * (1 - 2.0**-20))
            if not take.any():
                return Found.of(w, products, kept)
            rows = np.nonzero(take)[0]
            kept[rows, order[rows, largest[rows]]] = True
            rest = np.where(take, rest - size, rest)
            last = np.where(take, largest, 0)


def not_above(ascending: Array, most: Array) -> npt.NDArray[np.int64]:
    """How many entries of each row are at most the row's number, by halving.

    Args:
        ascending: shape (L, n).
        most: shape (L,).
    """
    links, n = ascending.shape
    every = np.arange(links)
    found = np.zeros(links, dtype=np.int64)  # so many are at most it
    step = 1 << n.bit_length() >> 1
    while step:
        further = np.minimum(found + step, n)
        found = np.where((further > found) & (ascending[every, further - 1] <= most), further, found)
        step >>= 1
    return found
