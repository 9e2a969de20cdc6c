"""hyperbolic-product: integrate the densities, then minimise over the window."""

from fractions import Fraction

import sympy
from sympy import Rational, Symbol, exp, log

from lottery_verify.bounds.proving import both, cases, decided, identity, integral_is, nonnegative, positive
from lottery_verify.bounds.steps import Builder
from lottery_verify.counts.explicit import category_probability_bound
from lottery_verify.counts.smallest import category_probability

_CASES = 60


def triangular(k: Fraction, low: Fraction, high: Fraction) -> Fraction:
    """The mass of [low, high] under the triangular density (k - |t|)/k^2 on [-k, k], exactly."""

    def below(t: Fraction) -> Fraction:
        t = min(max(t, -k), k)
        return Fraction(1, 2) + (t - t * abs(t) / (2 * k)) / k

    return below(high) - below(low)


def derive_hyperbolic(b: Builder) -> None:
    """Adds the steps of hyperbolic-product."""
    k, h, w_max, x = (Symbol(name, positive=True) for name in ("k", "h", "w_max", "x"))
    half, s, t = Symbol("L", positive=True), Symbol("s", positive=True), Symbol("t", nonnegative=True)
    alpha = sympy.sqrt(w_max) * exp(-h * (3 * k / 4 + Rational(1, 2)))
    beta = sympy.sqrt(w_max) * exp(h * (k / 4 - Rational(1, 2)))
    log_alpha = log(w_max) / 2 - h * (3 * k / 4 + Rational(1, 2))
    log_beta = log(w_max) / 2 + h * (k / 4 - Rational(1, 2))
    b.step(
        "ln(beta/alpha) = k*ln(base) =: L; ln|u| is uniform on an interval of that length (h stands for ln(base)).",
        r"\ln\frac{\beta}{\alpha} = k\ln\gamma = L",
        both(
            identity(sympy.expand_log(log(beta) - log(alpha), force=True), k * h), identity(log_beta - log_alpha, k * h)
        ),
        given=("law=hyperbolic[alpha,beta]",),
    )
    low, span = Symbol("a", positive=True), Symbol("D", positive=True)
    b.step(
        "The density 1/(x*ln(beta/alpha)) has total mass 1, and ln|u| <= ln(alpha) + y has probability y/L.",
        r"\int_\alpha^{\alpha e^{y}} \frac{dx}{x L} = \frac{y}{L}",
        integral_is(1 / (x * half), x, low, low * exp(span), span / half),
        uses=(1,),
    )
    b.step(
        "The sum of two independent uniforms on [0, L] has density s/L^2 up to L and (2L - s)/L^2 beyond.",
        r"f(s) = \begin{cases} s/L^2 & 0 \le s \le L \\ (2L-s)/L^2 & L \le s \le 2L \end{cases}",
        both(
            integral_is(1 / half**2, x, sympy.Integer(0), s, s / half**2),
            integral_is(1 / half**2, x, s - half, half, (2 * half - s) / half**2),
            integral_is(s / half**2, s, sympy.Integer(0), half, Rational(1, 2)),
        ),
        uses=(2,),
        given=("u,v-independent",),
    )
    centre = log(w_max) - h * (k / 2 + 1)
    b.step(
        "Its centre ln(alpha) + ln(beta) is the middle of the wanted window, whose ends lie L/2 away.",
        r"\ln\alpha+\ln\beta = \ln w_{\max} - \left(\tfrac{k}{2}+1\right)\ln\gamma",
        both(
            identity(log_alpha + log_beta, centre),
            identity(log(w_max) - h - centre, k * h / 2),
            identity(centre - (log(w_max) - h * (k + 1)), k * h / 2),
        ),
        uses=(1, 3),
    )
    b.step(
        "Within L/2 of the centre the density (L - |t|)/L^2 is at least 1/(2L): put |t| = L/2 - s.",
        r"\frac{L-|t|}{L^2} - \frac{1}{2L} = \frac{L/2-|t|}{L^2} \ge 0",
        both(
            identity((half - (half / 2 - t)) / half**2 - 1 / (2 * half), t / half**2),
            nonnegative(t / half**2),
        ),
        uses=(3, 4),
    )
    first, last = Symbol("j", nonnegative=True, integer=True), Symbol("m", nonnegative=True, integer=True)
    index, count = 1 + first, 1 + first + last
    b.step(
        "Each category i = 1..k lies within the window.",
        r"-\tfrac{k}{2} \le \tfrac{k}{2}-i,\quad \tfrac{k}{2}-i+1 \le \tfrac{k}{2}",
        both(
            nonnegative(sympy.expand((Rational(1, 2) * count - index) + Rational(1, 2) * count)),
            nonnegative(sympy.expand(Rational(1, 2) * count - (Rational(1, 2) * count - index + 1))),
        ),
        uses=(4,),
        given=("category<=k",),
    )
    b.step(
        "A category has width ln(base), each pair of signs probability 1/4: together at least 1/(8k).",
        r"\ln\gamma\cdot\frac{1}{2L}\cdot\frac14 = \frac{1}{8k}",
        identity(h / (2 * k * h) / 4, 1 / (8 * k)),
        uses=(5, 6),
        given=("fair-signs",),
        expression=sympy.Eq(h / (2 * k * h) / 4, 1 / (8 * k)),
    )
    i, point = Symbol("i", positive=True), Symbol("y", real=True)
    b.step(
        "Exactly: category i <= k/2 has probability (k - 1 + 2i)/(8k^2), whatever the base.",
        r"\frac14\int_{k/2-i}^{k/2-i+1} \frac{k-t}{k^2}\,dt = \frac{k-1+2i}{8k^2}",
        integral_is((k - point) / (4 * k**2), point, k / 2 - i, k / 2 - i + 1, (k - 1 + 2 * i) / (8 * k**2)),
        uses=(3, 4),
    )
    b.step(
        f"The closed form of every category (the middle one of an odd k included) is right for all k <= {_CASES}.",
        r"p_i = \frac{k-1+2\min(i,k+1-i)}{8k^2}\ \left[-\frac{1}{16k^2}\text{ for } 2i = k+1\right]",
        cases(_CASES, _closed_form_is_right, "mass of the triangular density for each i and k"),
        uses=(8,),
    )
    b.step(
        "It exceeds 1/(8k) by (2i - 1)/(8k^2), so the bound 1/(8k) is never reached.",
        r"\frac{k-1+2i}{8k^2} - \frac{1}{8k} = \frac{2i-1}{8k^2} > 0",
        both(
            identity((k - 1 + 2 * i) / (8 * k**2) - 1 / (8 * k), (2 * i - 1) / (8 * k**2)),
            positive((2 * index - 1) / (8 * k**2)),
        ),
        uses=(8,),
    )
    _audit(b)


