"""Limits of counts that are rounded up: what the soft-O of the logarithmic claims means."""

import sympy
from sympy import Symbol

from lottery_verify.bounds.proving import both, limit_is
from lottery_verify.bounds.steps import Outcome

LOG_BASE, GROWING = Symbol("h", positive=True), Symbol("T", positive=True)  # ln(base), and what tends to infinity


def squeezed(k: sympy.Expr, bound: sympy.Lambda, order: sympy.Expr, value: sympy.Expr) -> Outcome:
    """bound(ceil(k))/order has that limit: k <= ceil(k) <= k + 1 and the bound grows with k."""
    return both(*(limit_is(bound(k + more) / order, GROWING, sympy.oo, value) for more in (0, 1)))
