"""golden-decomposition by its invariant, and golden-threshold by the geometric series."""

from fractions import Fraction

import sympy
from sympy import Symbol, log, sqrt

from lottery_verify.bounds.proving import both, decided, identity, limit_is, nonnegative, nonnegative_from, positive
from lottery_verify.bounds.steps import Builder, Outcome

_PHI = (1 + sqrt(5)) / 2


def greedy_rest(weight: Fraction, samples: list[Fraction]) -> Fraction:
    """What the greedy rule leaves of a weight: take a sample whenever it fits."""
    for sample in samples:
        if weight >= sample:
            weight -= sample
    return weight


def derive_golden(b: Builder) -> None:
    """Adds the steps of golden-decomposition."""
    g, base, slack = (Symbol(name, positive=True) for name in ("g", "gamma", "s"))
    excess, gap, rest = (Symbol(name, nonnegative=True) for name in ("y", "z", "r"))
    b.step(
        "At the start r_0 = w lies in [0, 1] = [0, base^0].",
        r"0 \le r_0 = w \le 1 = \gamma^0",
        identity(base**0, sympy.Integer(1)),
        given=("w>=0", "w<=1"),
    )
    b.step(
        "Skip: the rest is below x_i, and x_i <= base^-i =: g.",
        r"r_{i-1} < x_i \le \gamma^{-i}\ \Rightarrow\ r_i = r_{i-1} \le \gamma^{-i}",
        nonnegative(((rest + excess) + gap) - rest),
        uses=(1,),
        given=("sample<=window-top", "k-categories"),
    )
    b.step(
        "Take: the rest stays at or above 0, since x_i <= r_(i-1).",
        r"x_i \le r_{i-1}\ \Rightarrow\ r_i = r_{i-1} - x_i \ge 0",
        nonnegative((rest + excess) - rest),
    )
    worst = base * g - g / base
    b.step(
        "Take: the rest is at most base^(-i+1) - base^(-i-1), which is base^-i less g*(base + 1 - base^2)/base.",
        r"\gamma^{-i+1} - \gamma^{-i-1} = \gamma^{-i} - \gamma^{-i}\,\frac{\gamma+1-\gamma^2}{\gamma}",
        identity(worst, g - g * (base + 1 - base**2) / base),
        uses=(1,),
        given=("sample>=window-bottom", "k-categories"),
        expression=sympy.Eq(worst, g - g * (base + 1 - base**2) / base),
    )
    b.step(
        "That is at most base^-i when s = base + 1 - base^2 is not negative.",
        r"\gamma^2 \le \gamma + 1\ \Rightarrow\ \gamma^{-i+1} - \gamma^{-i-1} \le \gamma^{-i}",
        nonnegative(g * rest / base),
        uses=(4,),
        given=("base<=phi",),
    )
    roots = sympy.solve(base**2 - base - 1, base)
    b.step(
        "base^2 - base - 1 has one positive root, phi; the invariant breaks just above it.",
        r"\gamma^2 - \gamma - 1 = 0\ \Leftrightarrow\ \gamma = \varphi = \tfrac{1+\sqrt5}{2}",
        both(
            decided(
                roots == [sympy.Rational(1, 2) + sqrt(5) / 2], "sympy solves base^2 = base + 1 for a positive base"
            ),
            positive(sympy.expand((_PHI + slack) ** 2 - (_PHI + slack) - 1)),
        ),
        expression=base**2 - base - 1,
    )
    choice, sample = Symbol("b_i", nonnegative=True), Symbol("x_i", nonnegative=True)
    b.step(
        "r_i = r_(i-1) - b_i*x_i, so the rests telescope to r_k = w - sum b_i*x_i, and 0 <= r_k <= base^-k.",
        r"0 \le w - \sum_{i=1}^k b_i x_i = r_k \le \gamma^{-k}",
        identity((rest - choice * sample) + choice * sample, rest),
        uses=(2, 3, 5),
    )
    w_max, allowed, more = (
        Symbol("w_max", positive=True),
        Symbol("epsilon_w", positive=True),
        Symbol("t", nonnegative=True),
    )
    log_base = Symbol("h", positive=True)
    k = log(w_max / allowed) / log_base + more
    b.step(
        "With k = log_base(w_max/epsilon_w) + t, t >= 0, the error w_max*base^-k is epsilon_w*base^-t <= epsilon_w.",
        r"w_{\max}\gamma^{-k} = \varepsilon_w\,\gamma^{-t} \le \varepsilon_w",
        both(
            identity(w_max * sympy.exp(-log_base * k), allowed * sympy.exp(-log_base * more)),
            _exponential_above_one(log_base * more),
        ),
        uses=(7,),
        given=("base>1",),
    )
    _audit(b)


def _exponential_above_one(exponent: sympy.Expr) -> Outcome:
    z = Symbol("z", nonnegative=True)
    shown = nonnegative_from(sympy.exp(z) - 1, z, 0, depth=1)
    return both(shown, nonnegative(exponent))


