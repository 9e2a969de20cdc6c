"""Golden-ratio decomposition: greedy over products of every size, largest first."""

from __future__ import annotations

from fractions import Fraction

import torch
from torch import Tensor

from lottery_verify.checker.source import Law
from lottery_verify.counts.base import Base, categories
from lottery_verify.counts.smallest import smallest_draws_for_hit
from lottery_verify.decompose.method import Found
from lottery_verify.laws.choice import category_probability, golden_law


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

    def decompose(self, w: Tensor, u: Tensor, v: Tensor, epsilon: float) -> Found:
        """The greedy rule, all links at once; one round takes one product of each link."""
        products = v * u
        links, n = products.shape
        usable = (products * torch.sign(w)[:, None]).clamp(min=0.0)
        sizes, order = torch.sort(usable, dim=1, stable=True)
        rest = w.abs().clone()
        last = torch.full((links, 1), n, dtype=torch.int64)
        kept = torch.zeros_like(products, dtype=torch.bool)
        while True:
            largest = torch.minimum(torch.searchsorted(sizes, rest[:, None], right=True), last) - 1
            size = sizes.gather(1, largest.clamp(min=0))[:, 0]
            take = (largest[:, 0] >= 0) & (size > 0) & (rest > epsilon * (1 - 2.0**-20))
            if not bool(take.any()):
                return Found.of(w, products, kept)
            rows = take.nonzero()[:, 0]
            kept[rows, order[rows, largest[rows, 0]]] = True
            rest = torch.where(take, rest - size, rest)
            last = torch.where(take[:, None], largest, torch.zeros_like(last))
