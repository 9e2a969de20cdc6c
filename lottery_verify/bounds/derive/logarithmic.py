"""log-pruning and log-pruning-malach: the lemmas composed, and the soft-O as limits."""

from fractions import Fraction

import sympy
from sympy import E, Rational, Symbol, exp, log, sqrt

from lottery_verify.bounds.derive.limits import GROWING, LOG_BASE, squeezed
from lottery_verify.bounds.proving import both, decided, identity, nonnegative, nonnegative_from
from lottery_verify.bounds.steps import Builder
from lottery_verify.counts.decide import ceiling
from lottery_verify.counts.enclosure import rational, whole
from lottery_verify.counts.explicit import log_pruning_talk


def derive_log_pruning(b: Builder) -> None:
    """Adds the steps of log-pruning."""
    p, z, c, j, r, k = (Symbol(name, positive=True) for name in ("p", "z", "c", "j", "r", "k"))
    links, ell, delta = (Symbol(name, positive=True) for name in ("N", "l", "delta"))
    more = Symbol("t", nonnegative=True)
    n, eps, w_max, f_max, growth = (Symbol(name, positive=True) for name in ("n", "epsilon", "w_max", "F_max", "P"))
    b.step(
        "epsilon_w from error-propagation and k from golden-decomposition: w_max/epsilon_w = "
        "e*l*n^(3/2)*F_max*P*w_max/epsilon.",
        r"k = \left\lceil\log_\g"
        r"amma\frac{e\,\ell\,n^{3/2}w_{\max}F_{\max}\prod_i\max\{1,\|W_i\|_2\}}{\varepsilon}\right\rceil",
        identity(
            w_max / (eps / (E * ell * n ** Rational(3, 2) * f_max * growth)),
            E * ell * n ** Rational(3, 2) * w_max * f_max * growth / eps,
        ),
        uses=("error-propagation", "golden-decomposition"),
        given=("epsilon<=e*sqrt(n)*f_max", "base<=phi"),
    )
    b.step(
        "Links are served in turn. A new neuron is shown to the link in turn only, which depends on older neurons "
        "alone, so "
        "its product is fresh; while j of the 2k categories (k for each sign of u) are empty it fills one with "
        "probability "
        "at least j*c, c = 1/(8k): they are disjoint.",
        r"P(\text{fills}) \ge j c,\quad 2k\cdot\tfrac{1}{8k} = \tfrac14 \le 1",
        both(identity(2 * k * (1 / (8 * k)), Rational(1, 4)), nonnegative(1 - Rational(1, 4))),
        uses=("hyperbolic-product",),
        given=("law=hyperbolic",),
    )
    generating = p * z / (1 - (1 - p) * z)
    b.step(
        "The wait T for a success of probability p has G(z) = E[z^T] = p z/(1 - (1-p)z): G = p z + (1-p) z G.",
        r"G(z) = pz + (1-p)zG(z)",
        identity(generating, p * z + (1 - p) * z * generating),
        uses=(2,),
    )
    at = generating.subs(z, 1 / (1 - c / 2))
    b.step(
        "At z = 1/(1 - c/2) and p = j*c it is 2j/(2j - 1); for a larger p it is smaller, p/(p - c/2) falling in p.",
        r"G\left(\tfrac{1}{1-c/2}\right) = \frac{jc}{jc-c/2} = \frac{2j}{2j-1}",
        both(
            identity(sympy.simplify(at.subs(p, j * c)), 2 * j / (2 * j - 1)),
            identity(sympy.simplify(at), p / (p - c / 2)),
            nonnegative(sympy.factor(-sympy.diff(p / (p - c / 2), p).subs(p, c / 2 + j))),
        ),
        uses=(3,),
        expression=generating,
    )
    b.step(
        "The product over j = 1..r is at most 2*sqrt(r): equal for r = 1, and the step squared is "
        "4r(2r+2)^2 <= 4(r+1)(2r+1)^2, with difference 4(r+1).",
        r"\prod_{j=1}^r\frac{2j}{2j-1} \le 2\sqrt r",
        both(
            identity(sympy.Integer(2), 2 * sqrt(sympy.Integer(1))),
            identity(4 * (r + 1) * (2 * r + 1) ** 2 - 4 * r * (2 * r + 2) ** 2, 4 * (r + 1)),
            nonnegative(4 * (r + 1)),
        ),
        uses=(4,),
    )
    b.step(
        "With r = 2k, ln(2*sqrt(2k)) = ln(8k)/2 for each of the N links.",
        r"\ln\left(2\sqrt{2k}\right) = \tfrac12\ln(8k)",
        identity(sympy.expand_log(log(2 * sqrt(2 * k)), force=True), sympy.expand_log(log(8 * k) / 2, force=True)),
        uses=(5,),
    )
    draws = 16 * k * (links / 2 * log(8 * k) + log(ell / delta)) + more
    exponent = links / 2 * log(8 * k) - draws / (16 * k)
    b.step(
        "P(T > M) <= (1 - c/2)^M * E[z^T] <= exp(-M/(16k) + N/2 ln(8k)), which is (delta/l)*exp(-t/(16k)) at "
        "M = 16k(N/2 ln(8k) + ln(l/delta)) + t; l layers add up to delta.",
        r"e^{\frac N2\ln(8k)-\frac{M}{16k}} = \frac{\delta}{\ell}e^{-t/(16k)},\qquad \ell\cdot\frac\delta\ell = \delta",
        both(
            identity(sympy.expand(exponent), sympy.expand(-log(ell / delta) - more / (16 * k))),
            identity(exp(-log(ell / delta)), delta / ell),
            identity(ell * (delta / ell), delta),
            nonnegative_from(exp(-more) - 1 + more, more, 0),
        ),
        uses=(6, "category-filling"),
        given=("delta<1",),
        expression=draws,
    )
    rest, a = Symbol("C", real=True), Symbol("A", real=True)
    k_bound = sympy.Lambda(k, 8 * k * log(8 * k) + 16 * k * log(ell / delta) / links)
    b.step(
        "epsilon = exp(-T) -> 0: neurons per target weight divided by L ln L, L the talk's sum of logarithms, tend to "
        "8/ln(base) (h stands for ln(base)); both for k and for k + 1, so for the ceiling.",
        r"\lim_{\varepsilon\to0}\frac{8k\ln(8k)+16k\ln(\ell/\delta)/N}{L\ln L} = \frac{8}{\ln\gamma}",
        squeezed((GROWING + rest) / LOG_BASE, k_bound, (GROWING + a) * log(GROWING + a), 8 / LOG_BASE),
        uses=(7,),
    )
    wide = sympy.Lambda(k, 8 * k * log(8 * k) + 16 * k * log(ell / delta) * exp(-2 * GROWING))
    b.step(
        "n = exp(T) -> infinity with N = n^2: the same quotient tends to 12/ln(base), n^(3/2) counting 3/2.",
        r"\lim_{n\to\infty}\frac{8k\ln(8k)+16k\ln(\ell/\delta)/n^2}{L\ln L} = \frac{12}{\ln\gamma}",
        squeezed((Rational(3, 2) * GROWING + rest) / LOG_BASE, wide, (GROWING + a) * log(GROWING + a), 12 / LOG_BASE),
        uses=(7,),
    )
    _audit_log(b)


