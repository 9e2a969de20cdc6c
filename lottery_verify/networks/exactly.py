"""Sums, products and quotients of arrays of float64, each one exact in every entry or refused."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lottery_verify.errors import UnsupportedNetwork

Array = npt.NDArray[np.float64]
_SPLIT = float((1 << 27) + 1)


def exact_sum(a: Array, b: Array, where: str) -> Array:
    """a + b, where Knuth's two-sum shows that it is a float64 in each entry; UnsupportedNetwork elsewhere."""
    with np.errstate(over="ignore", invalid="ignore"):
        total = a + b
        part = total - a
        error = (a - (total - part)) + (b - part)
    bad = np.flatnonzero(~((error == 0) & np.isfinite(total)))
    if len(bad):
        i = int(bad[0])
        raise UnsupportedNetwork(
            f"{where}: entry {i}: {float(a[i])!r} + {float(b[i])!r} is no float64; the two constants can't "
            "become one exactly"
        )
    return np.asarray(total, dtype=np.float64)


def exact_product(a: Array, b: Array, where: str) -> Array:
    """a·b, broadcast, where that is a float64 in each entry; UnsupportedNetwork elsewhere."""
    product, proper = _product(a, b)
    _require(proper, a, b, f"{where}: {{0!r}} times {{1!r}} is no float64; scale the weights before the export")
    return product


def exact_quotient(a: Array, b: Array, where: str) -> Array:
    """a/b, broadcast, where that is a float64 in each entry; UnsupportedNetwork elsewhere."""
    _require(b != 0, a, b, f"{where}: {{0!r}} divided by {{1!r}} is no number")
    with np.errstate(all="ignore"):
        quotient = np.asarray(a / b, dtype=np.float64)
    again, proper = _product(quotient, np.broadcast_to(b, quotient.shape))
    _require(
        proper & (again == a), a, b,
        f"{where}: {{0!r}} divided by {{1!r}} is no float64; put the division into the weights before the export",
    )  # fmt: skip
    return quotient


def _product(a: Array, b: Array) -> tuple[Array, npt.NDArray[np.bool_]]:
    """a·b rounded, and where it is exact: by Dekker's product of the mantissas, and exponents that lose no digit."""
    with np.errstate(all="ignore"):
        (x, m), (y, n) = np.frexp(a), np.frexp(b)
        x_high, y_high = x * _SPLIT - (x * _SPLIT - x), y * _SPLIT - (y * _SPLIT - y)
        x_low, y_low, whole = x - x_high, y - y_high, x * y
        error = ((x_high * y_high - whole) + x_high * y_low + x_low * y_high) + x_low * y_low
        exponent = m + n
        product = np.asarray(np.ldexp(whole, exponent), dtype=np.float64)
        proper = (error == 0) & np.isfinite(product) & (np.ldexp(product, -exponent) == whole)
    return product, np.asarray(proper)


def _require(proper: npt.NDArray[np.bool_], a: Array, b: Array, message: str) -> None:
    bad = np.argwhere(~proper)
    if len(bad):
        place = tuple(bad[0])
        values = (float(np.broadcast_to(v, proper.shape)[place]) for v in (a, b))
        raise UnsupportedNetwork(message.format(*values))
