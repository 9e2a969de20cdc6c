"""Golden-ratio decomposition: greedy over products of every size, largest first."""

from __future__ import annotations

from fractions import Fraction

import torch
from torch import Tensor

from lottery_verify.checker.source import Law
from lottery_verify.decompose.method import Found
from lottery_verify.decompose.single import draws
from lottery_verify.laws.choice import category_count, category_probability, hyperbolic_law


class Golden:
    """Subtract the largest product that is not above what is left of |w|, until at most ε is left.

    Where every category [γ^{-i-1}, γ^{-i}]·w_max, i = 1..k, holds a product of w's sign, the rest after category i is
    at most γ^{-i}·w_max: if some product of the category was taken, it left at most γ^{-i+1} − γ^{-i-1} ≤ γ^{-i} of
    w_max; if none was, the rest is below one of them. Further products can only help.

    Source: golden-decomposition, with every product of a category in place of one.
    """

    name = "golden"
    laws = ("hyperbolic",)

    def law(self, kind: str, w_max: Fraction, epsilon_w: Fraction, base: str, theorem: bool) -> Law:
        """The hyperbolic law for k = ⌈log_γ(w_max/ε_w)⌉ categories."""
        return hyperbolic_law(w_max, max(1, category_count(w_max, epsilon_w, base)), base)

    def neurons(
        self, law: Law, w_max: Fraction, epsilon_w: Fraction, base: str, half_links: int, delta: Fraction
    ) -> int:
        """M with half_links·k·(1 − c)^M ≤ δ, c the least category probability of the finite law.

        Source: shared-log-pruning.
        """
        k = category_count(w_max, epsilon_w, base)
        return draws(category_probability(law, w_max, k, base), half_links * k, delta) if k else 0

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
