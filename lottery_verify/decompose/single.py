"""Methods that keep one product per half link: nearest (Malach's) and product."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from lottery_verify.checker.source import Law
from lottery_verify.counts.base import Base
from lottery_verify.counts.smallest import smallest_draws_for_hit
from lottery_verify.decompose.method import Found, too_fine
from lottery_verify.errors import InvalidArgument
from lottery_verify.laws.choice import LATTICE, golden_law, uniform_law
from lottery_verify.networks.network import Array


def keep_best(w: Array, score: Array, u: Array, v: Array) -> Found:
    """Keeps, for each link, the product of least score."""
    products = v * u
    best = np.where(products == 0, np.inf, score).argmin(1)
    kept = (np.arange(products.shape[1]) == best[:, None]) & (products != 0)
    return Found.of(w, products, kept)


class Nearest:
    """Malach's search: one neuron with u ≈ ±|w| and v ≈ ±1, so that w ≈ v·u. O(1/ε²) draws, uniform law."""

    name = "nearest"
    laws = ("uniform",)

    def law(self, kind: str, w_max: Fraction, epsilon_w: Fraction, base: Base, theorem: bool) -> Law:
        """The uniform law on [-2^s, 2^s] that reaches both 1 and w_max."""
        return uniform_law(max(Fraction(1), w_max) ** 2)

    def neurons(
        self, law: Law, w_max: Fraction, epsilon_w: Fraction, base: Base, half_links: int, delta: Fraction
    ) -> int:
        """M from the probability (ε/2S)²/4·… that u and v both lie within their windows.

        A draw with |u − w| ≤ ε/(2(1+ε)) on the inner side and | |v| − 1 | ≤ ε/(2·max(1, w_max)) has |uv − w| ≤ ε; each
        window, one-sided and shrunk by the lattice of the law, has half-width t/2 of 2S.

        Source: malach-pruning.
        """
        side = Fraction(2) ** law.lower
        window = epsilon_w / (2 * (1 + epsilon_w) * max(Fraction(1), w_max)) - side * LATTICE
        if window <= 0:
            raise too_fine(epsilon_w)
        return smallest_draws_for_hit((window / (2 * side)) ** 2, delta / half_links)

    def decompose(self, w: Array, u: Array, v: Array, epsilon: float) -> Found:
        """The neuron whose u and v are nearest to (±|w|, ±1)."""
        size = np.abs(w)[:, None]
        sign = np.sign(w)[:, None] * np.sign(u)
        score = np.maximum(np.abs(np.abs(u) - size), np.abs(v - sign) * np.maximum(size, 1.0))
        return keep_best(w, score, u, v)


class Product:
    """One neuron with v·u ≈ w. O(1/ε) draws."""

    name = "product"
    laws = ("uniform", "hyperbolic")

    def law(self, kind: str, w_max: Fraction, epsilon_w: Fraction, base: Base, theorem: bool) -> Law:
        """A law whose products are dense near every |w| ≤ w_max: uniform with w_max ≤ 4^s/2, or the golden one."""
        if kind == "hyperbolic":
            return golden_law(w_max, epsilon_w, base)
        return uniform_law(w_max, Fraction(2))

    def neurons(
        self, law: Law, w_max: Fraction, epsilon_w: Fraction, base: Base, half_links: int, delta: Fraction
    ) -> int:
        """M from the least density of |uv|: ln 2 on [0, 1/2] for uniform u, v in [-1, 1].

        Source: product-weight.
        """
        if law.name == "hyperbolic":
            raise InvalidArgument(
                "method product: the theorem's count is stated for the uniform law; use neurons='fit'"
            )
        unit = Fraction(4) ** law.lower
        window = epsilon_w / unit - LATTICE
        if window <= 0:
            raise too_fine(epsilon_w)
        density = Fraction(693147, 1000000)  # a lower bound of ln 2
        return smallest_draws_for_hit(min(window, Fraction(1, 2)) * density / 4, delta / half_links)

    def decompose(self, w: Array, u: Array, v: Array, epsilon: float) -> Found:
        """The neuron whose product is nearest to w."""
        return keep_best(w, np.abs(v * u - w[:, None]), u, v)
