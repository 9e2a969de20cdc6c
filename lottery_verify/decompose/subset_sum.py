"""Subset sums by meeting in the middle: half of the subsets in a table by value, the other half looked up in it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import torch
from torch import Tensor

from lottery_verify.checker.source import Law
from lottery_verify.counts.base import Base
from lottery_verify.counts.explicit import product_share, subset_sum_draws
from lottery_verify.decompose.method import Found, row_sums, too_fine
from lottery_verify.errors import InvalidArgument
from lottery_verify.laws.choice import LATTICE, golden_law, uniform_law

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

    def decompose(self, w: Tensor, u: Tensor, v: Tensor, epsilon: float) -> Found:
        """Searches among ever more of the products until every link is met or none is left to try.

        Of a link's products, those next to each other in order of value are searched together, beginning where half
        their sum is nearest to w: there the subset sums are densest. Where all products of w's sign are too few, they
        are what comes nearest, and nothing is searched.
        """
        products = v * u
        helpful = products * torch.sign(w)[:, None] > 0
        beyond = w.abs() - row_sums(torch.where(helpful, products, 0.0)).abs() > epsilon
        kept = helpful & beyond[:, None]
        found = Found.of(w, products, kept)
        n = products.shape[1]
        order = torch.where(products == 0, torch.inf, products).argsort(dim=1, stable=True)
        totals = torch.nn.functional.pad(torch.from_numpy(np.cumsum(products.gather(1, order).numpy(), axis=1)), (1, 0))
        size = min(n, first_size(products, epsilon))
        while True:
            starts = (totals[:, size:] - totals[:, : n + 1 - size] - 2 * w[:, None]).abs().argsort(dim=1, stable=True)
            for turn in range(min(self.turns, starts.shape[1])):
                unmet = ((found.error > epsilon) & ~beyond).nonzero()[:, 0]
                if not len(unmet):
                    return found
                for rows in torch.split(unmet, max(1, BATCH >> ((size + 1) // 2))):
                    columns = order[rows].gather(1, starts[rows, turn, None] + torch.arange(size))
                    chosen = meet_in_the_middle(w[rows], products[rows].gather(1, columns))
                    mask = torch.zeros(len(rows), n, dtype=torch.bool).scatter_(1, columns, chosen)
                    error = (row_sums(torch.where(mask, products[rows], 0.0)) - w[rows]).abs()
                    closer = error < (found.value[rows] - w[rows]).abs()
                    kept[rows] = torch.where(closer[:, None], mask, kept[rows])
                found = Found.of(w, products, kept)
            if size >= min(n, LARGEST):
                return found
            size = min(n, LARGEST, size + self.step)


def first_size(products: Tensor, epsilon: float) -> int:
    """How many products it takes until a sum within ε of 0 can be expected: 2^n·2ε/(σ√2π) ≈ 1, σ² = n·E[x²]/4."""
    spread = math.sqrt(math.fsum(products.square().ravel().tolist()) / products.numel())
    size = 2
    while size < LARGEST and 2.0**size * 2 * epsilon < spread * math.sqrt(size * math.pi / 2):
        size += 1
    return size


def subset_sums(products: Tensor) -> Tensor:
    """All 2^n subset sums of each row, shape (L, 2^n); bit j of the column's number says whether product j is in."""
    sums = torch.zeros(products.shape[0], 1, dtype=products.dtype)
    for j in range(products.shape[1]):
        sums = torch.cat([sums, sums + products[:, j : j + 1]], dim=1)
    return sums


def meet_in_the_middle(w: Tensor, products: Tensor) -> Tensor:
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
    least = table.amin(1, keepdim=True)
    per_unit = (buckets - 1) / (table.amax(1, keepdim=True) - least).clamp(min=1e-300)
    place = ((table - least) * per_unit).clamp(0, buckets - 1).to(torch.int64)
    values = torch.full((links, buckets), -torch.inf, dtype=table.dtype)
    values.scatter_reduce_(1, place, table, "amax")
    looked = values.gather(1, ((query - least) * per_unit).clamp(0, buckets - 1).to(torch.int64))
    right = (query - looked).abs().argmin(1, keepdim=True)
    left = (table - query.gather(1, right)).abs().argmin(1, keepdim=True)
    bits = torch.arange(n)
    number = left + (right << half)
    return ((number >> bits) & 1).to(torch.bool)