def _closed_form_is_right(number: int) -> bool:
    k = number + 1
    half = Fraction(k, 2)
    return all(
        category_probability(k, i) == triangular(Fraction(k), half - i, half - i + 1) / 4
        and category_probability(k, i) >= category_probability_bound(k)
        for i in range(1, k + 1)
    )


def _audit(b: Builder) -> None:
    moved = triangular(Fraction(4), Fraction(2), Fraction(3)) / 4
    b.without(
        "law=hyperbolic[alpha,beta]",
        "With the law on sqrt(w_max)*[base^-4, 1] instead (k = 4) category 1 has probability 3/128 < 4/128.",
        r"\tfrac14\int_2^3 \tfrac{4-t}{16}\,dt = \tfrac{3}{128} < \tfrac{1}{32}",
        decided(moved == Fraction(3, 128) < category_probability_bound(4), "3/128 < 1/32"),
        [("k", 4), ("alpha", "sqrt(w_max)*base^-4"), ("beta", "sqrt(w_max)"), ("category", 1), ("probability", moved)],
    )
    beyond = triangular(Fraction(2), Fraction(-2), Fraction(-1)) / 4
    b.without(
        "category<=k",
        "Category k + 1 is beyond the window: for k = 2 its probability is 1/32 < 1/16.",
        r"\tfrac14\int_{-2}^{-1} \tfrac{2-|t|}{4}\,dt = \tfrac{1}{32} < \tfrac{1}{16}",
        decided(beyond == Fraction(1, 32) < category_probability_bound(2), "1/32 < 1/16"),
        [("k", 2), ("category", 3), ("probability", beyond)],
    )
    b.without(
        "fair-signs",
        "With u and v always positive, a product of negative sign never comes.",
        r"P(uv < 0) = 0 < \tfrac{1}{8k}",
        decided(Fraction(0) < category_probability_bound(1), "0 < 1/8"),
        [("P(u > 0)", 1), ("P(v > 0)", 1), ("P(uv < 0)", 0)],
    )
    b.without(
        "u,v-independent",
        "With v = u the product u^2 is never negative.",
        r"v = u:\quad P(uv < 0) = 0 < \tfrac{1}{8k}",
        decided(Fraction(0) < category_probability_bound(1), "0 < 1/8"),
        [("v", "u"), ("P(uv < 0)", 0)],
    )
    b.without(
        "c",
        "The constant cannot be doubled: for k = 20 category 1 has probability 21/3200 < 2/160.",
        r"p_1 = \tfrac{k+1}{8k^2} = \tfrac{21}{3200} < \tfrac{2}{160}",
        decided(
            category_probability(20, 1) == Fraction(21, 3200) < 2 * category_probability_bound(20), "21/3200 < 1/80"
        ),
        [("k", 20), ("category", 1), ("probability", "21/3200")],
        "1/(8k) is the largest c that holds for all k: p_1*8k = 1 + 1/k",
    )
