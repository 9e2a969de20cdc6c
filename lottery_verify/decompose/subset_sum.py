"""Subset sums by meeting in the middle: half of the subsets in a table by value, the other half looked up in it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from lottery_verify.checker.source import Law
from lottery_verify.counts.base import Base
from lottery_verify.counts.explicit import product_share, subset_sum_draws
from lottery_verify.decompose.method import Found, Mask, too_fine
from lottery_verify.decompose.nearest_sums import add_subsets
from lottery_verify.errors import InvalidArgument
from lottery_verify.laws.choice import LATTICE, golden_law, uniform_law
from lottery_verify.networks.network import Array
from lottery_verify.networks.reproducible import total

LARGEST, STEP, TURNS = 32, 2, 3  # most products in one search, by how many searches grow, searches of one size
BATCH = 1 << 16  # subset sums at once, per half: they stay in the processor's cache


@dataclass(frozen=True)
class SubsetSum:
    """Any subset of the products may be kept: about log₂(w_max/ε) of them suffice, and log₂(R/2ε) are needed.

    Attributes:
        step: by how many products a search grows where a link is not met.
        turns: how many searches of one size there are.
    """

    step: int = STEP
    turns: int = TURNS
    name = "subset-sum"
    laws = ("uniform", "hyperbolic")

    def law(self, kind: str, w_max: Fraction, epsilon_w: Fraction, base: Base, theorem: bool) -> Law:
        """The golden law, or a uniform one: w_max ≤ 4^s/4 for the theorem; else w_max ≤ 2·4^s, of denser sums."""
        if kind == "hyperbolic":
            return golden_law(w_max, epsilon_w, base)
        return uniform_law(w_max, Fraction(4) if theorem else Fraction(1, 2))

    def neurons(
        self, law: Law, w_max: Fraction, epsilon_w: Fraction, base: Base, half_links: int, delta: Fraction
    ) -> int:
        """M by subset-sum's explicit constants for products of uniforms, δ shared by the half links.

        The draws are ½δ₀ + ½·law(uv) in units of 4^s, which contain a uniform on [-1/2, 1/2] with weight ln(2)/4. The
        covered sums lie within 1/4 on either side, so that what leads from one to another lies within 1/2: twice the
        draws are subset-sum's, and 2w/4^s its z. Their 24-bit lattice moves a subset of M products by at most M/2^22,
        which is taken off the precision.

        Source: subset-sum, subset-sum-pruning.
        """
        unit = Fraction(4) ** law.lower
        if law.name != "uniform" or w_max > unit / 4:
            raise InvalidArgument(
                "method subset-sum: the theorem's count needs a uniform law with w_max ≤ 4^s/4; use neurons='fit'"
            )
        neurons = 0
        while True:  # the lattice's share grows with M: repeat until it is accounted for
            precision = epsilon_w / unit - neurons * LATTICE
            if precision <= 0:
                raise too_fine(epsilon_w)
            needed = subset_sum_draws(precision, delta / half_links, product_share)
            if needed <= neurons:
                return neurons
            neurons = needed

    def decompose(self, w: Array, u: Array, v: Array, epsilon: float) -> Found:
        """Searches among ever more of the products until every link is met or none is left to try.

        Of a link's products, those next to each other in order of value are searched together, beginning where half
        their sum is nearest to w: there the subset sums are densest. Where all products of w's sign are too few, they
        are what comes nearest, and nothing is searched.
        """
        products = v * u
        helpful = products * np.sign(w)[:, None] > 0
        beyond = np.abs(w) - np.abs(total(np.where(helpful, products, 0.0))) > epsilon
        kept = helpful & beyond[:, None]
        found = Found.of(w, products, kept)
        n = products.shape[1]
        order = np.where(products == 0, np.inf, products).argsort(axis=1, kind="stable")
        totals = np.zeros((len(w), n + 1))
        np.cumsum(np.take_along_axis(products, order, 1), axis=1, out=totals[:, 1:])
        size = min(n, first_size(products, epsilon))
        while True:
            middles = np.abs(totals[:, size:] - totals[:, : n + 1 - size] - 2 * w[:, None])
            starts = middles.argsort(axis=1, kind="stable")
            for turn in range(min(self.turns, starts.shape[1])):
                unmet = np.nonzero((found.error > epsilon) & ~beyond)[0]
                if not len(unmet):
                    return found
                step = max(1, BATCH >> ((size + 1) // 2))
                for first in range(0, len(unmet), step):
                    rows = unmet[first : first + step]
                    columns = np.take_along_axis(order[rows], starts[rows, turn, None] + np.arange(size), 1)
                    some = products[rows]
                    chosen = meet_in_the_middle(w[rows], np.take_along_axis(some, columns, 1))
                    mask = np.zeros(some.shape, dtype=bool)
                    np.put_along_axis(mask, columns, chosen, 1)
                    error = np.abs(total(np.where(mask, some, 0.0)) - w[rows])
                    closer = error < np.abs(found.value[rows] - w[rows])
                    kept[rows[closer]] = mask[closer]
                found = Found.of(w, products, kept)
            if size >= min(n, LARGEST):
                return found
            size = min(n, LARGEST, size + self.step)


def first_size(products: Array, epsilon: float) -> int:
    """How many products it takes until a sum within ε of 0 can be expected: 2^n·2ε/(σ√2π) ≈ 1, σ² = n·E[x²]/4."""
    spread = math.sqrt(math.fsum((products * products).ravel().tolist()) / products.size)
    size = 2
    while size < LARGEST and 2.0**size * 2 * epsilon < spread * math.sqrt(size * math.pi / 2):
        size += 1
    return size


def subset_sums(products: Array) -> Array:
    """All 2^n subset sums of each row, shape (L, 2^n); bit j of the column's number says whether product j is in."""
    links, n = products.shape
    sums = np.zeros((links, 1 << n))
    add_subsets(sums, sums[:, :1], products)
    return sums


def meet_in_the_middle(w: Array, products: Array) -> Mask:
    """A subset whose sum is close to w, often the closest.

    The sums of the first half go into twice as many buckets by value, the largest of each bucket stays; each sum of the
    other half looks its complement up. Ties go to the lowest number, so that the result is the same everywhere.

    Args:
        w: float64, shape (L,).
        products: float64, shape (L, n), n ≥ 1.
    Returns:
        bool, shape (L, n).
    """
    links, n = products.shape
    half = n // 2
    table, query = subset_sums(products[:, :half]), w[:, None] - subset_sums(products[:, half:])
    buckets = 2 * table.shape[1]
    ascending = np.sort(table, axis=1)
    least = ascending[:, :1]
    per_unit = 1 / np.maximum(ascending[:, -1:] - least, 1e-300) * (buckets - 1)
    values = np.full((links, buckets), -np.inf)
    every = np.arange(links)[:, None]
    values[every, places(ascending - least, per_unit, buckets)] = ascending  # of one bucket the last stays
    looked = values[every, places(query - least, per_unit, buckets)]
    right = np.abs(query - looked).argmin(1)
    left = np.abs(table - query[np.arange(links), right][:, None]).argmin(1)
    number = left + (right << half)
    return np.asarray((number[:, None] >> np.arange(n)) & 1, dtype=bool)


def places(above: Array, per_unit: Array, buckets: int) -> npt.NDArray[np.int64]:
    """The buckets of sums that are so far above the least."""
    return np.clip(above * per_unit, 0, buckets - 1).astype(np.int64)
