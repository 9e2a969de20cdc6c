"""universal-ticket, pruner-ticket and integer-law: one source for all targets, and what the pruner promises."""

from fractions import Fraction

from sympy import Integer, Rational, Symbol, expand, log

from lottery_verify.bounds.derive.pools import rest_within, union_of_events
from lottery_verify.bounds.proving import both, cases, decided, identity, nonnegative
from lottery_verify.bounds.steps import Builder
from lottery_verify.counts.decide import ceiling
from lottery_verify.counts.enclosure import rational, whole
from lottery_verify.counts.explicit import universal_ticket_draws
from lottery_verify.counts.smallest import category_probability


def derive_universal(b: Builder) -> None:
    """Adds the steps of universal-ticket."""
    k, after, before, ell, delta = (Symbol(name, positive=True) for name in ("k", "n_i", "n_j", "l", "delta"))
    half, x = 2 * k * ell * after * before / delta, Symbol("x", nonnegative=True)
    b.step(
        "For one (input, output) pair ask every category with both signs of u and both signs of v: 4k events. They do "
        "not depend on F, whose weight only chooses 2k of them; each is missed with probability at most (1 - c)^M.",
        r"4 k = 2 \cdot 2k,\qquad P(\text{missed}) \le \left(1-\tfrac{1}{8k_i}\right)^{M_i}",
        both(identity(4 * k, 2 * (2 * k)), nonnegative((1 - 1 / (8 * k)) - (1 - (1 / (8 * k) + x)))),
        uses=("hyperbolic-product",),
        given=("law=hyperbolic", "class-fixed"),
    )
    union_of_events(b, 4, "4k", 4 * k, " and 4k events")
    b.step(
        "Where all events of all links are hit, every F of the class finds its 2k among them: each half of each link "
        "is within epsilon_w = what error-propagation allows the class, and the ticket within epsilon.",
        r"w_{\max}\gamma^{-k} \le \varepsilon_w\ \Rightarrow\ \forall F:\ \sup\|F-\hat G\|_2 \le \varepsilon",
        rest_within(),
        uses=(4, "golden-decomposition", "error-propagation"),
        given=("base<=phi", "epsilon<=e*sqrt(n)*f_max", "class-fixed"),
    )
    b.step(
        "The price of the quantifiers over shared-log-pruning: 8k ln 2 neurons more for each input.",
        r"8k\ln\frac{4k\ell N}{\delta} - 8k\ln\frac{2k\ell N}{\delta} = 8k\ln2",
        identity(expand(8 * k * (log(2 * half) - log(half)), log=True, force=True), 8 * k * log(2)),
        uses=(3,),
    )
    _audit_universal(b)


def _audit_universal(b: Builder) -> None:
    chance, half, delta = category_probability(1, 1), Fraction(1, 2), Fraction(1, 1000)
    few = ceiling(lambda bits: whole(8, bits) * rational(1 / half, bits).log(), "8 ln(1/delta)")
    b.without(
        "union",
        f"The count with 1 in place of 4k l N, {few} draws (k = 1, delta = 1/2): some of the 4 events of one link is "
        "missed with probability above 1/2.",
        r"P(\text{some event missed}) > \tfrac12",
        decided(_missed(chance, few) > half, "inclusion and exclusion over 4 disjoint events of probability 3/16"),
        [("k", 1), ("links", 1), ("delta", half), ("M", few), ("category probability", chance)],
    )
    few = ceiling(lambda bits: whole(4, bits) * rational(4 / delta, bits).log(), "4 ln(4/delta)")
    enough = universal_ticket_draws(1, 1, 1, delta)
    b.without(
        "8k",
        f"With 4k in place of 8k: {few} draws for one link, k = 1, fail with probability above 1/1000; the claim's "
        f"{enough} do not.",
        r"P(\text{some event missed}) > \tfrac{1}{1000}",
        decided(
            _missed(chance, few) > delta >= _missed(chance, enough),
            "inclusion and exclusion over 4 disjoint events of probability 3/16",
        ),
        [("k", 1), ("links", 1), ("delta", delta), ("M", few)],
    )


def _missed(chance: Fraction, draws: int) -> Fraction:
    """The probability that some of 4 disjoint events is not among so many draws."""
    ways = ((4, 1), (-6, 2), (4, 3), (-1, 4))
    return sum((sign * (1 - many * chance) ** draws for sign, many in ways), Fraction(0))


