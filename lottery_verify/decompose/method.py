"""What every method of decomposition is: targets and products in, kept products out."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

import numpy as np
import numpy.typing as npt

from lottery_verify.checker.source import Law
from lottery_verify.counts.base import Base
from lottery_verify.errors import BeyondSource
from lottery_verify.networks.network import Array
from lottery_verify.networks.reproducible import total

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Found:
    """What a method found for L links among n products each.

    Attributes:
        kept: bool, shape (L, n): which products are kept.
        value: float64, shape (L,): their sum, rounded.
        error: float64, shape (L,): an upper bound of |w − Σ kept|, rounding of the sum included.
    """

    kept: Mask
    value: Array
    error: Array

    @classmethod
    def of(cls, w: Array, products: Array, kept: Mask) -> Found:
        """Sums the kept products."""
        chosen = np.where(kept, products, 0.0)
        value, size = total(chosen), total(np.abs(chosen))
        slack = (np.abs(w) + size) * (products.shape[1] + 4) * 2.0**-53
        return cls(kept, value, (np.abs(value - w) + slack) * (1 + 2.0**-50))


def too_fine(epsilon_w: Fraction) -> BeyondSource:
    """The error for an ε_w that no theorem's count reaches with the uniform law's 24 bits."""
    return BeyondSource(f"epsilon_w {float(epsilon_w):.3g} is finer than the uniform law's 24 bits; use neurons='fit'")


class Method(Protocol):
    """A method of decomposition; its `name` is what `--method` takes."""

    @property
    def name(self) -> str:
        """What `--method` takes."""

    @property
    def laws(self) -> tuple[str, ...]:
        """The laws that it works with; the first is its own."""

    def law(self, kind: str, w_max: Fraction, epsilon_w: Fraction, base: Base, theorem: bool) -> Law:
        """The law of a layer whose weights are at most w_max and must be met within ε_w < w_max.

        Args:
            theorem: whether M will be the theorem's, whose hypotheses the law must then meet.
        """

    def neurons(
        self, law: Law, w_max: Fraction, epsilon_w: Fraction, base: Base, half_links: int, delta: Fraction
    ) -> int:
        """M by theorem: with so many neurons per block every half link is met with probability ≥ 1 − δ.

        Args:
            half_links: half links of the whole target, all layers.
            delta: probability of failure over all of them.
        """

    def decompose(self, w: Array, u: Array, v: Array, epsilon: float) -> Found:
        """Chooses among the products v·u.

        Args:
            w: float64, shape (L,), target weights.
            u: float64, shape (1, n) or (L, n); 0 marks a neuron that can't be used. One sign throughout.
            v: float64, shape (L, n).
            epsilon: the error to aim at, > 0; a link that can't be met so well comes as near as the method gets.
        """
