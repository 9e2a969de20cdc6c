"""malach-pruning, and parameter-lower-bound on the other side."""

from fractions import Fraction
from itertools import pairwise

import sympy
from sympy import E, Rational, Symbol, exp, log

from lottery_verify.bounds.proving import both, cases, decided, enclosed, identity, limit_is, nonnegative
from lottery_verify.bounds.steps import Builder
from lottery_verify.counts.enclosure import euler, rational


def derive_malach(b: Builder) -> None:
    """Adds the steps of malach-pruning."""
    u, v, w = (Symbol(name, real=True) for name in ("u", "v", "w"))
    eps, half_links, delta, n, ell = (Symbol(name, positive=True) for name in ("epsilon_w", "N", "delta", "n", "l"))
    s, t = Symbol("s", nonnegative=True), Symbol("t", nonnegative=True)
    b.step(
        "uv - w = (u - w)*v - w*(1 - v): with |u - w| <= epsilon_w/2, 1 - epsilon_w/2 <= v <= 1 and |w| <= 1 it "
        "is at most "
        "epsilon_w.",
        r"|uv-w| \le |u-w|\,|v| + |w|\,(1-v) \le \tfrac{\varepsilon_w}{2}+\tfrac{\varepsilon_w}{2}",
        both(
            identity(u * v - w, (u - w) * v - w * (1 - v)),
            nonnegative(eps - (eps / 2 * (1 / (1 + s)) + eps / 2 * (1 / (1 + t)))),
        ),
        given=("law=uniform", "w_max<=1/sqrt(n)"),
    )
    b.step(
        "For w >= epsilon_w/2 the window [w - epsilon_w/2, w], for w < epsilon_w/2 <= 1 the window [0, "
        "epsilon_w/2] lies in "
        "[0, 1] with u of the right sign: probability (epsilon_w/2)/2; v as well: epsilon_w^2/16.",
        r"P \ge \frac{\varepsilon_w}{4}\cdot\frac{\varepsilon_w}{4} = \frac{\varepsilon_w^2}{16}",
        both(identity((eps / 2) / 2 * ((eps / 2) / 2), eps**2 / 16), nonnegative((eps / 2 + s) - eps / 2)),
        uses=(1,),
    )
    draws = 16 / eps**2 * log(2 * half_links / delta) + t
    b.step(
        "M = (16/epsilon_w^2) ln(2N/delta) + t: N half links fail with probability at most N*exp(-M epsilon_w^2/16) <= "
        "delta/2. (ln(N/delta) would do: the 2 is room to spare. One pool serves both halves of a link.)",
        r"N e^{-M\varepsilon_w^2/16} = \tfrac\delta2 e^{-t\varepsilon_w^2/16} \le \delta",
        both(
            identity(sympy.expand(-draws * eps**2 / 16), -log(2 * half_links / delta) - t * eps**2 / 16),
            identity(half_links * exp(-log(2 * half_links / delta)), delta / 2),
            nonnegative(delta - delta / 2),
        ),
        uses=(2, "gadget-identity"),
        given=("delta<1",),
        expression=draws,
    )
    size = Symbol("epsilon", positive=True)
    allowed = size / (E * ell * n ** Rational(3, 2))
    b.step(
        "epsilon_w = epsilon/(e l n^(3/2)), norms and F_max being at most 1: 16/epsilon_w^2 = 16 e^2 n^3 "
        "l^2/epsilon^2.",
        r"\frac{16}{\varepsilon_w^2} = 16e^2\,\frac{n^3\ell^2}{\varepsilon^2}",
        identity(16 / allowed**2, 16 * E**2 * n**3 * ell**2 / size**2),
        uses=("error-propagation",),
        given=("spectral-norms<=1", "input-norm<=1", "epsilon<=e*sqrt(n)*f_max"),
    )
    big, fixed = Symbol("T", positive=True), Symbol("A", positive=True)
    order = 16 * E**2
    b.step(
        "Divided by n^3 l^2/epsilon^2 ln(n l/delta), with N = 2 l n^2: 32 e^2 for n -> infinity, 16 e^2 for l -> "
        "infinity, "
        "16 e^2 for delta -> 0 (each as exp(T)).",
        r"\lim_{n\to\infty} = 32e^2,\quad \lim_{\ell\to\infty} = \lim_{\delta\to0} = 16e^2",
        both(
            limit_is(order * (log(4 * fixed) + 2 * big) / (big + log(fixed)), big, sympy.oo, 32 * E**2),
            limit_is(order * (log(4 * fixed) + big) / (big + log(fixed)), big, sympy.oo, 16 * E**2),
        ),
        uses=(3, 4),
    )
    grown = (Fraction(2) + Fraction(4, 880)) ** 4 - 16
    b.without(
        "spectral-norms<=1",
        "n = 4, four layers with all weights 1/2 (norm 2), x = (1/2,..), epsilon = 1/10, epsilon_w = 1/880 <= "
        "1/(320 e): "
        "the ticket with all weights 1/2 + 1/880 errs by (2 + 1/220)^4 - 16 > 0.14.",
        r"\left(2+\tfrac{1}{220}\right)^4-16 > \tfrac{14}{100} > \tfrac{1}{10}",
        both(
            enclosed(lambda bits: rational(320, bits) * euler(bits), lambda bits: rational(880, bits), "320 e <= 880"),
            decided(grown > Fraction(14, 100), "(2 + 1/220)^4 - 16 > 14/100"),
        ),
        [("widths", "4,4,4,4,4"), ("W", "all 1/2"), ("epsilon", "1/10"), ("epsilon_w", "1/880"), ("error", grown)],
        "epsilon_w divided by the product of the norms, as in error-propagation",
    )
    b.without(
        "w_max<=1/sqrt(n)",
        "w = 2 is out of reach of any product of two numbers of [-1, 1]; |w| <= 1 is all that the proof needs.",
        r"|uv - 2| \ge 1 > \varepsilon_w = \tfrac12",
        decided(Fraction(2) - 1 > Fraction(1, 2), "2 - 1 > 1/2"),
        [("w", 2), ("epsilon_w", "1/2"), ("nearest product", 1)],
        "|w| <= 1",
    )


