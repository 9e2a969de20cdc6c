"""error-propagation: solve the recurrence, then bound (1 + 1/l)^l."""

from fractions import Fraction

import sympy
from sympy import E, Max, Symbol, exp, log, sqrt

from lottery_verify.bounds.proving import (
    both,
    concave_with_ends,
    decided,
    enclosed,
    identity,
    limit_is,
    nonnegative,
    nonnegative_from,
)
from lottery_verify.bounds.steps import Builder, Outcome
from lottery_verify.counts.enclosure import euler, rational


def derive_propagation(b: Builder) -> None:
    """Adds the steps of error-propagation."""
    n, small, f_max, eta, x = (Symbol(name, positive=True) for name in ("n", "epsilon_w", "F_max", "eta", "x"))
    s, t, gap = (Symbol(name, nonnegative=True) for name in ("s", "t", "g"))
    a, c, size = Symbol("A", positive=True), Symbol("B", real=True), Symbol("C", nonnegative=True)
    b.step(
        "Each pruned link errs by at most epsilon_w*|y|, and |y| = s <= s + g = F_max; so output a of layer i "
        "errs by at most n_(i-1)*epsilon_w*F_max.",
        r"\Big|\sum_b \Delta_{ab}(y_b)\Big| \le \sum_b \varepsilon_w |y_b| \le n_{i-1}\varepsilon_w F_{\max}",
        nonnegative(sympy.expand(small * (s + gap) - small * s)),
        uses=("gadget-identity",),
        given=("entries-within-epsilon_w", "activations<=f_max"),
    )
    shrink = (1 + s) * (1 + t) ** 2
    b.step(
        "In the Euclidean norm that is sqrt(n_i)*n_(i-1)*epsilon_w*F_max <= n^(3/2)*epsilon_w*F_max: put "
        "n_i = n/(1+s), n_(i-1) = n/(1+t).",
        r"n_i\,n_{i-1}^2 = \frac{n^3}{(1+s)(1+t)^2} \le n^3",
        nonnegative(sympy.expand(shrink - 1)),
        uses=(1,),
        expression=sympy.expand(shrink - 1),
    )
    b.step(
        "Cauchy-Schwarz: sum (a_b*z + y_b)^2 = A z^2 + 2 B z + C is not negative at z = -B/A, so B^2 <= A*C; row "
        "by row "
        "|D y| <= |D|_F |y| <= n*epsilon_w*|y| for a matrix D of entries up to epsilon_w.",
        r"A z^2 + 2Bz + C\big|_{z=-B/A} = C - \tfrac{B^2}{A} \ge 0",
        identity((a * x**2 + 2 * c * x + size).subs(x, -c / a), size - c**2 / a),
        expression=size - c**2 / a,
    )
    b.step(
        "A ReLU is 1-Lipschitz: both arguments s + g >= s >= 0; g >= 0 >= -t; or -s >= -s - g, both not positive.",
        r"|\max(y,0)-\max(z,0)| \le |y-z|",
        both(
            identity(Max(0, s + gap) - Max(0, s), gap),
            nonnegative((gap + t) - (Max(0, gap) - Max(0, -t))),
            identity(Max(0, -s) - Max(0, -s - gap), sympy.Integer(0)),
        ),
        given=("activation-1-lipschitz",),
    )
    above, less = Symbol("p", nonnegative=True), Symbol("q", nonnegative=True)
    b.step(
        "d_i <= n^(3/2) epsilon_w F_max + (s_i + eta) d_(i-1) with eta = n*epsilon_w, and s_i + eta <= S_i*(1 + eta) "
        "for S_i = max{1, s_i} = 1 + p = s_i + q.",
        r"s_i + \eta \le S_i(1+\eta),\quad \eta = n\varepsilon_w",
        nonnegative(sympy.expand((1 + above) * (1 + eta) - ((1 + above) - less + eta))),
        uses=(2, 3, 4),
        given=("spectral-norms",),
        expression=(1 + above) * (1 + eta) - (1 + above - less + eta),
    )
    power, product = Symbol("Q", positive=True), 1 + Symbol("r", nonnegative=True)
    growth = 1 + above
    scale = sqrt(n) * f_max
    fresh = scale * eta
    before = scale * product * (power - 1)
    after = scale * growth * product * (power * (1 + eta) - 1)
    b.step(
        "The recurrence is solved by D_i = sqrt(n) F_max P_i ((1 + eta)^i - 1), P_i = S_2*...*S_i: D_1 is the first "
        "layer's own error, and D_i exceeds what D_(i-1) leads to by sqrt(n)*F_max*eta*(P_i - 1) >= 0.",
        r"D_i - \left(n^{3/2}\varepsilon_w F_{\max} + S_i(1+\eta)D_{i-1}\right) = "
        r"\sqrt{n}\,F_{\max}\,\eta\,(P_i-1) \ge 0",
        both(
            identity(sympy.expand(after - (fresh + growth * (1 + eta) * before)), scale * eta * (growth * product - 1)),
            nonnegative(sympy.expand(scale * eta * (growth * product - 1))),
            identity(n ** sympy.Rational(3, 2) * small * f_max, (fresh).subs(eta, n * small)),
        ),
        uses=(5,),
        expression=sympy.expand(after - (fresh + growth * (1 + eta) * before)),
    )
    b.step(
        "So without any side condition sup |F - ticket| <= sqrt(n) F_max P ((1 + n epsilon_w)^l - 1); the norm of the "
        "first layer does not matter.",
        r"\sup\|F-\hat G\|_2 \le \sqrt{n}\,F_{\max}\prod_{i\ge2}S_i\left((1+n\varepsilon_w)^\ell-1\right)",
        identity(before.subs(power, (1 + eta) ** 1), scale * product * eta),
        uses=(6,),
    )
    ell, z = Symbol("l", positive=True), Symbol("z", nonnegative=True)
    b.step(
        "ln(1 + x) <= x, so (1 + 1/l)^l <= e and (1 + eta)^l <= exp(eta*l).",
        r"(1+\tfrac1\ell)^\ell \le e,\qquad \lim_{\ell\to\infty}(1+\tfrac1\ell)^\ell = e",
        both(nonnegative_from(x - log(1 + x), x, 0), limit_is((1 + 1 / ell) ** ell, ell, sympy.oo, E)),
        uses=(7,),
        expression=x - log(1 + x),
    )
    b.step(
        "For z = eta*l in [0, 1], exp(z) - 1 <= (e - 1)*z by convexity; and e - 1 <= e.",
        r"0 \le z \le 1\ \Rightarrow\ e^z - 1 \le (e-1)z \le e z",
        both(concave_with_ends((E - 1) * z - (exp(z) - 1), z, 0, 1), nonnegative(z * (E - (E - 1)))),
        uses=(8,),
        expression=(E - 1) * z - (exp(z) - 1),
    )
    product_all, rest, eps = (
        1 + Symbol("u", nonnegative=True),
        Symbol("v", nonnegative=True),
        Symbol("epsilon", positive=True),
    )
    allowed = eps / (E * ell * n ** sympy.Rational(3, 2) * f_max * product_all)
    side = (E * sqrt(n) * f_max) / (1 + rest)
    b.step(
        "The side condition epsilon = e*sqrt(n)*F_max/(1 + v) gives n*epsilon_w*l <= 1/prod max{1, s_i} <= 1.",
        r"\ell\,n\,\varepsilon_w \le \frac{\varepsilon}{e\sqrt n F_{\max}\prod_i S_i} \le 1",
        nonnegative(sympy.simplify(1 - (ell * n * allowed).subs(eps, side))),
        given=("epsilon<=e*sqrt(n)*f_max", "epsilon_w-small"),
    )
    b.step(
        "Together: sqrt(n) F_max P e l n epsilon_w <= epsilon.",
        r"\sqrt n F_{\max}\prod_i S_i\cdot e\,\ell\,n\,\varepsilon_w = \varepsilon",
        identity(sqrt(n) * f_max * product_all * E * ell * n * allowed, eps),
        uses=(7, 9, 10),
        expression=sympy.Eq(sqrt(n) * f_max * product_all * E * ell * n * allowed, eps),
    )
    _audit(b)


