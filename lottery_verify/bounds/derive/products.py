"""product-weight and uniform-product-tail: the law of a product of two uniform weights."""

from fractions import Fraction

import sympy
from sympy import Rational, Symbol, exp, log

from lottery_verify.bounds.proving import (
    both,
    enclosed,
    identity,
    integral_is,
    limit_is,
    nonnegative,
    nonnegative_from,
)
from lottery_verify.bounds.steps import Builder, Outcome
from lottery_verify.counts.decide import ceiling
from lottery_verify.counts.enclosure import rational, whole
from lottery_verify.counts.explicit import uniform_tail


def _cumulated(z: sympy.Expr) -> sympy.Expr:
    return z * (1 - log(z))


def derive_product_weight(b: Builder) -> None:
    """Adds the steps of product-weight."""
    w, ratio, tau = Symbol("w", positive=True), Symbol("r", nonnegative=True), Symbol("tau", positive=True)
    eps, p, delta, more = (Symbol(name, positive=True) for name in ("epsilon_w", "p", "delta", "t"))
    z = Symbol("z", positive=True)
    b.step(
        "|uv| has the density -ln z on (0, 1), the derivative of z(1 - ln z); each pair of signs has probability 1/4.",
        r"\frac{d}{dz}\,z(1-\ln z) = -\ln z",
        identity(sympy.diff(_cumulated(z), z), -log(z)),
        uses=("uniform-product-tail",),
        given=("law=uniform[-1,1]",),
    )
    slack = Symbol("y", nonnegative=True)
    inner = -log(1 - slack)
    b.step(
        "The density is convex, so a window of half-width epsilon_w = w*r has mass at least its middle's: the "
        "derivative "
        "in r of the mass less 2 w r ln(1/w) is -w*ln(1 - r^2) >= 0, and it is 0 at r = 0.",
        r"F(w+\varepsilon_w)-F(w-\varepsilon_w) \ge 2\varepsilon_w\ln\frac1w",
        both(
            identity(
                sympy.expand_log(-log(w * (1 + ratio)) - log(w * (1 - ratio)) + 2 * log(w), force=True),
                -log(1 + ratio) - log(1 - ratio),
            ),
            identity((1 + ratio) * (1 - ratio), 1 - ratio**2),
            _minus_log_of_rest(inner, slack),
        ),
        uses=(1,),
        given=("epsilon_w<=1-|w|",),
        expression=-log(1 - ratio**2),
    )
    b.step(
        "So a draw succeeds with probability p >= (epsilon_w/2)*ln(1/w) >= (epsilon_w/2)*ln(1/omega), w = "
        "omega/(1 + y).",
        r"p \ge \tfrac14\cdot 2\varepsilon_w\ln\tfrac1w \ge \tfrac{\varepsilon_w}{2}\ln\tfrac1\omega",
        both(identity(2 * eps * log(1 / w) / 4, eps / 2 * log(1 / w)), nonnegative_from(log(1 + slack), slack, 0)),
        uses=(2,),
        given=("|w|<1",),
    )
    b.step(
        "M = ln(1/delta)/p + t draws all fail with probability (1 - p)^M <= exp(-pM) <= delta.",
        r"e^{-pM} = \delta e^{-pt} \le \delta",
        both(
            identity(exp(sympy.expand(-p * (log(1 / delta) / p + more))), exp(-log(1 / delta)) * exp(-p * more)),
            identity(exp(-log(1 / delta)), delta),
            nonnegative_from(1 - exp(-slack), slack, 0),
        ),
        uses=(3, "category-filling"),
        given=("delta<1",),
    )
    b.step(
        "The order is right: for fixed w < 1 the mass divided by 2*epsilon_w*ln(1/w) tends to 1.",
        r"\lim_{\varepsilon_w\to0}\frac{F(w+\varepsilon_w)-F(w-\varepsilon_w)}{2\varepsilon_w\ln(1/w)} = 1",
        limit_is(
            (_cumulated(sympy.Rational(1, 2) + z) - _cumulated(sympy.Rational(1, 2) - z)) / (2 * z * log(2)),
            z,
            sympy.Integer(0),
            sympy.Integer(1),
        ),
        uses=(2,),
    )
    b.step(
        "The boundary: for w = 1 - tau, ln(1/w)/tau -> 1, so about 2/(epsilon_w*tau)*ln(1/delta) draws are "
        "needed; this is "
        "O(1/epsilon_w) exactly while tau stays away from 0.",
        r"\lim_{\tau\to0}\frac{\ln\frac{1}{1-\tau}}{\tau} = 1",
        limit_is(-log(1 - tau) / tau, tau, sympy.Integer(0), sympy.Integer(1)),
        uses=(5,),
    )
    at_one = 1 - _cumulated(1 - slack) - slack**2 / 2
    b.step(
        "Mended, for every |w| <= 1: the window [w - epsilon_w, w] has least mass at w = 1, there at least "
        "epsilon_w^2/2; so p >= epsilon_w^2/8 and ceil(8/epsilon_w^2*ln(1/delta)) draws do.",
        r"1-F(1-\varepsilon_w) \ge \tfrac{\varepsilon_w^2}{2}",
        both(
            identity(at_one.subs(slack, 0), sympy.Integer(0)),
            identity(sympy.diff(at_one, slack), -log(1 - slack) - slack),
            _minus_log_of_rest(inner - slack, slack),
        ),
        uses=(1,),
        expression=at_one,
    )
    b.step(
        "At w = 1 that is the true order: the probability of a draw divided by epsilon_w^2 tends to 1/8.",
        r"\lim_{\varepsilon_w\to0}\frac{1-F(1-\varepsilon_w)}{4\varepsilon_w^2} = \tfrac18",
        limit_is((1 - _cumulated(1 - z)) / (4 * z**2), z, sympy.Integer(0), Rational(1, 8)),
        uses=(7,),
    )
    length = Symbol("L", positive=True)
    b.step(
        "Hyperbolic law: where ln|uv| has density at least 1/(2L), the window of half-width epsilon_w = w*r has "
        "probability at least (1/4)(1/(2L))*ln((1+r)/(1-r)) >= epsilon_w/(4*L*w): O(L*w/epsilon_w) draws, up to "
        "|w| = w_max "
        "less half a category.",
        r"\frac{1}{8L}\ln\frac{w+\varepsilon_w}{w-\varepsilon_w} \ge \frac{\varepsilon_w}{4Lw}",
        both(
            identity(sympy.diff(log(1 + ratio) - log(1 - ratio) - 2 * ratio, ratio), 2 * ratio**2 / (1 - ratio**2)),
            nonnegative(2 * (1 - 1 / (1 + slack)) ** 2 / (1 - (1 - 1 / (1 + slack)) ** 2)),
            identity(2 * ratio / (8 * length), ratio / (4 * length)),
        ),
        uses=("hyperbolic-product",),
    )
    both_sides = _cumulated(eps * (1 + ratio)) + _cumulated(eps * (1 - ratio))
    b.step(
        "Windows that reach below 0 (w = epsilon_w*r, r < 1): both signs of v serve, and the mass "
        "F(epsilon_w + w) + F(epsilon_w - w) falls in w, to 2 epsilon_w (1 - ln(2 epsilon_w)); with "
        "omega = epsilon_w*(1 + y) that is at least 2 epsilon_w ln(1/omega).",
        r"F(\varepsilon_w+w)+F(\varepsilon_w-w) \ge 2\varepsilon_w\ln\frac1\omega",
        both(
            identity(sympy.diff(both_sides, ratio), eps * (log(1 - ratio) - log(1 + ratio))),
            identity(_cumulated(2 * eps) - 2 * eps * log(1 / eps), 2 * eps * (1 - log(2))),
            nonnegative_from(1 - log(2) + log(1 + slack), slack, 0),
        ),
        uses=(1,),
        given=("epsilon_w<=omega",),
    )
    _audit_product(b)