def _audit(b: Builder) -> None:
    three_halves = Fraction(3, 2)
    bottom, top = three_halves**-2, three_halves**-1
    b.without(
        "base<=phi",
        "With base 2 and samples at the bottoms of their windows, w = 1 keeps a rest of 5/8 > 2^-2.",
        r"1 - \tfrac14 - \tfrac18 = \tfrac58 > \tfrac14",
        decided(
            greedy_rest(Fraction(1), [Fraction(1, 4), Fraction(1, 8)]) > Fraction(1, 4), "1 - 1/4 - 1/8 = 5/8 > 1/4"
        ),
        [("base", 2), ("k", 2), ("w", 1), ("x_1", "1/4"), ("x_2", "1/8"), ("rest", "5/8")],
        "see golden-threshold: no base above phi will do, for any k >= 1",
    )
    examples = (
        ("w<=1", Fraction(2), top, "w = 2 is too large for one sample"),
        ("sample>=window-bottom", Fraction(1), Fraction(0), "a sample of 0 is below its window"),
        ("sample<=window-top", Fraction(9, 10), Fraction(1), "a sample of 1 is above its window and is skipped"),
    )
    for name, weight, sample, why in examples:
        rest = greedy_rest(weight, [sample])
        b.without(
            name,
            f"With base 3/2 and k = 1: {why}.",
            rf"r_1 = {sympy.latex(sympy.Rational(rest.numerator, rest.denominator))} > \tfrac23",
            decided(rest > top, f"rest {rest} > 2/3"),
            [
                ("base", "3/2"),
                ("k", 1),
                ("w", weight),
                ("x_1", sample),
                ("window", f"[{bottom}, {top}]"),
                ("rest", rest),
            ],
        )
    b.without(
        "k-categories",
        "With base 3/2 and no sample for the only category, w = 1 keeps a rest of 1.",
        r"r_1 = 1 > \tfrac23",
        decided(greedy_rest(Fraction(1), []) > top, "rest 1 > 2/3"),
        [("base", "3/2"), ("k", 1), ("w", 1), ("samples", "none"), ("rest", 1)],
    )


def derive_threshold(b: Builder) -> None:
    """Adds the steps of golden-threshold."""
    base, more = Symbol("gamma", positive=True), Symbol("t", positive=True)
    small, k = Symbol("q", positive=True), Symbol("k", positive=True, integer=True)
    above = 1 / (base * (base - 1))
    total = above * (1 - small)
    b.step(
        "The samples x_i = base^(-i-1) sum to (1 - base^-k)/(base*(base - 1)): true for k = 0, and each step adds one.",
        r"\sum_{i=1}^k \gamma^{-i-1} = \frac{1-\gamma^{-k}}{\gamma(\gamma-1)}",
        both(
            identity(total.subs(small, 1), sympy.Integer(0)),
            identity(total.subs(small, small / base) - total, small / base**2),
        ),
        expression=total,
    )
    b.step(
        "Every sample is positive, so no choice of samples sums to more.",
        r"\sum_{i=1}^k b_i\gamma^{-i-1} \le \sum_{i=1}^k \gamma^{-i-1}",
        positive(base ** (-k - 1)),
        uses=(1,),
    )
    above_phi = (_PHI + more) ** 2 - (_PHI + more) - 1
    b.step(
        "Above phi, base*(base - 1) > 1.",
        r"\gamma = \varphi + t:\quad \gamma^2-\gamma-1 = t^2+\sqrt5\,t > 0",
        both(identity(above_phi, more**2 + sqrt(5) * more), positive(sympy.expand(above_phi))),
        given=("base>phi",),
        expression=above_phi,
    )
    b.step(
        "The rest exceeds base^-k by (1 - 1/(base*(base - 1)))*(1 - base^-k), which is positive for EVERY k >= 1.",
        r"1 - \frac{1-\gamma^{-k}}{\gamma(\gamma-1)} - \gamma^{-k} "
        r"= \left(1-\frac{1}{\gamma(\gamma-1)}\right)\left(1-\gamma^{-k}\right) > 0",
        both(
            identity(1 - total - small, (1 - above) * (1 - small)),
            positive((more / (1 + more)) * (1 - 1 / (1 + Symbol("s_1", positive=True)))),
        ),
        uses=(1, 2, 3),
        given=("k>=1",),
        expression=(1 - above) * (1 - small),
    )
    b.step(
        "At phi itself the factor is 0: the threshold is sharp on both sides.",
        r"\lim_{\gamma\to\varphi} \left(1-\frac{1}{\gamma(\gamma-1)}\right) = 0",
        limit_is(1 - above, base, _PHI, sympy.Integer(0)),
        uses=("golden-decomposition",),
    )
    b.without(
        "base>phi",
        "With base 3/2 < phi, w = 1 and samples at the bottoms of their windows, greedy comes within (3/2)^-3.",
        r"1 - \tfrac49 - \tfrac{8}{27} - \tfrac{16}{81} = \tfrac{5}{81} \le \tfrac{8}{27}",
        decided(
            greedy_rest(Fraction(1), [Fraction(2, 3) ** (i + 1) for i in (1, 2, 3)]) <= Fraction(2, 3) ** 3,
            "rest 5/81 <= 8/27",
        ),
        [("base", "3/2"), ("k", 3), ("w", 1), ("rest", "5/81")],
    )