def derive_pruner(b: Builder) -> None:
    """Adds the steps of pruner-ticket."""
    halves, k, c, delta, total = (Symbol(name, positive=True) for name in ("H_i", "k", "c", "delta", "H"))
    w, h, x, bias = (Symbol(name, real=True) for name in ("w", "h", "x", "b"))
    e, size, gain, before = (Symbol(name, nonnegative=True) for name in ("e", "r", "s", "d"))
    b.step(
        "A bias is a weight whose input is the constant 1, which is positive and exact in every layer; a shift of the "
        "inputs is the same for both networks.",
        r"w x + b = (w,\,b)\cdot(x,\,1),\qquad (x - v) - (x - v) = 0",
        both(identity(w * x + bias, w * x + bias * 1), identity((x - h) - (x - h), Integer(0))),
    )
    b.step(
        "A half link is missed with probability at most k_i (1 - c_i)^M_i; where the sign of an input is known, the "
        "other half multiplies 0.",
        r"\max(x,0) = 0\ \text{for}\ x \le 0,\qquad k_i (1-c_i)^{M_i}",
        both(nonnegative((1 - c / 2) - (1 - c)), decided(max(-1, 0) == 0 == min(1, 0), "max(-1,0) = min(1,0) = 0")),
        uses=("integer-law",),
        given=("probability>=c", "known-signs"),
    )
    b.step(
        "With H k_i (1 - c_i)^M_i <= delta in each layer the union over all half links is delta.",
        r"\sum_i H_i k_i \frac{\delta}{H k_i} = \frac{\sum_i H_i}{H}\,\delta \le \delta",
        identity(halves * k * (delta / (total * k)), halves / total * delta),
        uses=(2,),
        given=("delta<1",),
    )
    b.step(
        "So each half of each link is within e_i, the rest of the greedy rule; taking further products of a category "
        "leaves no more.",
        r"0 \le w - \sum_j x_j \le w_{\max}\gamma^{-k} \le e_i",
        nonnegative((e + before) - e),
        uses=(3, "golden-decomposition"),
        given=("base<=phi",),
    )
    b.step(
        "A row then errs by sum (|w| + e) d + e (sum r + 1): |ŵŷ - wy| <= |ŵ|·|ŷ - y| + |ŵ - w|·|y|, and the 1 is the "
        "bias'. The plan adds these up as the certificate's rules do.",
        r"d_i(a) = \sum_b (|w_{ab}| + e_i)\, d_{i-1}(b) + e_i\left(\sum_b r_b + 1\right)",
        identity((w + h) * (x + bias) - w * x, (w + h) * bias + h * x),
        uses=(4, "checker-composition"),
        given=("plan-right",),
    )
    b.step(
        "In norm: d_i = (s + sqrt(n_i n_(i-1)) e) d_(i-1) + sqrt(n_i n_(i-1)) e r + sqrt(n_i) e, and a ReLU stretches "
        "nothing.",
        r"\|d_i\|_2 \le \left(s_i + \sqrt{n_i n_{i-1}}\,e_i\right)\|d_{i-1}\|_2 + \sqrt{n_i n_{i-1}}\,e_i r + "
        r"\sqrt{n_i}\,e_i",
        both(identity((gain + e) * before + e * size, gain * before + e * (before + size)), nonnegative(gain + e)),
        uses=(5,),
        given=("plan-right",),
    )
    chance, half = Fraction(3, 16), Fraction(1, 2)
    draws = next(m for m in range(1, 99) if (1 - chance) ** m <= half)
    b.without(
        "H*k",
        f"With one half link's share forgotten, {draws} draws for the two halves of one link, k = 1, c = 3/16, "
        "delta = 1/2: they fail with probability above 1/2.",
        r"2\left(\tfrac{13}{16}\right)^{M} - \left(\tfrac{10}{16}\right)^{M} > \tfrac12",
        decided(2 * (1 - chance) ** draws - (1 - 2 * chance) ** draws > half, "inclusion and exclusion"),
        [("k", 1), ("H", 2), ("delta", half), ("M", draws)],
    )


def derive_integer_law(b: Builder) -> None:
    """Adds the steps of integer-law."""
    n, pairs = Symbol("N", positive=True), Symbol("P", nonnegative=True)

    def first(c: int, size: int, points: int) -> int:
        return -(-c * points // size)

    b.step(
        "The cell of a draw rises with it: c <= floor(t S/N) exactly where ceil(c N/S) <= t (here for all N, S up to "
        "12; in Coq for all).",
        r"c \le \lfloor tS/N \rfloor \iff \lceil cN/S \rceil \le t",
        cases(
            144,
            lambda i: all(
                (c <= t * (i % 12 + 1) // (i // 12 + 1)) == (first(c, i % 12 + 1, i // 12 + 1) <= t)
                for t in range(i // 12 + 1)
                for c in range(i % 12 + 2)
            ),
            "all c and t for N, S in 1..12",
        ),
        given=("draw-uniform", "cells>=1"),
    )
    b.step(
        "So cell c holds the draws from ceil(c N/S) up to ceil((c+1) N/S) - 1, and together they are all N.",
        r"\sum_{c<S} \left(\lceil (c+1)N/S \rceil - \lceil cN/S \rceil\right) = N",
        cases(
            144,
            lambda i: first(i % 12 + 1, i % 12 + 1, i // 12 + 1) - first(0, i % 12 + 1, i // 12 + 1) == i // 12 + 1,
            "the sum telescopes, for N, S in 1..12",
        ),
        uses=(1,),
    )
    b.step(
        "2^31 draws over 444,672 cells give cells of two sizes that differ by one.",
        r"\lceil (c+1)N/S \rceil - \lceil cN/S \rceil \in \{\lfloor N/S \rfloor, \lceil N/S \rceil\}",
        cases(
            500,
            lambda c: first(c + 1, 444_672, 1 << 31) - first(c, 444_672, 1 << 31) in (4829, 4830),
            "the first 500 cells, 2^31/444672 lying between 4829 and 4830",
        ),
        uses=(1,),
    )
    b.step(
        "Two independent draws make N^2 equally likely pairs, and each pair of signs has probability 1/4.",
        r"\frac{P}{N^2}\cdot\frac14 = \frac{P}{(2N)^2}",
        identity(pairs / n**2 * Rational(1, 4), pairs / (2 * n) ** 2),
        uses=(2,),
        given=("fair-signs", "draw-uniform"),
    )
