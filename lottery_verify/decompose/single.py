"""Methods that keep one product per half link: nearest (Malach's) and product."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import torch
from torch import Tensor

from lottery_verify.checker.source import Law
from lottery_verify.decompose.method import Found
from lottery_verify.errors import BeyondSource, InvalidArgument
from lottery_verify.laws.choice import category_count, hyperbolic_law, uniform_law

LATTICE = Fraction(1, 1 << 22)  # |uv − u'v'| for ideal u, v in [-1, 1] and their 24-bit neighbours, and to spare


def draws(probability: Fraction, half_links: int, delta: Fraction) -> int:
    """The least M with half_links·(1 − p)^M ≤ δ, or one more.

    Args:
        probability: p in (0, 1), of a draw that serves a half link.
        half_links: how many there are.
        delta: > 0.
    """
    with mpmath.workdps(40):
        p = mpmath.mpf(probability.numerator) / probability.denominator
        odds = mpmath.mpf(half_links) * delta.denominator / delta.numerator
        return max(1, int(mpmath.ceil(mpmath.log(odds) / -mpmath.log1p(-p) * (1 + mpmath.mpf(10) ** -30))))


def keep_best(w: Tensor, score: Tensor, u: Tensor, v: Tensor) -> Found:
    """Keeps, for each link, the product of least score."""
    products = v * u
    best = torch.where(products == 0, torch.inf, score).argmin(1, keepdim=True)
    kept = torch.zeros_like(products, dtype=torch.bool).scatter_(1, best, True) & (products != 0)
    return Found.of(w, products, kept)


class Nearest:
    """Malach's search: one neuron with u ≈ ±|w| and v ≈ ±1, so that w ≈ v·u. O(1/ε²) draws, uniform law."""

    name = "nearest"
    laws = ("uniform",)

    def law(self, kind: str, w_max: Fraction, epsilon_w: Fraction, base: str, theorem: bool) -> Law:
        """The uniform law on [-2^s, 2^s] that reaches both 1 and w_max."""
        return uniform_law(max(Fraction(1), w_max) ** 2)

    def neurons(
        self, law: Law, w_max: Fraction, epsilon_w: Fraction, base: str, half_links: int, delta: Fraction
    ) -> int:
        """M from the probability (ε/2S)²/4·… that u and v both lie within their windows.

        A draw with |u − w| ≤ ε/(2(1+ε)) on the inner side and | |v| − 1 | ≤ ε/(2·max(1, w_max)) has |uv − w| ≤ ε; each
        window, one-sided and shrunk by the lattice of the law, has half-width t/2 of 2S.

        Source: malach-pruning.
        """
        side = Fraction(2) ** law.lower
        window = epsilon_w / (2 * (1 + epsilon_w) * max(Fraction(1), w_max)) - side * LATTICE
        if window <= 0:
            raise BeyondSource(
                f"epsilon_w {float(epsilon_w):.3g} is finer than the uniform law's 24 bits; use neurons='fit'"
            )
        return draws((window / (2 * side)) ** 2, half_links, delta)

    def decompose(self, w: Tensor, u: Tensor, v: Tensor, epsilon: float) -> Found:
        """The neuron whose u and v are nearest to (±|w|, ±1)."""
        size = w.abs()[:, None]
        sign = torch.sign(w)[:, None] * torch.sign(u)
        score = torch.maximum((u.abs() - size).abs(), (v - sign).abs() * torch.clamp(size, min=1.0))
        return keep_best(w, score, u, v)


class Product:
    """One neuron with v·u ≈ w. O(1/ε) draws."""

    name = "product"
    laws = ("uniform", "hyperbolic")

    def law(self, kind: str, w_max: Fraction, epsilon_w: Fraction, base: str, theorem: bool) -> Law:
        """A law whose products are dense near every |w| ≤ w_max: uniform with w_max ≤ 4^s/2, or the golden one."""
        if kind == "hyperbolic":
            return hyperbolic_law(w_max, max(1, category_count(w_max, epsilon_w, base)), base)
        return uniform_law(w_max, Fraction(2))

    def neurons(
        self, law: Law, w_max: Fraction, epsilon_w: Fraction, base: str, half_links: int, delta: Fraction
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
            raise BeyondSource(
                f"epsilon_w {float(epsilon_w):.3g} is finer than the uniform law's 24 bits; use neurons='fit'"
            )
        density = Fraction(693147, 1000000)  # a lower bound of ln 2
        return draws(min(window, Fraction(1, 2)) * density / 4, half_links, delta)

    def decompose(self, w: Tensor, u: Tensor, v: Tensor, epsilon: float) -> Found:
        """The neuron whose product is nearest to w."""
        return keep_best(w, (v * u - w[:, None]).abs(), u, v)
