"""The lemmas of certificates: relaxations, forms, splits, gates, and the composition of the rules."""

import sympy
from sympy import Abs, Max, Rational, Symbol, sqrt

from lottery_verify.bounds.proving import both, decided, identity, nonnegative
from lottery_verify.bounds.steps import Builder


def derive_relaxation(b: Builder) -> None:
    """Adds the steps of relu-relaxation."""
    x, y, p, q = (Symbol(name, nonnegative=True) for name in ("x", "y", "p", "q"))
    u, v, s, t = (Symbol(name, real=True) for name in ("u", "v", "s", "t"))

    def gates(at_x: sympy.Expr, at_y: sympy.Expr) -> sympy.Expr:
        return Max(at_y, 0) - Max(at_x, 0) - s * at_x - t * at_y

    b.step(
        "On each of the four pieces that x = 0 and y = 0 cut, the gap is affine.",
        r"\sigma(y)-\sigma(x)-ax-by = (\pm)\,x + (\pm)\,y",
        both(
            identity(gates(x, y), y - x - s * x - t * y),
            identity(gates(-x, y), y + s * x - t * y),
            identity(gates(x, -y), -x - s * x + t * y),
            identity(gates(-x, -y), s * x + t * y),
        ),
        given=("in-strip",),
    )
    b.step(
        "Where an affine function is not above 0 at two points, it is not between them; so on a polygon it is largest "
        "at a corner.",
        r"\lambda(-p) + \mu(-q) \le 0",
        nonnegative(x * p + y * q),
        uses=(1,),
    )
    b.step(
        "The pieces' sides are x, y or y - x at a constant, so a corner is (x, y), (x, x + d) or (y - d, y).",
        r"y - x = d\ \Rightarrow\ (x, x+d) = (y-d, y)",
        both(identity((u + v) - u, v), identity(v - (v - u), u)),
        uses=(1,),
        given=("all-points",),
    )
    b.step(
        "Planes below are planes above of the mirrored strip.",
        r"\sigma(y)-\sigma(x) \ge ax+by \iff \sigma(x)-\sigma(y) \le -ax-by",
        identity(-(Max(v, 0) - Max(u, 0) - s * u - t * v), Max(u, 0) - Max(v, 0) + s * u + t * v),
        uses=(2,),
    )
    half = Rational(1, 2)
    b.without(
        "all-points",
        "x + y = 0 fixes relu(y) - relu(x) = y, but with y = x on [-1, 1] the line relu(x) >= (x + 1)/2 holds at both "
        "ends and not at 0.",
        r"\sigma(\pm1) = \tfrac{\pm1+1}{2},\qquad \sigma(0) = 0 < \tfrac12",
        decided(max(-1, 0) == 0 and max(1, 0) == 1 and max(0, 0) < half, "at -1, 1 and 0"),
        [("x", 0), ("relu", 0), ("line", half)],
    )
    b.without(
        "in-strip",
        "relu(x) <= (x + 1)/2 holds on [-1, 1], and not at x = 2.",
        r"\sigma(2) = 2 > \tfrac32",
        decided(max(2, 0) > Rational(3, 2), "at x = 2"),
        [("x", 2), ("relu", 2), ("line", Rational(3, 2))],
    )