def _late(k: int, links: int, draws: int) -> Fraction:
    """At most the probability that `draws` suffice, when each category has probability exactly 1/(8k): Chebyshev."""
    waits = [Fraction(8 * k, j) for j in range(1, 2 * k + 1)]
    mean = links * sum(waits, Fraction(0))
    spread = links * sum((one * (one - 1) for one in waits), Fraction(0))
    return spread / ((mean - draws) * (mean - draws))


def _audit_log(b: Builder) -> None:
    k, links, delta = 34, 10_000, Fraction(1, 100)
    talk = log_pruning_talk(k, 1, links, delta)
    chance = _late(k, links, talk)
    b.without(
        "ln(8k)/2",
        f"The talk's pool of {talk} neurons for 10,000 links, k = 34, categories of probability exactly 1/(8k): "
        f"serving the "
        "links in turn takes more with probability above 0.999.",
        r"P(T \le M) \le \frac{\mathrm{Var}\,T}{(E T-M)^2} < \tfrac{1}{1000}",
        decided(chance < Fraction(1, 1000), "Chebyshev with the exact mean and variance of the sum of waits"),
        [("k", k), ("links", links), ("delta", delta), ("M", talk)],
        "16k(N/2 ln(8k) + ln(l/delta)); the talk's count is not refuted for cleverer matchings, but its proof is",
    )
    half = ceiling(
        lambda bits: (
            whole(8 * k, bits)
            * (rational(Fraction(links, 2), bits) * whole(8 * k, bits).log() + rational(1 / delta, bits).log())
        ),
        "8k(N/2 ln(8k) + ln(1/delta))",
    )
    b.without(
        "16k",
        f"With 8k in place of 16k: {half} neurons for 10,000 links, k = 34, fail with probability above 0.99.",
        r"P(T \le M) < \tfrac{1}{100}",
        decided(_late(k, links, half) < delta, "Chebyshev with the exact mean and variance of the sum of waits"),
        [("k", k), ("links", links), ("delta", delta), ("M", half)],
    )


