"""subset-sum, by the growth of the covered set, and subset-sum-pruning by composition."""

from fractions import Fraction
from itertools import combinations

import sympy
from sympy import Rational, Symbol, exp, log

from lottery_verify.bounds.proving import (
    both,
    concave_with_ends,
    decided,
    identity,
    integral_is,
    limit_is,
    nonnegative,
    nonnegative_from,
)
from lottery_verify.bounds.steps import Builder, Outcome


def derive_subset_sum(b: Builder) -> None:
    """Adds the steps of subset-sum."""
    v, y, p, eps, delta = (Symbol(name, positive=True) for name in ("v", "y", "p", "epsilon", "delta"))
    s, t = Symbol("s", nonnegative=True), Symbol("t", nonnegative=True)
    b.step(
        "A_t in [-1/2, 1/2], z in [-1/2, 1/2]: z - a lies in [-1, 1] for every a of A_t, where U[-1, 1] has "
        "density 1/2; "
        "so P(z - X in A_t) = v_t/2.",
        r"|z-a| \le \tfrac12+\tfrac12 = 1,\quad P(z - X \in A_t) = \tfrac{v_t}{2}",
        both(
            nonnegative(1 - ((Rational(1, 2) - 0) + (Rational(1, 2) - 0))),
            integral_is(Rational(1, 2), y, sympy.Integer(0), v, v / 2),
        ),
        given=("law-contains-uniform", "|z|<=1/2"),
    )
    b.step(
        "Integrated over the uncovered 1 - v_t: E[v_(t+1)] = v_t + v_t(1 - v_t)/2; with weight p, at least p "
        "times that.",
        r"E[v_{t+1}\mid A_t] = v_t + \tfrac{p}{2}v_t(1-v_t)",
        integral_is(p * v / 2, y, sympy.Integer(0), 1 - v, p * v * (1 - v) / 2),
        uses=(1,),
        given=("draws-iid",),
    )
    b.step(
        "v_(t+1) = v_t(1 + Y) with 0 <= Y <= 1 (a shifted copy is no larger), and 1/(1 + Y) <= 1 - Y/2.",
        r"\frac{1}{1+Y} \le 1-\frac{Y}{2}\quad(0\le Y\le1)",
        concave_with_ends(1 - t / 2 - 1 / (1 + t), t, 0, 1),
        uses=(2,),
        expression=1 - t / 2 - 1 / (1 + t),
    )
    b.step(
        "While v_t <= 1/2 (v = 1/2 - s), E[Y] = p(1 - v)/2 >= p/4, so E[v_t/v_(t+1)] <= 1 - p/8.",
        r"E\left[\frac{v_t}{v_{t+1}}\right] \le 1-\frac{p}{8}",
        both(
            nonnegative(p * (1 - (Rational(1, 2) - s)) / 2 - p / 4),
            identity(1 - (p / 4) / 2, 1 - p / 8),
        ),
        uses=(3,),
    )
    b.step(
        "From v_0 = 2*epsilon: P(v_t <= 1/2) <= (1/2)*E[1/v_t; v_t <= 1/2] <= (1 - p/8)^t/(4*epsilon), which is "
        "delta/2 at "
        "t = ln(1/(2 epsilon delta))/-ln(1 - p/8).",
        r"\frac{(1-p/8)^t}{4\varepsilon} = \frac{\delta}{2}",
        identity(exp(-log(1 / (2 * eps * delta))) / (4 * eps), delta / 2),
        uses=(4,),
        given=("epsilon<=1/2", "delta<1"),
    )
    b.step(
        "Once v >= 1/2 (v = 1/2 + s) it stays so, and E[1 - v_(t+1)] = (1 - v)(1 - p v/2) <= (1 - v)(1 - p/4).",
        r"E[1-v_{t+1}] = (1-v_t)\left(1-\tfrac{p v_t}{2}\right) \le \left(1-\tfrac p4\right)(1-v_t)",
        both(
            identity(1 - (v + p * v * (1 - v) / 2), (1 - v) * (1 - p * v / 2)),
            nonnegative(sympy.expand((1 - p / 4) - (1 - p * (Rational(1, 2) + s) / 2))),
        ),
        uses=(2,),
    )
    b.step(
        "From 1 - v <= 1/2: P(1 - v_t >= epsilon) <= (1/2)(1 - p/4)^t/epsilon, which is delta/2 at "
        "t = ln(1/(epsilon delta))/-ln(1 - p/4).",
        r"\frac{(1-p/4)^t}{2\varepsilon} = \frac{\delta}{2}",
        identity(exp(-log(1 / (eps * delta))) / (2 * eps), delta / 2),
        uses=(6,),
    )
    b.step(
        "Both phases fail with probability at most delta/2 + delta/2 = delta. Every z has epsilon of [-1/2, 1/2] "
        "on one side, "
        "more than is uncovered, so a point of A within epsilon of z, itself within epsilon of a subset sum.",
        r"\tfrac\delta2+\tfrac\delta2 = \delta,\qquad \varepsilon+\varepsilon = 2\varepsilon",
        both(identity(delta / 2 + delta / 2, delta), identity(eps + eps, 2 * eps)),
        uses=(5, 7),
    )
    z = Symbol("z", positive=True)
    b.step(
        "Half a link: X = 0 or uv, each half the time, u ~ U[0, 1], v ~ U[-1, 1]. On |z| <= 1/2 its density is "
        "-ln(z)/4 >= ln(2)/4 (z = 1/(2(1 + s))): X contains U[-1/2, 1/2] with weight p = ln(2)/4.",
        r"\tfrac12\cdot\tfrac12(-\ln z) \ge \tfrac{\ln2}{4}",
        both(
            identity(sympy.diff(z * (1 - log(z)), z), -log(z)),
            identity(sympy.expand_log(-log(1 / (2 * (1 + s))), force=True), log(2) + log(1 + s)),
            nonnegative_from(log(1 + s), s, 0),
        ),
        uses=("uniform-product-tail",),
    )
    draws = [Fraction(1), Fraction(1)]
    nearest = min(abs(sum(part, Fraction(0)) - Fraction(1, 2)) for r in range(3) for part in combinations(draws, r))
    b.without(
        "law-contains-uniform",
        "Draws that are always 1 never come within 1/4 of z = 1/2, however many there are.",
        r"\min_S\left|\tfrac12-\sum_S 1\right| = \tfrac12 > 2\varepsilon = \tfrac14",
        decided(nearest == Fraction(1, 2) > Fraction(1, 4), "sums are integers, 1/2 from z"),
        [("X", 1), ("z", "1/2"), ("epsilon", "1/8"), ("nearest", "1/2")],
    )
    b.without(
        "|z|<=1/2",
        "z = N + 1 is out of reach of N draws from [-1, 1].",
        r"\left|\sum_S X_i\right| \le N < N + 1 - 2\varepsilon",
        decided(Fraction(10) < 11 - 2 * Fraction(1, 4), "10 < 11 - 1/2"),
        [("N", 10), ("z", 11), ("epsilon", "1/4")],
    )