def derive_joint(b: Builder) -> None:
    """Adds the steps of joint-affine-forms."""
    w, gap, c, a, o, t = (Symbol(name, real=True) for name in ("w", "g", "c", "a", "o", "t"))
    low, high = Symbol("l", positive=True), Symbol("h", positive=True)
    b.step(
        "An affine layer maps forms to forms over the same symbols.",
        r"w(c + at) + b = (wc + b) + (wa)t",
        identity(w * (c + a * t) + o, (w * c + o) + w * a * t),
        given=("inputs-covered",),
    )
    b.step(
        "Where both networks use the same symbols, what they share cancels: the difference's coefficients are the "
        "differences.",
        r"(w+g)(c+at) - w(c+at) = gc + (ga)t",
        identity((w + gap) * (c + a * t) - w * (c + a * t), gap * c + gap * a * t),
        uses=(1,),
    )
    chord = high * (t + low) / (low + high)
    b.step(
        "Between -l < 0 < h a ReLU lies at most h*l/(l + h) below its chord: the form through the middle has one new "
        "symbol of half that size.",
        r"0 \le \frac{h(t+l)}{l+h} - \sigma(t) \le \frac{hl}{l+h}",
        both(
            identity(chord.subs(t, -low), sympy.Integer(0)),
            identity(chord.subs(t, high), high),
            identity(chord.subs(t, 0), high * low / (low + high)),
        ),
        uses=("relu-relaxation",),
        given=("relaxations-sound",),
    )
    b.step(
        "A symbol in [-1, 1] moves a form by at most |coefficient|.",
        r"|c + \sum_j a_j t_j| \le |c| + \sum_j |a_j|",
        both(identity(Abs(a * t), Abs(a) * Abs(t)), nonnegative(Abs(a) - Abs(a) / (1 + low))),
        uses=(2, 3),
        given=("inputs-covered",),
    )
    b.without(
        "inputs-covered",
        "F(x) = 0 and G(x) = x differ by at most 1 for symbols in [-1, 1], and by 2 at x = 2.",
        r"|\hat G(2) - F(2)| = 2 > 1",
        decided(abs(2 - 0) > 1, "at x = 2"),
        [("x", 2), ("difference", 2), ("bound", 1)],
    )


def derive_split(b: Builder) -> None:
    """Adds the steps of split-coverage."""
    x, m = Symbol("x", real=True), Symbol("m", real=True)
    r, low = (Symbol(name, nonnegative=True) for name in ("r", "p"))
    b.step(
        "A coordinate is at most the middle or at least the middle.",
        r"\max(m-x,\,x-m) = |x-m| \ge 0",
        both(nonnegative(Abs(x - m)), identity(Max(m - x, x - m).rewrite(Abs), Abs(x - m).rewrite(Abs))),
        given=("both-halves",),
    )
    b.step(
        "The middle lies between the ends, so both halves lie in the box.",
        r"l \le \frac{l + u}{2} \le u",
        both(nonnegative((x + x + r) / 2 - x), nonnegative(x + r - (x + x + r) / 2)),
        uses=(1,),
    )
    b.step(
        "By induction on the tree each point of the root follows one branch at each node, down to a leaf.",
        r"x \in B \Rightarrow x \in B_{\le m}\ \text{or}\ x \in B_{\ge m}",
        decided(all(value <= 1 or value >= 1 for value in range(-2, 5)), "an order is total"),
        uses=(1, 2),
    )
    b.step(
        "What is at most p on one half and at most q = p + r on the other is at most max(p, q) on both.",
        r"p \le \max(p,q),\quad q \le \max(p,q)",
        both(nonnegative(Max(low, low + r) - low), nonnegative(Max(low, low + r) - (low + r))),
        uses=(3,),
        given=("leaf-proved",),
    )
    b.without(
        "both-halves",
        "|x| <= 1 holds in the lower half of [0, 2], and not at x = 2.",
        r"2 > 1",
        decided(2 > 1, "at x = 2"),
        [("x", 2), ("bound", 1)],
    )