def _minus_log_of_rest(expression: sympy.Expr, variable: Symbol) -> Outcome:
    """expression >= 0 on [0, 1) by its derivative, written in s with variable = 1 - 1/(1 + s)."""
    s = Symbol("s_", nonnegative=True)
    moved = 1 - 1 / (1 + s)
    start = identity(expression.subs(variable, 0), sympy.Integer(0))
    slope = sympy.factor(sympy.simplify(sympy.diff(expression, variable).subs(variable, moved)))
    return both(start, nonnegative(slope))


def _audit_product(b: Builder) -> None:
    eps, delta = Fraction(1, 1000), Fraction(1, 10)
    few = ceiling(
        lambda bits: rational(2 / eps, bits) / whole(2, bits).log() * rational(1 / delta, bits).log(),
        "2/(eps ln 2) ln 10",
    )
    b.without(
        "|w|<1",
        f"At w = 1 the {few} draws that do for w = 1/2 (epsilon_w = 1/1000, delta = 1/10) succeed with probability "
        f"below "
        "1/1000.",
        rf"{few}\cdot\tfrac14\left(1-F\left(1-\tfrac1{{1000}}\right)\right) < \tfrac{{1}}{{1000}}",
        enclosed(
            lambda bits: rational(Fraction(few, 4), bits) * (whole(1, bits) - uniform_tail(rational(1 - eps, bits))),
            lambda bits: rational(Fraction(1, 1000), bits),
            f"{few}*p < 1/1000, p = (1 - F(999/1000))/4",
        ),
        [("w", 1), ("epsilon_w", eps), ("delta", delta), ("M", few), ("success", "below 1/1000")],
        "ceil(8/epsilon_w^2*ln(1/delta)) draws for every |w| <= 1",
    )