def _audit(b: Builder) -> None:
    def over_e(number: Fraction, limit: Fraction) -> Outcome:
        return enclosed(
            lambda bits: rational(number, bits) * euler(bits),
            lambda bits: rational(limit, bits),
            f"{number}*e <= {limit}",
        )

    error = Fraction(5) ** 2 - 1
    b.without(
        "epsilon<=e*sqrt(n)*f_max",
        "F(x) = relu(1*relu(1*x)) on [0, 1], epsilon = 22, epsilon_w = 4 <= 22/(2e): the ticket with weights 5 errs by "
        "24 at x = 1.",
        r"\ell=2,\ n=1,\ \varepsilon=22,\ \varepsilon_w=4\le\tfrac{22}{2e}:\quad |5\cdot5-1| = 24 > 22",
        both(over_e(Fraction(8), Fraction(22)), decided(error > 22, "5*5 - 1 = 24 > 22")),
        [("widths", "1,1,1"), ("W", "1, 1"), ("region", "[0, 1]"), ("epsilon", 22), ("epsilon_w", 4), ("error", error)],
        "epsilon <= e*sqrt(n)*F_max*prod max{1, s_i} is enough; without it the closed form of step 7 holds",
    )
    b.without(
        "max(1,norm)",
        "With |W| in place of max{1, |W|}: W = 1/10, epsilon = 1/10, epsilon_w = 1/3 <= 1/e: the ticket errs by 1/3.",
        r"\ell=1,\ W=\tfrac1{10},\ \varepsilon=\tfrac1{10},\ \varepsilon_w=\tfrac13\le\tfrac{1}{e}:\quad \tfrac13 "
        r"> \tfrac1{10}",
        both(over_e(Fraction(1, 3), Fraction(1)), decided(Fraction(1, 3) > Fraction(1, 10), "1/3 > 1/10")),
        [
            ("widths", "1,1"),
            ("W", "1/10"),
            ("region", "[0, 1]"),
            ("epsilon", "1/10"),
            ("epsilon_w", "1/3"),
            ("error", "1/3"),
        ],
    )
    b.without(
        "activation-1-lipschitz",
        "With the activation 3*relu: W = 1, epsilon = 1, epsilon_w = 4/11 <= 1/e: the ticket errs by 12/11.",
        r"\sigma(y)=3\max(y,0),\ \varepsilon_w=\tfrac4{11}\le\tfrac1e:\quad 3\cdot\tfrac{4}{11} = \tfrac{12}{11} > 1",
        both(over_e(Fraction(4, 11), Fraction(1)), decided(3 * Fraction(4, 11) > 1, "12/11 > 1")),
        [("widths", "1,1"), ("W", 1), ("epsilon", 1), ("epsilon_w", "4/11"), ("error", "12/11")],
    )
    b.without(
        "activations<=f_max",
        "With activations up to 3 where F_max = 1 is claimed: W = 1, x = 3, epsilon_w = 4/11: the ticket errs by "
        "12/11.",
        r"x = 3,\ \varepsilon_w=\tfrac4{11}\le\tfrac1e:\quad \tfrac{12}{11} > 1",
        both(over_e(Fraction(4, 11), Fraction(1)), decided(3 * Fraction(4, 11) > 1, "12/11 > 1")),
        [("widths", "1,1"), ("W", 1), ("x", 3), ("epsilon", 1), ("epsilon_w", "4/11"), ("error", "12/11")],
    )
    b.without(
        "depth",
        "Without l: four layers of W = 1, epsilon = 1, epsilon_w = 4/11 <= 1/e: the ticket errs by (15/11)^4 - 1 > 2.",
        r"\left(\tfrac{15}{11}\right)^4 - 1 > 2 > 1",
        both(over_e(Fraction(4, 11), Fraction(1)), decided(Fraction(15, 11) ** 4 - 1 > 2, "(15/11)^4 > 3")),
        [("widths", "1,1,1,1,1"), ("epsilon", 1), ("epsilon_w", "4/11"), ("error", Fraction(15, 11) ** 4 - 1)],
    )
    b.without(
        "n^(3/2)",
        "With n in place of n^(3/2): one layer, n = 16, W = 0, x = (1,..,1), epsilon = 1, epsilon_w = 1/44 <= 1/(16e): "
        "the ticket with all weights epsilon_w errs by sqrt(16)*16/44 = 16/11.",
        r"\sqrt{16}\cdot16\cdot\tfrac{1}{44} = \tfrac{16}{11} > 1",
        both(over_e(Fraction(16, 44), Fraction(1)), decided(4 * 16 * Fraction(1, 44) > 1, "64/44 > 1")),
        [("widths", "16,16"), ("W", 0), ("x", "all 1"), ("epsilon", 1), ("epsilon_w", "1/44"), ("error", "16/11")],
    )
