"""Subset sums of products of very different sizes, searched among the largest that are no larger than the weight."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from lottery_verify.decompose.method import Found, Mask
from lottery_verify.decompose.subset_sum import BATCH, LARGEST, STEP, meet_in_the_middle
from lottery_verify.networks.network import Array
from lottery_verify.networks.reproducible import total

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

    def decompose(self, w: Array, u: Array, v: Array, epsilon: float) -> Found:
        """Searches among ever more products, from log2(1/ε) on, until every link is met or none is left to try.

        Args:
            w: float64, shape (L,), |w| ≤ 1.
            u, v: float64, shape (L, n).
            epsilon: > 0.
        """
        products = v * u
        kept = np.zeros(products.shape, dtype=bool)
        found, most = Found.of(w, products, kept), min(products.shape[1], self.largest)
        size = min(most, max(1, math.ceil(-math.log2(epsilon))))
        while True:
            for reach in REACHES:
                unmet = np.nonzero(found.error > epsilon)[0]
                step = max(1, BATCH >> ((size + 1) // 2))
                for first in range(0, len(unmet), step):
                    rows = unmet[first : first + step]
                    mask = _searched(w[rows], products[rows], reach, size)
                    error = np.abs(total(np.where(mask, products[rows], 0.0)) - w[rows])
                    closer = error < np.abs(found.value[rows] - w[rows])
                    kept[rows[closer]] = mask[closer]
                found = Found.of(w, products, kept)
            if size >= most or bool((found.error <= epsilon).all()):
                return found
            size = min(most, size + STEP)


def _searched(w: Array, products: Array, reach: float, size: int) -> Mask:
    """The subset near w of the `size` largest products of at most reach·|w|."""
    sizes = np.abs(products)
    order = np.where(sizes <= reach * np.abs(w)[:, None], sizes, 0.0)
    columns = np.argsort(-order, axis=1, kind="stable")[:, :size]
    usable = np.take_along_axis(order, columns, 1) > 0
    chosen = meet_in_the_middle(w, np.where(usable, np.take_along_axis(products, columns, 1), 0.0)) & usable
    mask = np.zeros(products.shape, dtype=bool)
    np.put_along_axis(mask, columns, chosen, 1)
    return mask
