"""The subset of a few products whose sum is nearest to a weight: all subsets of both halves, sorted together."""

from __future__ import annotations

from math import fsum

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Whole = npt.NDArray[np.int64]

TOGETHER = 1 << 17  # sums at once: they stay in the processor's cache
PLACES = 60  # bits of the largest sum, as an integer
MOST = 28  # products, of which half the subsets fit in a table


def nearest_subsets(w: Array, products: Array) -> Mask:
    """For each weight the subset of its products whose sum is nearest, but for 2^-58 of what all of them sum up to.

    Sums of the first half are even integers, and w less those of the other half odd ones; sorted together, the two that
    are nearest to each other are neighbours. Integers sort alike on every processor.

    Args:
        w: shape (L,).
        products: shape (L, n), n from 0 to MOST; finite.
    Returns:
        Which products are kept, shape (L, n).
    """
    rows = max(1, TOGETHER >> ((products.shape[1] + 1) // 2 + 1))
    parts = [_nearest(w[i : i + rows], products[i : i + rows]) for i in range(0, len(w), rows)]
    return np.concatenate(parts) if parts else np.zeros(products.shape, dtype=bool)


def _nearest(w: Array, products: Array) -> Mask:
    n = products.shape[1]
    half = n // 2
    largest = fsum([*np.abs(products).max(0).tolist(), float(np.abs(w).max())])
    places = PLACES - int(np.frexp(largest)[1]) - 1
    terms = 2 * np.rint(np.ldexp(products, places)).astype(np.int64)
    wanted = 2 * np.rint(np.ldexp(w, places)).astype(np.int64)
    table = subset_sums(terms[:, :half])
    query = wanted[:, None] - subset_sums(terms[:, half:]) + 1
    both = np.concatenate([table, query], axis=1)
    both.sort(axis=1)
    apart = both[:, 1:] - both[:, :-1]
    apart[(apart & 1) == 0] = np.iinfo(np.int64).max  # of one half both
    place = apart.argmin(1)
    every = np.arange(len(w))
    lower, upper = both[every, place], both[every, place + 1]
    odd = (lower & 1) == 1
    left = (table == np.where(odd, upper, lower)[:, None]).argmax(1)
    right = (query == np.where(odd, lower, upper)[:, None]).argmax(1)
    number = left + (right << half)
    return np.asarray((number[:, None] >> np.arange(n)) & 1, dtype=bool)


def subset_sums(terms: Whole) -> Whole:
    """All 2^n subset sums of each row; bit j of a column's number says whether term j is in.

    Args:
        terms: shape (L, n).
    Returns:
        Shape (L, 2^n).
    """
    links, n = terms.shape
    sums = np.zeros((links, 1 << n), dtype=np.int64)
    for j in range(n):
        np.add(sums[:, : 1 << j], terms[:, j : j + 1], out=sums[:, 1 << j : 2 << j])
    return sums