def derive_gated(b: Builder) -> None:
    """Adds the steps of gated-difference."""
    x, s, t = (Symbol(name, real=True) for name in ("x", "s", "t"))
    p, r, q = (Symbol(name, positive=True) for name in ("p", "r", "q"))
    share = Symbol("a", real=True)
    b.step(
        "Where x = p > 0 > y = p - (p + r): e = -p and s = 2e/d - 1 = 2p/(p + r) - 1 is in [-1, 1].",
        r"1 - s = \frac{2r}{p+r},\quad 1 + s = \frac{2p}{p+r}",
        both(identity(1 - (2 * p / (p + r) - 1), 2 * r / (p + r)), nonnegative(2 * p / (p + r))),
        given=("|d|<=D",),
    )
    b.step(
        "Then |x| - s*x = 2p(1 - p/(p + r)) <= (p + r)/2, since a(1 - a) <= 1/4; the case x < 0 < y is its mirror.",
        r"2p\left(1-\frac{p}{p+r}\right) \le \frac{p+r}{2}",
        both(
            identity(p - (2 * p / (p + r) - 1) * p, 2 * p * (1 - p / (p + r))),
            identity(Rational(1, 4) - share * (1 - share), (share - Rational(1, 2)) ** 2),
        ),
        uses=(1,),
        given=("|d|<=D",),
    )
    b.step(
        "x*t <= q*t^2 + x^2/(4q), a square.",
        r"q t^2 + \frac{x^2}{4q} - xt = \left(\sqrt q\,t - \frac{x}{2\sqrt q}\right)^2 \ge 0",
        both(
            identity(q * t**2 + x**2 / (4 * q) - x * t, (sqrt(q) * t - x / (2 * sqrt(q))) ** 2),
            nonnegative((sqrt(q) * t - x / (2 * sqrt(q))) ** 2),
        ),
        uses=("joint-affine-forms",),
        given=("q>0", "symbols<=1"),
    )
    p0, p1, r0, r1, e00, e01, e11 = (Symbol(name, real=True) for name in ("p0", "p1", "r0", "r1", "e00", "e01", "e11"))
    z, factor, diag = sympy.Matrix([1, s]), sympy.Matrix([r0, r1]), sympy.diag(p0, p1)
    rest = sympy.Matrix([[e00, e01], [e01, e11]])
    within = e00 + 2 * e01 * s + e11 * s**2
    b.step(
        "For two entries of z = (1, s): p_0 + p_1 s^2 - (r_0 + r_1 s)^2 - z'Ez is z'(S + C)z, so z'(S + C)z <= p_0 + "
        "max(p_1, 0) + sum |E|.",
        r"z^\top(S+C)z = z^\top\mathrm{diag}(p)z - |R^\top z|^2 - z^\top E z",
        both(
            identity((z.T * (diag - factor * factor.T - rest) * z)[0], p0 + p1 * s**2 - (r0 + r1 * s) ** 2 - within),
            nonnegative((r0 + r1 * s) ** 2),
            nonnegative(p - p / (1 + r)),
            nonnegative(Abs(e01) - Abs(e01) / (1 + r)),
        ),
        uses=(3,),
        given=("symbols<=1",),
    )
    b.without(
        "|d|<=D",
        "x = 1, y = -1: s = 0, and |x| - s*x = 1 is |d|/2; with D = 1 in place of 2 it would be at most 1/2.",
        r"1 > \tfrac12",
        decided(abs(1) - 0 > Rational(1, 2), "at x = 1, d = -2"),
        [("x", 1), ("d", -2), ("D", 1), ("found", 1)],
    )
    b.without(
        "symbols<=1",
        "s*t <= 1 on the cube, by q = 1/2 and p = (0, 1/2); at s = t = 2 it is 4.",
        r"4 > 1",
        decided(2 * 2 > 1, "at s = t = 2"),
        [("s", 2), ("t", 2), ("bound", 1)],
    )


def derive_composition(b: Builder) -> None:
    """Adds the steps of checker-composition."""
    w, gap, x, d, o, g = (Symbol(name, real=True) for name in ("w", "g", "x", "d", "b", "h"))
    p, r, wide = (Symbol(name, nonnegative=True) for name in ("p", "r", "t"))
    relu = sympy.Lambda(x, Max(0, x))
    b.step(
        "The difference of two affine layers is the ticket's layer at the difference, plus that of the layers.",
        r"(w+g)(x+d) + b + h - (wx + b) = (w+g)d + gx + h",
        identity((w + gap) * (x + d) + o + g - (w * x + o), (w + gap) * d + gap * x + g),
        uses=("gadget-identity",),
        given=("inputs-inside",),
    )
    b.step(
        "A ReLU stretches no difference: for the four signs.",
        r"|\sigma(y) - \sigma(x)| \le |y - x|",
        both(
            nonnegative(Abs(p - r) - Abs(relu(p) - relu(r))),
            nonnegative((p + r) - (relu(p) - relu(-r))),
            nonnegative(r - (relu(-p) - relu(-r))),
        ),
    )
    b.step(
        "In norm the ticket's layer stretches by at most the target's norm and what it is off it.",
        r"\|\hat W d\| \le \|W d\| + \|(\hat W - W) d\|",
        nonnegative(Abs(w * d) + Abs(gap * d) - Abs(w * d) + wide),
        uses=(1,),
        given=("spectral-bounds",),
    )
    b.step(
        "What lies in a reach lies in a wider one, so rounding outward is harmless; layer by layer the last reach "
        "holds the difference.",
        r"|d| \le r \le r + t",
        nonnegative((r + wide) - r),
        uses=(1, 2, 3),
        given=("outward", "inputs-inside"),
    )
