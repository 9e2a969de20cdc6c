"""shared-log-pruning: the neurons of an input, shared by all outputs, and its soft-O as limits."""

from fractions import Fraction

import sympy
from sympy import Rational, Symbol, exp, log

from lottery_verify.bounds.derive.limits import GROWING, LOG_BASE, squeezed
from lottery_verify.bounds.derive.pools import rest_within, union_of_events
from lottery_verify.bounds.proving import both, decided, nonnegative
from lottery_verify.bounds.steps import Builder
from lottery_verify.counts.decide import ceiling
from lottery_verify.counts.enclosure import rational, whole
from lottery_verify.counts.explicit import shared_log_pruning_draws
from lottery_verify.counts.smallest import category_probability


def derive_shared(b: Builder) -> None:
    """Adds the steps of shared-log-pruning."""
    k, ell, delta = (Symbol(name, positive=True) for name in ("k", "l", "delta"))
    x = Symbol("x", nonnegative=True)
    b.step(
        "For one link (i, b, a) the products V[a,m]*U[m,b], m = 1..M_i, use different weights for different m: "
        "they are "
        "independent and of one law, so this link's own pool. No pool is shared, whatever the other links do.",
        r"P(\text{category } j \text{ with signs missed}) \le \left(1-\tfrac{1}{8k_i}\right)^{M_i}",
        nonnegative((1 - 1 / (8 * k)) - (1 - (1 / (8 * k) + x))),
        uses=("hyperbolic-product",),
        given=("law=hyperbolic",),
    )
    union_of_events(b, 2, r"2\cdot k", 2 * k, ", 2 signs of u and k categories")
    b.step(
        "Where every category of a link is hit, k >= log_base(w_max/epsilon_w) of them bring each half within "
        "epsilon_w, and the ticket within epsilon.",
        r"w_{\max}\gamma^{-k} \le \varepsilon_w\ \Rightarrow\ \sup\|F-\hat G\|_2 \le \varepsilon",
        rest_within(),
        uses=(4, "golden-decomposition", "error-propagation"),
        given=("base<=phi", "epsilon<=e*sqrt(n)*f_max"),
    )
    rest, a, links = Symbol("C", real=True), Symbol("A", real=True), Symbol("N", positive=True)
    fine = sympy.Lambda(k, 8 * k * log(2 * k * ell * links / delta))
    b.step(
        "epsilon = exp(-T) -> 0: M over L ln L tends to 8/ln(base).",
        r"\lim_{\varepsilon\to0}\frac{8k\ln(2k\ell N/\delta)}{L\ln L} = \frac{8}{\ln\gamma}",
        squeezed((GROWING + rest) / LOG_BASE, fine, (GROWING + a) * log(GROWING + a), 8 / LOG_BASE),
        uses=(4,),
    )
    wide = sympy.Lambda(k, 8 * k * (log(2 * k * ell / delta) + 2 * GROWING))
    b.step(
        "n = exp(T) -> infinity, all widths n: M over L^2 tends to 24/ln(base), and neurons per target weight, "
        "M/n, to 0.",
        r"\lim_{n\to\infty}\frac{M}{L^2} = \frac{24}{\ln\gamma},\qquad \lim_{n\to\infty}\frac{M}{n} = 0",
        both(
            squeezed((Rational(3, 2) * GROWING + rest) / LOG_BASE, wide, (GROWING + a) ** 2, 24 / LOG_BASE),
            squeezed((Rational(3, 2) * GROWING + rest) / LOG_BASE, wide, exp(GROWING), sympy.Integer(0)),
        ),
        uses=(4,),
    )
    _audit_shared(b)


def _audit_shared(b: Builder) -> None:
    miss, half = 1 - category_probability(1, 1), Fraction(1, 2)
    few = shared_log_pruning_draws(1, 1, 1, half)
    b.without(
        "union",
        f"The count for one link, {few} draws (k = 1, delta = 1/2), used for 100 links from different inputs: all "
        f"are served "
        "with probability below 1/1000.",
        rf"\left(1-\left(\tfrac{{13}}{{16}}\right)^{{{few}}}\right)^{{100}} < \tfrac{{1}}{{1000}}",
        decided((1 - miss**few) ** 100 < Fraction(1, 1000), "independent links, exact category probability 3/16"),
        [("k", 1), ("links", 100), ("delta", half), ("M", few), ("category probability", "3/16")],
    )
    delta = Fraction(1, 1000)
    few = ceiling(lambda bits: whole(4, bits) * rational(2 / delta, bits).log(), "4 ln(2/delta)")
    failure = 2 * miss**few - (1 - 2 * category_probability(1, 1)) ** few
    b.without(
        "8k",
        f"With 4k in place of 8k: {few} draws for one link, k = 1, fail with probability above 1/1000.",
        rf"2\left(\tfrac{{13}}{{16}}\right)^{{{few}}} - \left(\tfrac{{10}}{{16}}\right)^{{{few}}} > "
        rf"\tfrac{{1}}{{1000}}",
        decided(failure > delta, "inclusion and exclusion over the two halves"),
        [("k", 1), ("links", 1), ("delta", delta), ("M", few)],
    )
