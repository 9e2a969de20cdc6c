"""gadget-identity, by cases of sign."""

import sympy
from sympy import Max, Symbol

from lottery_verify.bounds.proving import both, decided, identity, nonnegative
from lottery_verify.bounds.steps import Builder


def derive_gadget(b: Builder) -> None:
    """Adds the steps of gadget-identity."""
    w, p, u, v = (
        Symbol("w", real=True),
        Symbol("p", nonnegative=True),
        Symbol("u", positive=True),
        Symbol("v", real=True),
    )
    relu = sympy.Lambda(w, Max(0, w))
    b.step(
        "Where x = p >= 0 the second half is silent and the first passes x on.",
        r"x = p \ge 0:\quad w\,\sigma(p) - w\,\sigma(-p) = w p",
        identity(w * relu(p) - w * relu(-p), w * p),
        given=("w-real", "x-real"),
        expression=sympy.Eq(w * relu(p) - w * relu(-p), w * p),
    )
    b.step(
        "Where x = -p <= 0 it is the other way round.",
        r"x = -p \le 0:\quad w\,\sigma(-p) - w\,\sigma(p) = -w p",
        identity(w * relu(-p) - w * relu(p), -w * p),
        given=("w-real", "x-real"),
        expression=sympy.Eq(w * relu(-p) - w * relu(p), -w * p),
    )
    b.step(
        "A neuron with u > 0 adds (v*u)*max(x, 0), one with u < 0 adds (v*u)*min(x, 0): for the four signs of u and x.",
        r"v\,\sigma(ux) = \begin{cases} vu\max(x,0) & u > 0 \\ vu\min(x,0) & u < 0 \end{cases}",
        both(
            identity(v * relu(u * p), v * u * p),
            identity(v * relu(u * -p), sympy.Integer(0)),
            identity(v * relu(-u * p), sympy.Integer(0)),
            identity(v * relu(-u * -p), v * -u * -p),
        ),
        uses=(1, 2),
    )
    b.step(
        "Sums are linear, so a link whose halves sum to w+ and w- computes w+*max(x, 0) + w-*min(x, 0).",
        r"\sum_m v_m \sigma(u_m x) = w^+ \max(x,0) + w^- \min(x,0)",
        identity(v * u * p + w * u * p, (v * u + w * u) * p),
        uses=(3,),
        given=("both-halves",),
    )
    half, small, more = Symbol("w_h", real=True), Symbol("a", nonnegative=True), Symbol("s", nonnegative=True)
    b.step(
        "Only one of max(x, 0), min(x, 0) is not 0, so the error is |w+ - w|*|x| or |w- - w|*|x|.",
        r"\left|w^\pm x - w x\right| = |w^\pm - w|\,|x| \le \max(|w^+-w|,|w^--w|)\,|x|",
        both(
            identity(sympy.Abs(half * p - w * p), sympy.Abs(half - w) * p),
            identity(sympy.Abs(half * -p - w * -p), sympy.Abs(half - w) * p),
            nonnegative((Max(small + more, small) - small) * p),
            nonnegative((Max(small + more, small) - (small + more)) * p),
        ),
        uses=(4,),
    )
    b.without(
        "both-halves",
        "With the half u > 0 alone, w = 1 is not computed at x = -1.",
        r"w^+ = 1,\ w^- = 0,\ x = -1:\quad |0 - (-1)| = 1",
        decided(max(-1, 0) * 1 != -1, "1*max(-1, 0) = 0, but w*x = -1"),
        [("w", 1), ("x", -1), ("found", 0), ("wanted", -1)],
        "one half is enough exactly where the input is known not to be negative",
    )
