"""Errors of one input's links that nearly cancel in what they add up to at the network's outputs."""

from __future__ import annotations

from math import fsum

import numpy as np

from lottery_verify.decompose.nearest_sums import Mask, nearest_subsets
from lottery_verify.networks.network import Array
from lottery_verify.networks.reproducible import cholesky, total

KEPT_OPEN = 0.6  # of the links that are left, after each step
RIDGE = 2.0**-20  # of the sums' squares, so that sums which are nearly multiples of each other ask for no huge shifts
MOST_SHIFTED = 4  # tolerances that a link is aimed off its weight, at most


def steered(w: Array, products: Array, after: Array, owed: Array, tolerance: float) -> Mask:
    """Chooses each link's subset so that after·error is nearly 0 besides: what earlier links owe, later ones aim off.

    Links are taken in a few steps, large weights first, as theirs are the large errors. Before each step, those that
    are left share the least squares of shifts that would pay what is owed.

    Args:
        w: shape (L,).
        products: shape (L, n).
        after: shape (k, L), what an error of each link adds to each of k sums.
        owed: shape (k,), what these sums are without the links.
        tolerance: about how much a link errs, > 0.
    Returns:
        Which products are kept, shape (L, n).
    """
    order = np.argsort(-np.abs(w), kind="stable")
    kept = np.zeros(products.shape, dtype=bool)
    start = 0
    while start < len(w):
        left = len(w) - start
        step = left - int(left * KEPT_OPEN) if left * KEPT_OPEN >= 2 * len(after) else left
        here = order[start : start + step]
        shift = payment(after[:, order[start:]], owed)[:step]
        wanted = w[here] + np.clip(shift, -MOST_SHIFTED * tolerance, MOST_SHIFTED * tolerance)
        kept[here] = nearest_subsets(wanted, products[here])
        errors = total(np.where(kept[here], products[here], 0.0)) - w[here]
        owed = owed + total(after[:, here] * errors)
        start += step
    return kept


def payment(after: Array, owed: Array) -> Array:
    """The shifts of least squares with after·shifts near −owed; 0 where there are too few links.

    Args:
        after: shape (k, L).
        owed: shape (k,).
    """
    nothing = np.zeros(after.shape[1])
    if after.shape[1] < 2 * len(after):
        return nothing
    gram = total(after[:, None] * after)
    factor = cholesky(gram + RIDGE * fsum(np.diagonal(gram).tolist()) * np.eye(len(gram)))
    if factor is None:  # nothing depends on these links
        return nothing
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
    return total((after * np.array(solved)[:, None]).T)
