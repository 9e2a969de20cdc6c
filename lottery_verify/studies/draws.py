"""Random weights of unit variance under several laws, from one stream: laws that differ share signs and quantiles."""

from __future__ import annotations

import hashlib
import math
from functools import cache
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from lottery_verify.errors import InvalidArgument

Array = npt.NDArray[np.float64]
CELLS = 1 << 16
PLAIN = ("normal", "uniform", "constant")
"""The laws without a parameter; `hyperbolic-R` has the ratio R = β/α of its largest and smallest magnitude."""


def ratio_of(law: str) -> float:
    """The ratio β/α of a hyperbolic law.

    Args:
        law: hyperbolic-R, R an integer above 1.
    Raises:
        InvalidArgument: it is not spelt so.
    """
    word, _, ratio = law.partition("-")
    if word != "hyperbolic" or not (ratio.isascii() and ratio.isdigit()) or int(ratio) < 2:
        raise InvalidArgument(f"law {law!r} must be one of {', '.join(PLAIN)}, or hyperbolic-R for an integer R > 1")
    return float(ratio)


@cache
def magnitudes(law: str) -> Array:
    """The law's magnitudes: one at the middle of each of 65536 cells of equal probability; shape (65536,).

    The values are rounded to float32 and scaled so that the mean of their squares is 1 up to that rounding; each law
    is therefore finite, and has the variance 1 itself and not only in the limit.

    Args:
        law: normal, uniform, constant (the sign alone is random), or hyperbolic-R.
    """
    middle = (np.arange(CELLS) + 0.5) / CELLS
    if law == "normal":
        found = np.array([NormalDist().inv_cdf((1 + p) / 2) for p in middle])
    elif law in PLAIN:
        found = middle if law == "uniform" else np.ones(CELLS)
    else:
        found = np.array([math.pow(ratio_of(law), p) for p in middle])
    scale = math.sqrt(math.fsum(found * found) / CELLS)
    return (found / scale).astype(np.float32).astype(np.float64)


def values(law: str, data: bytes) -> Array:
    """The weights of unit variance that random bytes stand for: of 4 bytes one bit is the sign, 16 bits the cell.

    Args:
        law: as for `magnitudes`.
        data: a multiple of 4 bytes.
    """
    words = np.frombuffer(data, dtype="<u4").astype(np.int64)
    size = magnitudes(law)[words & (CELLS - 1)]
    found: Array = np.where(words >> 31, -size, size)
    return found


def draw(law: str, seed: int, layer: int, shape: tuple[int, int]) -> Array:
    """A matrix of independent weights of the law and of unit variance.

    Args:
        law: as for `magnitudes`.
        seed: 0 ≤ seed < 2^64.
        layer: which matrix, below 2^32.
        shape: rows and columns.
    """
    address = b"lottery_verify/supermasks" + seed.to_bytes(8, "little") + layer.to_bytes(4, "little")
    return values(law, hashlib.shake_256(address).digest(4 * math.prod(shape))).reshape(shape)
