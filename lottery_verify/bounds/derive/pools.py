"""What shared-log-pruning and universal-ticket have in common: how often a pool misses an event, and what hits give."""

from sympy import Expr, Symbol, exp, expand, log

from lottery_verify.bounds.proving import both, identity, nonnegative_from
from lottery_verify.bounds.steps import Builder, Outcome


def union_of_events(b: Builder, events: int, of_each: str, union: Expr, over: str) -> None:
    """Adds the steps 2 to 4 of a pool whose every event is missed by one draw with probability at most 1 - 1/(8k).

    Args:
        b: the derivation, which holds one step so far.
        events: how many events there are for each category of each link.
        of_each: that number times k, in LaTeX.
        union: the same number times k, as the union bound of `over` counts it.
        over: over what the union runs, in words.
    """
    k, after, before, ell, delta = (Symbol(name, positive=True) for name in ("k", "n_i", "n_j", "l", "delta"))
    x, more = Symbol("x", nonnegative=True), Symbol("t", nonnegative=True)
    b.step(
        "1 - x <= exp(-x).",
        r"\left(1-\tfrac{1}{8k}\right)^M \le e^{-M/(8k)}",
        nonnegative_from(exp(-x) - 1 + x, x, 0),
        uses=(1,),
    )
    count = events * k * ell * after * before
    draws = 8 * k * log(count / delta) + more
    share = rf"\frac{{\delta}}{{{events}k\ell n_i n_{{i-1}}}}"
    b.step(
        f"At M = 8k ln({events}k l n_i n_(i-1)/delta) + t that is delta/({events}k l n_i n_(i-1))*exp(-t/(8k)).",
        rf"e^{{-M/(8k)}} = {share}\,e^{{-t/(8k)}}",
        both(
            identity(expand(-draws / (8 * k)), -log(count / delta) - more / (8 * k)),
            identity(exp(-log(count / delta)), delta / count),
        ),
        uses=(2,),
        given=("delta<1",),
        expression=draws,
    )
    b.step(
        f"Union over l layers, n_i*n_(i-1) links{over}: delta.",
        rf"\ell\cdot n_i n_{{i-1}}\cdot{of_each}\cdot{share} = \delta",
        identity(ell * after * before * union * (delta / count), delta),
        uses=(3,),
    )


def rest_within() -> Outcome:
    """k = log_base(w_max/epsilon_w) + t categories, t >= 0, leave w_max*base^-k = epsilon_w*base^-t <= epsilon_w."""
    w_max, epsilon_w, step = (Symbol(name, positive=True) for name in ("w_max", "epsilon_w", "L"))
    t = Symbol("t", nonnegative=True)
    k = log(w_max / epsilon_w) / step + t
    return both(
        identity(w_max * exp(expand(-k * step)), epsilon_w * exp(-t * step)),
        nonnegative_from(1 - exp(-t * step), t, 0),
    )
