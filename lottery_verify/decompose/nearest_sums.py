"""The subset of a few products whose sum is nearest to a weight: all subsets of both halves, sorted together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from lottery_verify.networks.reproducible import total

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Whole = npt.NDArray[np.signedinteger[Any]]
Numbers = npt.NDArray[Any]

TOGETHER = 1 << 15  # sums at once: they stay in the processor's cache
PLACES = 60  # bits of the largest sum, as an integer
FEW_PLACES = 29  # the same, of the integers that are looked at first: they sort several times as fast
MOST = 28  # products, of which half the subsets fit in a table


def nearest_subsets(w: Array, products: Array) -> Mask:
    """For each weight the subset of its products whose sum is nearest, but for 2^-58 of what all of them sum up to.

    Sums of the first half are even integers, and w less those of the other half odd ones; sorted together, the two that
    are nearest to each other are neighbours. Integers sort alike on every processor. Those of 32 bits are
    looked at first, and those of 64 where the rounding of the others could have decided.

    Args:
        w: shape (L,).
        products: shape (L, n), n from 0 to MOST; finite.
    Returns:
        Which products are kept, shape (L, n).
    """
    rows = max(1, TOGETHER >> ((products.shape[1] + 1) // 2 + 1))
    parts = [_nearest(w[i : i + rows], products[i : i + rows]) for i in range(0, len(w), rows)]
    return np.concatenate(parts) if parts else np.zeros(products.shape, dtype=bool)


def nearest_of_several(asked: Sequence[tuple[Array, Array]]) -> list[Mask]:
    """The same of several weights and their products each; those of as many products are searched together."""
    found: dict[int, Mask] = {}
    for n in {products.shape[1] for _, products in asked}:
        some = [i for i, (_, products) in enumerate(asked) if products.shape[1] == n]
        w, products = (np.concatenate([asked[i][k] for i in some]) for k in (0, 1))
        ends = np.cumsum([len(asked[i][0]) for i in some])
        found |= zip(some, np.split(nearest_subsets(w, products), ends[:-1]), strict=True)
    return [found[i] for i in range(len(asked))]


def _nearest(w: Array, products: Array) -> Mask:
    n = products.shape[1]
    exponents = np.frexp(total(np.abs(products)) + np.abs(w))[1][:, None]
    number, sure = _numbers(w, products, FEW_PLACES - exponents, np.dtype(np.int32))
    left = np.nonzero(~sure)[0]
    if len(left):
        number[left], _ = _numbers(w[left], products[left], PLACES - exponents[left], np.dtype(np.int64))
    return np.asarray((number[:, None] >> np.arange(n)) & 1, dtype=bool)


def _numbers(w: Array, products: Array, places: Whole, kind: np.dtype[Any]) -> tuple[Whole, Mask]:
    """The numbers of the nearest subsets, whose bits are their products, and whether no rounding could tell otherwise.

    A term is rounded by at most a half, which is 1 once it is doubled, so that the distance of two sums is off by at
    most n + 1, and by 1 more as one of them is made odd. A pair that is really no farther apart than the nearest one
    here is therefore at most 2·(n + 2) farther apart here. If it is another pair, then some gap between its two sums
    leads from half to half. That is a second gap as narrow, or it is the gap of the nearest two, with another of at
    most 2·(n + 2) beside it. Where neither is there, the nearest two are.

    Args:
        w, products: of some links, shapes (L,) and (L, n).
        places: how many binary places each link's sums get, shape (L, 1).
        kind: of the integers, signed.
    """
    links, n = products.shape
    half = n // 2
    terms = 2 * np.rint(np.ldexp(products, places)).astype(kind)
    wanted = 2 * np.rint(np.ldexp(w[:, None], places)).astype(kind) + 1
    sums = np.empty((links, (1 << half) + (1 << (n - half))), dtype=kind)
    table, query = sums[:, : 1 << half], sums[:, 1 << half :]
    add_subsets(table, np.zeros_like(wanted), terms[:, :half])
    add_subsets(query, wanted, -terms[:, half:])
    both = np.sort(sums, axis=1)
    ends = both.view(f"u{kind.itemsize}")  # a distance takes one bit more than the sums
    apart = ends[:, 1:] - ends[:, :-1]
    crossing = (apart & 1) - 1
    crossing |= apart  # all bits where both are of one half
    place = crossing.argmin(1)
    every = np.arange(links)
    slack = ends.dtype.type(2 * (n + 2))
    beside = np.minimum(apart[every, np.maximum(place, 1) - 1], apart[every, np.minimum(place + 1, apart.shape[1] - 1)])
    narrow = crossing <= (crossing[every, place] + slack)[:, None]
    lower, upper = both[every, place], both[every, place + 1]
    odd = (lower & 1) == 1
    left = (table == np.where(odd, upper, lower)[:, None]).argmax(1)
    right = (query == np.where(odd, lower, upper)[:, None]).argmax(1)
    return left + (right << half), (np.count_nonzero(narrow, axis=1) == 1) & (beside > slack)


def add_subsets(sums: Numbers, first: Numbers, terms: Numbers) -> None:
    """Writes `first` and all subset sums of each row of terms; bit j of a column's number says whether term j is in.

    Args:
        sums: shape (L, 2^n), written to.
        first: shape (L, 1).
        terms: shape (L, n).
    """
    sums[:, :1] = first
    for j in range(terms.shape[1]):
        np.add(sums[:, : 1 << j], terms[:, j : j + 1], out=sums[:, 1 << j : 2 << j])