def derive_log_pruning_malach(b: Builder) -> None:
    """Adds the steps of log-pruning-malach."""
    k, n, ell, eps, links, delta = (Symbol(name, positive=True) for name in ("k", "n", "l", "epsilon", "N", "delta"))
    s, t = Symbol("s", nonnegative=True), Symbol("t", nonnegative=True)
    b.step(
        "|x|_2 <= 1 and norms at most 1 give |f_i|_2 <= 1, so F_max <= 1; w_max <= 1/sqrt(n); the product of "
        "norms is 1.",
        r"\|f_i\|_2 \le \|W_i\|_2\|f_{i-1}\|_2 \le 1",
        nonnegative(1 - 1 / ((1 + s) * (1 + t))),
        given=("spectral-norms<=1", "input-norm<=1", "w_max<=1/sqrt(n)"),
    )
    b.step(
        "So w_max/epsilon_w = e*l*n/epsilon: the general bound at these values is the corollary.",
        r"\frac{1}{\sqrt n}\cdot\frac{e\,\ell\,n^{3/2}}{\varepsilon} = \frac{e\,\ell\,n}{\varepsilon}",
        identity((1 / sqrt(n)) / (eps / (E * ell * n ** Rational(3, 2))), E * ell * n / eps),
        uses=(1, "log-pruning"),
        given=("epsilon<=e*sqrt(n)*f_max", "base<=phi", "law=hyperbolic", "delta<1"),
    )
    rest, a = Symbol("C", real=True), Symbol("A", real=True)
    bound = sympy.Lambda(k, 8 * k * log(8 * k) + 16 * k * log(ell / delta) / links)
    b.step(
        "epsilon = exp(-T) -> 0: neurons per target weight over L ln L, L = ln(n l/epsilon), tend to 8/ln(base).",
        r"\lim_{\varepsilon\to0}\frac{8k\ln(8k)+16k\ln(\ell/\delta)/N}{L\ln L} = \frac{8}{\ln\gamma}",
        squeezed((GROWING + rest) / LOG_BASE, bound, (GROWING + a) * log(GROWING + a), 8 / LOG_BASE),
        uses=(2,),
    )
    wide = sympy.Lambda(k, 8 * k * log(8 * k) + 16 * k * log(ell / delta) * exp(-2 * GROWING))
    b.step(
        "n = exp(T) -> infinity with N = n^2: the same limit.",
        r"\lim_{n\to\infty}\frac{8k\ln(8k)+16k\ln(\ell/\delta)/n^2}{L\ln L} = \frac{8}{\ln\gamma}",
        squeezed((GROWING + rest) / LOG_BASE, wide, (GROWING + a) * log(GROWING + a), 8 / LOG_BASE),
        uses=(2,),
    )
    deep = sympy.Lambda(k, 8 * k * log(8 * k) + 16 * k * (GROWING + rest) / links)
    b.step(
        "l = exp(T) -> infinity at fixed widths: the quotient has NO limit below infinity, because of 16k "
        "ln(l/delta)/N: the "
        "soft-O does not hold for depth alone.",
        r"\lim_{\ell\to\infty}\frac{8k\ln(8k)+16k\ln(\ell/\delta)/N}{L\ln L} = \infty",
        squeezed((GROWING + rest) / LOG_BASE, deep, (GROWING + a) * log(GROWING + a), sympy.oo),
        uses=(2,),
    )
    mended = sympy.Lambda(k, 8 * k * log(8 * k) + 16 * k)
    b.step(
        "Mended: with N >= ln(l/delta) links per layer that term is at most 16k, and the limit is 8/ln(base) again.",
        r"N \ge \ln\tfrac\ell\delta:\quad \lim_{\ell\to\infty}\frac{8k\ln(8k)+16k}{L\ln L} = \frac{8}{\ln\gamma}",
        squeezed((GROWING + rest) / LOG_BASE, mended, (GROWING + a) * log(GROWING + a), 8 / LOG_BASE),
        uses=(5,),
    )