def derive_uniform_tail(b: Builder) -> None:
    """Adds the steps of uniform-product-tail."""
    z, x, base = Symbol("z", positive=True), Symbol("x", positive=True), 1 + Symbol("g", positive=True)
    h = Symbol("h", positive=True)
    b.step(
        "Given |u| = x, |uv| <= z has probability min(1, z/x).",
        r"P(|uv|\le z) = \int_0^z dx + \int_z^1 \frac{z}{x}\,dx = z - z\ln z",
        both(
            integral_is(sympy.Integer(1), x, sympy.Integer(0), z, z),
            integral_is(z / x, x, z, sympy.Integer(1), -z * log(z)),
            identity(z - z * log(z), _cumulated(z)),
        ),
        given=("law=uniform[-1,1]", "z<=1"),
        expression=_cumulated(z),
    )
    mass = _cumulated(z) - _cumulated(z / base)
    b.step(
        "The category [z/base, z] has a mass that is concave in z, so of k categories the first or the last is rarest.",
        r"\frac{d^2}{dz^2}\left(F(z)-F(z/\gamma)\right) = -\frac{1-1/\gamma}{z} < 0",
        both(
            identity(sympy.diff(mass, z, 2), -(1 - 1 / base) / z),
            nonnegative(sympy.factor((1 - 1 / base) / z)),
        ),
        uses=(1,),
        expression=sympy.diff(mass, z, 2),
    )
    t = Symbol("t", positive=True)
    b.step(
        "The last category, z = base^-k = exp(-t): mass/(z*ln(1/z)) tends to 1 - 1/base, so the mass is of the "
        "order of "
        "epsilon_w*ln(1/epsilon_w).",
        r"\lim_{z\to0}\frac{F(z)-F(z/\gamma)}{z\ln(1/z)} = 1-\frac1\gamma",
        limit_is(
            sympy.expand(sympy.expand_log((1 + t) - exp(-h) * (1 + t + h), force=True)) / t, t, sympy.oo, 1 - exp(-h)
        ),
        uses=(2,),
    )
    b.step(
        "epsilon_w lies between base^-k and base^(-k+1): the draws 4/(mass)*ln(..) are of the order of "
        "1/(epsilon_w*ln(1/epsilon_w)) times the logarithm of the failures: with that logarithm about 1/epsilon_w.",
        r"\frac{4}{\text{mass}}\cdot z\ln\tfrac1z \to \frac{4}{1-1/\gamma}",
        limit_is(4 * t / ((1 + t) - exp(-h) * (1 + t + h)), t, sympy.oo, 4 / (1 - exp(-h))),
        uses=(3, "golden-decomposition"),
    )
    b.without(
        "law=uniform[-1,1]",
        "For u, v fixed at 1/2 (not uniform) P(|uv| <= 1/4) = 1, not (1/4)(1 + ln 4) < 1.",
        r"\tfrac14(1+\ln4) < 1",
        enclosed(
            lambda bits: uniform_tail(rational(Fraction(1, 4), bits)), lambda bits: whole(1, bits), "(1 + ln 4)/4 < 1"
        ),
        [("u", "1/2"), ("v", "1/2"), ("z", "1/4"), ("found", 1)],
    )
