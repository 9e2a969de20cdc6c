"""Proposed upper bounds of spectral norms: fast, in floats, the same bytes everywhere. Who needs a proof adds one."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from lottery_verify.networks.reproducible import cholesky, product

Array = npt.NDArray[np.float64]
LARGEST_SIDE = 1024  # a certificate bounds the spectral norm of matrices up to this smaller side
SETTLED = 2.0**-30  # a bound that falls by less, relative to it, is within as much of the truth
MOST_SQUARINGS = 48


def wide(weight: Array) -> Array:
    """The matrix or its transpose, whichever has no more rows than columns; both have the same spectral norm."""
    return weight if weight.shape[0] <= weight.shape[1] else weight.T


def largest_eigenvalue(matrix: Array) -> float:
    """At least the largest eigenvalue, within a relative 2^-30 and rounding.

    For the eigenvalues λ ≥ 0 of G, trace(G^p)^(1/p) = (Σ λ^p)^(1/p) falls towards the largest as p doubles, and what is
    left after a doubling is at most what the doubling took off.

    Args:
        matrix: symmetric, positive semidefinite, finite, not zero.
    """
    power = matrix
    exponents: list[int] = []
    least = math.inf
    for _ in range(MOST_SQUARINGS):
        exponents.append(int(np.frexp(np.abs(power).max())[1]))
        power = np.ldexp(power, -exponents[-1])
        value = math.fsum(np.diagonal(power).tolist())
        for exponent in exponents[:0:-1]:
            value = math.sqrt(math.ldexp(value, exponent))
        before, least = least, min(least, math.ldexp(value, exponents[0]))
        if before - least <= least * SETTLED:
            break
        power = product(power, power)
    return least


def spectral_norm(weight: Array) -> float:
    """At least ‖W‖₂, within a relative 2^-30 and rounding; 0 for the zero matrix, infinite beyond float64.

    Args:
        weight: finite, not empty.
    """
    exponent = int(np.frexp(np.abs(weight).max())[1])
    rows = np.ldexp(wide(weight), -exponent)
    return float(np.ldexp(math.sqrt(largest_eigenvalue(product(rows, rows.T))), exponent)) if rows.any() else 0.0


def factor_below(square: float, gram: Array) -> Array | None:
    """C with square·I − G near C·Cᵀ, or None where there is none: then `square` is no bound of G's eigenvalues."""
    return cholesky(square * np.eye(len(gram)) - gram)
