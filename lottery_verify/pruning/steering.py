"""Errors of one input's links that nearly cancel in what they add up to at the network's outputs."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import fsum

import numpy as np

from lottery_verify.decompose.nearest_sums import Mask, nearest_of_several
from lottery_verify.networks.network import Array
from lottery_verify.networks.reproducible import choleskys, column_totals, total

KEPT_OPEN = 0.6  # of the links that are left, after each step
RIDGE = 2.0**-20  # of the sums' squares, so that sums which are nearly multiples of each other ask for no huge shifts
MOST_SHIFTED = 4  # tolerances that a link is aimed off its weight, at most


@dataclass(frozen=True)
class Links:
    """The links of one input, L of them, whose errors are to cancel.

    Attributes:
        w: shape (L,).
        products: shape (L, n).
        after: shape (k, L), what an error of each link adds to each of k sums.
        owed: shape (k,), what these sums are without the links.
        tolerance: about how much a link errs, > 0.
    """

    w: Array
    products: Array
    after: Array
    owed: Array
    tolerance: float


def steered(several: Sequence[Links]) -> list[Mask]:
    """Chooses each link's subset so that after·error is nearly 0 besides: what earlier links owe, later ones aim off.

    Links are taken in a few steps, large weights first, as theirs are the large errors. Before each step, those that
    are left share the least squares of shifts that would pay what is owed. What inputs ask for at once is found at
    once; one input's links have nothing to do with another's.

    Returns:
        For each input which products are kept, shape (L, n).
    """
    found = [np.zeros(links.products.shape, dtype=bool) for links in several]
    running = [_steps(links, kept) for links, kept in zip(several, found, strict=True) if len(links.w)]
    asked = [next(steps) for steps in running]
    while asked:
        going, asked = zip(running, nearest_of_several(asked), strict=True), []
        running = []
        for steps, answer in going:
            with suppress(StopIteration):
                asked.append(steps.send(answer))
                running.append(steps)
    return found


def _steps(links: Links, kept: Mask) -> Generator[tuple[Array, Array], Mask]:
    """Asks, step by step, for the nearest subsets of some links, and writes them to `kept`."""
    order = np.argsort(-np.abs(links.w), kind="stable")
    w, products, after, owed = links.w[order], links.products[order], links.after[:, order], links.owed
    starts = [*starts_of(len(w), len(after)), len(w)]
    most = MOST_SHIFTED * links.tolerance
    for start, stop, factor in zip(starts[:-1], starts[1:], factors(after, starts[:-1]), strict=True):
        shift = shifts(after[:, start:], factor, owed)[: stop - start]
        some = products[start:stop]
        chosen = yield w[start:stop] + np.clip(shift, -most, most), some
        kept[order[start:stop]] = chosen
        errors = total(np.where(chosen, some, 0.0)) - w[start:stop]
        owed = owed + total(after[:, start:stop] * errors)


def starts_of(links: int, sums: int) -> list[int]:
    """Where the steps begin in which so many links are taken."""
    found, start = [], 0
    while start < links:
        found.append(start)
        left = links - start
        start += left - int(left * KEPT_OPEN) if left * KEPT_OPEN >= 2 * sums else left
    return found


def payment(after: Array, owed: Array) -> Array:
    """The shifts of least squares with after·shifts near −owed; 0 where there are too few links.

    Args:
        after: shape (k, L).
        owed: shape (k,).
    """
    (factor,) = factors(after, [0])
    return shifts(after, factor, owed)


def factors(after: Array, starts: Sequence[int]) -> list[Array | None]:
    """The Cholesky factors by which the links from each of these places on pay; None where they pay nothing.

    Args:
        after: shape (k, L).
        starts: ascending.
    """
    sums, links = after.shape
    columns = np.ascontiguousarray(after.T)
    first, second = np.tril_indices(sums)
    pairs = columns[:, first] * columns[:, second]
    enough = [start for start in starts if links - start >= 2 * sums]
    grams = np.zeros((len(enough), sums, sums))
    for gram, start in zip(grams, enough, strict=True):
        gram[first, second] = column_totals(pairs[start:])  # the rest is not looked at
        gram += RIDGE * fsum(np.diagonal(gram).tolist()) * np.eye(sums)
    return [*choleskys(grams), *[None] * (len(starts) - len(enough))]


def shifts(after: Array, factor: Array | None, owed: Array) -> Array:
    """What each link is aimed off, by the factor of after·afterᵀ; shapes as for `payment`."""
    if factor is None:  # too few links, or nothing depends on them
        return np.zeros(after.shape[1])
    solved = (-owed).tolist()
    rows = factor.tolist()
    for i, row in enumerate(rows):
        for j in range(i):
            solved[i] -= row[j] * solved[j]
        solved[i] /= row[i]
    for i in reversed(range(len(rows))):
        for j in range(i + 1, len(rows)):
            solved[i] -= rows[j][i] * solved[j]
        solved[i] /= rows[i][i]
    return column_totals(after * np.array(solved)[:, None])
