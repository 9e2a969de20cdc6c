"""Subset sums of products of very different sizes, searched among the largest that are no larger than the weight."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from lottery_verify.decompose.method import Found, row_sums
from lottery_verify.decompose.subset_sum import BATCH, LARGEST, STEP, meet_in_the_middle

REACHES = (2.0, 1.0, 4.0)
"""A search is among the largest products of at most so many times |w|; the first that meets the weight is taken."""


@dataclass(frozen=True)
class BySize:
    """Subset sums for a law of many octaves.

    The pruner searches products that are neighbours by value: of a hyperbolic law those are all large or all tiny, and
    with the large ones alone nothing fine is met, so that each search goes on to 2^32 subsets and fails. Here a search
    takes products in order of size, so that it has some of every octave from the weight down.

    Attributes:
        largest: most products in one search.
    """

    largest: int = LARGEST

    def decompose(self, w: Tensor, u: Tensor, v: Tensor, epsilon: float) -> Found:
        """Searches among ever more products, from log2(1/ε) on, until every link is met or none is left to try.

        Args:
            w: float64, shape (L,), |w| ≤ 1.
            u, v: float64, shape (L, n).
            epsilon: > 0.
        """
        products = v * u
        kept = torch.zeros_like(products, dtype=torch.bool)
        found, most = Found.of(w, products, kept), min(products.shape[1], self.largest)
        size = min(most, max(1, math.ceil(-math.log2(epsilon))))
        while True:
            for reach in REACHES:
                unmet = (found.error > epsilon).nonzero()[:, 0]
                for rows in torch.split(unmet, max(1, BATCH >> ((size + 1) // 2))):
                    mask = _searched(w[rows], products[rows], reach, size)
                    error = (row_sums(torch.where(mask, products[rows], 0.0)) - w[rows]).abs()
                    closer = error < (found.value[rows] - w[rows]).abs()
                    kept[rows] = torch.where(closer[:, None], mask, kept[rows])
                found = Found.of(w, products, kept)
            if size >= most or bool((found.error <= epsilon).all()):
                return found
            size = min(most, size + STEP)


def _searched(w: Tensor, products: Tensor, reach: float, size: int) -> Tensor:
    """The subset near w of the `size` largest products of at most reach·|w|."""
    sizes = products.abs()
    order = torch.where(sizes <= reach * w.abs()[:, None], sizes, 0.0)
    columns = order.argsort(dim=1, descending=True, stable=True)[:, :size]
    usable = order.gather(1, columns) > 0
    chosen = meet_in_the_middle(w, torch.where(usable, products.gather(1, columns), 0.0)) & usable
    return torch.zeros_like(products, dtype=torch.bool).scatter_(1, columns, chosen)