def derive_subset_sum_pruning(b: Builder) -> None:
    """Adds the steps of subset-sum-pruning."""
    eps, ell, after, before, w_max, delta = (
        Symbol(name, positive=True) for name in ("epsilon", "l", "n_i", "n_j", "w_max", "delta")
    )
    t, d = Symbol("t", nonnegative=True), Symbol("d", nonnegative=True)
    target, found = Symbol("z", real=True), Symbol("S", real=True)
    b.step(
        "u, v ~ U[-B, B] with B^2 = 4*w_max: a sum of products is 2*w_max times a sum of draws of 2X, which contains "
        "U[-1, 1] with weight ln(2)/4; w = 2*w_max*z has |z| <= 1/2.",
        r"B^2 \cdot X = 2 w_{\max}\cdot 2X,\quad \left|\tfrac{w}{2w_{\max}}\right| \le \tfrac12",
        both(
            identity(4 * w_max * found, 2 * w_max * (2 * found)),
            identity(2 * w_max * target - 2 * w_max * found, 2 * w_max * (target - found)),
            identity(w_max / (2 * w_max), Rational(1, 2)),
        ),
        uses=("subset-sum",),
        given=("law=uniform[-2*sqrt(w_max),2*sqrt(w_max)]",),
    )
    weight = eps / (2 * ell * after * before)
    b.step(
        "subset-sum at precision epsilon_w/(4*w_max) brings 2*w_max*|z - S| to at most epsilon_w.",
        r"2w_{\max}\cdot2\cdot\frac{\varepsilon_w}{4w_{\max}} = \varepsilon_w = \frac{\varepsilon}{2\ell n_i n_{i-1}}",
        identity(2 * w_max * 2 * (weight / (4 * w_max)), weight),
        uses=(1,),
    )
    b.step(
        "A layer's error matrix has Frobenius norm at most sqrt(n_i n_(i-1))*epsilon_w <= epsilon/(2l) =: eta "
        "(n_i = 1 + s, n_(i-1) = 1 + t).",
        r"\sqrt{n_i n_{i-1}}\;\varepsilon_w = \frac{\varepsilon}{2\ell\sqrt{n_i n_{i-1}}} \le "
        r"\frac{\varepsilon}{2\ell}",
        both(
            identity(sympy.sqrt(after * before) * weight, eps / (2 * ell * sympy.sqrt(after * before))),
            nonnegative(sympy.expand((1 + t) * (1 + d) - 1)),
        ),
        uses=(2, "error-propagation"),
    )
    eta, power = Symbol("eta", positive=True), Symbol("Q", positive=True)
    b.step(
        "Norms at most 1 keep |f_i| <= |x| <= 1, so d_i <= eta + (1 + eta)*d_(i-1), solved by (1 + eta)^i - 1.",
        r"\eta + (1+\eta)\left((1+\eta)^{i-1}-1\right) = (1+\eta)^i - 1",
        identity(eta + (1 + eta) * (power - 1), (1 + eta) * power - 1),
        uses=(3,),
        given=("spectral-norms<=1", "input-norm<=1"),
    )
    x = Symbol("x", nonnegative=True)
    b.step(
        "(1 + epsilon/(2l))^l - 1 <= exp(epsilon/2) - 1 <= epsilon for epsilon = 2x <= 2.",
        r"e^{\varepsilon/2} - 1 \le \varepsilon\quad(\varepsilon\le2)",
        both(nonnegative_from(x - log(1 + x), x, 0), concave_with_ends(2 * x - (exp(x) - 1), x, 0, 1)),
        uses=(4,),
        given=("epsilon<=2",),
        expression=2 * x - (exp(x) - 1),
    )
    b.step(
        "2*n_i*n_(i-1) half links in each of l layers, each failing with probability delta/(2*l*n_i*n_(i-1)): "
        "delta in all.",
        r"\sum_{i=1}^\ell 2 n_i n_{i-1}\cdot\frac{\delta}{2\ell n_i n_{i-1}} = \delta",
        identity(ell * (2 * after * before * (delta / (2 * ell * after * before))), delta),
        uses=(2,),
        given=("delta<1",),
    )
    b.step(
        "In X a draw whose u has the wrong sign counts as 0, so the SAME N draws serve both halves: the 2 in the width "
        "2*n_(i-1)*N is room to spare.",
        r"2N - N = N \ge 0",
        nonnegative(2 * t - t),
        uses=("gadget-identity", 1),
    )
    big = Symbol("T", positive=True)
    rate = -1 / log(1 - Rational(1, 32) * log(2)) - 1 / log(1 - Rational(1, 16) * log(2))
    constant = Symbol("K", positive=True)
    b.step(
        "The order: N/ln(n_i n_(i-1) l/min(epsilon, delta)) tends to a constant; for epsilon = exp(-T) -> 0 it is "
        "1/-ln(1 - p/8) + 1/-ln(1 - p/4), about 68.2.",
        r"\lim_{\varepsilon\to0}\frac{N}{\ln(1/\varepsilon)} = \frac{1}{-\ln(1-p/8)}+\frac{1}{-\ln(1-p/4)}",
        both(*(_limit(big, constant, rate, ends) for ends in (0, 2))),
        uses=(6,),
    )
    b.without(
        "epsilon<=2",
        "F(x) = relu(relu(x)) at x = 1, epsilon = 20, epsilon_w = 20/(2*2) = 5: the ticket with weights 6 errs by 35.",
        r"(1+5)^2 - 1 = 35 > 20",
        decided(Fraction(6) ** 2 - 1 > 20, "6*6 - 1 = 35 > 20"),
        [("widths", "1,1,1"), ("W", "1, 1"), ("x", 1), ("epsilon", 20), ("epsilon_w", 5), ("error", 35)],
    )


def _limit(big: Symbol, constant: Symbol, rate: sympy.Expr, more: int) -> Outcome:
    return limit_is(((big + log(constant)) * rate + more) / big, big, sympy.oo, rate)