def derive_lower_bound(b: Builder) -> None:
    """Adds the steps of parameter-lower-bound."""
    eps, size, count, packed = (Symbol(name, positive=True) for name in ("epsilon", "D", "P", "K"))
    b.step(
        "Tickets are masks of P parameters: at most 2^P. One ticket within epsilon of W and of W' on the unit "
        "ball forces "
        "|W - W'|_2 <= 2*epsilon.",
        r"\|Wx-W'x\| \le \|Wx-g(x)\|+\|g(x)-W'x\| \le 2\varepsilon",
        identity(eps + eps, 2 * eps),
        given=("unit-ball",),
    )
    b.step(
        "A largest set of K matrices in the unit ball of R^D, D = d^2, with distances above 2*epsilon, covers it "
        "by K balls of "
        "radius 2*epsilon: K*(2 epsilon)^D >= 1, volumes scaling by the D-th power.",
        r"K(2\varepsilon)^{D} \ge 1\ \Leftrightarrow\ \log_2 K \ge D\log_2\frac{1}{2\varepsilon}",
        identity(
            sympy.expand_log(log((2 * eps) ** (-size)), force=True),
            sympy.expand(-size * sympy.expand_log(log(2 * eps))),
        ),
        uses=(1,),
        given=("one-layer",),
    )
    b.step(
        "Each is served with probability at least 1/2, so some network serves K/2 of them, with K/2 different tickets: "
        "2^P >= K/2.",
        r"2^P \ge \tfrac K2\ \Rightarrow\ P \ge \log_2 K - 1",
        identity(sympy.expand_log(log(packed / 2) / log(2), force=True), sympy.expand_log(log(packed) / log(2)) - 1),
        uses=(2,),
        given=("probability>=1/2",),
    )
    b.step(
        "P >= d^2 log2(1/(2 epsilon)) - 1; divided by d^2 log2(1/epsilon) the bound tends to 1 for epsilon = 2^-T "
        "-> 0.",
        r"P \ge d^2\log_2\frac{1}{2\varepsilon}-1,\qquad "
        r"\lim_{\varepsilon\to0}\frac{d^2\log_2\frac{1}{2\varepsilon}-1}{d^2\log_2\frac1\varepsilon}=1",
        limit_is((size * (count - 1) - 1) / (size * count), count, sympy.oo, sympy.Integer(1)),
        uses=(3,),
    )
    width, small = Symbol("R", positive=True), Symbol("epsilon_w", positive=True)
    b.step(
        "In bits: masks that put a weight of a range of width R within epsilon_w serve intervals of length "
        "2*epsilon_w, so at "
        "least R/(2*epsilon_w) of them are needed.",
        r"2^{P} \cdot 2\varepsilon_w \ge R\ \Rightarrow\ P \ge \log_2\frac{R}{2\varepsilon_w}",
        identity(2 * small * (width / (2 * small)), width),
    )
    b.step(
        "It is sharp for one weight: for R = 2^(P+1)*epsilon_w, P = 0..12, the 2^P midpoints do serve the whole range.",
        r"2^P\cdot2\varepsilon_w = R",
        cases(13, _midpoints_cover, "midpoints of 2^P intervals"),
        uses=(5,),
    )
    b.without(
        "one-layer",
        "For targets that are one single map W the empty question needs no parameter that varies: P = 0 mask bits, not "
        "d^2*log2(1/(2 epsilon)) - 1 = 1 for d = 1, epsilon = 1/8.",
        r"P = 0 < \log_2 4 - 1 = 1",
        decided(2 ** (0 + 1) < 4, "2^(0+1) < 1/(2 epsilon) = 4"),
        [("d", 1), ("epsilon", "1/8"), ("targets", "W = 0 alone"), ("P", 0)],
    )


def _midpoints_cover(bits: int) -> bool:
    step = Fraction(2)  # 2*epsilon_w with epsilon_w = 1
    centres = [step * i + 1 for i in range(2**bits)]
    joined = all(right - left == step for left, right in pairwise(centres))
    return joined and centres[0] == 1 and centres[-1] == step * 2**bits - 1
